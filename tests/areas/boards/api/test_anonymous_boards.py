"""On an anonymous board nothing that is kept, logged, announced or answered names who asked."""

from __future__ import annotations

from typing import Any

import pytest

from tests.areas.boards.api.board_scene import BoardScene, open_board
from tests.support.api import Api, Caller, ok, refused
from tests.support.logs import logged
from tests.support.scene import Member
from tests.support.school import School


def mentions(api: Api, person: Member) -> set[str]:
    """Every row of every table that spells the person's id, in whatever way."""
    tables = api.rows(
        "SELECT relname FROM pg_class WHERE relnamespace = 'app'::regnamespace"
        " AND relkind IN ('r', 'p') AND NOT relispartition"
    )
    spellings = (str(person.id), person.id.hex)
    found = set()
    for (table,) in tables:
        for (row,) in api.rows(f"SELECT t::text FROM app.{table} AS t"):  # noqa: S608 - a name from the catalogue
            if any(spelling in row for spelling in spellings):
                found.add(f"{table}: {row}")
    return found


def everything_an_author_does(board: BoardScene, author: Caller) -> list[Any]:
    """Ask, edit, vote, answer a poll, react, be held back, be refused, and delete."""
    poll = ok(
        board.owner.post(
            f"/v1/boards/{board.id}/polls", json={"kind": "RATING", "prompt": "How was it?"}
        ),
        201,
    )
    key = {"Idempotency-Key": "one-key"}
    body = {"boardId": board.id, "body": "May I go home?"}
    asked = ok(author.post("/v1/questions", json=body, headers=key), 201)
    again = author.post("/v1/questions", json=body, headers=key)
    assert again.headers["Idempotency-Replayed"] == "true"
    path = f"/v1/questions/{asked['id']}"
    ok(author.put(path, json={"body": "May I go home now?"}))
    ok(author.post(f"{path}/upvote"))
    ok(author.post(f"/v1/polls/{poll['id']}/vote", json={"rating": 2}))
    ok(author.post(f"/v1/boards/{board.id}/react", json={"emoji": "👍"}), 204)
    held, gone = board.ask("Are you an idiot?", by=author), board.ask("Wrong place?", by=author)
    refused(author.post("/v1/questions", json={**body, "body": "go die"}), 422, "content_refused")
    ok(author.delete(f"/v1/questions/{gone['id']}"), 204)
    ok(board.owner.post(f"{path}/answer", json={"responseText": "Soon."}))
    review = {"decision": "reject", "reason": "No"}
    ok(board.owner.post(f"/v1/questions/{held['id']}/review", json=review))
    return [asked, held]


@pytest.fixture(autouse=True)
def _no_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("functions.boards.reactions.WINDOW_SECONDS", 0.0)


@pytest.mark.parametrize("anonymous", [True, False])
def test_no_row_line_or_event_names_the_author(school: School, anonymous: bool) -> None:
    board = open_board(school, anonymous=anonymous)
    person = school.member("the author")
    author = school.api.as_(person)
    before = mentions(school.api, person)
    with logged() as lines:
        questions = everything_an_author_does(board, author)
    named = mentions(school.api, person) - before
    spoken = [line for line in lines if str(person.id) in line]
    assert len(lines) > 10
    # No line of a board names anybody, anonymous or not: those of the one would stand out.
    assert spoken == []
    assert {event.body["requestId"] for event in board.events()} == {None}
    if not anonymous:
        # The search finds what there is to find.
        assert {row.partition(":")[0] for row in named} >= {"questions", "question_upvotes"}
        assert any(event.body["actorId"] == str(person.id) for event in board.events())
        with logged() as lines:
            ok(author.get("/v1/users/me"))
        assert str(person.id) in lines[0]
        return
    assert named == set()
    for question in questions:
        for reader in (board.owner, school.caller("an admin", "ADMIN"), author):
            answer = reader.get(f"/v1/questions/{question['id']}")
            assert str(person.id) not in answer.text
            assert ok(answer)["author"] is None
            assert ok(answer)["mine"] == (reader is author)
    (vote,) = school.api.rows(
        "SELECT created_at FROM app.question_upvotes WHERE board_id = :b", b=board.id
    )
    assert vote.created_at is None


def test_a_pseudonym_says_nothing_on_another_board(school: School) -> None:
    boards = [open_board(school, anonymous=True) for _ in range(2)]
    for board in boards:
        board.ask()
    keys = school.api.rows(
        "SELECT author_key FROM app.questions WHERE board_id IN (:a, :b)",
        a=boards[0].id,
        b=boards[1].id,
    )
    assert len({row.author_key for row in keys}) == 2


def test_a_board_never_stops_being_anonymous(school: School) -> None:
    board = open_board(school, anonymous=True)
    body = {"title": "x", "anonymous": False}
    refused(board.owner.put(f"/v1/boards/{board.id}", json=body), 422, "validation_failed")
    ok(board.owner.put(f"/v1/boards/{board.id}", json={"title": "x"}))
    assert board.read()["settings"]["anonymous"]


def test_an_answer_notifies_nobody_on_an_anonymous_board(school: School) -> None:
    board = open_board(school, anonymous=True)
    question = board.ask()
    body = {"responseText": "At nine."}
    ok(board.owner.post(f"/v1/questions/{question['id']}/answer", json=body))
    assert {event.channel.partition(":")[0] for event in board.events("question:answered")} == {
        "board"
    }
    assert school.api.deliver("worker_notifications", school.author.tenant, "question:answered")
    assert ok(board.student().get("/v1/notifications"))["data"] == []
    everywhere = school.api.events(school.author.tenant, "question:answered")
    assert not [event for event in everywhere if event.channel.startswith("user:")]


def test_limits_of_an_anonymous_board_still_count(school: School) -> None:
    board = open_board(school, anonymous=True)
    statuses = [
        board.student()
        .post("/v1/questions", json={"boardId": board.id, "body": f"Question {n}?"})
        .status_code
        for n in range(11)
    ]
    assert statuses == [201] * 10 + [429]


def test_the_export_names_nobody(school: School) -> None:
    board = open_board(school, anonymous=True)
    board.ask()
    text = board.owner.get(f"/v1/boards/{board.id}/export.csv").get_data(as_text=True)
    person = school.member("a student")
    assert person.user.name not in text
    assert str(person.id) not in text
