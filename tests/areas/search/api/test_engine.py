"""With a search server: it answers, Postgres decides who sees what, and answers when it is away."""

from __future__ import annotations

import os
import socket
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from functions.jobs.search import BUDGET, repair
from functions.search.asking import INDEXED
from infra.local.postgres import EmbeddedPostgres
from infra.local.process import free_port
from infra.postgres.core.engine import create_engine_for
from shared.search.types import Collection
from shared.telemetry.signals import Signal
from tests.areas.boards.api.board_scene import open_board
from tests.support.api import Api, all_items, ids, ok, refused
from tests.support.logs import entries, logged
from tests.support.postgres import make_database
from tests.support.school import School, make_school
from tests.support.typesense import Server, running_server

if TYPE_CHECKING:
    from uuid import UUID

    from infra.bootstrap import Dependencies


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running_server(tmp_path_factory.mktemp("typesense")) as found:
        yield found


@pytest.fixture(scope="module")
def alone(served: Api, postgres: EmbeddedPostgres) -> Iterator[Api]:
    """A database with the schools of these tests alone: the job visits every one that there is."""
    database = make_database(postgres, f"engine_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}")
    admin = create_engine_for(database.admin, pool_size=4, application_name="tests")
    with served.with_few_schools(database, admin):
        yield served
    admin.dispose()


@pytest.fixture
def api(alone: Api) -> Api:
    alone.claim()
    return alone


