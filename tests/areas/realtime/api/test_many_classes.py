"""Who has more classes than a stream carries channels hears of all of them."""

from __future__ import annotations

from typing import Any

import pytest

from shared.realtime.channels import MAX_AUTOMATIC, MAX_CHANNELS
from tests.areas.clubs.factories.clubs import make_club
from tests.areas.learning.factories.courses import course
from tests.areas.people.factories.people import make_class
from tests.support.api import Api, Caller, ok
from tests.support.scene import Member

CARRIED = MAX_AUTOMATIC - 2
CLASSES = 60


@pytest.fixture
def teacher(api: Api) -> Member:
    return api.member("TEACHER")


@pytest.fixture
def colleagues(api: Api, teacher: Member) -> list[Member]:
    """Three more, who have a third of the classes each."""
    return [api.member("TEACHER", teacher.tenant) for _ in range(3)]


@pytest.fixture
def classes(api: Api, teacher: Member, colleagues: list[Member]) -> list[str]:
    """More than a stream carries, the oldest first."""
    with api.scene() as connection:
        return [
            str(
                make_class(
                    connection,
                    tenant_id=teacher.tenant.id,
                    teacher_ids=(teacher.id, colleagues[number % 3].id),
                )
            )
            for number in range(CLASSES)
        ]


def poll(caller: Caller, **query: Any) -> Any:
    return ok(caller.get("/v1/realtime/events", query=query))


def heard_since(caller: Caller, cursor: str, **query: Any) -> list[Any]:
    """What a client hears from there on, page by page."""
    events: list[Any] = []
    more = True
    while more:
        page = poll(caller, after=cursor, **query)
        events += page["events"]
        cursor, more = page["nextCursor"], page["hasMore"]
    return events


def write(caller: Caller, class_id: str) -> str:
    body = {"content": f"to {class_id}", "visibility": "CLASS", "classId": class_id}
    return str(ok(caller.post("/v1/posts", json=body), 201)["id"])


def test_every_class_is_heard_each_event_once(
    api: Api, teacher: Member, colleagues: list[Member], classes: list[str]
) -> None:
    caller, others = api.as_(teacher), [api.as_(colleague) for colleague in colleagues]
    start = poll(caller)
    assert len(start["channels"]) == MAX_AUTOMATIC < MAX_CHANNELS
    carried = {f"class:{class_id}" for class_id in classes[-CARRIED:]}
    assert carried < set(start["channels"])

    posts = [write(others[n % 3], class_id) for n, class_id in enumerate(classes)]
    events = heard_since(caller, start["nextCursor"])
    heard = [event["data"]["postId"] for event in events if event["type"] == "post:created"]
    assert sorted(heard) == sorted(posts)
    own = f"user:{teacher.id}"
    surplus = [e["data"]["postId"] for e in events if e["channel"] == own]
    assert sorted(surplus) == sorted(posts[: CLASSES - CARRIED])


def test_who_has_twenty_classes_twenty_courses_and_ten_clubs_hears_all_of_them_on_one_stream(
    api: Api, teacher: Member, colleagues: list[Member]
) -> None:
    """Classes come unasked; courses and clubs, which pages ask for, find room beside them."""
    school, (head, *_) = teacher.tenant.id, colleagues
    with api.scene() as connection:
        both = (teacher.id, head.id)
        rooms = [make_class(connection, tenant_id=school, teacher_ids=both) for _ in range(20)]
        courses = [
            course(connection, tenant_id=school, owner_id=head.id, teachers=[teacher.id])
            for _ in range(20)
        ]
        clubs = [make_club(connection, tenant_id=school, owner_id=teacher.id) for _ in range(10)]
    asked = [*(f"course:{one}" for one in courses), *(f"club:{one}" for one in clubs)]
    caller, by = api.as_(teacher), api.as_(head)
    start = poll(caller, channels=",".join(asked))
    assert set(asked) | {f"class:{one}" for one in rooms} < set(start["channels"])
    assert start["rejected"] == []

    told = [write(by, str(one)) for one in rooms]
    news = {"title": "No lesson on Monday", "content": "We meet on Tuesday."}
    for one in courses:
        ok(by.post(f"/v1/courses/{one}/announcements", json=news), 201)
    for number, one in enumerate(clubs):
        ok(caller.put(f"/v1/clubs/{one}", json={"name": f"Chess {number}"}))
    events = heard_since(caller, start["nextCursor"], channels=",".join(asked))
    posts = [e["data"]["postId"] for e in events if e["type"] == "post:created"]
    assert sorted(posts) == sorted(told)
    for kind, names in (("course:announcement", asked[:20]), ("club:updated", asked[20:])):
        assert sorted(e["channel"] for e in events if e["type"] == kind) == sorted(names)


def test_nobody_else_gets_copies(
    api: Api, teacher: Member, colleagues: list[Member], classes: list[str]
) -> None:
    pupil = api.member("STUDENT", teacher.tenant)
    with api.scene() as connection:
        newest = make_class(
            connection,
            tenant_id=teacher.tenant.id,
            teacher_ids=(teacher.id, colleagues[0].id),
            student_user_ids=(pupil.id,),
        )
    # The newest of them all, so that the teacher's stream carries it as well.
    write(api.as_(colleagues[0]), str(newest))
    assert copies(api, teacher) == []
    write(api.as_(colleagues[0]), classes[0])
    assert copies(api, teacher) == [f"user:{teacher.id}"]


def copies(api: Api, teacher: Member) -> list[str]:
    """The people's channels that posts were put on."""
    events = api.events(teacher.tenant, "post:created")
    return [event.channel for event in events if event.channel.startswith("user:")]
