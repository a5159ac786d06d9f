"""Builds what is deployed: a directory, and for functions an archive, with our code and its needs.

``python -m infra.build.bundle`` writes ``build/functions``, ``build/relay``, ``build/jobs`` and
``build/functions.zip``. A bundle holds the modules that its entry points import and nothing else,
and a ``requirements.txt`` with the hashes of the lock. The same input gives the same bytes.
"""

from __future__ import annotations

import argparse
import ast
import hashlib
import importlib.metadata
import re
import shutil
import sys
import tomllib
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
OURS = ("functions", "infra", "shared", "sse_relay")
LOCK = Path("requirements/all.lock")

_NOT_DATA = {".py", ".pyc", ".md"}
_EPOCH = (1980, 1, 1, 0, 0, 0)
_ENTRY = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==", re.MULTILINE)
_NAME = re.compile(r"[A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True)
class Target:
    """Something that is deployed: where its imports begin, and what they cannot show."""

    name: str
    entries: tuple[str, ...]
    # Groups of pyproject.toml that it may take from, beside the dependencies of all.
    groups: tuple[str, ...] = ()
    # Directories that are read at run time, without an import.
    directories: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    # Distributions that are started, not imported.
    started: tuple[str, ...] = ()
    # A module that becomes the file main.py of the root.
    main: str | None = None


def targets() -> tuple[Target, ...]:
    """All that is deployed."""
    from functions.index import MODULES

    return (
        Target(
            name="functions",
            entries=("functions.main", *sorted(set(MODULES.values()))),
            started=("functions-framework",),
            main="functions.main",
        ),
        Target(
            name="relay",
            entries=("sse_relay.__main__",),
            groups=("relay",),
            # The modules behind /client.js, and not their tests.
            directories=tuple(f"web/client/{part}" for part in ("api", "helpers", "realtime")),
            files=("web/client/api.js", "web/client/helpers.js", "web/client/index.js"),
        ),
        Target(
            name="jobs",
            entries=(
                "infra.postgres.core.migrate",
                "infra.ops.epoch",
                "infra.ops.logins",
                "infra.ops.school",
            ),
            groups=("local",),
            directories=("infra/postgres/core/migrations",),
        ),
    )


def contents(target: Target) -> dict[str, bytes]:
    """The files of a bundle by their paths in it."""
    from_directories = [
        path
        for directory in target.directories
        for path in sorted((ROOT / directory).rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    ]
    entries = [_file(name) for name in target.entries]
    scripts = [path for path in from_directories if path.suffix == ".py"]
    modules, foreign = _closure([path for path in (*entries, *scripts) if path is not None])
    single = [ROOT / name for name in target.files]
    paths = {*modules, *_beside(modules), *from_directories, *single}
    files = {str(path.relative_to(ROOT)): path.read_bytes() for path in paths}
    if target.main is not None:
        files["main.py"] = files.pop(target.main.replace(".", "/") + ".py")
    needed = _distributions(foreign) & _declared(target.groups)
    files["requirements.txt"] = _requirements({*needed, *target.started}).encode()
    return dict(sorted(files.items()))


def archive(files: Mapping[str, bytes], path: Path) -> str:
    """Write the files as an archive; returns its SHA-256.

    Nothing is compressed: other versions of a compressor would give other bytes.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as target:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.create_system = 3
            entry.external_attr = 0o100644 << 16
            target.writestr(entry, content)
    return hashlib.sha256(path.read_bytes()).hexdigest()


def unpack(files: Mapping[str, bytes], directory: Path) -> None:
    """Write the files into a directory, which holds nothing else afterwards."""
    shutil.rmtree(directory, ignore_errors=True)
    for name, content in files.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _closure(entries: Iterable[Path]) -> tuple[set[Path], set[str]]:
    """Files of ours that the entries import, late imports included, and the names of others."""
    modules: set[Path] = set()
    foreign: set[str] = set()
    waiting = list(entries)
    while waiting:
        path = waiting.pop()
        if path in modules:
            continue
        modules.add(path)
        for name in _imports(path):
            if name.partition(".")[0] not in OURS:
                foreign.add(name)
            elif (found := _file(name)) is not None:
                waiting += [found, *_packages(found)]
        waiting += _packages(path)
    return modules, foreign


def _imports(path: Path) -> Iterator[str]:
    yield from _later(path)
    for node in _run_nodes(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            assert node.level == 0, f"{path}: relative import"
            yield node.module
            # What is imported from a package may be a module of it.
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _later(path: Path) -> Iterator[str]:
    """Modules of a package that load when something of them is used: its stub names them."""
    stub = path.with_suffix(".pyi")
    if not stub.is_file():
        return
    package = ".".join(path.parent.relative_to(ROOT).parts)
    for node in ast.parse(stub.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ImportFrom):
            yield f"{package}.{node.module}"


def _run_nodes(tree: ast.AST) -> Iterator[ast.AST]:
    """All nodes but those that only a type checker reads."""
    for node in ast.iter_child_nodes(tree):
        checking = isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")
        if not checking:
            yield node
            yield from _run_nodes(node)


def _file(module: str) -> Path | None:
    path = ROOT.joinpath(*module.split("."))
    for candidate in (path.with_suffix(".py"), path / "__init__.py"):
        if candidate.is_file():
            return candidate
    return None


def _packages(path: Path) -> Iterator[Path]:
    for parent in path.relative_to(ROOT).parents:
        init = ROOT / parent / "__init__.py"
        if parent != Path() and init.is_file():
            yield init


def _beside(modules: Iterable[Path]) -> Iterator[Path]:
    """Data files of the packages, such as lists of words."""
    for directory in {path.parent for path in modules}:
        for path in directory.iterdir():
            if path.is_file() and path.suffix not in _NOT_DATA and path.name != "Dockerfile":
                yield path


def _declared(groups: Iterable[str]) -> set[str]:
    """Names of the distributions that pyproject.toml asks for, in general and in these groups."""
    with (ROOT / "pyproject.toml").open("rb") as stream:
        project = tomllib.load(stream)["project"]
    asked = [*project["dependencies"]]
    for group in groups:
        asked += project["optional-dependencies"][group]
    return {_normal(_first_name(requirement)) for requirement in asked}


def _distributions(modules: Iterable[str]) -> set[str]:
    """Names of the installed distributions that carry these modules."""
    carriers = importlib.metadata.packages_distributions()
    found: set[str] = set()
    for module in modules:
        candidates = set(carriers.get(module.partition(".")[0], []))
        # Several distributions share a namespace such as google: then the files decide.
        found |= {name for name in candidates if len(candidates) == 1 or _carries(name, module)}
    return {_normal(name) for name in found}


@cache
def _carries(distribution: str, module: str) -> bool:
    if "." not in module:
        return False
    path = module.replace(".", "/")
    files = importlib.metadata.distribution(distribution).files or []
    return any(str(file).startswith((f"{path}/", f"{path}.")) for file in files)


def _requirements(roots: set[str]) -> str:
    """The lock's entries for these distributions and all that they need."""
    blocks = _lock_blocks()
    missing = {_normal(name) for name in roots} - blocks.keys()
    if missing:
        raise ValueError(f"not in the lock: {', '.join(sorted(missing))}")
    wanted = {_normal(name) for name in roots}
    grown = True
    while grown:
        needed = {
            name for name, block in blocks.items() if name not in wanted and _vias(block) & wanted
        }
        wanted |= needed
        grown = bool(needed)
    kept = (_without_comments(blocks[name]) for name in sorted(wanted))
    return "".join(kept)


@cache
def _lock_blocks() -> dict[str, str]:
    text = (ROOT / LOCK).read_text(encoding="utf-8")
    starts = [match.start() for match in _ENTRY.finditer(text)]
    ends = [*starts[1:], len(text)]
    blocks = (text[start:end] for start, end in zip(starts, ends, strict=True))
    return {_normal(_first_name(block)): block for block in blocks}


def _vias(block: str) -> set[str]:
    """Who asked for an entry, as the lock's comments say."""
    comments = [line.strip()[1:].strip() for line in block.splitlines() if line.strip()[:1] == "#"]
    names = [comment.removeprefix("via").strip() for comment in comments]
    return {_normal(_first_name(name)) for name in names if name}


def _without_comments(block: str) -> str:
    lines = (line for line in block.splitlines() if not line.strip().startswith("#"))
    return "".join(f"{line}\n" for line in lines)


def _first_name(text: str) -> str:
    found = _NAME.match(text)
    assert found is not None, text
    return found[0]


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def main() -> int:
    """Build everything; prints what was built and the archive's hash."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=ROOT / "build", help="where to build")
    output = parser.parse_args().output
    for target in targets():
        files = contents(target)
        unpack(files, output / target.name)
        size = sum(len(content) for content in files.values())
        print(f"{target.name}: {len(files)} files, {size / 1024:.0f} KB")
        if target.main is not None:
            digest = archive(files, output / f"{target.name}.zip")
            print(f"{target.name}.zip: sha256 {digest}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
