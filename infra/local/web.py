"""The web app, the browser SDK and the developer page, served by the local gateway."""

from __future__ import annotations

import json
import os
from pathlib import Path

from flask import Blueprint, Response, jsonify, send_from_directory

from infra.local.outbox import read_outbox
from infra.local.process import PROJECT_ROOT

WEB = PROJECT_ROOT / "web"
MAILS_SHOWN = 50


def static_pages() -> Blueprint:
    """``/`` the app, ``/client/`` the SDK, ``/dev`` what the local stack keeps.

    The developer page exists only where ``DATA_DIR`` names a local stack.
    """
    pages = Blueprint("web", __name__)
    relay = os.environ.get("PUBLIC_RELAY_URL", "")
    data_dir = os.environ.get("DATA_DIR")

    @pages.get("/")
    @pages.get("/<path:name>")
    def app_file(name: str = "index.html") -> Response:
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
        return _file(WEB / "app", "dev.html", relay)

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


def _file(directory: Path, name: str, relay: str) -> Response:
    response = send_from_directory(directory, name, max_age=0)
    response.headers["Content-Security-Policy"] = (
        f"default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; "
        f"img-src 'self' https: data:; connect-src 'self' {relay}; manifest-src 'self'; "
        f"base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
