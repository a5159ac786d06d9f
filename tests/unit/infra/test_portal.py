"""The developers' portal as it is built and served."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from typing_extensions import override

from functions.runtime.catalogue import all_routes
from infra.build import portal, portal_events, web_release
from infra.build.portal_pages import CureMissing, _error
from infra.local.process import PROJECT_ROOT
from infra.local.web import static_pages
from shared.http.problem import Problem


@pytest.fixture(scope="module")
def site() -> Path:
    """The portal of the present files."""
    return portal.build()


@pytest.fixture
def gateway(site: Path, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """The local gateway, with nothing but pages."""
    monkeypatch.setenv("PORTAL_DIST", str(site))
    app = Flask(__name__, static_folder=None)
    app.register_blueprint(static_pages())
    return app.test_client()


class Parts(HTMLParser):
    """What a page names, and what would break its policy."""

    def __init__(self) -> None:
        super().__init__()
        self.loaded: set[str] = set()
        self.links: set[str] = set()
        self.refused: list[str] = []
        self._script = False

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "style" or "style" in found or any(name.startswith("on") for name in found):
            self.refused.append(str((tag, found)))
        if tag in {"script", "img"} and "src" in found:
            self.loaded.add(found["src"])
        if tag == "link" and found.get("rel") in {"stylesheet", "icon"}:
            self.loaded.add(found["href"])
        if tag == "a" and "href" in found:
            self.links.add(found["href"])
        self._script = tag == "script" and found.get("type", "") != "application/json"

    @override
    def handle_data(self, data: str) -> None:
        if self._script and data.strip():
            self.refused.append(data)


def parts_of(page: Path) -> Parts:
    parts = Parts()
    parts.feed(page.read_text(encoding="utf-8"))
    return parts


def test_no_page_asks_another_server_or_breaks_the_policy_of_the_app(site: Path) -> None:
    pages = [*site.rglob("*.html")]
    assert len(pages) > 150
    for page in pages:
        parts = parts_of(page)
        assert parts.refused == [], page
        if page.name == "404.html":
            continue
        for name in parts.loaded:
            assert (page.parent / unquote(urlsplit(name).path)).is_file(), (page, name)


def test_snippets_stand_where_their_markers_were(site: Path) -> None:
    for page in site.glob("*.html"):
        assert not re.search(r"--8\s*<", text_of(page)), page.name
    bot = text_of(site / "bot.html")
    assert "answer_open_questions" in bot
    for call in ("client.sign_in(", "posts_create("):
        assert call in text_of(site / "start.html")


def text_of(page: Path) -> str:
    """What a reader sees of a page, without the colours of its programs."""
    return re.sub(r"<[^>]+>", "", page.read_text(encoding="utf-8"))


def test_every_link_within_the_portal_leads_to_a_page(site: Path) -> None:
    dead = []
    for page in site.rglob("*.html"):
        if page.name == "404.html":
            continue
        for link in parts_of(page).links:
            split = urlsplit(link)
            if split.scheme or split.netloc or split.path in {"", "."}:
                continue
            there = page.parent / unquote(split.path)
            if not (there.is_file() or (there / "index.html").is_file()):
                dead.append((str(page.relative_to(site)), link))
    assert dead == []


def test_every_operation_stands_in_the_reference_of_its_area(site: Path) -> None:
    whole = json.loads((PROJECT_ROOT / "docs/reference/openapi.json").read_text())
    wanted = {o["operationId"]: o["tags"][0] for p in whole["paths"].values() for o in p.values()}
    found: dict[str, str] = {}
    for document in (site / "reference").glob("*.json"):
        if document.stem != "openapi":
            part = json.loads(document.read_text())
            operations = [o for p in part["paths"].values() for o in p.values()]
            found |= {o["operationId"]: document.stem for o in operations}
            used = set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(part)))
            assert used <= set(part["components"]["schemas"])
            assert document.with_suffix(".html").is_file()
    assert found == wanted


def test_every_event_has_its_schema_and_a_sample_that_it_allows() -> None:
    from pydantic import TypeAdapter

    from shared.events.registry import all_events

    pages = portal_events.pages(PROJECT_ROOT / "docs/reference/events", portal.EVENTS)
    text = "".join(pages.values())
    for name, event in all_events().items():
        assert f"## {name} {{" in text
        golden = f"{name.replace(':', '.')}.v{event.version}.json"
        path = PROJECT_ROOT / "docs/reference/events" / golden
        schema = json.loads(path.read_text())
        TypeAdapter(event).validate_json(json.dumps(portal_events.sample(schema, schema)))


def test_a_problem_without_a_cure_is_refused() -> None:
    class Unexplained(Problem):
        """Something."""

        status, code, title = 418, "unexplained", "No"

    with pytest.raises(CureMissing, match="Unexplained"):
        [*_error("unexplained", [Unexplained], [])]


def kinds(of: type[Problem] = Problem) -> Iterator[type[Problem]]:
    for found in of.__subclasses__():
        yield found
        yield from kinds(found)


def test_every_code_has_a_cure_of_its_own_which_names_what_there_is() -> None:
    """What one does about a problem in general helps nobody with this one."""
    routes = {f"{route.method} {route.template}" for route in all_routes()}
    ours = [kind for kind in kinds() if kind.__module__.startswith(("functions.", "shared."))]
    introduced = [kind for kind in ours if "code" in vars(kind)]
    assert len(introduced) > 200
    assert [kind.code for kind in introduced if "cure" not in vars(kind)] == []
    for kind in introduced:
        named = set(re.findall(r"`((?:GET|POST|PUT|DELETE) /v1/[^`]+)`", kind.cure))
        assert named <= routes, kind.code
        assert kind.cure.endswith("."), kind.code


def test_the_gateway_serves_the_portal_under_the_policy_of_the_app(
    site: Path, gateway: FlaskClient
) -> None:
    assert gateway.get("/docs").headers["Location"] == "/docs/index.html"
    answer = gateway.get("/docs/start.html", buffered=True)
    assert (answer.status_code, answer.data) == (200, (site / "start.html").read_bytes())
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == web_release.ASK_ALWAYS
    for path in ("/docs/none.html", "/docs/../../Makefile"):
        assert gateway.get(path, buffered=True).status_code == 404


def test_a_portal_that_is_not_built_says_so(
    gateway: FlaskClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PORTAL_DIST", str(tmp_path / "none"))
    answer = gateway.get("/docs/index.html")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    assert "being built" in answer.text


def test_a_release_has_the_portal_beside_the_app(site: Path, tmp_path: Path) -> None:
    (app := tmp_path / "app").mkdir()
    web_release.write(tmp_path / "web", app, site)
    assert (tmp_path / "web/docs/index.html").read_bytes() == (site / "index.html").read_bytes()


def test_what_was_searched_for_is_found_without_a_server(site: Path) -> None:
    index = json.loads((site / "search/search_index.json").read_text())
    texts = {entry["location"]: entry["text"] for entry in index["docs"]}
    assert any("Idempotency-Key" in text for text in texts.values())
    guides = {place for place, text in texts.items() if "សាលា" in text}
    assert any(place.startswith("schools/") for place in guides)
