"""What happens in a school is sent to its programs, signed, until it has arrived."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Engine

from infra.bootstrap import dependencies
from infra.links.hooks import Answered
from stunity.webhooks import WebhookInvalid, verify
from tests.areas.learning.coursework import make_course
from tests.areas.people.factories.people import new_id
from tests.support.api import Caller, all_items, ok, refused
from tests.support.postgres import Database
from tests.support.school import School
from tests.support.waiting import looking_first

HOOKS = "/v1/webhooks"
URL = "https://hooks.example.org/stunity"


@dataclass
class Receiver:
    """Stands where the network begins."""

    status: int | None = 204
    got: list[tuple[str, bytes, Mapping[str, str]]] = field(default_factory=list)

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answered:
        self.got.append((url, body, headers))
        return Answered(self.status, None if self.status else "unreachable: gaierror", 7)


@pytest.fixture
def receiver(school: School) -> Iterator[Receiver]:
    school.api.claim()
    found = Receiver()
    dependencies().__dict__["hooks"] = found
    yield found
    dependencies().__dict__.pop("hooks", None)


def admin(school: School) -> Caller:
    return school.caller("an admin", "ADMIN")


def made(school: School, *events: str, **body: Any) -> Any:
    given = {"name": "A board", "url": URL, "events": events or ["calendar:changed"], **body}
    return ok(admin(school).post(HOOKS, json=given), 201)


def put(school: School, hook: Any, **body: Any) -> Any:
    given = {name: hook[name] for name in ("name", "url", "events", "enabled")}
    return admin(school).put(f"{HOOKS}/{hook['id']}", json={**given, **body})


def shown(school: School) -> Any:
    return ok(admin(school).get(HOOKS))["data"][0]


def listed(school: School, hook: Any, **query: Any) -> list[Any]:
    return all_items(admin(school), f"{HOOKS}/{hook['id']}/deliveries", **query)


def send(school: School) -> None:
    """What happened becomes deliveries, and then each is sent."""
    for _ in range(2):
        school.api.deliver("worker_webhooks", school.author.tenant)


def try_again(school: School) -> None:
    school.api.run_job("job_webhook_retry")
    send(school)


def happens(school: School) -> None:
    day = "2026-12-10"
    body = {"kind": "CLOSURE", "title": "Sports day", "firstDay": day, "lastDay": day}
    ok(admin(school).post("/v1/calendar/events", json=body), 201)


@pytest.mark.every_school
def test_what_happens_arrives_signed_and_is_logged(school: School, receiver: Receiver) -> None:
    hook = made(school)
    assert hook["secret"].startswith("whsec_")
    assert "secret" not in shown(school)
    happens(school)
    send(school)
    ((url, body, headers),) = receiver.got
    said = verify(hook["secret"], headers, body, now=school.api.clock().timestamp())
    (event,) = (
        e for e in school.api.events(school.author.tenant, "calendar:changed") if not e.copy
    )
    assert (url, said["type"], said["data"]) == (URL, "calendar:changed", event.data)
    assert said["schoolId"] == str(school.author.tenant.id)
    (delivery,) = listed(school, hook)
    assert (delivery["state"], delivery["eventId"]) == ("DELIVERED", said["eventId"])
    (attempt,) = delivery["attempts"]
    assert (attempt["status"], attempt["error"], attempt["milliseconds"]) == (204, None, 7)
    # Nothing is sent twice by itself, and nothing that was not asked for.
    school.post(content="Hello")
    send(school)
    try_again(school)
    assert len(receiver.got) == 1


@pytest.mark.every_school
def test_it_is_tried_again_with_the_same_bytes_until_it_arrives(
    school: School, receiver: Receiver
) -> None:
    hook, receiver.status = made(school), 503
    happens(school)
    send(school)
    (delivery,) = listed(school, hook, state="PENDING")
    assert delivery["nextAttemptAt"] is not None
    try_again(school)
    assert len(receiver.got) == 1, "its time has not come"
    school.api.clock.advance(minutes=1, seconds=1)
    receiver.status = None
    try_again(school)
    assert (shown(school)["failureCount"], shown(school)["failingSince"] is None) == (2, False)
    school.api.clock.advance(minutes=2, seconds=1)
    receiver.status = 200
    try_again(school)
    (delivery,) = listed(school, hook)
    assert [a["status"] for a in delivery["attempts"]] == [503, None, 200]
    assert delivery["attempts"][1]["error"] == "unreachable: gaierror"
    assert delivery["state"] == "DELIVERED"
    assert len({(body, headers["webhook-id"]) for _, body, headers in receiver.got}) == 1
    assert (shown(school)["failureCount"], shown(school)["failingSince"]) == (0, None)


@pytest.mark.every_school
def test_after_three_days_it_is_switched_off_and_the_administrators_are_told(
    school: School, receiver: Receiver
) -> None:
    hook, receiver.status = made(school), 500
    happens(school)
    send(school)
    for _ in range(3):
        school.api.clock.advance(hours=25)
        happens(school)
        try_again(school)
    off = shown(school)
    assert (off["enabled"], off["disabledAt"] is None) == (False, False)
    told = ok(admin(school).get("/v1/notifications"))["data"]
    (notice,) = [one for one in told if one["type"] == "WEBHOOK_DISABLED"]
    assert "A board" in notice["message"]
    assert notice["link"] == "/school/functions"
    count = len(receiver.got)
    happens(school)
    send(school)
    assert len(receiver.got) == count
    refused(admin(school).post(f"{HOOKS}/{hook['id']}/test"), 409, "webhook_off")
    school.api.clock.advance(hours=25)
    try_again(school)
    assert len(receiver.got) == count
    assert {one["state"] for one in listed(school, hook)} == {"FAILED"}
    again = ok(put(school, off, enabled=True))
    assert (again["failureCount"], again["failingSince"], again["disabledAt"]) == (0, None, None)
    receiver.status = 204
    happens(school)
    send(school)
    assert len(receiver.got) == count + 1


def test_a_delivery_is_sent_again_on_demand(school: School, receiver: Receiver) -> None:
    hook = made(school)
    happens(school)
    send(school)
    (delivery,) = listed(school, hook)
    path = f"{HOOKS}/{hook['id']}/deliveries/{delivery['id']}/replay"
    assert ok(admin(school).post(path))["state"] == "PENDING"
    send(school)
    first, second = receiver.got
    assert (first[1], first[2]["webhook-id"]) == (second[1], second[2]["webhook-id"])
    (delivery,) = listed(school, hook)
    assert len(delivery["attempts"]) == 2
    other = made(school)
    strange = f"{HOOKS}/{other['id']}/deliveries/{delivery['id']}/replay"
    refused(admin(school).post(strange), 404, "not_found")
    refused(admin(school).post(path.replace(hook["id"], str(new_id()))), 404, "not_found")
    waits = ok(admin(school).post(f"{HOOKS}/{hook['id']}/test"))
    ok(put(school, hook, enabled=False))
    refused(admin(school).post(path), 409, "webhook_off")
    states = {one["id"]: one["state"] for one in listed(school, hook)}
    assert states == {delivery["id"]: "DELIVERED", waits["id"]: "FAILED"}


def test_a_test_is_signed_like_everything(school: School, receiver: Receiver) -> None:
    hook = made(school)
    delivery = ok(admin(school).post(f"{HOOKS}/{hook['id']}/test"))
    assert (delivery["type"], delivery["attempts"]) == ("webhook:test", [])
    send(school)
    ((_, body, headers),) = receiver.got
    now = school.api.clock().timestamp()
    assert verify(hook["secret"], headers, body, now=now)["type"] == "webhook:test"


def test_a_secret_is_replaced_with_a_day_of_both(school: School, receiver: Receiver) -> None:
    hook = made(school)
    fresh = ok(put(school, hook, rotateSecret=True))
    assert fresh["secret"] not in {None, hook["secret"]}
    for days, believed in ((0, {hook["secret"], fresh["secret"]}), (1, {fresh["secret"]})):
        school.api.clock.advance(days=days, minutes=days)
        happens(school)
        send(school)
        _, body, headers = receiver.got[-1]
        now = school.api.clock().timestamp()
        for secret in (hook["secret"], fresh["secret"]):
            if secret in believed:
                assert verify(secret, headers, body, now=now)
            else:
                with pytest.raises(WebhookInvalid):
                    verify(secret, headers, body, now=now)
    assert ok(put(school, hook))["secret"] is None


def test_what_tells_of_single_people_needs_a_word(school: School) -> None:
    given = {"name": "Marks", "url": URL, "events": ["grade:posted", "calendar:changed"]}
    answer = refused(admin(school).post(HOOKS, json=given), 422, "consent_missing")
    assert [error["message"] for error in answer["errors"]] == ["grade:posted"]
    hook = ok(admin(school).post(HOOKS, json={**given, "sensitive": True}), 201)
    refused(put(school, hook), 422, "consent_missing")
    for name in ("message:created", "question:created", "no:such"):
        body = {**given, "events": [name]}
        refused(admin(school).post(HOOKS, json=body), 422, "validation_failed")


@pytest.mark.every_school
def test_what_is_not_asked_for_any_more_is_not_sent(school: School, receiver: Receiver) -> None:
    """Nor tried again, nor sent again: a receiver that was replaced may have no consent."""
    hook, receiver.status = made(school), 503
    happens(school)
    send(school)
    elsewhere = {"url": "https://other.example.org/", "events": ["announcement:published"]}
    ok(put(school, hook, **elsewhere))
    receiver.status = 204
    school.api.clock.advance(minutes=1, seconds=1)
    try_again(school)
    assert [url for url, _, _ in receiver.got] == [URL]
    (delivery,) = listed(school, hook)
    assert delivery["state"] == "FAILED"
    path = f"{HOOKS}/{hook['id']}/deliveries/{delivery['id']}/replay"
    refused(admin(school).post(path), 409, "event_not_asked_for")
    ok(admin(school).post(f"{HOOKS}/{hook['id']}/test"))
    send(school)
    assert [url for url, _, _ in receiver.got] == [URL, elsewhere["url"]]


@pytest.mark.parametrize("anonymous", [True, False])
def test_whose_work_it_is_stays_inside_where_it_is_graded_without_names(
    school: School, receiver: Receiver, *, anonymous: bool
) -> None:
    room = make_course(school.api, "dara")
    hook = made(room.school, "submission:created", sensitive=True)
    room.submit(room.work(anonymous=anonymous, gradesHidden=True), "dara")
    send(room.school)
    ((_, body, headers),) = receiver.got
    said = verify(hook["secret"], headers, body, now=school.api.clock().timestamp())
    assert said["data"]["studentId"] == (None if anonymous else room.user_id("dara"))
    assert anonymous != (room.user_id("dara") in body.decode())


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://hooks.example.org/x", "validation_failed"),
        ("https://user:word@hooks.example.org/x", "validation_failed"),
        ("https://169.254.169.254/latest", "place_refused"),
        ("https://hooks.example.org:8443/x", "place_refused"),
        ("https://localhost/x", "place_refused"),
    ],
)
def test_only_places_outside_are_sent_to(school: School, url: str, code: str) -> None:
    given = {"name": "A board", "url": url, "events": ["calendar:changed"]}
    refused(admin(school).post(HOOKS, json=given), 422, code)
    hook = made(school)
    refused(put(school, hook, url=url), 422, code)


@pytest.mark.every_school
def test_a_school_that_switches_them_off_sends_nothing(school: School, receiver: Receiver) -> None:
    hook = made(school)
    ok(admin(school).put("/v1/admin/flags/webhooks", json={"override": False}))
    happens(school)
    send(school)
    try_again(school)
    assert receiver.got == []
    given = {"name": "A board", "url": URL, "events": ["calendar:changed"]}
    refused(admin(school).post(HOOKS, json=given), 409, "webhooks_off")
    assert listed(school, hook) == []


@pytest.mark.every_school
def test_what_was_lost_on_its_way_is_asked_for_again(school: School, receiver: Receiver) -> None:
    hook = made(school)
    ok(admin(school).post(f"{HOOKS}/{hook['id']}/test"))
    school.api.run_job("job_webhook_retry")
    asked = school.api.events(school.author.tenant, "webhook:due")
    assert len(asked) == 1, "a worker is given its time"
    school.api.clock.advance(minutes=5, seconds=1)
    school.api.run_job("job_webhook_retry")
    assert len(school.api.events(school.author.tenant, "webhook:due")) == 2
    # Both arrive after all: what was asked for twice is sent once.
    send(school)
    assert len(receiver.got) == 1


def test_ten_are_enough_and_one_goes_with_what_was_sent(school: School, receiver: Receiver) -> None:
    hooks = [made(school) for _ in range(10)]
    given = {"name": "One more", "url": URL, "events": ["calendar:changed"]}
    refused(admin(school).post(HOOKS, json=given), 409, "too_many_webhooks")
    happens(school)
    send(school)
    assert len(receiver.got) == 10
    ok(admin(school).delete(f"{HOOKS}/{hooks[0]['id']}"), 204)
    assert len(ok(admin(school).get(HOOKS))["data"]) == 9
    refused(admin(school).delete(f"{HOOKS}/{hooks[0]['id']}"), 404, "not_found")
    refused(put(school, hooks[0]), 404, "not_found")
    path = f"{HOOKS}/{hooks[0]['id']}"
    refused(admin(school).get(f"{path}/deliveries"), 404, "not_found")
    refused(admin(school).post(f"{path}/test"), 404, "not_found")


@pytest.mark.every_school
def test_what_was_sent_is_forgotten_after_a_month(
    school: School, receiver: Receiver, few_schools: tuple[Database, Engine]
) -> None:
    hook = made(school)
    happens(school)
    send(school)
    assert len(receiver.got) == 1
    with school.api.environment(DATABASE_OWNER_URL=few_schools[0].owner):
        for days, left in ((29, 1), (2, 0)):
            school.api.clock.advance(days=days)
            school.api.run_job("job_token_cleanup")
            assert len(listed(school, hook)) == left


def test_two_administrators_at_once_make_the_last_one(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("functions.platform.webhooks.MAX_WEBHOOKS", 2)
    made(school)
    given = {"name": "A board", "url": URL, "events": ["calendar:changed"]}
    callers = (admin(school), school.caller("another", "ADMIN"))
    answers = looking_first(
        school.api, "webhooks", [partial(caller.post, HOOKS, json=given) for caller in callers]
    )
    done, refusal = sorted(answers, key=lambda answer: answer.status_code)
    ok(done, 201)
    refused(refusal, 409, "too_many_webhooks")
    assert len(ok(admin(school).get(HOOKS))["data"]) == 2
