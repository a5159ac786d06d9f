"""Boards: who makes, reads, changes and joins them."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from sqlalchemy import delete

from infra.postgres.tenants.tables import role_assignments
from tests.areas.boards.api.board_scene import BoardScene, open_board
from tests.support.api import Api, all_items, ids, ok, refused
from tests.support.school import School, make_school


@pytest.fixture
def board(school: School) -> BoardScene:
    return open_board(school, guests=True)


def test_a_board_is_shown_as_its_reader_sees_it(board: BoardScene) -> None:
    mine = board.read()
    assert (mine["canManage"], mine["canModerate"], mine["canAsk"]) == (True, True, True)
    assert mine["settings"] == {
        "anonymous": False,
        "moderation": "FILTER",
        "guests": True,
        "votesPerUser": None,
    }
    theirs = ok(board.student().get(f"/v1/boards/{board.id}"))
    assert (theirs["canManage"], theirs["canModerate"], theirs["joinCode"]) == (False, False, None)
    listed = ok(board.student().get("/v1/boards"))["data"]
    assert ids(listed) == [board.id]


@pytest.mark.parametrize(
    ("role", "status"), [("TEACHER", 201), ("RESEARCHER", 201), ("ADMIN", 201), ("STUDENT", 403)]
)
def test_who_opens_boards(school: School, role: str, status: int) -> None:
    answer = school.caller("somebody", role).post("/v1/boards", json={"title": "Mine"})
    ok(answer, status)


def test_a_slug_is_of_one_board(school: School) -> None:
    body = {"title": "Exams", "slug": "exams"}
    ok(school.as_author.post("/v1/boards", json=body), 201)
    refused(school.as_author.post("/v1/boards", json=body), 409, "board_slug_taken")


@pytest.mark.parametrize("scope", ["EVENT"])
def test_scopes_that_do_not_exist_yet_are_refused(school: School, scope: str) -> None:
    body = {"title": "Mine", "scopeType": scope, "scopeId": str(school.author.id)}
    refused(school.as_author.post("/v1/boards", json=body), 422, "scope_not_available")


def test_a_board_of_a_class_is_for_that_class(school: School) -> None:
    class_id = school.make_class(students=("in class",))
    body = {"scopeType": "CLASS", "scopeId": str(class_id)}
    board = open_board(school, **body)
    path = f"/v1/boards/{board.id}"
    ok(school.caller("in class").get(path))
    ok(school.caller("an admin", "ADMIN").get(path))
    refused(school.caller("outside").get(path), 404, "not_found")
    assert ok(school.caller("outside").get("/v1/boards"))["data"] == []
    stranger = school.caller("another teacher", "TEACHER")
    refused(stranger.post("/v1/boards", json={"title": "x", **body}), 404, "not_found")
    asked = board.ask(by=school.caller("in class"))
    assert asked["teamId"] == str(class_id)
    seen = ok(school.caller("in class").get("/v1/questions", query={"teamId": str(class_id)}))
    assert ids(seen["data"]) == [asked["id"]]
    assert {e.channel for e in school.api.events(school.author.tenant, "question:created")} == {
        f"board:{board.id}"
    }


def test_owners_manage_their_own_boards_only(board: BoardScene) -> None:
    other = board.school.caller("another teacher", "TEACHER")
    body = {"title": "Taken over"}
    refused(other.put(f"/v1/boards/{board.id}", json=body), 403, "forbidden")
    question = board.ask()
    answer = {"responseText": "At nine"}
    refused(other.post(f"/v1/questions/{question['id']}/answer", json=answer), 403, "forbidden")
    admin = board.school.caller("an admin", "ADMIN")
    assert ok(admin.put(f"/v1/boards/{board.id}", json=body))["title"] == "Taken over"


def test_moderators_reach_as_far_as_their_scope(school: School) -> None:
    class_id = school.make_class(students=("of the class",))
    whole, other = open_board(school), open_board(school)
    of_class = open_board(school, scopeType="CLASS", scopeId=str(class_id))
    people = {
        "tenant": whole.moderator("of the school", "TENANT", school.author.tenant.id),
        "board": whole.moderator("of the board", "BOARD", whole.id),
        "class": whole.moderator("of the class", "CLASS", class_id),
    }
    may = {"tenant": {whole.id, other.id, of_class.id}, "board": {whole.id}, "class": {of_class.id}}
    for name, caller in people.items():
        for board in (whole, other, of_class):
            question = board.ask(by=school.as_author)
            answer = caller.post(f"/v1/questions/{question['id']}/pin", json={"isPinned": True})
            visible = board is not of_class or name != "board"
            expected = 200 if board.id in may[name] else 403 if visible else 404
            assert answer.status_code == expected, (name, board.id, answer.text)
    refused(school.caller("nobody").post("/v1/tags", json={"name": "x"}), 403, "forbidden")
    # A tag is the school's: who moderates a part of it has no right in the whole.
    tag = ok(people["tenant"].post("/v1/tags", json={"name": "x"}), 201)
    assert tag == ok(school.as_author.get("/v1/tags"))["data"][0]
    for part in ("board", "class"):
        with school.api.nothing_written():
            refused(people[part].post("/v1/tags", json={"name": "y"}), 403, "forbidden")
            renamed = {"name": "z", "color": tag["color"]}
            refused(people[part].put(f"/v1/tags/{tag['id']}", json=renamed), 403, "forbidden")
            refused(people[part].delete(f"/v1/tags/{tag['id']}"), 403, "forbidden")


def test_a_moderator_loses_the_right_at_once(board: BoardScene) -> None:
    moderator = board.moderator("for a while", "BOARD", board.id)
    question = board.ask()
    path = f"/v1/questions/{question['id']}/pin"
    ok(moderator.post(path, json={"isPinned": True}))
    person = board.school.member("for a while")
    with board.school.api.scene() as connection:
        connection.execute(delete(role_assignments).where(role_assignments.c.user_id == person.id))
    refused(moderator.post(path, json={"isPinned": False}), 403, "forbidden")


def test_settings_are_replaced_and_announced(board: BoardScene) -> None:
    body = {"title": "Ask us", "moderation": "ALL", "votesPerUser": 3, "renewCode": True}
    changed = ok(board.owner.put(f"/v1/boards/{board.id}", json=body))
    assert changed["settings"]["moderation"] == "ALL"
    assert changed["joinCode"] != board.code
    (event,) = board.events("board:updated")
    assert event.data == {"boardId": board.id, "changed": ["title", "settings", "joinCode"]}
    anybody = board.school.api.anonymous()
    refused(anybody.post("/v1/boards/join", json={"code": board.code}), 404, "not_found")


def test_a_closed_board_takes_nothing_new(board: BoardScene) -> None:
    question = board.ask()
    ok(board.owner.put(f"/v1/boards/{board.id}", json={"title": "x", "status": "CLOSED"}))
    asked = {"boardId": board.id, "body": "Too late?"}
    refused(board.student().post("/v1/questions", json=asked), 409, "board_closed")
    path = f"/v1/questions/{question['id']}"
    refused(board.student().post(f"{path}/upvote"), 409, "board_closed")
    refused(board.student().put(path, json={"body": "Changed?"}), 409, "board_closed")
    react = {"emoji": "👍"}
    refused(board.student().post(f"/v1/boards/{board.id}/react", json=react), 409, "board_closed")
    assert ids(board.listed()) == [question["id"]]
    assert not ok(board.student().get(f"/v1/boards/{board.id}"))["canAsk"]


def test_an_archived_board_is_listed_where_asked_for(board: BoardScene) -> None:
    ok(board.owner.put(f"/v1/boards/{board.id}", json={"title": "x", "status": "ARCHIVED"}))
    assert ok(board.owner.get("/v1/boards"))["data"] == []
    assert ids(ok(board.owner.get("/v1/boards", query={"status": "ARCHIVED"}))["data"]) == [
        board.id
    ]


def test_boards_page_without_a_gap(school: School) -> None:
    made = [open_board(school).id for _ in range(5)]
    assert ids(all_items(school.as_author, "/v1/boards", limit=2)) == made[::-1]


def test_a_guest_joins_by_the_code(board: BoardScene) -> None:
    api = board.school.api
    spelled = f"{board.code[:3].lower()} {board.code[3:]}"
    body = {"code": spelled, "nickname": "Visitor"}
    joined = ok(api.anonymous().post("/v1/boards/join", json=body))
    assert joined["board"]["id"] == board.id
    guest = api.with_token(joined["token"])
    asked = board.ask(by=guest)
    assert asked["author"] == {"id": None, "name": "Visitor", "avatar": None}
    assert asked["mine"]
    assert ok(guest.post(f"/v1/questions/{asked['id']}/upvote"))["upvotes"] == 1
    assert ids(board.listed(by=guest)) == [asked["id"]]
    ok(guest.put(f"/v1/questions/{asked['id']}", json={"body": "Really now?"}))
    ok(guest.delete(f"/v1/questions/{asked['id']}"), 204)


def test_a_guest_of_one_board_sees_no_other(board: BoardScene) -> None:
    other = open_board(board.school, guests=True)
    theirs = other.ask()
    guest = board.school.api.as_(board.guest())
    for path in (f"/v1/boards/{other.id}", f"/v1/questions/{theirs['id']}"):
        refused(guest.get(path), 404, "not_found")
    refused(guest.get("/v1/questions", query={"boardId": other.id}), 404, "not_found")
    body = {"boardId": other.id, "body": "May I ask here?"}
    refused(guest.post("/v1/questions", json=body), 404, "not_found")
    refused(guest.get("/v1/boards"), 403, "forbidden")
    refused(guest.post(f"/v1/questions/{theirs['id']}/upvote"), 404, "not_found")


@pytest.mark.parametrize("settings", [{"guests": False}, {"guests": True, "status": "ARCHIVED"}])
def test_a_board_that_takes_no_guests_is_not_found(board: BoardScene, settings: Any) -> None:
    ok(board.owner.put(f"/v1/boards/{board.id}", json={"title": "x", **settings}))
    anybody = board.school.api.anonymous()
    refused(anybody.post("/v1/boards/join", json={"code": board.code}), 404, "not_found")


def test_a_rude_nickname_is_refused(board: BoardScene) -> None:
    body = {"code": board.code, "nickname": "1d10t"}
    answer = board.school.api.anonymous().post("/v1/boards/join", json=body)
    refused(answer, 422, "nickname_refused")


def test_presenting_shows_a_question_of_the_board(board: BoardScene) -> None:
    question, foreign = board.ask(), open_board(board.school).ask()
    path = f"/v1/boards/{board.id}/present"
    shown = ok(board.owner.post(path, json={"questionId": question["id"]}))
    assert shown["presentingQuestionId"] == question["id"]
    refused(board.owner.post(path, json={"questionId": foreign["id"]}), 404, "not_found")
    ok(board.owner.delete(f"/v1/questions/{question['id']}"), 204)
    assert board.read()["presentingQuestionId"] is None


def test_the_export_is_a_table_without_formulas(board: BoardScene) -> None:
    dangerous = "=HYPERLINK(1) what is this?"
    board.ask(dangerous)
    first = board.ask("តើការប្រឡងចាប់ផ្ដើមនៅពេលណា?")
    ok(board.student("voter").post(f"/v1/questions/{first['id']}/upvote"))
    answer = board.owner.get(f"/v1/boards/{board.id}/export.csv")
    assert (answer.status_code, answer.mimetype) == (200, "text/csv")
    assert answer.data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(answer.get_data(as_text=True).lstrip("\ufeff"))))
    assert [row["question"] for row in rows] == ["តើការប្រឡងចាប់ផ្ដើមនៅពេលណា?", f"'{dangerous}"]
    assert [row["votes"] for row in rows] == ["1", "0"]
    refused(board.student().get(f"/v1/boards/{board.id}/export.csv"), 403, "forbidden")


def test_boards_of_another_school_do_not_exist(api: Api, board: BoardScene) -> None:
    question = board.ask()
    elsewhere = make_school(api).as_author
    for path in (f"/v1/boards/{board.id}", f"/v1/questions/{question['id']}"):
        refused(elsewhere.get(path), 404, "not_found")
    assert ok(elsewhere.get("/v1/questions"))["data"] == []


@pytest.mark.parametrize(
    "nickname", ["{staff}", "ADMIN", "T\u0435acher", "លោកគ្រូ", "ѕtuріd", "\u202eabc", "a\nb"]
)
def test_a_guest_pretends_to_be_nobody(board: BoardScene, nickname: str) -> None:
    staff = ok(board.owner.get("/v1/users/me"))["name"]
    body = {"code": board.code, "nickname": nickname.format(staff=staff)[:20]}
    answer = board.school.api.anonymous().post("/v1/boards/join", json=body)
    assert answer.status_code == 422, answer.text
