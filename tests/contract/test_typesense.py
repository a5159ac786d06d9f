"""The search server does what the product relies on: a real one, through its real client."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from infra.typesense.engine import EngineUnavailable, SearchEngine
from shared.search.indexed import Document, as_indexed, asked
from shared.search.query import Question
from tests.areas.people.factories.people import new_id
from tests.support.typesense import KEY, Server, running_server

SCHOOL, OTHER, ME = (new_id() for _ in range(3))
NOW = datetime(2026, 11, 29, tzinfo=UTC)
ESTABLISHED = "01"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running_server(tmp_path_factory.mktemp("typesense")) as found:
        yield found


@pytest.fixture
def engine(server: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[SearchEngine]:
    monkeypatch.setattr("infra.typesense.engine.DEADLINE", 60.0)  # a busy machine answers late
    with closing(SearchEngine(address_of(server), KEY, server.search_key)) as engine:
        engine.swap("posts", engine.begin("posts"))
        yield engine


def address_of(server: Server) -> tuple[str, int, str]:
    return ("127.0.0.1", server.port, "http")


def thing(body: str = "", school: UUID = SCHOOL, **more: Any) -> dict[str, Any]:
    given = {"id": new_id(), "audiences": ["school"], "happened_at": NOW, "body": body, **more}
    return as_indexed(school, Document(**given))


def find(engine: SearchEngine, text: str, school: UUID = SCHOOL, **more: Any) -> list[str]:
    q = asked(Question.of(text, school))
    given: dict[str, Any] = {"viewer_id": ME, "audiences": ["school"], "limit": 10, **more}
    return [str(one) for one in engine.search(school, {"posts": q}, **given)["posts"].ids]


@pytest.mark.parametrize(
    ("written", "asked_for"),
    [
        ("We begin with calculus", "calculs"),
        ("ថ្នាក់ទី១២ មានប្រឡង", "ថ្នាក់ទី12"),
        ("ស្ត្រីខ្មែរ", "ស្រ្តី"),
        ("គណិត\u200bវិទ្យា ថ្ងៃនេះ", "គណិតវិទ្យា"),
        ("រៀនគណិត វិទ្យា ថ្ងៃនេះ", "គណិតវិទ្យា"),
        ("L'école", "ecole"),
        ("Derivatives", "deriv"),
    ],
)
def test_it_finds_what_postgres_finds(engine: SearchEngine, written: str, asked_for: str) -> None:
    there, other = thing(written), thing("something else")
    engine.put("posts", [there, other])
    assert find(engine, asked_for) == [there["id"]]


def test_a_key_reads_one_school_whatever_the_request_says(engine: SearchEngine) -> None:
    engine.put("posts", [thing("secret", OTHER), thing("secret", OTHER, owner_id=ME)])
    assert find(engine, "secret") == []
    injected = f"school] || tenantId:={OTHER} || audiences:=[school"
    try:
        found = find(engine, "secret", audiences=[injected])
    except EngineUnavailable:
        found = []  # a filter that cannot be read is as good
    assert found == []


def test_a_key_of_our_own_making_searches_once_the_server_knows_it(server: Server) -> None:
    address = address_of(server)
    with closing(SearchEngine(address, KEY, secrets.token_urlsafe(32))) as ours:
        ours.swap("posts", ours.begin("posts"))
        ours.put("posts", [thing("a lonely word")])
        with pytest.raises(EngineUnavailable):
            find(ours, "lonely")

        ours.admit_search_key()
        ours.admit_search_key()

        assert len(find(ours, "lonely")) == 1
    with (
        closing(SearchEngine(address, ours._search_key, ours._search_key)) as alone,
        pytest.raises(Exception, match=r"(?i)forbidden|unauthorized|401|403"),
    ):
        alone.put("posts", [thing("written with a key that may only search")])


def test_who_may_find_it_is_in_the_document(engine: SearchEngine) -> None:
    of_class = thing("geometry", audiences=[f"class:{OTHER}"])
    mine = thing("geometry", audiences=["person:x"], owner_id=ME)
    hidden = thing("geometry", shown=False, owner_id=ME)
    engine.put("posts", [of_class, mine, hidden])
    assert find(engine, "geometry") == [mine["id"]]
    both = find(engine, "geometry", audiences=["school", f"class:{OTHER}"])
    assert set(both) == {of_class["id"], mine["id"]}


def test_the_title_counts_more_and_what_fits_alike_goes_by_popularity(
    engine: SearchEngine,
) -> None:
    title = thing("other words", title="Physics")
    liked, plain = thing("physics", popularity=9), thing("physics")
    engine.put("posts", [plain, liked, title])
    assert find(engine, "physics") == [title["id"], liked["id"], plain["id"]]


def test_pages_neither_repeat_nor_skip(engine: SearchEngine) -> None:
    there = [thing("the same") for _ in range(7)]
    engine.put("posts", there)
    pages = [find(engine, "same", page=page, limit=3) for page in (1, 2, 3)]
    assert sorted(chain.from_iterable(pages)) == sorted(one["id"] for one in there)


def test_version_two_then_one_leaves_what_was_written_last(engine: SearchEngine) -> None:
    """The order is that of the locks; the server keeps what it is given last."""
    first = thing("amber")
    engine.put("posts", [first | {"body": "basalt"}])
    engine.put("posts", [first])
    assert (find(engine, "amber"), find(engine, "basalt")) == ([first["id"]], [])
    engine.remove("posts", [UUID(first["id"])])
    assert find(engine, "amber") == []


def test_a_write_and_a_delete_during_a_rebuild_are_right_after_the_swap(
    engine: SearchEngine,
) -> None:
    stays, goes = thing("quartz stays"), thing("quartz goes")
    engine.put("posts", [stays, goes])
    name = engine.begin("posts")
    engine.import_into(name, [stays, goes])
    written = thing("quartz comes")
    engine.put("posts", [written])
    engine.remove("posts", [UUID(goes["id"])])
    assert set(find(engine, "quartz")) == {stays["id"], written["id"]}
    engine.swap("posts", name)
    assert set(find(engine, "quartz")) == {stays["id"], written["id"]}
    assert engine.current("posts") == name
    assert engine.is_current("posts")
    assert set(engine.versions("posts", SCHOOL)) == {UUID(stays["id"]), UUID(written["id"])}


def test_a_refused_document_is_an_error(engine: SearchEngine) -> None:
    with pytest.raises(EngineUnavailable, match="1 documents refused"):
        engine.put("posts", [thing("fine"), thing("broken") | {"popularity": "many"}])


def test_what_is_not_there_is_unavailable_and_no_crash(server: Server) -> None:
    with (
        closing(SearchEngine(address_of(server), KEY, server.search_key)) as engine,
        pytest.raises(EngineUnavailable),
    ):
        engine.search(SCHOOL, {"nothing": "x"}, viewer_id=ME, audiences=["school"], limit=1)


def test_searches_share_a_connection_and_no_right(server: Server, engine: SearchEngine) -> None:
    """Each question has a key of its own; what it is sent over is nobody's."""
    engine.put("posts", [thing("harbour"), thing("harbour", OTHER)])
    find(engine, "harbour")
    before = connections_to(server)
    for school in (SCHOOL, OTHER, new_id()) * 5:
        assert len(find(engine, "harbour", school)) == (school in {SCHOOL, OTHER})
    assert connections_to(server) == before


def connections_to(server: Server) -> set[int]:
    """The ports from which there is an open connection to the server."""
    rows = Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]
    ends = [row.split()[1:4] for row in rows]
    return {
        int(ours.partition(":")[2], 16)
        for ours, theirs, state in ends
        if state == ESTABLISHED and int(theirs.partition(":")[2], 16) == server.port
    }
