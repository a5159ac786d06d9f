"""The web app as it is uploaded and as the local gateway serves it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from infra.build import web_release
from infra.local.web import static_pages

_IMPORT = re.compile(r"""(?:from|import)\s*\(?\s*"(\.{1,2}/[^"]+)"\s*\)?""")
_NAMED = re.compile(r'(?:href|src)="(/[^"]+)"')


@pytest.fixture
def release(tmp_path: Path) -> Path:
    """A release on disk."""
    web_release.write(tmp_path / "web")
    return tmp_path / "web"


@pytest.fixture
def gateway() -> FlaskClient:
    """The local gateway, with nothing but the web app."""
    app = Flask(__name__, static_folder=None)
    app.register_blueprint(static_pages())
    return app.test_client()


def test_the_page_names_files_of_its_release_alone(release: Path) -> None:
    names = _NAMED.findall((release / "index.html").read_text())
    assert len(names) > 10
    for name in names:
        assert name.startswith(f"/a/{web_release.version()}/app/")
        assert (release / name[1:]).is_file()


def test_modules_name_files_of_their_release_alone(release: Path) -> None:
    modules = [*(release / "a").rglob("*.js")]
    assert len(modules) > 100
    for module in modules:
        code = re.sub(r"/\*.*?\*/", "", module.read_text(), flags=re.DOTALL)
        for name in _IMPORT.findall(code):
            assert (module.parent / name).resolve().is_file(), f"{module} imports {name}"


def test_tests_types_and_the_developer_page_stay_here(release: Path) -> None:
    files = {str(path.relative_to(release)) for path in release.rglob("*")}
    assert {"index.html", "favicon.svg", "client/index.js"} <= files
    assert not [name for name in files if "/test" in name or name.endswith((".d.ts", ".json"))]
    assert [name for name in files if name.endswith(".html")] == ["index.html"]


def test_a_changed_byte_makes_another_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for part in ("app", "client"):
        (tmp_path / part).mkdir()
    file = tmp_path / "app" / "main.js"
    file.write_text("1")
    monkeypatch.setattr(web_release, "WEB", tmp_path)
    before = web_release.version()
    assert web_release.version() == before
    file.write_text("2")
    assert web_release.version() != before


def test_the_gateway_serves_what_is_uploaded(release: Path, gateway: FlaskClient) -> None:
    for path in release.rglob("*"):
        if path.is_file():
            answer = gateway.get("/" + path.relative_to(release).as_posix(), buffered=True)
            assert (answer.status_code, answer.data) == (200, path.read_bytes())
    assert gateway.get("/", buffered=True).data == (release / "index.html").read_bytes()


def test_files_of_a_release_are_kept_and_pages_are_not(gateway: FlaskClient) -> None:
    kept = gateway.get(f"/a/{web_release.version()}/app/main.js", buffered=True)
    assert kept.headers["Cache-Control"] == web_release.FOR_GOOD
    for path in ("/", "/favicon.svg", "/client/index.js", "/a/0123456789ab/app/main.js"):
        answer = gateway.get(path, buffered=True)
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-cache")
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    for path in ("/a/x/tests/main.js", "/a/x/app/../../Makefile", "/a/x/app/none.js", "/a/x/app/"):
        assert gateway.get(path, buffered=True).status_code == 404


def test_the_runbook_uploads_with_the_same_words() -> None:
    runbook = (web_release.WEB.parent / "docs" / "runbooks" / "deploy.md").read_text()
    assert f'--cache-control="{web_release.FOR_GOOD}"' in runbook
    assert f"--cache-control={web_release.ASK_ALWAYS}" in runbook
