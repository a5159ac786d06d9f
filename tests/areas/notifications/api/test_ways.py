"""How one wants to be told: preferences, mails at once and in digests, and taking one away."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from infra.local.outbox import read_outbox
from shared.notifications.types import NotificationType
from tests.areas.messaging.factories.talk import begin, say, told
from tests.support.api import Api, ok, refused
from tests.support.school import School, make_school
from tests.support.waiting import behind

WAYS = "/v1/notifications/preferences"


def choose(school: School, *types: dict[str, Any], **body: Any) -> Any:
    ways = {way.pop("type"): way for way in types}
    return ok(school.as_author.put(WAYS, json={"types": ways, **body}))


def of(school: School, kind: str) -> dict[str, Any]:
    found = ok(school.as_author.get(WAYS))["types"]
    return {k: v for k, v in next(t for t in found if t["type"] == kind).items() if k in
            {"inApp", "push", "email"}}  # fmt: skip


def liked(school: School, *names: str) -> None:
    for name in names:
        ok(school.caller(name).post(f"/v1/posts/{school.post()['id']}/like"))
    school.api.deliver("worker_notifications", school.author.tenant)


def test_every_type_is_listed_in_both_languages(school: School) -> None:
    found = ok(school.caller("who runs it", "ADMIN").get(WAYS))
    assert [one["type"] for one in found["types"]] == [str(kind) for kind in NotificationType]
    assert all(one["title"] and one["titleKh"] for one in found["types"])
    assert all((one["inApp"], one["push"], one["email"]) == (True, True, "OFF") for one in
               found["types"])  # fmt: skip
    assert (found["quietHours"], found["timezone"]) == (None, "UTC")
    assert found["quietInLessons"] is False


def test_what_ones_role_is_never_told_is_no_choice_of_ones_own(school: School) -> None:
    every = {str(kind) for kind in NotificationType}
    of_who_runs_it = {"WEBHOOK_DISABLED", "CLAIM_CODES_ENDING"}
    of_who_teaches = {"COURSE_JOINED", "SUBMISSION_RECEIVED", "WORK_QUESTION"}
    of_who_counts = {"REGISTER_WANTED", "AT_RISK"}
    for role, missing in {
        "ADMIN": set[str](),
        "TEACHER": of_who_runs_it,
        "RESEARCHER": of_who_runs_it | of_who_counts,
        "STUDENT": of_who_runs_it | of_who_counts | of_who_teaches,
        "PARENT": of_who_runs_it | of_who_counts | of_who_teaches,
    }.items():
        found = ok(school.caller(f"a {role}", role).get(WAYS))["types"]
        assert every - {one["type"] for one in found} == missing, role


@pytest.mark.every_school
def test_what_a_time_brings_comes_by_the_ways_that_were_chosen(school: School) -> None:
    pupil = school.member("a pupil")
    as_pupil, talk = school.api.as_(pupil), begin(school.as_author, pupil)
    path = f"/v1/messages/{say(school.as_author, talk)['id']}/reminder"
    ways = {"MESSAGE_REMINDER": {"inApp": False, "push": False, "email": "INSTANT"}}
    ok(as_pupil.put(WAYS, json={"types": ways}))
    ok(as_pupil.put(path, json={"remindAt": (school.api.clock() + timedelta(hours=1)).isoformat()}))
    school.api.clock.advance(hours=2)
    school.api.run_job("job_message_reminders")
    assert ok(as_pupil.get("/v1/notifications"))["data"] == []
    channels = [channel for _, channel, _ in told(school, "notification:new")]
    assert channels == [f"domain:{pupil.id}"]


def test_preferences_are_replaced_as_a_whole_and_are_of_one_school(school: School) -> None:
    choose(
        school,
        {"type": "POST_LIKE", "push": False, "email": "DAILY"},
        {"type": "MENTION", "inApp": False},
        quietHours={"start": "21:30", "end": "05:00"},
    )
    assert of(school, "POST_LIKE") == {"inApp": True, "push": False, "email": "DAILY"}
    assert of(school, "MENTION") == {"inApp": False, "push": True, "email": "OFF"}
    others = ok(school.caller("Dara").get(WAYS))
    assert all(one["push"] for one in others["types"])
    choose(school, {"type": "MENTION", "email": "WEEKLY"})
    assert of(school, "POST_LIKE") == {"inApp": True, "push": True, "email": "OFF"}
    assert of(school, "MENTION") == {"inApp": True, "push": True, "email": "WEEKLY"}
    assert ok(school.as_author.get(WAYS))["quietHours"] is None
    # Other preferences of the person are left alone, and the other way round.
    ok(school.as_author.put("/v1/users/me/preferences", json={"locale": "km", "theme": "DARK"}))
    choose(school, quietHours={"start": "21:30", "end": "05:00"})
    assert ok(school.as_author.get("/v1/users/me/preferences"))["theme"] == "DARK"
    ok(school.as_author.put("/v1/users/me/preferences", json={"locale": "km"}))
    assert ok(school.as_author.get(WAYS))["quietHours"] == {"start": "21:30", "end": "05:00"}
    assert choose(school, quietInLessons=True)["quietInLessons"] is True


@pytest.mark.parametrize(
    "body",
    [
        {"types": {"NOTHING": {}}},
        {"types": {"POST_LIKE": {"email": "HOURLY"}}},
        {"types": [{"type": "POST_LIKE"}]},
        {"quietHours": {"start": "24:00", "end": "21:00"}},
        {"quietHours": {"start": "9:00", "end": "21:00"}},
        {"quietHours": {"start": "09:00"}},
    ],
)
def test_what_makes_no_sense_is_refused(school: School, body: dict[str, Any]) -> None:
    refused(school.as_author.put(WAYS, json=body), 422, "validation_failed")


def test_a_notification_is_taken_away_on_all_devices(school: School) -> None:
    liked(school, "Dara", "Bopha")
    one, other = ok(school.as_author.get("/v1/notifications"))["data"]
    ok(school.as_author.delete(f"/v1/notifications/{one['id']}"), 204)
    told = school.api.events(school.author.tenant, "notification:read")[-1]
    assert told.channel == f"user:{school.author.id}"
    assert told.data == {"ids": [one["id"]], "unreadCount": 1}
    refused(school.as_author.delete(f"/v1/notifications/{one['id']}"), 404, "not_found")
    refused(school.caller("Dara").delete(f"/v1/notifications/{other['id']}"), 404, "not_found")
    refused(school.as_author.delete(f"/v1/notifications/{uuid4()}"), 404, "not_found")
    ok(school.as_author.put(f"/v1/notifications/{other['id']}/read"))
    before = len(school.api.events(school.author.tenant, "notification:read"))
    ok(school.as_author.delete(f"/v1/notifications/{other['id']}"), 204)
    assert len(school.api.events(school.author.tenant, "notification:read")) == before
    assert ok(school.as_author.get("/v1/notifications"))["data"] == []


class Mailbox:
    """The mails to one person."""

    def __init__(self, outbox: Path, school: School) -> None:
        self.outbox = outbox
        self.to = school.author.user.email

    def mails(self) -> list[Any]:
        """Oldest first."""
        return [mail for mail in reversed(read_outbox(self.outbox, 500)) if self.to in mail.to]


@pytest.fixture
def writing(mailing: Api) -> School:
    """A school whose workers can send mails."""
    return make_school(mailing)


@pytest.fixture
def mailbox(outbox: Path, writing: School) -> Mailbox:
    return Mailbox(outbox, writing)


def put_clock(school: School, hour: int, *, weekday: int | None = None) -> None:
    """Go on to this hour in Phnom Penh, of the next day at the earliest."""
    now = school.api.clock() + timedelta(hours=7)
    then = (now + timedelta(days=1)).replace(hour=hour, minute=5, second=0)
    while weekday is not None and then.isoweekday() != weekday:
        then += timedelta(days=1)
    school.api.clock.offset += then - now


def digest(school: School) -> None:
    """The job as it runs each hour, and what comes of it."""
    school.api.run_job("job_notification_digest")
    school.api.deliver("worker_push", school.author.tenant)


def live_in_phnom_penh(school: School, locale: str) -> None:
    body = {"locale": locale, "timezone": "Asia/Phnom_Penh"}
    ok(school.as_author.put("/v1/users/me/preferences", json=body))


@pytest.mark.parametrize("locale", ["en", "km"])
def test_a_mail_at_once_is_in_the_readers_language(
    writing: School, mailbox: Mailbox, locale: str
) -> None:
    live_in_phnom_penh(writing, locale)
    choose(writing, {"type": "POST_LIKE", "email": "INSTANT"})
    liked(writing, "Dara")
    for _ in range(2):
        writing.api.deliver("worker_push", writing.author.tenant)
    (mail,) = mailbox.mails()
    dara = writing.member("Dara").user.name
    assert dara in mail.text
    assert "https://app.example.test/posts/" in mail.text
    words = {"en": ("New like", "liked your post"), "km": ("ការចូលចិត្តថ្មី", "បានចូលចិត្ត")}
    title, message = words[locale]
    assert title in mail.subject
    assert message in mail.text
    assert message in mail.html
    assert "/settings/notifications" in mail.text


@pytest.mark.every_school
@pytest.mark.parametrize("locale", ["en", "km"])
def test_a_digest_comes_at_seven_where_its_reader_lives(
    writing: School, mailbox: Mailbox, locale: str
) -> None:
    live_in_phnom_penh(writing, locale)
    choose(writing, {"type": "POST_LIKE", "email": "DAILY"})
    put_clock(writing, 6)
    liked(writing, "Dara", "Bopha")
    digest(writing)
    assert mailbox.mails() == [], "it is six"
    writing.api.clock.advance(hours=1)
    digest(writing)
    digest(writing)
    (mail,) = mailbox.mails()
    assert {"en": "Your day at", "km": "ថ្ងៃរបស់អ្នកនៅ"}[locale] in mail.subject
    for name in ("Dara", "Bopha"):
        assert writing.member(name).user.name in mail.text
    # What is in one digest is not in the next, and nobody gets one about nothing.
    put_clock(writing, 7)
    digest(writing)
    assert len(mailbox.mails()) == 1
    liked(writing, "Chan")
    put_clock(writing, 11)
    digest(writing)
    second = mailbox.mails()[1]
    assert writing.member("Chan").user.name in second.text
    assert writing.member("Dara").user.name not in second.text


@pytest.mark.every_school
def test_a_week_ends_on_monday_morning(writing: School, mailbox: Mailbox) -> None:
    live_in_phnom_penh(writing, "en")
    choose(writing, {"type": "POST_LIKE", "email": "WEEKLY"})
    put_clock(writing, 8, weekday=3)
    liked(writing, "Dara")
    for _ in range(4):
        digest(writing)
        put_clock(writing, 8)
    assert mailbox.mails() == []
    put_clock(writing, 8, weekday=1)
    digest(writing)
    digest(writing)
    (mail,) = mailbox.mails()
    assert "Your week at" in mail.subject


@pytest.mark.every_school
def test_what_was_read_or_is_of_another_type_is_in_no_digest(
    writing: School, mailbox: Mailbox
) -> None:
    choose(writing, {"type": "NEW_FOLLOWER", "email": "DAILY"})
    put_clock(writing, 20)
    liked(writing, "Dara")
    ok(writing.caller("Bopha").post(f"/v1/users/{writing.author.id}/follow"))
    writing.api.deliver("worker_notifications", writing.author.tenant)
    ok(writing.as_author.put("/v1/notifications/read-all"))
    digest(writing)
    assert mailbox.mails() == []


@pytest.mark.every_school
def test_a_digest_names_twenty_and_says_that_there_are_more(
    writing: School, mailbox: Mailbox
) -> None:
    choose(writing, {"type": "POST_LIKE", "inApp": False, "push": False, "email": "DAILY"})
    put_clock(writing, 20)
    dara = writing.caller("Dara")
    for _ in range(22):
        ok(dara.post(f"/v1/posts/{writing.post()['id']}/like"))
    writing.api.deliver("worker_notifications", writing.author.tenant)
    digest(writing)
    (mail,) = mailbox.mails()
    assert mail.text.count("/posts/") == 20
    assert "There is more in the app" in mail.text


@pytest.mark.every_school
def test_whoever_has_left_gets_no_digest(writing: School, mailbox: Mailbox) -> None:
    choose(writing, {"type": "POST_LIKE", "email": "DAILY"})
    put_clock(writing, 20)
    liked(writing, "Dara")
    writing.api.rows(
        "UPDATE app.memberships SET status = 'LEFT' WHERE user_id = :id RETURNING 1",
        id=writing.author.id,
    )
    digest(writing)
    assert mailbox.mails() == []


def test_of_what_two_devices_choose_at_once_one_stands(school: School) -> None:
    off = {"inApp": False, "push": False}
    choose(school, {"type": "POST_LIKE", **off, "email": "OFF"})
    holding = text("SELECT 1 FROM app.notification_preferences WHERE user_id = :me FOR UPDATE")
    ways = [{**off, "email": email} for email in ("DAILY", "WEEKLY")]
    for answer in behind(
        school.api,
        lambda scene: scene.execute(holding, {"me": school.author.id}),
        [partial(school.as_author.put, WAYS, json={"types": {"POST_LIKE": one}}) for one in ways],
    ):
        ok(answer)
    assert of(school, "POST_LIKE") in ways
