"""Guests of a board: when their passes end, and those who are sent away."""

from __future__ import annotations

from typing import Any

import pytest

from tests.areas.boards.api.board_scene import BoardScene, open_board
from tests.support.api import Caller, ok, refused
from tests.support.school import School


def join(
    scene: BoardScene,
    phone: Caller | None = None,
    nickname: str = "Visitor",
    code: str | None = None,
) -> Any:
    body = {"code": code or scene.code, "nickname": nickname}
    return (phone or scene.school.api.anonymous()).post("/v1/boards/join", json=body)


def guest(scene: BoardScene, phone: Caller | None = None, nickname: str = "Visitor") -> Caller:
    return scene.school.api.with_token(ok(join(scene, phone, nickname))["token"])


def change(scene: BoardScene, **settings: Any) -> Any:
    body = {"title": "Ask the teacher", "guests": True, **settings}
    return ok(scene.owner.put(f"/v1/boards/{scene.id}", json=body))


@pytest.mark.parametrize(
    "settings", [{"guests": False}, {"renewCode": True}, {"status": "ARCHIVED"}], ids=str
)
def test_guests_are_out_at_once(
    school: School, looked_at: list[str], settings: dict[str, Any]
) -> None:
    scene, other = open_board(school, guests=True), open_board(school, guests=True)
    visitor, elsewhere = guest(scene), guest(other)
    listed = ok(scene.owner.get(f"/v1/boards/{scene.id}/guests"))["data"]
    looked_at.clear()
    changed = change(scene, **settings)
    assert visitor.get(f"/v1/boards/{scene.id}").status_code == 401
    ok(elsewhere.get(f"/v1/boards/{other.id}"))
    assert looked_at == [f"user:{one['id']}" for one in listed]
    refused(join(scene), 404, "not_found")
    if settings.get("renewCode"):
        ok(join(scene, code=changed["joinCode"]))


def test_other_changes_leave_guests_alone(school: School) -> None:
    scene = open_board(school, guests=True)
    visitor = guest(scene)
    change(scene, title="Another title", status="CLOSED")
    ok(visitor.get(f"/v1/boards/{scene.id}"))


def test_a_guest_is_sent_away_and_does_not_come_back_as_somebody_new(
    school: School, looked_at: list[str]
) -> None:
    scene, phone = open_board(school, guests=True), school.api.anonymous()
    visitor, friend = guest(scene, phone), guest(scene, phone, "Friend")
    path = f"/v1/boards/{scene.id}/guests"
    listed = ok(scene.owner.get(path))["data"]
    assert [one["nickname"] for one in listed] == ["Visitor", "Friend"]
    ok(scene.owner.delete(f"{path}/{listed[0]['id']}"), 204)
    assert visitor.get(f"/v1/boards/{scene.id}").status_code == 401
    assert f"user:{listed[0]['id']}" in looked_at
    ok(friend.get(f"/v1/boards/{scene.id}"))
    assert [one["nickname"] for one in ok(scene.owner.get(path))["data"]] == ["Friend"]
    refused(join(scene, phone, "New"), 403, "ask_the_host")
    ok(join(scene, nickname="From afar"))
    refused(scene.owner.delete(f"{path}/{listed[0]['id']}"), 404, "not_found")
    code = change(scene, renewCode=True)["joinCode"]
    ok(join(scene, phone, "New", code))


@pytest.mark.parametrize("anonymous", [True, False])
def test_who_asked_is_sent_away_without_being_named(school: School, anonymous: bool) -> None:
    scene, phone = open_board(school, guests=True, anonymous=anonymous), school.api.anonymous()
    asker, other = guest(scene, phone), guest(scene, nickname="Other")
    asked = scene.ask("When is the exam, please?", by=asker)
    by_member = scene.ask("Where is the exam, please?")
    listed = ok(scene.owner.get(f"/v1/boards/{scene.id}/guests"))["data"]
    assert len(listed) == (0 if anonymous else 2)
    ok(scene.owner.delete(f"/v1/questions/{by_member['id']}/asker"), 204)
    ok(asker.get(f"/v1/boards/{scene.id}"))
    ok(scene.owner.delete(f"/v1/questions/{asked['id']}/asker"), 204)
    assert asker.get(f"/v1/boards/{scene.id}").status_code == 401
    ok(other.get(f"/v1/boards/{scene.id}"))
    refused(join(scene, phone, "New"), 403, "ask_the_host")
    ok(scene.owner.delete(f"/v1/questions/{asked['id']}/asker"), 204)


def test_only_who_moderates_sends_away(school: School) -> None:
    scene = open_board(school, guests=True)
    visitor, student = guest(scene), scene.student()
    asked = scene.ask(by=visitor)
    path = f"/v1/boards/{scene.id}/guests"
    (listed,) = ok(scene.owner.get(path))["data"]
    teacher = school.caller("a teacher", "TEACHER")
    for answer in (
        teacher.get(path),
        teacher.delete(f"{path}/{listed['id']}"),
        teacher.delete(f"/v1/questions/{asked['id']}/asker"),
        student.get(path),
        visitor.get(path),
    ):
        assert answer.status_code == 403
    ok(visitor.get(f"/v1/boards/{scene.id}"))
