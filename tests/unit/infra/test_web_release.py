"""The web app as it is built, uploaded, and served by the local gateway."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from infra.build import node, web_app, web_release
from infra.local.process import PROJECT_ROOT
from infra.local.web import static_pages

RELAY, STORAGE = "http://relay.test:8081", "http://storage.test:9000"
_NAMED = re.compile(r'(?:href|src)="(/[^"]+)"')


@pytest.fixture(scope="module")
def built() -> Path:
    """The app of the present files."""
    return web_app.build()


@pytest.fixture
def release(built: Path, tmp_path: Path) -> Path:
    """A release on disk, without the portal, which has tests of its own."""
    (docs := tmp_path / "docs").mkdir()
    web_release.write(tmp_path / "web", built, docs)
    return tmp_path / "web"


@pytest.fixture
def gateway(built: Path) -> FlaskClient:
    """The local gateway, with nothing but the web app."""
    app = Flask(__name__, static_folder=None)
    app.register_blueprint(static_pages(built))
    return app.test_client()


def test_the_page_names_files_that_are_there_under_their_hash(release: Path) -> None:
    names = _NAMED.findall((release / "index.html").read_text())
    scripts = [name for name in names if name.endswith((".js", ".css"))]
    assert len(scripts) > 1
    for name in names:
        assert (release / name[1:]).is_file()
    for name in scripts:
        assert re.fullmatch(r"/assets/.+-[\w-]{8}\.(js|css)", name)


def test_tests_types_and_maps_of_the_build_stay_here(release: Path) -> None:
    files = {str(path.relative_to(release)) for path in release.rglob("*") if path.is_file()}
    assert {"index.html", "favicon.svg", "client/index.js", "sw.js"} <= files
    assert not [name for name in files if "/test" in name or name.endswith((".ts", ".json"))]


def test_every_script_and_style_is_there_in_two_smaller_forms(built: Path) -> None:
    texts = [p for p in (built / "assets").iterdir() if p.suffix in {".js", ".css"}]
    large = [path for path in texts if path.stat().st_size >= 1000]
    assert len(large) > 10
    for path in large:
        for ending in (".br", ".gz"):
            packed = path.with_name(path.name + ending)
            assert packed.stat().st_size < path.stat().st_size


def test_a_changed_byte_makes_another_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "main.ts"
    file.write_text("1")
    monkeypatch.setattr(web_app, "PROJECT_ROOT", tmp_path)
    monkeypatch.setattr(web_app, "inputs", lambda: iter([file]))
    before = web_app.version()
    assert web_app.version() == before
    file.write_text("2")
    assert web_app.version() != before


def test_types_and_tests_of_the_sdk_build_nothing_anew() -> None:
    names = {
        path.relative_to(web_app.WEB).as_posix()
        for path in web_app.inputs()
        if path.is_relative_to(web_app.WEB)
    }
    assert {"app/src/main.tsx", "react/src/index.ts", "client/index.js"} <= names
    assert not [name for name in names if name.startswith(("client/test/", "app/generated/"))]


def test_the_gateway_serves_what_is_uploaded(release: Path, gateway: FlaskClient) -> None:
    for path in release.rglob("*"):
        if path.is_file() and path.suffix not in {".br", ".gz"}:
            answer = gateway.get("/" + path.relative_to(release).as_posix(), buffered=True)
            assert (answer.status_code, answer.data) == (200, path.read_bytes())


def test_a_browser_gets_the_smallest_form_it_takes(built: Path, gateway: FlaskClient) -> None:
    script = max((built / "assets").glob("*.js"), key=lambda path: path.stat().st_size)
    for accepted, coding, ending in (
        ("gzip, deflate, br", "br", ".br"),
        ("gzip", "gzip", ".gz"),
        ("identity", None, ""),
    ):
        headers = {"Accept-Encoding": accepted}
        answer = gateway.get(f"/assets/{script.name}", headers=headers, buffered=True)
        assert answer.headers.get("Content-Encoding") == coding
        assert answer.data == script.with_name(script.name + ending).read_bytes()
        assert answer.mimetype == "text/javascript"
        assert answer.headers["Vary"] == "Accept-Encoding"


def test_files_with_a_hash_are_kept_and_pages_are_not(built: Path, gateway: FlaskClient) -> None:
    script = next((built / "assets").glob("*.js"))
    kept = gateway.get(f"/assets/{script.name}", buffered=True)
    assert kept.headers["Cache-Control"] == web_release.FOR_GOOD
    for path in ("/", "/posts/1", "/favicon.svg", "/client/index.js", "/sw.js"):
        answer = gateway.get(path, buffered=True)
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-cache")
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_a_page_loads_from_this_origin_and_our_storage_only(
    built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A picture of a foreign server would tell it who reads what, and when."""
    monkeypatch.setenv("PUBLIC_RELAY_URL", RELAY)
    monkeypatch.setenv("S3_ENDPOINT", STORAGE)
    app = Flask(__name__, static_folder=None)
    app.register_blueprint(static_pages(built))
    here = app.test_client().get("/", buffered=True).headers["Content-Security-Policy"]
    terraform = (PROJECT_ROOT / "terraform/modules/gateway/backends.tf").read_text()
    there = terraform.partition("Content-Security-Policy: ")[2].partition('"')[0]
    for policy in (here, there):
        found = [part.split() for part in policy.split(";")]
        directives = {name: set(sources) for name, *sources in found}
        assert directives.pop("default-src") == {"'none'"}
        ours = {"'self'", "'none'", "data:", "blob:", "${var.uploads_origin}", RELAY, STORAGE}
        assert set().union(*directives.values()) <= ours
    # In the cloud the relay has the same origin.
    assert here.replace(f"{RELAY} ", "") == there.replace("${var.uploads_origin}", STORAGE)


