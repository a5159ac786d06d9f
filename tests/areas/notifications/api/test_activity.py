"""The activity feed: who is told what, and what is told to nobody."""

from __future__ import annotations

from typing import Any

import pytest

from tests.areas.learning.factories.quizzes import QUESTIONS
from tests.areas.live.api.live import make_game
from tests.support.api import all_items, ok
from tests.support.observed import LoggedEvent
from tests.support.scene import Member
from tests.support.school import School

WORKER = "worker_activity"
S4_FIELDS = {
    "id",
    "entityType",
    "entityId",
    "action",
    "description",
    "userName",
    "createdAt",
}


def feed(school: School, name: str, role: str = "STUDENT", **query: Any) -> list[str]:
    """What a person reads, newest first."""
    listed = all_items(school.caller(name, role), "/v1/activity", **query)
    return [f"{a['entityType']} {a['action']} {a['entityId']}" for a in listed]


def deliver(school: School) -> list[LoggedEvent]:
    school.api.deliver(WORKER, school.author.tenant)
    return school.api.events(school.author.tenant, "activity:new")


def show(school: School, person: Member, visibility: str) -> None:
    school.api.rows(
        "INSERT INTO app.profiles (user_id, activity_visibility) VALUES (:u, :v)"
        " ON CONFLICT (user_id) DO UPDATE SET activity_visibility = :v RETURNING 1",
        u=person.id,
        v=visibility,
    )


def test_a_live_game_is_told_when_it_starts_and_its_code_is_not(school: School) -> None:
    game = make_game(school.api, host=school.author)
    assert not deliver(school)
    game.lead("start")
    (told,) = deliver(school)
    assert told.channel == f"tenant:{school.author.tenant.id}"
    assert (told.data["entityType"], told.data["action"]) == ("live_game", "started")
    said = told.data["description"]
    assert said == f"{school.author.user.name} started the live quiz “A game”"
    assert game.code not in str(told.data)


def test_a_post_a_comment_and_a_quiz_are_told_to_the_school(school: School) -> None:
    """AT-S4-5: ``activity:new`` has its seven fields."""
    post = school.post(content="Nothing of this text is in the feed")
    student = school.member("a student")
    ok(
        school.caller("a student").post(f"/v1/posts/{post['id']}/comment", json={"content": "Hi"}),
        201,
    )
    quiz = ok(
        school.as_author.post("/v1/quizzes", json={"title": "Rivers", "questions": QUESTIONS}), 201
    )
    told = deliver(school)
    assert [event.channel for event in told] == [f"tenant:{school.author.tenant.id}"] * 3
    assert all(set(event.data) == S4_FIELDS for event in told)
    assert [event.data["description"] for event in told] == [
        f"{school.author.user.name} wrote a post",
        f"{student.user.name} commented on a post",
        f"{school.author.user.name} published the quiz “Rivers”",
    ]
    assert feed(school, "another student") == [
        f"quiz published {quiz['id']}",
        f"post commented {post['id']}",
        f"post created {post['id']}",
    ]


def test_a_board_is_told_to_whom_it_is_for(school: School) -> None:
    class_id, title = str(school.make_class(students=("inside",))), {"title": "Rivers"}
    for scope in ({"scopeType": "TENANT"}, {"scopeType": "CLASS", "scopeId": class_id}):
        ok(school.as_author.post("/v1/boards", json={**title, **scope}), 201)
    told, name = deliver(school), school.author.user.name
    assert [(event.channel, event.data["description"]) for event in told] == [
        (f"tenant:{school.author.tenant.id}", f"{name} opened the board “Rivers”"),
        (f"class:{class_id}", f"{name} opened the board “Rivers”"),
    ]
    assert (len(feed(school, "inside")), len(feed(school, "outside"))) == (2, 1)


def test_a_board_of_a_club_or_a_course_is_told_to_nobody_else(school: School) -> None:
    secret = {"name": "Chess", "mode": "INVITE_ONLY"}
    club = ok(school.as_author.post("/v1/clubs", json=secret), 201)
    course = ok(school.as_author.post("/v1/courses", json={"title": "Soon"}), 201)
    deliver(school)
    for scope in (
        {"scopeType": "CLUB", "scopeId": club["id"]},
        {"scopeType": "COURSE", "scopeId": course["id"]},
    ):
        ok(school.as_author.post("/v1/boards", json={"title": "Our secret", **scope}), 201)
    assert not [event for event in deliver(school) if "secret" in str(event.data)]
    assert feed(school, "outside") == feed(school, "an admin", "ADMIN") == []
    # Lines of before, which were written for the whole school.
    board = ok(school.as_author.post("/v1/boards", json={"title": "For all"}), 201)
    deliver(school)
    line = [f"board opened {board['id']}"]
    assert feed(school, "outside") == line
    school.api.rows(
        "UPDATE app.boards SET scope_type = 'CLUB', scope_id = :c WHERE id = :b RETURNING 1",
        c=club["id"],
        b=board["id"],
    )
    assert feed(school, "outside") == []
    me = all_items(school.as_author, "/v1/activity")
    assert [f"{a['entityType']} {a['action']} {a['entityId']}" for a in me] == line


