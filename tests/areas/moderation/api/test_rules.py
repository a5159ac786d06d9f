"""A school adds words to the filter, which holds them from the next question on."""

from __future__ import annotations

from typing import Any

import pytest

from tests.areas.boards.api.board_scene import BoardScene, open_board
from tests.support.api import ok, refused
from tests.support.school import School

RULES = "/v1/moderation/rules"


@pytest.fixture
def board(school: School) -> BoardScene:
    return open_board(school)


def put(school: School, **body: Any) -> Any:
    given = {"refused": [], "held": [], "contacts": "HOLD", **body}
    return school.caller("an admin", "ADMIN").put(RULES, json=given)


def asked(board: BoardScene, text: str) -> Any:
    return board.student().post("/v1/questions", json={"boardId": board.id, "body": text})


def test_words_hold_at_once_in_both_languages(school: School, board: BoardScene) -> None:
    assert ok(school.caller("an admin", "ADMIN").get(RULES)) == {
        "refused": [],
        "held": [],
        "contacts": "HOLD",
        "updatedAt": None,
    }
    for text in ("What a muppet!", "តើគាត់ជាក្ដាមមែនទេ?"):
        assert ok(asked(board, text), 201)["status"] == "OPEN"
    kept = ok(put(school, refused=["Muppet", "muppet"], held=["ក្ដាម"]))
    assert (kept["refused"], kept["held"]) == (["Muppet"], ["ក្ដាម"])
    assert kept["updatedAt"] is not None
    answer = asked(board, "What a m.u.p.p.e.t!")
    assert refused(answer, 422, "content_refused")["errors"][0]["code"] == "school"
    held = ok(asked(board, "តើគាត់ជាក្ដាមមែនទេ?"), 201)
    assert held["status"] == "UNDER_REVIEW"
    assert board.question(held["id"])["reviewReasons"] == ["school"]
    # What the product refuses stays refused, whatever the school sets.
    refused(asked(board, "Go and kill yourself"), 422, "content_refused")
    ok(put(school))
    assert ok(asked(board, "What a muppet!"), 201)["status"] == "OPEN"


@pytest.mark.parametrize(
    ("contacts", "status"), [("ALLOW", "OPEN"), ("HOLD", "UNDER_REVIEW"), ("REFUSE", None)]
)
def test_a_school_decides_about_contacts(
    school: School, board: BoardScene, contacts: str, status: str | None
) -> None:
    ok(put(school, contacts=contacts))
    answer = asked(board, "Shall I call 012 345 678?")
    if status is None:
        refused(answer, 422, "content_refused")
    else:
        assert ok(answer, 201)["status"] == status


def test_word_clouds_are_filtered_as_well(school: School, board: BoardScene) -> None:
    body = {"kind": "WORDCLOUD", "prompt": "One word?"}
    poll = ok(board.owner.post(f"/v1/boards/{board.id}/polls", json=body), 201)
    ok(put(school, held=["muppet"]))
    answer = board.student().post(f"/v1/polls/{poll['id']}/vote", json={"words": ["MUPPET"]})
    refused(answer, 422, "words_refused")


@pytest.mark.parametrize(
    ("lists", "error"),
    [
        ({"refused": ["x1"]}, ("refused", "not_found", "x1")),
        ({"refused": ["aaa", "muppet"]}, ("refused", "not_found", "aaa")),
        ({"held": ["12345"]}, ("held", "not_found", "12345")),
        ({"held": ["чужой мир"]}, ("held", "not_found", "чужой мир")),
        ({"refused": ["Muppet"], "held": ["m\u00fappet"]}, ("held", "twice", "m\u00fappet")),
    ],
)
def test_what_the_filter_cannot_look_for_is_refused(
    school: School, lists: Any, error: tuple[str, str, str]
) -> None:
    (found,) = refused(put(school, **lists), 422, "words_unclear")["errors"]
    assert (found["field"], found["code"], found["message"]) == error


def test_the_audit_log_keeps_the_words(school: School) -> None:
    ok(put(school, refused=["muppet"]))
    query = {"action": "moderation.rules_set"}
    (row,) = ok(school.caller("an admin", "ADMIN").get("/v1/audit-log", query=query))["data"]
    assert row["after"]["rules"]["refused"] == ["muppet"]


def test_rules_are_each_schools_own(school: School, board: BoardScene) -> None:
    other = school.api.member("ADMIN")
    given = {"refused": ["muppet"], "held": [], "contacts": "HOLD"}
    ok(school.api.as_(other).put(RULES, json=given))
    ok(asked(board, "What a muppet!"), 201)
    refused(school.as_author.put(RULES, json=given), 403, "forbidden")