def test_the_worker_lists_files_that_are_there(release: Path, gateway: FlaskClient) -> None:
    worker = gateway.get("/sw.js", buffered=True)
    assert worker.mimetype == "text/javascript"
    listed = re.findall(r"""url:["'`](/[^"'`]+)""", worker.get_data(as_text=True))
    assert len(listed) > 50
    for name in listed:
        assert (release / name[1:]).is_file(), name
    hashed = re.compile(r"/assets/.+-[\w-]{8}\.(js|css|woff2)")
    unhashed = {name for name in listed if hashed.fullmatch(name) is None}
    assert unhashed == {
        "/index.html",
        "/manifest.webmanifest",
        "/favicon.svg",
        "/icons/icon-192.png",
    }


def test_the_manifest_names_pictures_that_are_there(release: Path, gateway: FlaskClient) -> None:
    answer = gateway.get("/manifest.webmanifest", buffered=True)
    assert answer.mimetype == "application/manifest+json"
    manifest = json.loads(answer.data)
    for picture in manifest["icons"]:
        assert (release / picture["src"][1:]).is_file()
    assert {picture["sizes"] for picture in manifest["icons"]} >= {"192x192", "512x512"}


def test_what_is_no_page_is_not_found(gateway: FlaskClient) -> None:
    for path in ("/assets/none.js", "/x.html", "/assets/../../../Makefile", "/dev/mails.json"):
        assert gateway.get(path, buffered=True).status_code == 404


def test_a_gateway_without_an_app_says_so() -> None:
    app = Flask(__name__, static_folder=None)
    app.register_blueprint(static_pages())
    assert app.test_client().get("/").status_code == 404


def test_the_runbook_uploads_with_the_same_words() -> None:
    runbook = (web_app.WEB.parent / "docs" / "runbooks" / "deploy.md").read_text()
    assert f'--cache-control="{web_release.FOR_GOOD}"' in runbook
    assert f"--cache-control={web_release.ASK_ALWAYS}" in runbook


def test_the_machines_node_is_new_enough_or_not_taken() -> None:
    assert node.version_of(node.find_node().node[0]) >= node.OLDEST
