"""What hides its caller leaves nothing by which lines, events and people could be joined.

Which routes those are is said by their declarations; a handler that opens a board or a survey
without one fails (``Ctx.expect_hidden``), so the list cannot be too short.
"""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import pytest

from functions.runtime.context import Ctx, RequestInfo
from shared.events.registry import all_events
from shared.telemetry.cause import HEADER, Cause, Trace
from shared.telemetry.signals import Signal
from tests.guards.routes import ROUTES, example
from tests.support.api import Api
from tests.support.bus import Published
from tests.support.logs import entries, logged

HIDDEN = tuple(route for route in ROUTES if route.hides_caller)
# Areas in which somebody may be anonymous, and what is read at the same moment.
PLACES = {"boards": None, "school": {"pulses_list", "pulses_respond", "pulses_summary"}}
PLACES |= {"realtime": {"realtime_poll", "realtime_channels_put", "sync_delta"}}
TRACE = Trace("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", sampled=True)
REQUEST_ID = "request-that-tells"
FIELDS = {"requestId", "logging.googleapis.com/trace", "logging.googleapis.com/spanId"}


@pytest.mark.parametrize("route", HIDDEN, ids=lambda route: route.name)
def test_a_hidden_caller_leaves_nothing_to_join(
    api: Api, route: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    published = Published(monkeypatch)
    valid = example(api, route)
    asked = {HEADER: str(TRACE), "X-Request-Id": REQUEST_ID}
    with logged() as lines:
        answers = [
            valid.send(headers=asked),
            # Refusals are as silent: who was refused a moment ago is likely to ask again.
            valid.send(headers={**asked, "Content-Type": "text/plain"}, query={"no": "such"}),
        ]
    person = "nobody" if valid.member is None else str(valid.member.id)
    written = entries(lines, Signal.HTTP_REQUEST)

    assert [entry["status"] for entry in written] == [a.status_code for a in answers]
    assert {entry["function"] for entry in written} == {route.name}
    for entry in entries(lines):
        assert not FIELDS & entry.keys(), entry
        assert not {person, REQUEST_ID, TRACE.trace_id} & set(map(str, entry.values())), entry
        for secret in (person, REQUEST_ID, TRACE.trace_id):
            assert secret not in json.dumps(entry)
    for answer in answers:
        assert HEADER not in answer.headers
        assert answer.headers["X-Request-Id"] == REQUEST_ID
    for body, attributes in published.messages:
        assert body["requestId"] is None
        assert HEADER not in attributes
    if valid.member is not None:
        for event in api.events(valid.member.tenant):
            assert event.body["requestId"] is None


def test_whatever_opens_a_board_or_a_survey_hides_its_caller() -> None:
    expected = {
        route.name
        for route in ROUTES
        if route.area in PLACES and route.name in (PLACES[route.area] or {route.name})
    } - {"tags_create", "tags_update", "tags_delete"}

    assert {route.name for route in HIDDEN} == expected


def test_a_route_that_is_not_declared_so_cannot_open_them(api: Api) -> None:
    info = RequestInfo(
        id="x", ip="", user_agent="", received_at=api.deps.clock(), cause=Cause("request-1")
    )
    with api.deps.unit_of_work() as unit:
        ctx = Ctx(api.deps, unit, info, ())
        for attempt in (ctx.expect_hidden, ctx.anonymous):
            with pytest.raises(RuntimeError, match="hides_caller=True"):
                attempt()
        assert not ctx.hides_caller


def test_an_event_that_may_leave_a_person_out_names_them_nowhere_else() -> None:
    """The envelope has who caused an event: beside a payload that says nobody it would tell."""
    people = ("author_id", "student_id", "user_id", "sender_id", "_by")
    named = {
        f"{name} {field}"
        for name, event in all_events().items()
        for field, what in event.model_fields.items()
        if what.annotation == UUID | None and field.endswith(people) and not event.nobodys
    }
    assert named == {
        # Null in events of a release before.
        "grade:released student_id",
        # Taken back: nobody did it, and on an anonymous board the emission hides its caller.
        "question:frozen frozen_by",
        "question:pinned pinned_by",
        # Null where nobody was asked.
        "user:followed accepted_by",
    }
