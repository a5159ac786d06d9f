"""Receipts that others see, and what is unread: the same on all devices."""

from __future__ import annotations

from datetime import timedelta

from tests.areas.messaging.factories.talk import (
    CONVERSATIONS,
    begin,
    look,
    read,
    said,
    say,
    told,
    unread,
)
from tests.support.api import ok, refused
from tests.support.school import School


def test_the_farthest_that_was_read_counts(school: School) -> None:
    pupil = school.member("a pupil")
    as_pupil, talk = school.api.as_(pupil), begin(school.as_author, school.member("a pupil"))
    messages = [say(school.as_author, talk, f"{n}") for n in range(1, 9)]
    assert unread(as_pupil) == (8, 1)
    assert read(as_pupil, talk, 7)["readNumber"] == 7
    state = ok(as_pupil.put(f"/v1/messages/{messages[4]['id']}/read"))
    assert (state["readNumber"], state["unreadCount"], state["firstUnread"]) == (7, 1, 8)
    events = told(school, "message:read")
    assert {channel for _, channel, _ in events} == {
        f"user:{school.author.id}",
        f"user:{pupil.id}",
    }
    assert [data["upToNumber"] for _, _, data in events] == [7, 7]
    assert events[0][2]["upToMessageId"] == messages[6]["id"]
    (receipt,) = [
        p for p in look(school.as_author, talk)["participants"] if p["id"] == str(pupil.id)
    ]
    assert receipt["readNumber"] == 7
    assert receipt["readAt"] is not None
    # Beyond the end there is nothing to read.
    assert read(as_pupil, talk, 1_000_000)["readNumber"] == 8
    assert unread(as_pupil) == (0, 0)


def test_own_and_deleted_messages_are_not_unread(school: School) -> None:
    as_pupil, talk = school.caller("a pupil"), begin(school.as_author, school.member("a pupil"))
    assert unread(school.as_author) == (0, 0)
    messages = [say(school.as_author, talk, f"{n}") for n in range(3)]
    say(as_pupil, talk, "mine")
    assert unread(as_pupil) == (3, 1)
    assert unread(school.as_author) == (1, 1)
    ok(school.as_author.delete(f"/v1/messages/{messages[1]['id']}"), 204)
    assert unread(as_pupil) == (2, 1)
    one = look(as_pupil, talk)
    assert (one["unreadCount"], one["firstUnread"]) == (2, 1)
    (listed,) = ok(as_pupil.get(CONVERSATIONS))["data"]
    assert listed["unreadCount"] == 2


def test_marking_as_unread_takes_no_receipt_back_and_tells_nobody_else(school: School) -> None:
    pupil = school.member("a pupil")
    as_pupil, talk = school.api.as_(pupil), begin(school.as_author, pupil)
    for n in range(5):
        say(school.as_author, talk, f"{n}")
    read(as_pupil, talk, 5)
    state = ok(as_pupil.put(f"{CONVERSATIONS}/{talk}/read", json={"unreadFrom": 3}))
    assert (state["readNumber"], state["unreadCount"], state["firstUnread"]) == (5, 3, 3)
    assert unread(as_pupil) == (3, 1)
    (marked,) = told(school, "conversation:marked")
    assert marked[1] == f"user:{pupil.id}"
    assert marked[2]["unreadCount"] == 3
    (receipt,) = [
        p for p in look(school.as_author, talk)["participants"] if p["id"] == str(pupil.id)
    ]
    assert receipt["readNumber"] == 5
    # An older device that reports less leaves the mark; reading on takes it away.
    assert read(as_pupil, talk, 2)["unreadFrom"] == 3
    assert read(as_pupil, talk, 5)["unreadFrom"] is None
    assert unread(as_pupil) == (0, 0)
    assert len(told(school, "message:read")) == 2


def test_reading_takes_the_notification_away(school: School) -> None:
    pupil = school.member("a pupil")
    as_pupil, talk = school.api.as_(pupil), begin(school.as_author, pupil)
    say(school.as_author, talk)
    school.api.deliver("worker_notifications", school.author.tenant)
    assert ok(as_pupil.get("/v1/notifications/unread-count"))["unread"] == 1
    read(as_pupil, talk, 1)
    assert ok(as_pupil.get("/v1/notifications/unread-count"))["unread"] == 0
    (event,) = told(school, "notification:read")
    assert event[2]["unreadCount"] == 0
    second = say(school.as_author, talk)
    school.api.deliver("worker_notifications", school.author.tenant)
    ok(as_pupil.put(f"/v1/messages/{second['id']}/read"))
    assert [e[2]["unreadCount"] for e in told(school, "notification:read")] == [0, 0]
    assert [e[2]["upToNumber"] for e in told(school, "message:read")] == [1, 1, 2, 2]
    # What is read before the worker comes is no news.
    say(school.as_author, talk)
    read(as_pupil, talk, 3)
    school.api.deliver("worker_notifications", school.author.tenant)
    assert ok(as_pupil.get("/v1/notifications/unread-count"))["unread"] == 0


def test_a_muted_conversation_is_quiet_until_its_end(school: School) -> None:
    pupil = school.member("a pupil")
    as_pupil, talk = school.api.as_(pupil), begin(school.as_author, pupil)
    until = (school.api.clock().replace(microsecond=0)).isoformat()
    path = f"{CONVERSATIONS}/{talk}/mute"
    refused(as_pupil.put(path, json={"muted": True, "until": until}), 422, "validation_failed")
    ok(as_pupil.put(path, json={"muted": True}))
    say(school.as_author, talk)
    school.api.deliver("worker_notifications", school.author.tenant)
    assert ok(as_pupil.get("/v1/notifications"))["data"] == []
    assert unread(as_pupil) == (0, 0)
    one = look(as_pupil, talk)
    assert (one["muted"], one["unreadCount"]) == (True, 1)
    assert not look(school.as_author, talk)["muted"]
    ok(as_pupil.put(path, json={"muted": False}))
    assert unread(as_pupil) == (1, 1)
    later = school.api.clock() + timedelta(hours=1)
    ok(as_pupil.put(path, json={"muted": True, "until": later.isoformat()}))
    assert unread(as_pupil) == (0, 0)


def test_lists_show_what_was_said_last_first(school: School) -> None:
    one, two = school.member("one"), school.member("two")
    first, second = begin(school.as_author, one), begin(school.as_author, two)
    begin(school.as_author, school.member("three"))
    say(school.as_author, first, "Hello one")
    say(school.as_author, second, "Hello two")
    say(school.api.as_(one), first, "Hello teacher")
    listed = ok(school.as_author.get(CONVERSATIONS, query={"limit": 2}))["data"]
    assert [c["id"] for c in listed] == [first, second]
    assert listed[0]["lastMessage"]["preview"] == "Hello teacher"
    assert listed[0]["other"]["id"] == str(one.id)
    # Who has begun a conversation finds it; the other does once something is said.
    assert len(ok(school.as_author.get(CONVERSATIONS))["data"]) == 3
    assert ok(school.caller("three").get(CONVERSATIONS))["data"] == []
    found = ok(school.as_author.get(CONVERSATIONS, query={"q": one.user.name[:12]}))["data"]
    assert first in [c["id"] for c in found]
    assert said(school.api.as_(two), second)[0]["content"] == "Hello two"
