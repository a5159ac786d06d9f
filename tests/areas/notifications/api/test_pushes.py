"""Pushes through the real clients to services that check and decrypt what they get."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, time, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import insert, update

from infra.postgres.people.device_tables import device_tokens
from infra.postgres.school.attendance_tables import calendar_events
from infra.postgres.school.timetable_tables import timetable_changes
from tests.areas.messaging.factories.talk import begin, say
from tests.areas.notifications.factories.pushes import (
    DEVICES,
    WAYS,
    browser,
    choose,
    deliver,
    in_a_lesson,
    liked,
)
from tests.areas.people.factories.people import act_for
from tests.fakes.push_services import PushFakes
from tests.support.api import Api, ok
from tests.support.school import School, make_school


@pytest.fixture
def school(fakes: PushFakes, api: Api) -> School:
    assert fakes.asked == 0
    return make_school(api)


def phone(school: School) -> str:
    token = f"phone-{secrets.token_hex(8)}"
    ok(school.as_author.post(DEVICES, json={"platform": "ANDROID", "token": token}), 201)
    return token


def devices(school: School) -> int:
    return len(ok(school.as_author.get(DEVICES))["data"])


def test_a_push_reaches_browser_and_phone_once(school: School, fakes: PushFakes) -> None:
    here, mobile = browser(school, fakes), phone(school)
    assert ok(school.as_author.get(DEVICES))["webPushKey"]
    post = liked(school)
    (told,) = fakes.messages(here.endpoint)
    dara = school.member("Dara").user.name
    assert told["title"] == "New like"
    assert told["body"] == f"{dara} liked your post"
    assert (told["link"], told["tag"]) == (f"/posts/{post['id']}", f"post_like:{post['id']}")
    (message,) = fakes.messages(mobile)
    assert message["notification"] == {"title": told["title"], "body": told["body"]}
    assert message["data"] == told
    deliver(school)
    # One more of a group that was pushed is no push, and neither is a redelivery.
    liked(school, "Bopha", post)
    assert len(fakes.arrived) == 2


def test_a_message_is_pushed_each_time_and_without_what_it_says(
    school: School, fakes: PushFakes
) -> None:
    here = browser(school, fakes)
    talk = begin(school.caller("Dara"), school.author)
    for number in range(5):
        say(school.caller("Dara"), talk, f"secret {number}")
        deliver(school)
    told = fakes.messages(here.endpoint)
    assert len(told) == 5, "somebody waits for each"
    assert {(t["title"], t["body"]) for t in told} == {("New message", "Open Stunity to read it.")}
    assert school.member("Dara").user.name not in repr(told)


def test_a_message_sent_again_after_a_lost_answer_is_pushed_once(
    school: School, fakes: PushFakes
) -> None:
    here, dara = browser(school, fakes), school.caller("Dara")
    talk = begin(dara, school.author)
    body = {"content": "Did it arrive?", "clientId": str(uuid4())}
    for _ in range(3):
        ok(dara.post(f"/v1/messages/{talk}", json=body), 201)
        deliver(school)
    assert len(fakes.messages(here.endpoint)) == 1


def test_three_others_a_day_and_no_more(school: School, fakes: PushFakes) -> None:
    here = browser(school, fakes)
    for _ in range(5):
        liked(school)
    assert len(fakes.messages(here.endpoint)) == 3
    school.api.clock.advance(hours=25)
    liked(school)
    assert len(fakes.messages(here.endpoint)) == 4


def test_nothing_is_pushed_to_whoever_has_a_page_open(school: School, fakes: PushFakes) -> None:
    here = browser(school, fakes)
    ok(school.as_author.post("/v1/users/heartbeat"))
    liked(school)
    assert fakes.arrived == []
    assert ok(school.as_author.get("/v1/notifications/unread-count"))["unread"] == 1
    # The page was closed half a minute ago.
    school.api.clock.advance(seconds=30)
    liked(school)
    assert len(fakes.messages(here.endpoint)) == 1


def test_what_was_read_meanwhile_is_not_pushed(school: School, fakes: PushFakes) -> None:
    browser(school, fakes)
    ok(school.caller("Dara").post(f"/v1/posts/{school.post()['id']}/like"))
    school.api.deliver("worker_notifications", school.author.tenant)
    ok(school.as_author.put("/v1/notifications/read-all"))
    deliver(school)
    assert fakes.arrived == []


def test_in_quiet_hours_nothing_is_pushed(school: School, fakes: PushFakes) -> None:
    here = browser(school, fakes)
    now = (school.api.clock() + timedelta(hours=7)).time()
    start, end = shifted(now, -1), shifted(now, 1)
    preferences = {"locale": "en", "timezone": "Asia/Phnom_Penh"}
    ok(school.as_author.put("/v1/users/me/preferences", json=preferences))
    kept = choose(school, quietHours={"start": start, "end": end})
    assert kept["quietHours"] == {"start": start, "end": end}
    assert kept["timezone"] == "Asia/Phnom_Penh"
    liked(school)
    assert fakes.arrived == []
    # The same hours elsewhere are not quiet.
    ok(school.as_author.put("/v1/users/me/preferences", json=preferences | {"timezone": "UTC"}))
    liked(school)
    assert len(fakes.messages(here.endpoint)) == 1
    assert choose(school)["quietHours"] is None


@pytest.fixture
def lesson(school: School) -> UUID:
    return in_a_lesson(school)


@pytest.mark.usefixtures("lesson")
def test_in_lessons_nothing_is_pushed_to_whoever_wants_quiet(
    school: School, fakes: PushFakes
) -> None:
    here, pupil = browser(school, fakes), browser(school, fakes, "Dara")
    liked(school, "Bopha")
    assert len(fakes.messages(here.endpoint)) == 1, "nobody has asked for quiet"
    for caller in (school.as_author, school.caller("Dara")):
        ok(caller.put(WAYS, json={"quietInLessons": True}))
    liked(school, "Bopha")
    told_by_pupil = ok(school.caller("Dara").post("/v1/posts", json={"content": "Mine"}), 201)
    liked(school, "Bopha", told_by_pupil)
    assert (len(fakes.messages(here.endpoint)), fakes.messages(pupil.endpoint)) == (1, [])
    # The lesson takes fifty minutes.
    school.api.clock.advance(minutes=48)
    liked(school, "Bopha")
    assert len(fakes.messages(here.endpoint)) == 2


@pytest.mark.parametrize("change", ["cancelled", "taught by another", "closed"])
def test_a_lesson_that_one_is_not_in_disturbs_nobody(
    school: School, fakes: PushFakes, lesson: UUID, change: str
) -> None:
    here, today = browser(school, fakes), school.api.clock().date()
    choose(school, quietInLessons=True)
    with school.api.scene() as connection:
        act_for(connection, school.author.tenant.id)
        row = {"tenant_id": school.author.tenant.id, "id": uuid4()}
        if change == "closed":
            days = {"title": "Water festival", "first_day": today, "last_day": today}
            values = {**row, **days, "kind": "CLOSURE", "created_by": school.author.id}
            connection.execute(insert(calendar_events).values(values))
        else:
            other = None if change == "cancelled" else school.member("Sreymom", "TEACHER").id
            kind = "CANCELLED" if other is None else "SUBSTITUTED"
            values = {**row, "entry_id": lesson, "date": today, "kind": kind, "teacher_id": other}
            values["made_by"] = school.author.id
            connection.execute(insert(timetable_changes).values(values))
    liked(school, "Bopha")
    assert len(fakes.messages(here.endpoint)) == 1


def shifted(at: time, hours: int) -> str:
    moment = datetime.combine(datetime(2026, 1, 1, tzinfo=UTC), at) + timedelta(hours=hours)
    return moment.strftime("%H:%M")


def test_a_type_comes_by_the_ways_that_were_chosen(school: School, fakes: PushFakes) -> None:
    here = browser(school, fakes)
    choose(school, types={"POST_LIKE": {"inApp": True, "push": False}})
    liked(school)
    assert fakes.arrived == []
    choose(school, types={"POST_LIKE": {"inApp": False, "push": True}})
    ok(school.as_author.put("/v1/notifications/read-all"))
    before = len(school.api.events(school.author.tenant, "notification:new"))
    liked(school)
    assert len(fakes.messages(here.endpoint)) == 1
    assert ok(school.as_author.get("/v1/notifications/unread-count"))["unread"] == 0
    assert len(ok(school.as_author.get("/v1/notifications"))["data"]) == 1
    (event,) = school.api.events(school.author.tenant, "notification:new")[before:]
    assert event.channel == f"domain:{school.author.id}", "no stream carries it"


@pytest.mark.parametrize("status", [404, 410])
@pytest.mark.parametrize("kind", ["browser", "phone"])
def test_a_device_that_is_gone_is_forgotten(
    school: School, fakes: PushFakes, status: int, kind: str
) -> None:
    target = browser(school, fakes).endpoint if kind == "browser" else phone(school)
    fakes.answers[target] = [(status, {})]
    liked(school)
    assert devices(school) == 0
    liked(school)
    assert fakes.asked == 1, "it is not asked again"


@pytest.mark.every_school
@pytest.mark.parametrize("kind", ["browser", "phone"])
def test_a_service_that_asks_for_patience_gets_it(
    school: School, fakes: PushFakes, kind: str
) -> None:
    target = browser(school, fakes).endpoint if kind == "browser" else phone(school)
    fakes.answers[target] = [(429, {"Retry-After": "120"})]
    liked(school)
    second = liked(school)
    assert fakes.asked == 1, "nothing is sent while it waits"
    school.api.clock.advance(seconds=60)
    school.api.run_job("job_push_retry")
    assert fakes.asked == 1
    school.api.clock.advance(seconds=61)
    school.api.run_job("job_push_retry")
    (told,) = fakes.messages(target)
    # Of what waited only the last: it says that there is something.
    assert f"/posts/{second['id']}" in repr(told)
    school.api.run_job("job_push_retry")
    assert (fakes.asked, devices(school)) == (2, 1)


@pytest.mark.every_school
def test_a_service_that_is_away_is_asked_again(school: School, fakes: PushFakes) -> None:
    here = browser(school, fakes)
    fakes.answers[here.endpoint] = [(503, {"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"})] * 2
    liked(school)
    for _ in range(2):
        school.api.clock.advance(seconds=61)
        school.api.run_job("job_push_retry")
    assert len(fakes.messages(here.endpoint)) == 1


@pytest.mark.every_school
def test_what_waits_is_not_for_whoever_has_the_device_next(
    school: School, fakes: PushFakes
) -> None:
    here = browser(school, fakes)
    fakes.answers[here.endpoint] = [(429, {"Retry-After": "60"})]
    liked(school)
    # A shared computer: pushes go to whoever signed in last.
    ok(school.caller("Chan").post(DEVICES, json=here.registration), 201)
    school.api.clock.advance(seconds=120)
    school.api.run_job("job_push_retry")
    liked(school)
    assert fakes.arrived == []
    followed = school.caller("Dara").post(f"/v1/users/{school.member('Chan').id}/follow")
    ok(followed)
    deliver(school)
    assert [told["title"] for told in fakes.messages(here.endpoint)] == ["New follower"]


def test_a_device_that_only_refuses_is_forgotten(school: School, fakes: PushFakes) -> None:
    here = browser(school, fakes)
    fakes.answers[here.endpoint] = [(status, {}) for status in [400] * 4 + [201] + [400] * 5]
    for attempt in range(10):
        assert devices(school) == 1, attempt
        liked(school)
        school.api.clock.advance(hours=25)
    assert (devices(school), len(fakes.arrived)) == (0, 1)


def test_a_redirect_is_not_followed(school: School, fakes: PushFakes) -> None:
    here = browser(school, fakes)
    fakes.answers[here.endpoint] = [(302, {"Location": "https://fcm.googleapis.com/elsewhere"})]
    liked(school)
    assert (fakes.asked, fakes.arrived, devices(school)) == (1, [], 1)


def test_an_endpoint_that_is_on_no_list_is_asked_nothing(school: School, fakes: PushFakes) -> None:
    browser(school, fakes)
    # As if the list had been longer when it was registered.
    elsewhere = update(device_tokens).values(token="https://evil.example/push")
    with school.api.admin.begin() as connection:
        connection.execute(elsewhere.where(device_tokens.c.user_id == school.author.id))
    liked(school)
    assert (fakes.asked, devices(school)) == (0, 0)


def test_without_keys_nothing_is_pushed(api: Api) -> None:
    keys = ("VAPID_PUBLIC_KEY", "VAPID_PRIVATE_KEY", "FCM_CREDENTIALS")
    with pytest.MonkeyPatch.context() as patch:
        for name in keys:
            patch.delenv(name, raising=False)
        with api.environment():
            unpushed(make_school(api))
    api.claim()


def unpushed(school: School) -> None:
    phone(school)
    assert ok(school.as_author.get(DEVICES))["webPushKey"] is None
    liked(school)
    assert devices(school) == 1
