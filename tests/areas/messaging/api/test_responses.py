"""Reactions, reminders, and who is writing."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from shared.realtime.envelope import Envelope
from tests.areas.messaging.factories.talk import begin, said, say, told
from tests.support.api import ok, refused
from tests.support.school import School
from tests.support.waiting import looking_first


def test_reactions_are_counted_once_for_each_person(school: School) -> None:
    one, two = school.member("one"), school.member("two")
    group = begin(school.as_author, one, two, name="Class 7A")
    path = f"/v1/messages/{say(school.as_author, group)['id']}/reaction"
    as_one, as_two = school.api.as_(one), school.api.as_(two)
    for _ in range(2):
        ok(as_one.put(path, json={"emoji": "👍"}))
    shown = ok(as_two.put(path, json={"emoji": "👍", "op": "ADD"}))["reactions"]
    assert shown == [{"emoji": "👍", "count": 2, "mine": True}]
    ok(as_two.put(path, json={"emoji": "👩🏽‍🏫"}))
    for _ in range(2):
        ok(as_two.put(path, json={"emoji": "👍", "op": "REMOVE"}))
    assert said(as_one, group)[0]["reactions"] == [
        {"emoji": "👍", "count": 1, "mine": True},
        {"emoji": "👩🏽‍🏫", "count": 1, "mine": False},
    ]
    events = [d for _, channel, d in told(school, "message:reacted") if str(one.id) in channel]
    assert [(d["emoji"], d["op"]) for d in events] == [
        ("👍", "ADD"),
        ("👍", "ADD"),
        ("👩🏽‍🏫", "ADD"),
        ("👍", "REMOVE"),
    ]


def test_one_person_gives_a_message_at_most_five_reactions(school: School) -> None:
    talk = begin(school.as_author, school.member("a pupil"))
    path = f"/v1/messages/{say(school.as_author, talk)['id']}/reaction"
    for emoji in ("👍", "❤️", "😂", "🇰🇭", "1️⃣", "🎉"):
        shown = ok(school.as_author.put(path, json={"emoji": emoji}))
    assert [r["emoji"] for r in shown["reactions"]] == ["👍", "❤️", "😂", "🇰🇭", "1️⃣"]


def test_the_fifth_reaction_is_given_once(school: School) -> None:
    talk = begin(school.as_author, school.member("a pupil"))
    path = f"/v1/messages/{say(school.as_author, talk)['id']}/reaction"
    for emoji in ("👍", "❤️", "😂", "🇰🇭"):
        ok(school.as_author.put(path, json={"emoji": emoji}))
    giving = [partial(school.as_author.put, path, json={"emoji": e}) for e in ("1️⃣", "🎉", "🌱")]
    for answer in looking_first(school.api, "message_reactions", giving):
        ok(answer)
    (message,) = said(school.as_author, talk)
    assert len(message["reactions"]) == 5


@pytest.mark.parametrize("emoji", ["", "x", "👍👍", "👍 ", "7", "<b>"])
def test_a_reaction_is_one_emoji(school: School, emoji: str) -> None:
    talk = begin(school.as_author, school.member("a pupil"))
    path = f"/v1/messages/{say(school.as_author, talk)['id']}/reaction"
    refused(school.as_author.put(path, json={"emoji": emoji}), 422, "validation_failed")


@pytest.mark.every_school
def test_one_is_reminded_of_a_message_once_and_alone(school: School) -> None:
    pupil = school.member("a pupil")
    as_pupil, talk = school.api.as_(pupil), begin(school.as_author, pupil)
    message = say(school.as_author, talk)
    path, now = f"/v1/messages/{message['id']}/reminder", school.api.clock()

    def remind(at: Any) -> Any:
        return as_pupil.put(path, json={"remindAt": at if at is None else at.isoformat()})

    for wrong in (now - timedelta(minutes=1), now + timedelta(days=400)):
        refused(remind(wrong), 422, "validation_failed")
    ok(remind(now + timedelta(hours=1)))
    assert said(as_pupil, talk)[0]["remindAt"] is not None
    assert said(school.as_author, talk)[0]["remindAt"] is None
    school.api.run_job("job_message_reminders")
    assert ok(as_pupil.get("/v1/notifications"))["data"] == []
    school.api.clock.advance(hours=2)
    for _ in range(2):
        school.api.run_job("job_message_reminders")
    (notice,) = ok(as_pupil.get("/v1/notifications"))["data"]
    assert (notice["type"], notice["link"]) == ("MESSAGE_REMINDER", f"/messages/{talk}?at=1")
    assert [channel for _, channel, _ in told(school, "notification:new")] == [f"user:{pupil.id}"]
    assert said(as_pupil, talk)[0]["remindAt"] is None
    ok(remind(school.api.clock() + timedelta(hours=1)))
    ok(remind(None))
    school.api.clock.advance(hours=2)
    school.api.run_job("job_message_reminders")
    assert len(ok(as_pupil.get("/v1/notifications"))["data"]) == 1


def test_writing_is_told_to_the_others_and_not_more_often_than_it_may(
    school: School, announced: list[Envelope], monkeypatch: pytest.MonkeyPatch
) -> None:
    # Two seconds in the product, which a busy machine may take for one press.
    monkeypatch.setattr("functions.messaging.responses.TYPING_PACE_MS", 600_000)
    pupil = school.member("a pupil")
    talk = begin(school.as_author, pupil)
    path = f"/v1/messages/{talk}/typing"
    for _ in range(3):
        ok(school.as_author.post(path, json={}), 204)
    (start,) = [e for e in announced if e.type == "typing:start"]
    assert start.channel == f"user:{pupil.id}"
    assert start.legacy_type == "TYPING"
    assert start.data == {
        "conversationId": talk,
        "userId": str(school.author.id),
        "expiresInMs": 8000,
    }
    ok(school.as_author.post(path, json={"op": "STOP"}), 204)
    say(school.as_author, talk)
    stops = [e for e in announced if e.type == "typing:stop"]
    assert [e.channel for e in stops] == [f"user:{pupil.id}"] * 2
    stranger = school.caller("a stranger")
    refused(stranger.post(path, json={}), 404, "not_found")
