"""The browser SDK, served beside the stream that it reads: no build step, no other host."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ENTRY = "/client.js"
"""What a page imports; it leads to the modules below ``/client/``."""

_FOLDER = Path(__file__).resolve().parents[2] / "web" / "client"
_PARTS = ("*.js", "api/*.js", "helpers/*.js", "realtime/*.js")
_JAVASCRIPT = "text/javascript; charset=utf-8"


@dataclass(frozen=True, slots=True)
class File:
    """A file that anybody may read."""

    body: bytes
    content_type: str
    headers: Mapping[str, str]


class ClientFiles:
    """The modules of the SDK by path, read once."""

    def __init__(self, folder: Path = _FOLDER) -> None:
        self._files = _read(folder)

    def find(self, path: str) -> File | None:
        """The file at a path."""
        return self._files.get(path)


@cache
def _read(folder: Path) -> Mapping[str, File]:
    modules = sorted(path for part in _PARTS for path in folder.glob(part))
    files = {
        f"/client/{path.relative_to(folder).as_posix()}": _file(path.read_bytes())
        for path in modules
    }
    if "/client/index.js" in files:
        files[ENTRY] = _file(b'export * from "./client/index.js";\n')
    return files


def _file(body: bytes) -> File:
    return File(
        body,
        _JAVASCRIPT,
        {
            # Pages of any origin may load what is public, and none sends credentials for it.
            "Access-Control-Allow-Origin": "*",
            "Cross-Origin-Resource-Policy": "cross-origin",
            "Cache-Control": "public, max-age=300",
            "ETag": f'"{hashlib.sha256(body).hexdigest()[:32]}"',
        },
    )
