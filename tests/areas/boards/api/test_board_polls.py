"""Polls and reactions of boards."""

from __future__ import annotations

import threading
from functools import partial
from typing import Any

import pytest
from sqlalchemy import text

from functions.boards import reactions
from functions.boards.bursts import Reactions
from shared.realtime.envelope import Envelope
from tests.areas.boards.api.board_scene import BoardScene, open_board
from tests.support.api import in_parallel, ok, refused
from tests.support.school import School
from tests.support.waiting import behind


@pytest.fixture
def board(school: School) -> BoardScene:
    return open_board(school, guests=True)


def opened(board: BoardScene, **body: Any) -> Any:
    poll = {"prompt": "What do you think?", **body}
    return ok(board.owner.post(f"/v1/boards/{board.id}/polls", json=poll), 201)


def test_a_choice_is_counted_by_option(board: BoardScene, announced: list[Envelope]) -> None:
    poll = opened(board, kind="CHOICE", options=["Tea", "កាហ្វេ", "Water"])
    (event,) = board.events("board:poll_opened")
    assert event.data == {
        "pollId": poll["id"],
        "kind": "CHOICE",
        "prompt": "What do you think?",
        "options": ["Tea", "កាហ្វេ", "Water"],
    }
    path = f"/v1/polls/{poll['id']}/vote"
    for name, choice in (("a", 1), ("b", 1), ("c", 2)):
        ok(board.student(name).post(path, json={"choices": [choice]}))
    changed = ok(board.student("a").post(path, json={"choices": [0]}))
    assert (changed["counts"], changed["total"], changed["voted"]) == ([1, 1, 1], 3, True)
    last = announced[-1]
    assert last.type == "board:poll_results"
    assert last.data == {"pollId": poll["id"], "counts": [1, 1, 1], "total": 3, "words": []}
    for wrong in ({"choices": [3]}, {"choices": [0, 1]}, {"rating": 3}, {"words": ["tea"]}):
        refused(board.student("a").post(path, json=wrong), 422, "wrong_answer")
    refused(board.student("a").post(path, json={}), 422, "validation_failed")


def test_several_choices_where_the_poll_allows(board: BoardScene) -> None:
    poll = opened(board, kind="CHOICE", options=["A", "B", "C"], multiple=True)
    path = f"/v1/polls/{poll['id']}/vote"
    voted = ok(board.student().post(path, json={"choices": [2, 0, 2]}))
    assert (voted["counts"], voted["total"]) == ([1, 0, 1], 1)


def test_a_rating_and_a_cloud_of_words(board: BoardScene) -> None:
    rating, cloud = opened(board, kind="RATING"), opened(board, kind="WORDCLOUD")
    guest = board.school.api.as_(board.guest())
    ok(guest.post(f"/v1/polls/{rating['id']}/vote", json={"rating": 5}))
    seen = ok(board.student().post(f"/v1/polls/{rating['id']}/vote", json={"rating": 3}))
    assert seen["counts"] == [0, 0, 1, 0, 1]
    path = f"/v1/polls/{cloud['id']}/vote"
    ok(guest.post(path, json={"words": ["Fun", " hard   work "]}))
    seen = ok(board.student().post(path, json={"words": ["FUN", "fun", "ល្អ"]}))
    assert (seen["words"], seen["counts"]) == (["Fun", "hard work", "ល្អ"], [2, 1, 1])
    refused(guest.post(path, json={"words": ["stupid"]}), 422, "words_refused")
    polls = board.read()["polls"]
    assert [poll["id"] for poll in polls] == [cloud["id"], rating["id"]]


def test_a_closed_poll_keeps_its_result(board: BoardScene) -> None:
    poll = opened(board, kind="RATING")
    vote = f"/v1/polls/{poll['id']}/vote"
    ok(board.student().post(vote, json={"rating": 4}))
    close = f"/v1/polls/{poll['id']}/close"
    refused(board.student().post(close), 403, "forbidden")
    closed = ok(board.owner.post(close))
    assert (closed["status"], closed["counts"]) == ("CLOSED", [0, 0, 0, 1, 0])
    ok(board.owner.post(close))
    (event,) = board.events("board:poll_closed")
    assert event.data["total"] == 1
    refused(board.student("late").post(vote, json={"rating": 1}), 409, "poll_closed")


def test_a_poll_that_is_closed_at_this_moment_takes_no_vote(board: BoardScene) -> None:
    """Its result is announced with the closing, and nothing changes it afterwards."""
    poll = opened(board, kind="RATING")
    closing = text("UPDATE app.board_polls SET status = 'CLOSED', closed_at = now() WHERE id = :id")
    voting = partial(board.student("late").post, f"/v1/polls/{poll['id']}/vote", json={"rating": 1})
    (answer,) = behind(
        board.school.api, lambda scene: scene.execute(closing, {"id": poll["id"]}), [voting]
    )
    refused(answer, 409, "poll_closed")


def test_one_answer_per_person_under_parallel_votes(board: BoardScene) -> None:
    poll = opened(board, kind="RATING")
    path = f"/v1/polls/{poll['id']}/vote"
    voters = [board.student("a"), board.student("b")]
    calls = [partial(voters[n % 2].post, path, json={"rating": n % 5 + 1}) for n in range(20)]
    assert {answer.status_code for answer in in_parallel(calls)} == {200}
    seen = ok(board.student("a").post(path, json={"rating": 1}))
    assert (seen["total"], sum(seen["counts"])) == (2, 2)


def test_reactions_of_a_burst_arrive_as_one_sum(
    board: BoardScene, announced: list[Envelope], monkeypatch: pytest.MonkeyPatch
) -> None:
    everybody_sent = threading.Event()
    monkeypatch.setattr("time.sleep", lambda _: everybody_sent.wait(60))
    monkeypatch.setattr(reactions, "_reactions", Reactions())
    path = f"/v1/boards/{board.id}/react"
    first = threading.Thread(
        target=lambda: board.student("first").post(path, json={"emoji": "🎉", "count": 2})
    )
    board.student("first")
    first.start()
    while not reactions._reactions._sums:
        first.join(0.01)
    for n in range(3):
        ok(board.student(f"fan {n}").post(path, json={"emoji": "🎉", "count": 5}), 204)
    everybody_sent.set()
    first.join(60)
    sums = [e.data for e in announced if e.type == "board:reaction"]
    assert sums == [{"emoji": "🎉", "count": 17}]
    refused(board.student().post(path, json={"emoji": "x"}), 422, "validation_failed")
    refused(board.student().post(path, json={"emoji": "🎉", "count": 21}), 422, "validation_failed")