@pytest.fixture
def with_server(api: Api, server: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    # A busy machine answers late, and Postgres would answer in its place.
    monkeypatch.setattr("infra.typesense.engine.DEADLINE", 60.0)
    with api.environment(**server.environment):
        api.run_job("job_search_reconcile")
        yield server


def deliver(school: School) -> None:
    school.api.deliver("worker_search", school.author.tenant)


def test_it_answers_and_says_so(school: School, with_server: Server) -> None:
    """AT-S3-3.2: it knows a post with its event; how soon that is, ``make bench`` says."""
    assert with_server.port
    posts = [school.post(content="We begin with calculus")["id"] for _ in range(3)]
    deliver(school)
    reader = school.caller("a reader")
    answer = reader.get("/v1/search/posts", query={"q": "calculs", "limit": 2})
    assert answer.headers["X-Search-Backend"] == "typesense"
    assert ok(answer)["facets"] == {"TEXT": 3}
    assert sorted(ids(all_items(reader, "/v1/search/posts", q="calculs", limit=2))) == sorted(posts)
    everything = reader.get("/v1/search", query={"q": "calculus"})
    assert everything.headers["X-Search-Backend"] == "typesense"


def test_it_finds_questions_as_their_board_shows_them(school: School, with_server: Server) -> None:
    assert with_server.port
    board = open_board(school, anonymous=True)
    asked = [board.ask(f"What is osmosis {n}?")["id"] for n in range(2)]
    deliver(school)
    reader = school.caller("a reader")

    def found() -> list[str]:
        answer = reader.get("/v1/search/questions", query={"q": "osmosis"})
        assert answer.headers["X-Search-Backend"] == "typesense"
        return ids(ok(answer)["data"])

    assert set(found()) == set(asked)
    ok(board.owner.delete(f"/v1/questions/{asked[0]}"), 204)
    deliver(school)
    assert found() == asked[1:]


def test_a_school_that_has_switched_it_off_is_answered_by_postgres(
    school: School, with_server: Server
) -> None:
    assert with_server.port
    post = school.post(content="meridian")["id"]
    deliver(school)
    admin, reader = school.caller("an admin", "ADMIN"), school.caller("a reader")
    for override, backend in ((False, "postgres"), (None, "typesense")):
        ok(admin.put("/v1/admin/flags/search.typesense", json={"override": override}))
        answer = reader.get("/v1/search/posts", query={"q": "meridian"})
        assert answer.headers["X-Search-Backend"] == backend
        assert "search" not in answer.headers.get("X-Degraded", "")
        assert ids(ok(answer)["data"]) == [post]


def test_what_it_does_not_know_yet_is_found_by_postgres(
    school: School, with_server: Server
) -> None:
    assert with_server.port
    post = school.post(content="brand new")["id"]
    answer = school.caller("a reader").get("/v1/search/posts", query={"q": "brand"})
    assert answer.headers["X-Search-Backend"] == "postgres"
    assert "search" not in answer.headers.get("X-Degraded", "")
    assert ids(ok(answer)["data"]) == [post]


def test_what_it_has_lost_is_built_anew_and_meanwhile_postgres_answers(
    school: School, with_server: Server
) -> None:
    """AT-S3-R1, AT-S3-3.1: no collection, no matter; the job makes them all."""
    assert with_server.port
    post = school.post(content="nightfall")["id"]
    deliver(school)
    engine = school.api.deps.search_engine
    assert engine is not None
    with engine._writing() as client:
        for one in client.collections.retrieve():
            client.collections[one["name"]].delete()
    reader = school.caller("a reader")

    def answered() -> tuple[str, bool, list[str]]:
        answer = reader.get("/v1/search/posts", query={"q": "nightfall"})
        degraded = "search" in answer.headers.get("X-Degraded", "").split(", ")
        return answer.headers["X-Search-Backend"], degraded, ids(ok(answer)["data"])

    assert answered() == ("postgres", True, [post])
    assert school.api.run_job("job_search_reconcile")["built"] == len(INDEXED)
    assert all(engine.is_current(one) for one in INDEXED)
    assert answered() == ("typesense", False, [post])


def test_who_may_see_it_is_decided_by_postgres(school: School, with_server: Server) -> None:
    assert with_server.port
    post = school.post(content="gravity of the matter")["id"]
    deliver(school)
    reader = school.member("a reader")
    query = {"q": "gravity"}
    assert ids(ok(school.api.as_(reader).get("/v1/search/posts", query=query))["data"]) == [post]
    # The index still says that everybody may find it.
    school.block(school.author, reader)
    assert ok(school.api.as_(reader).get("/v1/search/posts", query=query))["data"] == []


def test_the_night_repairs_what_was_lost_on_the_way(school: School, with_server: Server) -> None:
    assert with_server.port
    kept, gone = (school.post(content=f"meteor {n}")["id"] for n in range(2))
    deliver(school)
    school.as_author.delete(f"/v1/posts/{gone}")
    ok(school.as_author.put(f"/v1/posts/{kept}", json={"content": "comet"}))
    # No worker comes.
    result = school.api.run_job("job_search_reconcile")
    assert result["engine"] >= 2
    answer = school.caller("a reader").get("/v1/search/posts", query={"q": "comet"})
    assert answer.headers["X-Search-Backend"] == "typesense"
    assert ids(ok(answer)["data"]) == [kept]


def lose_index(school: School) -> None:
    with school.api.scene() as connection:
        query = text("DELETE FROM app.search_documents WHERE tenant_id = :tenant")
        connection.execute(query, {"tenant": school.author.tenant.id})


def test_the_night_leaves_what_is_well_and_goes_on_where_its_time_was_up(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    api, schools = school.api, [school, make_school(school.api)]
    for one in schools:
        one.post(content="equator")
        lose_index(one)
    whole = api.run_job("job_search_reconcile")
    assert whole["posts"] >= len(schools)
    well = api.run_job("job_search_reconcile")
    assert [well[name] for name in Collection if name in well] == [0] * len(INDEXED)
    assert well["schools"] == whole["schools"]

    def repair_slowly(deps: Dependencies, school_id: UUID) -> Counter[str]:
        api.clock.advance(seconds=BUDGET.total_seconds())
        return repair(deps, school_id)

    monkeypatch.setattr("functions.jobs.search.repair", repair_slowly)
    for one in schools:
        lose_index(one)
    runs = [api.run_job("job_search_reconcile") for _ in range(whole["schools"])]
    assert [run["schools"] for run in runs] == [1] * len(runs)
    assert sum(run["posts"] for run in runs) == len(schools)
    api.clock.reset()
    for one in schools:
        reader = one.caller("a reader")
        assert len(ok(reader.get("/v1/search/posts", query={"q": "equator"}))["data"]) == 1


@contextmanager
def bad_server(how: str) -> Iterator[int]:
    """A server that is not there, takes no word, says nothing, or drips."""
    if how == "killed":
        yield free_port()
        return
    with socket.create_server(("127.0.0.1", 0)) as listening:
        open_connections: list[socket.socket] = []
        over = threading.Event()

        def serve() -> None:
            while not over.is_set():
                with suppress(OSError):
                    connection, _ = listening.accept()
                    open_connections.append(connection)
                    if how == "slow":
                        threading.Thread(target=drip, args=(connection,), daemon=True).start()
                    if how == "empty":
                        answer = b"HTTP/1.1 200 OK\r\nContent-Length: 14\r\n\r\n"
                        connection.recv(65536)
                        connection.sendall(answer + b'{"results":[]}')

        def drip(connection: socket.socket) -> None:
            with suppress(OSError):
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
                while not over.wait(0.2):
                    connection.sendall(b" ")

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield int(listening.getsockname()[1])
        over.set()
        for connection in open_connections:
            connection.close()


@pytest.mark.parametrize("how", ["killed", "hung", "slow", "empty"])
def test_a_bad_server_is_answered_for_by_postgres_and_the_answer_says_so(
    school: School, how: str
) -> None:
    """AT-S3-3.4, AT-S3-R2."""
    post = school.post(content="volcano")["id"]
    reader = school.caller("a reader")
    with bad_server(how) as port:
        settings = {
            "TYPESENSE_HOST": "127.0.0.1",
            "TYPESENSE_PORT": str(port),
            "TYPESENSE_PROTOCOL": "http",
            "TYPESENSE_API_KEY": "x",
        }
        with school.api.environment(**settings), logged() as lines:
            answer = reader.get("/v1/search/posts", query={"q": "volcano"})
            assert answer.headers["X-Search-Backend"] == "postgres"
            assert "search" in answer.headers["X-Degraded"].split(", ")
            assert ids(ok(answer)["data"]) == [post]
    assert len(entries(lines, Signal.SEARCH_UNAVAILABLE)) == 1


def test_a_page_of_a_server_that_is_gone_begins_anew(school: School, with_server: Server) -> None:
    assert with_server.port
    for _ in range(3):
        school.post(content="island")
    deliver(school)
    reader = school.caller("a reader")
    first = ok(reader.get("/v1/search/posts", query={"q": "island", "limit": 2}))
    cursor = first["pageInfo"]["nextCursor"]
    with school.api.environment(TYPESENSE_PORT=str(free_port())):
        query = {"q": "island", "limit": 2, "cursor": cursor}
        refused(reader.get("/v1/search/posts", query=query), 409, "search_moved")
