"""Who has more classes than a stream carries channels hears of all of them."""

from __future__ import annotations

from typing import Any

import pytest

from shared.realtime.channels import MAX_AUTOMATIC, MAX_CHANNELS
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
    events: list[Any] = []
    cursor, more = start["nextCursor"], True
    while more:
        page = poll(caller, after=cursor)
        events += page["events"]
        cursor, more = page["nextCursor"], page["hasMore"]
    heard = [event["data"]["postId"] for event in events if event["type"] == "post:created"]
    assert sorted(heard) == sorted(posts)
    own = f"user:{teacher.id}"
    surplus = [e["data"]["postId"] for e in events if e["channel"] == own]
    assert sorted(surplus) == sorted(posts[: CLASSES - CARRIED])


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
