"""Who may write to whom: by role, class, connection, school and choice."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import insert

from infra.postgres.school.tables import guardians, student_guardians
from tests.areas.messaging.factories.talk import (
    CONVERSATIONS,
    become,
    begin,
    look,
    said,
    say,
    unread,
)
from tests.areas.people.factories.people import act_for, new_id
from tests.areas.school.factories.years import make_guardian
from tests.support.api import Caller, ok, refused
from tests.support.scene import Member
from tests.support.school import School


def ask(caller: Caller, other: Member) -> Any:
    return caller.post(CONVERSATIONS, json={"participantIds": [str(other.id)]})


def let_pupils_write(school: School, *, may: bool) -> None:
    admin = school.caller("an admin", "ADMIN")
    current = ok(admin.get("/v1/tenants/current"))
    body = {name: current[name] for name in ("name", "timezone", "locale", "settingsVersion")} | {
        "openRegistration": False,
        "pupilMessages": may,
    }
    assert ok(admin.put("/v1/tenants/current", json=body))["pupilMessages"] is may


def choose(caller: Caller, policy: str | None) -> None:
    body = {"locale": "en", "dmPolicy": policy}
    assert ok(caller.put("/v1/users/me/preferences", json=body))["dmPolicy"] == policy


def test_pupils_write_to_their_class_their_connections_and_staff(school: School) -> None:
    school.make_class(students=("one", "two"))
    one = school.caller("one")
    ok(ask(one, school.member("two")), 201)
    refused(ask(one, school.member("a stranger")), 403, "cannot_write")
    school.connect(school.member("one"), school.member("a friend"))
    ok(ask(one, school.member("a friend")), 201)
    for role in ("TEACHER", "ADMIN"):
        ok(ask(one, school.member(f"a {role}", role)), 201)
    ok(ask(school.as_author, school.member("one")), 201)


def test_a_school_may_keep_pupils_from_writing_to_each_other(school: School) -> None:
    school.make_class(students=("one", "two"))
    one, two = school.caller("one"), school.member("two")
    talk = begin(one, two)
    say(one, talk)
    let_pupils_write(school, may=False)
    refused(ask(one, school.member("three")), 403, "cannot_write")
    refused(one.post(f"/v1/messages/{talk}", json={"content": "x"}), 403, "cannot_write")
    assert not look(one, talk)["canWrite"]
    (message,) = said(one, talk)
    path = f"/v1/messages/{message['id']}"
    for answer in (
        one.put(path, json={"content": "By the back door"}),
        one.put(f"{path}/reaction", json={"emoji": "👍"}),
        one.post(f"/v1/messages/{talk}/typing", json={}),
    ):
        refused(answer, 403, "cannot_write")
    # In the presence of staff they may.
    group = begin(school.as_author, school.member("one"), two, name="Class 7A")
    say(one, group, "With our teacher")
    ok(school.as_author.delete(f"{CONVERSATIONS}/{group}/participants/{school.author.id}"), 204)
    refused(one.post(f"/v1/messages/{group}", json={"content": "x"}), 403, "cannot_write")
    assert not look(one, group)["canWrite"]
    let_pupils_write(school, may=True)
    say(one, talk, "Again")
    say(one, group, "Again")


@pytest.mark.parametrize(
    ("policy", "classmate", "connection"),
    [(None, 201, 201), ("EVERYONE", 201, 201), ("CONNECTIONS", 403, 201), ("STAFF", 403, 403)],
)
def test_a_person_chooses_who_may_write(
    school: School, policy: str | None, classmate: int, connection: int
) -> None:
    school.make_class(students=("me", "a classmate"))
    me = school.member("me")
    choose(school.api.as_(me), policy)
    school.connect(me, school.member("a friend"))
    assert ask(school.caller("a classmate"), me).status_code == classmate
    assert ask(school.caller("a friend"), me).status_code == connection
    assert ask(school.as_author, me).status_code == 201


def test_guardians_write_to_staff_and_to_their_own(school: School) -> None:
    school.make_class(students=("their child", "another child"))
    parent, child = school.member("a parent", "PARENT"), school.member("their child")
    with school.api.scene() as connection:
        act_for(connection, school.author.tenant.id)
        guardian_id, tenant = new_id(), school.author.tenant.id
        names = {"first_name": "Sok", "last_name": "Dara"}
        row = {"tenant_id": tenant, "id": guardian_id, "user_id": parent.id, **names}
        connection.execute(insert(guardians).values(row))
        record = "SELECT id FROM app.students WHERE tenant_id = :t AND user_id = :u"
        (student,) = school.api.rows(record, t=tenant, u=child.id)
        tie = {"tenant_id": tenant, "student_id": student.id, "guardian_id": guardian_id}
        connection.execute(insert(student_guardians).values(tie))
        (other,) = school.api.rows(record, t=tenant, u=school.member("another child").id)
        make_guardian(connection, tenant, other.id)
    as_parent = school.api.as_(parent)
    ok(ask(as_parent, child), 201)
    ok(ask(as_parent, school.author), 201)
    refused(ask(as_parent, school.member("another child")), 403, "cannot_write")
    refused(ask(as_parent, school.member("another parent", "PARENT")), 403, "cannot_write")
    ok(ask(school.api.as_(child), parent), 201)


def test_nobody_writes_to_strangers_to_oneself_or_to_who_has_left(school: School) -> None:
    one, foreign = school.caller("one"), school.api.member("TEACHER")
    for person in (foreign, school.member("one")):
        refused(ask(one, person), 404, "not_found")
    gone = school.member("gone", "TEACHER")
    talk = begin(one, gone)
    become(school, gone, "LEFT")
    refused(ask(school.as_author, gone), 404, "not_found")
    refused(one.post(f"/v1/messages/{talk}", json={"content": "x"}), 403, "cannot_write")
    assert not look(one, talk)["canWrite"]


def test_a_block_ends_a_conversation_of_two_both_ways(school: School) -> None:
    school.make_class(students=("one", "two"))
    one, two = school.member("one"), school.member("two")
    talk = begin(school.api.as_(one), two)
    say(school.api.as_(two), talk)
    school.block(one, two)
    for person in (one, two):
        caller = school.api.as_(person)
        refused(caller.get(f"/v1/messages/{talk}"), 404, "not_found")
        refused(caller.post(f"/v1/messages/{talk}", json={"content": "x"}), 404, "not_found")
        assert ok(caller.get(CONVERSATIONS))["data"] == []
        assert unread(caller) == (0, 0)
    refused(ask(school.api.as_(two), one), 404, "not_found")


def test_a_block_hides_what_people_say_in_a_group(school: School) -> None:
    one, two = school.member("one"), school.member("two")
    group = begin(school.as_author, one, two, name="Class 7A")
    hidden = say(school.api.as_(two), group, "Hidden")
    say(school.as_author, group, "Shown")
    school.block(one, two)
    as_one = school.api.as_(one)
    assert [m["content"] for m in said(as_one, group)] == ["Shown"]
    assert unread(as_one) == (1, 1)
    refused(as_one.put(f"/v1/messages/{hidden['id']}/read"), 404, "not_found")
    say(school.api.as_(two), group, "Hidden too")
    assert look(as_one, group)["lastMessage"] is None
    school.api.deliver("worker_notifications", school.author.tenant)
    notices = ok(as_one.get("/v1/notifications"))["data"]
    assert [(n["actor"]["id"], n["groupCount"]) for n in notices] == [(str(school.author.id), 1)]
    assert len(said(school.as_author, group)) == 3


def test_staff_read_on_where_a_pupil_blocks_them_and_cannot_write(school: School) -> None:
    pupil = school.member("a pupil")
    talk = begin(school.as_author, pupil)
    say(school.api.as_(pupil), talk, "You are unfair")
    school.block(pupil, school.author)
    assert [m["content"] for m in said(school.as_author, talk)] == ["You are unfair"]
    answer = school.as_author.post(f"/v1/messages/{talk}", json={"content": "x"})
    refused(answer, 403, "cannot_write")
    refused(school.api.as_(pupil).get(f"/v1/messages/{talk}"), 404, "not_found")
