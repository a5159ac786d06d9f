"""Serves the project's browser code, and the wire vectors as streams, to a browser under test."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from typing_extensions import override

from infra.local.process import PROJECT_ROOT
from tests.conformance.vectors import VECTORS, chunks_of

_TYPES = {".html": "text/html", ".js": "text/javascript", ".json": "application/json"}
_PLACES = {
    "/client/": PROJECT_ROOT / "web" / "client",
    "/tests/conformance/": PROJECT_ROOT / "tests" / "conformance",
}


class _Pages(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        if path.startswith("/wire/"):
            self._stream(chunks_of(VECTORS["wire"][int(path.removeprefix("/wire/"))]))
            return
        place = _place_of(path)
        if place is None:
            self.send_error(404)
            return
        content = place.read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", f"{_TYPES[place.suffix]}; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _stream(self, chunks: list[bytes]) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for chunk in chunks:
            self.wfile.write(b"%x\r\n%b\r\n" % (len(chunk), chunk))
            self.wfile.flush()
        self.wfile.write(b"0\r\n\r\n")

    @override
    def log_message(self, format: str, *args: object) -> None:
        pass


def _place_of(path: str) -> Path | None:
    for prefix, directory in _PLACES.items():
        if not path.startswith(prefix):
            continue
        place = directory / path.removeprefix(prefix)
        # Modules of npm may name one another without an ending, which only bundlers understand.
        for candidate in (place, place.with_name(f"{place.name}.js")):
            inside = candidate.resolve().is_relative_to(directory)
            if inside and candidate.is_file() and candidate.suffix in _TYPES:
                return candidate
    return None


@contextmanager
def serve_pages() -> Iterator[str]:
    """The server's address, for as long as the context lasts."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Pages)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
