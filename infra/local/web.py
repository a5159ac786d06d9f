"""The web app, the browser SDK and the developer page, served by the local gateway."""

from __future__ import annotations

import json
import os
import time
from functools import lru_cache
from pathlib import Path

from flask import Blueprint, Response, jsonify, send_from_directory

from infra.build.web_release import ASK_ALWAYS, FOR_GOOD, WEB, page, version
from infra.local.outbox import read_outbox

MAILS_SHOWN = 50


def static_pages() -> Blueprint:
    """``/`` the app, ``/client/`` the SDK, ``/dev`` what the local stack keeps.

    The files of a release lie below ``/a/``, as in the cloud. The developer page exists only where
    ``DATA_DIR`` names a local stack.
    """
    pages = Blueprint("web", __name__)
    relay = os.environ.get("PUBLIC_RELAY_URL", "")
    data_dir = os.environ.get("DATA_DIR")

    @pages.get("/")
    @pages.get("/index.html")
    def app_page() -> Response:
        return _page("index.html", relay)

    @pages.get("/a/<release>/<any(app, client):part>/<path:name>")
    def released_file(release: str, part: str, name: str) -> Response:
        # A tab that was opened before an edit gets files of today, which nobody may keep.
        kept = FOR_GOOD if release == _release() else ASK_ALWAYS
        return _file(WEB / part, name, relay, kept)

    @pages.get("/<path:name>")
    def app_file(name: str) -> Response:
        return _file(WEB / "app", name, relay)

    @pages.get("/client/<path:name>")
    def client_file(name: str) -> Response:
        return _file(WEB / "client", name, relay)

    if data_dir is not None:
        _add_developer_page(pages, Path(data_dir), relay)
    return pages


def _add_developer_page(pages: Blueprint, data_dir: Path, relay: str) -> None:
    @pages.get("/dev")
    def dev_page() -> Response:
        return _page("dev.html", relay)

    @pages.get("/dev/mails.json")
    def dev_mails() -> Response:
        mails = read_outbox(data_dir / "mail", MAILS_SHOWN)
        return jsonify(
            [
                {
                    "subject": mail.subject,
                    "to": mail.to,
                    "receivedAt": mail.received_at.isoformat(),
                    "text": mail.text,
                }
                for mail in mails
            ]
        )

    @pages.get("/dev/services.json")
    def dev_services() -> Response:
        try:
            return jsonify(json.loads((data_dir / "services.json").read_text(encoding="utf-8")))
        except FileNotFoundError:
            return jsonify([])


def _release() -> str:
    """The version of the files, looked at once a second: a page loads eighty of them."""
    return _release_at(int(time.monotonic()))


@lru_cache(maxsize=1)
def _release_at(_: int) -> str:
    return version()


def _page(name: str, relay: str) -> Response:
    response = Response(page(name, _release()), mimetype="text/html")
    return _guarded(response, relay, ASK_ALWAYS)


def _file(directory: Path, name: str, relay: str, kept: str = ASK_ALWAYS) -> Response:
    return _guarded(send_from_directory(directory, name), relay, kept)


def _guarded(response: Response, relay: str, kept: str) -> Response:
    response.headers["Cache-Control"] = kept
    response.headers["Content-Security-Policy"] = (
        f"default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; "
        f"img-src 'self' https: data:; connect-src 'self' {relay}; manifest-src 'self'; "
        f"base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
