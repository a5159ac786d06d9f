"""The web app, the browser SDK and the developer page, served by the local gateway."""

from __future__ import annotations

import json
import mimetypes
import os
from pathlib import Path
from typing import cast

from flask import Blueprint, Response, abort, jsonify, redirect, request, send_from_directory

from infra.build.web_app import WEB
from infra.build.web_release import ASK_ALWAYS, kept, portal_kept
from infra.local.outbox import read_outbox

MAILS_SHOWN = 50
_CODINGS = (("br", ".br"), ("gzip", ".gz"))
# Addresses of the API and of the developer's lists are never a page of the app.
_NO_PAGES = ("v1/", "api/", "dev/mails", "dev/services")
_NOT_YET = "The portal is being built, for half a minute at the first start. Load this page again."


def static_pages(built: Path | None = None) -> Blueprint:
    """``/`` the app at any address that is no file, ``/client/`` the SDK, ``/dev`` the local stack.

    ``/docs`` is the developers' portal, in the folder that ``PORTAL_DIST`` names.

    ``built`` is where the app was built, by default what ``WEB_DIST`` names. The developer page
    exists only where ``DATA_DIR`` names a local stack.
    """
    pages = Blueprint("web", __name__)
    relay = os.environ.get("PUBLIC_RELAY_URL", "")
    data_dir = os.environ.get("DATA_DIR")
    if built is None and "WEB_DIST" in os.environ:
        built = Path(os.environ["WEB_DIST"])

    @pages.get("/client/<path:name>")
    def client_file(name: str) -> Response:
        return _guarded(send_from_directory(WEB / "client", name), relay, ASK_ALWAYS)

    @pages.get("/")
    def app_page() -> Response:
        return app_file("index.html")

    @pages.get("/<path:name>")
    def app_file(name: str) -> Response:
        if built is None:
            abort(404, "The web app is not served here.")
        if not (built / name).is_file():
            # Pages have addresses without a dot; a file that is missing is missing.
            if "." in name or name.startswith(_NO_PAGES):
                abort(404)
            name = "index.html"
        return _guarded(_packed(built, name), relay, kept(name))

    _add_portal(pages, relay)
    if data_dir is not None:
        _add_developer_page(pages, Path(data_dir))
    return pages


def _add_portal(pages: Blueprint, relay: str) -> None:
    @pages.get("/docs")
    @pages.get("/docs/")
    def portal_page() -> Response:
        return cast("Response", redirect("/docs/index.html"))

    @pages.get("/docs/<path:name>")
    def portal_file(name: str) -> Response:
        portal = Path(os.environ.get("PORTAL_DIST", os.devnull))
        if not portal.is_dir():
            waiting = {"Retry-After": "10", "Content-Type": "text/plain; charset=utf-8"}
            return Response(_NOT_YET, 503, waiting)
        return _guarded(send_from_directory(portal, name), relay, portal_kept(name))


def _packed(built: Path, name: str) -> Response:
    """A file in the smallest form that the browser takes."""
    for coding, ending in _CODINGS:
        if request.accept_encodings[coding] > 0 and (built / f"{name}{ending}").is_file():
            kind = mimetypes.guess_type(name)[0]
            response = send_from_directory(built, f"{name}{ending}", mimetype=kind)
            response.headers["Content-Encoding"] = coding
            break
    else:
        response = send_from_directory(built, name)
    response.headers["Vary"] = "Accept-Encoding"
    return response


def _add_developer_page(pages: Blueprint, data_dir: Path) -> None:
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


def _guarded(response: Response, relay: str, kept: str) -> Response:
    files = os.environ.get("S3_ENDPOINT", "")
    response.headers["Cache-Control"] = kept
    response.headers["Content-Security-Policy"] = (
        f"default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; "
        f"img-src 'self' data: blob: {files}; media-src blob: {files}; "
        f"connect-src 'self' {relay} {files}; manifest-src 'self'; "
        f"base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
