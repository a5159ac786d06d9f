"""What boards refuse: to colleagues who do not lead them, when closed, and out of order."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from tests.areas.boards.api.board_scene import BoardScene, open_board
from tests.support.api import ok, refused
from tests.support.school import School


@pytest.fixture
def board(school: School) -> BoardScene:
    return open_board(school)


def poll(board: BoardScene) -> str:
    body = {"kind": "RATING", "prompt": "How was it?"}
    found: str = ok(board.owner.post(f"/v1/boards/{board.id}/polls", json=body), 201)["id"]
    return found


def tag(board: BoardScene) -> str:
    found: str = ok(board.owner.post("/v1/tags", json={"name": "Exam"}), 201)["id"]
    return found


def close(board: BoardScene) -> None:
    settings = {"title": "Ask the teacher", "status": "CLOSED"}
    ok(board.owner.put(f"/v1/boards/{board.id}", json=settings))


def held(board: BoardScene) -> Any:
    """A question that waits for review."""
    settings = {"title": "Ask the teacher", "moderation": "ALL"}
    ok(board.owner.put(f"/v1/boards/{board.id}", json=settings))
    return board.ask()


def test_another_teacher_leads_nothing_on_it(board: BoardScene) -> None:
    colleague = board.school.caller("a colleague", "TEACHER")
    asked, other, tag_id = board.ask(), board.ask("Where is the exam?"), tag(board)
    question, place = f"/v1/questions/{asked['id']}", f"/v1/boards/{board.id}"
    attempts: list[tuple[str, str, Any]] = [
        ("POST", f"{place}/polls", {"kind": "RATING", "prompt": "How was it?"}),
        ("POST", f"/v1/polls/{poll(board)}/close", None),
        ("GET", f"{place}/export.csv", None),
        ("POST", f"{place}/present", {"questionId": asked["id"]}),
        ("POST", f"{question}/freeze", {"isFrozen": True}),
        ("POST", f"{question}/merge", {"intoId": other["id"]}),
        ("POST", f"{question}/tag", {"tagId": tag_id}),
        ("DELETE", f"{question}/tags/{tag_id}", None),
    ]
    for method, path, body in attempts:
        problem = refused(colleague.request(method, path, json=body), 403, "forbidden")
        assert problem["title"] == "You do not manage or moderate this board", path


def test_who_may_see_a_question_under_review_and_moderates_nothing_decides_nothing(
    board: BoardScene,
) -> None:
    settings = {"title": "Ask the teacher", "moderation": "ALL"}
    ok(board.owner.put(f"/v1/boards/{board.id}", json=settings))
    colleague = board.school.caller("a colleague", "TEACHER")
    asked = board.ask(by=colleague)
    answer = colleague.post(f"/v1/questions/{asked['id']}/review", json={"decision": "approve"})
    assert "moderate" in refused(answer, 403, "forbidden")["title"]


def test_a_moderator_of_one_board_opens_no_other(board: BoardScene) -> None:
    moderator = board.moderator("a moderator", "BOARD", board.id)
    problem = refused(moderator.post("/v1/boards", json={"title": "Mine"}), 403, "forbidden")
    assert problem["title"] == "You may make boards only where you moderate"


def test_a_closed_board_takes_no_poll_no_answer_and_gives_no_vote_back(board: BoardScene) -> None:
    asked, poll_id = board.ask(), poll(board)
    ok(board.student("a voter").post(f"/v1/questions/{asked['id']}/upvote"))
    close(board)
    voter = board.student("a voter")
    body = {"kind": "RATING", "prompt": "How was it?"}
    refused(board.owner.post(f"/v1/boards/{board.id}/polls", json=body), 409, "board_closed")
    refused(voter.post(f"/v1/polls/{poll_id}/vote", json={"rating": 3}), 409, "board_closed")
    refused(voter.delete(f"/v1/questions/{asked['id']}/upvote"), 409, "board_closed")


def test_a_question_that_is_not_shown_is_neither_answered_nor_arranged(board: BoardScene) -> None:
    question = f"/v1/questions/{held(board)['id']}"
    arranged = {
        "answer": {"responseText": "On Monday."},
        "pin": {"isPinned": True},
        "freeze": {"isFrozen": True},
    }
    for command, body in arranged.items():
        answer = board.owner.post(f"{question}/{command}", json=body)
        refused(answer, 409, "question_not_open")
    refused(board.student().delete(f"{question}/upvote"), 409, "question_not_open")


def test_a_tag_that_is_not_on_a_question_cannot_be_taken_off(board: BoardScene) -> None:
    question = f"/v1/questions/{board.ask()['id']}"
    for tag_id in (tag(board), str(uuid4())):
        problem = refused(board.owner.delete(f"{question}/tags/{tag_id}"), 404, "not_found")
        assert problem["title"] == "Tag not found"
    unknown = board.owner.post(f"{question}/tag", json={"tagId": str(uuid4())})
    assert refused(unknown, 404, "not_found")["title"] == "Tag not found"