def test_a_class_is_told_of_its_own_and_nobody_else(school: School) -> None:
    class_id = school.make_class(students=("inside",))
    post = school.post(visibility="CLASS", classId=str(class_id))
    ok(school.caller("inside").post(f"/v1/posts/{post['id']}/comment", json={"content": "Hi"}), 201)
    told = deliver(school)
    assert [event.channel for event in told] == [f"class:{class_id}"] * 2
    both = [f"post commented {post['id']}", f"post created {post['id']}"]
    assert feed(school, "inside") == both
    assert feed(school, "outside") == feed(school, "a parent", "PARENT") == []
    # Whose right covers the school sees that something happened.
    assert feed(school, "a teacher", "TEACHER") == feed(school, "an admin", "ADMIN") == both


@pytest.mark.parametrize("visibility", ["CONNECTIONS", "PRIVATE"])
def test_what_is_not_for_the_school_is_told_to_nobody(school: School, visibility: str) -> None:
    post = school.post(visibility=visibility)
    ok(school.as_author.post(f"/v1/posts/{post['id']}/comment", json={"content": "Hi"}), 201)
    assert deliver(school) == []
    assert feed(school, "an admin", "ADMIN") == []


def test_what_is_gone_is_not_told_any_more(school: School) -> None:
    post, kept = school.post(), school.post()
    quiz = ok(
        school.as_author.post("/v1/quizzes", json={"title": "Q", "questions": QUESTIONS}), 201
    )
    deliver(school)
    ok(school.as_author.delete(f"/v1/posts/{post['id']}"), 204)
    ok(school.as_author.delete(f"/v1/quizzes/{quiz['id']}"), 204)
    deliver(school)
    assert feed(school, "a student") == [f"post created {kept['id']}"]


def test_a_profile_decides_who_sees_what_one_does(school: School) -> None:
    school.connect(school.author, school.member("a friend"))
    seen = {}
    for visibility in ("PRIVATE", "CONNECTIONS", "PUBLIC"):
        show(school, school.author, visibility)
        school.post()
        told = deliver(school)
        seen[visibility] = [
            len(told),
            len(all_items(school.as_author, "/v1/activity")),
            len(feed(school, "a friend")),
            len(feed(school, "a stranger")),
            len(feed(school, "an admin", "ADMIN")),
        ]
    assert seen == {
        "PRIVATE": [0, 1, 0, 0, 0],
        "CONNECTIONS": [0, 2, 2, 0, 0],
        "PUBLIC": [1, 3, 3, 3, 3],
    }


def test_blocked_people_do_not_see_each_other(school: School) -> None:
    school.post()
    deliver(school)
    school.block(school.member("one"), school.author)
    school.block(school.author, school.member("other"))
    assert feed(school, "one") == feed(school, "other") == []
    assert len(feed(school, "a third")) == 1
    school.block(school.author, school.member("an admin", "ADMIN"))
    assert len(feed(school, "an admin")) == 1, "nobody blocks those who moderate out"


def test_the_line_is_in_the_language_of_the_school(school: School) -> None:
    school.api.rows(
        "UPDATE app.tenants SET locale = 'km' WHERE id = :t RETURNING 1", t=school.author.tenant.id
    )
    school.post()
    (event,) = deliver(school)
    assert event.data["description"] == f"{school.author.user.name} បានបង្ហោះ"


def test_fifty_a_page_and_each_line_once(school: School) -> None:
    """AT-S4-5."""
    made = [school.post()["id"]]
    deliver(school)
    school.api.rows(
        "INSERT INTO app.activities (tenant_id, id, actor_id, user_name, entity_type, entity_id,"
        " action, description, visibility, created_at) SELECT tenant_id, gen_random_uuid(),"
        " actor_id, user_name, entity_type, entity_id, action, description, visibility, created_at"
        " FROM app.activities, generate_series(1, 119) WHERE tenant_id = :t RETURNING 1",
        t=school.author.tenant.id,
    )
    first = ok(school.as_author.get("/v1/activity"))
    assert len(first["data"]) == 50
    listed = all_items(school.as_author, "/v1/activity")
    assert len({line["id"] for line in listed}) == len(listed) == 120
    assert {line["entityId"] for line in listed} == set(made)


def test_a_redelivery_and_another_school_change_nothing(school: School) -> None:
    school.post()
    (created,) = school.api.events(school.author.tenant, "post:created")
    deliver(school)
    with school.api.nothing_written():
        ok(school.api.push(WORKER, created.body), 204)
    stranger = school.api.as_(school.api.member("ADMIN"))
    assert all_items(stranger, "/v1/activity") == []
