"""When a delivery is tried again, where it may go, and what a school may ask for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from shared.events.registry import all_events
from shared.platform.webhook_rules import (
    GIVES_UP,
    has_failed_too_long,
    is_place_outside,
    next_attempt,
    pause_after,
)
from shared.platform.webhook_types import SENSITIVE, WebhookEvent

BEGAN = datetime(2026, 11, 29, tzinfo=UTC)
PRIVATE = (
    "board:",
    "comment:",
    "conversation:",
    "email:",
    "export:",
    "message:",
    "moderation:",
    "notification:",
    "post:",
    "pulse:",
    "question:",
    "report:",
    "session:",
)


def test_pauses_double_from_a_minute_to_a_day() -> None:
    pauses = [pause_after(failures) for failures in range(1, 30)]
    assert pauses[:4] == [timedelta(minutes=n) for n in (1, 2, 4, 8)]
    assert pauses == sorted(pauses)
    assert pauses[-1] == timedelta(hours=24)


def test_a_delivery_is_tried_for_three_days_and_then_no_more() -> None:
    now, failures = BEGAN, 1
    while (again := next_attempt(failures, BEGAN, now)) is not None:
        assert now < again <= BEGAN + GIVES_UP
        now, failures = again, failures + 1
    assert failures == 13
    assert now > BEGAN + timedelta(hours=48)


def test_a_webhook_is_switched_off_after_three_days_of_nothing() -> None:
    assert not has_failed_too_long(None, BEGAN)
    assert not has_failed_too_long(BEGAN, BEGAN + GIVES_UP - timedelta(seconds=1))
    assert has_failed_too_long(BEGAN, BEGAN + GIVES_UP)


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/x",
        "https://[::1]/x",
        "https://169.254.169.254/latest",
        "https://localhost/x",
        "https://0x7f.1/x",
        "https://017700000001/x",
        "https://127.1/x",
        "https://db.internal/x",
        "https://printer.local/x",
        "https://a.localhost/x",
        "https://example.org:8443/x",
        "https://example.org:x/",
        "https://metadata/x",
    ],
)
def test_places_inside_are_none(url: str) -> None:
    assert not is_place_outside(url)


@pytest.mark.parametrize("url", ["https://hooks.example.org/x?y=1", "https://example.org:443/"])
def test_names_outside_are_places(url: str) -> None:
    assert is_place_outside(url)


def test_a_school_asks_only_for_events_that_reach_workers_and_are_no_ones_own() -> None:
    events = all_events()
    for name in WebhookEvent:
        assert events[name].durable, name
        assert events[name].audience, name
    assert [name for name in WebhookEvent if name.startswith(PRIVATE)] == []


def test_what_tells_of_single_people_is_asked_for_in_so_many_words() -> None:
    telling = (
        *("grade:", "report_card:", "submission:", "attendance:", "user:suspended"),
        # The code of a certificate opens its scores; who repeats a year or has died leaves a class.
        *("course:completed", "enrollment:changed"),
    )
    assert {name for name in WebhookEvent if name.startswith(telling)} == SENSITIVE
    events, fields = all_events(), {"student_id", "certificate_code", "reason"}
    assert {name for name in WebhookEvent if fields & events[name].model_fields.keys()} <= SENSITIVE
