"""A guest's token opens one game or one board, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from shared.http.route import Route
from tests.areas.people.factories.people import new_id
from tests.guards.examples import CLOSED, example
from tests.support.api import Api

FOR_GUESTS = tuple(route for route in CLOSED if route.guests)
NOT_FOR_GUESTS = tuple(route for route in CLOSED if not route.guests)
# What a guest may ask of an object: the channel kinds that a pass can be for.
SCOPES = ("board:{}", "live:{}")


@pytest.mark.parametrize("route", NOT_FOR_GUESTS, ids=lambda route: route.name)
def test_a_guest_is_refused_where_guests_are_not_declared(api: Api, route: Route) -> None:
    valid = example(api, route)
    assert valid.member is not None
    named = [*valid.variables.values(), str(new_id())]
    guests = [
        api.guest(valid.member.tenant, scope.format(name)) for scope in SCOPES for name in named
    ]
    with api.nothing_written(route.name):
        for guest in guests:
            answer = valid.by(api.as_(guest)).send()
            assert (answer.status_code, answer.json and answer.json["code"]) == (403, "forbidden")


@pytest.mark.parametrize(
    "route", [r for r in FOR_GUESTS if r.path_variables], ids=lambda route: route.name
)
def test_a_guest_of_something_else_learns_nothing(api: Api, route: Route) -> None:
    valid = example(api, route)
    assert valid.member is not None
    guests = [api.guest(valid.member.tenant, scope.format(new_id())) for scope in SCOPES]
    with api.nothing_written(route.name):
        for guest in guests:
            answer = valid.by(api.as_(guest)).send()
            assert answer.status_code == 404, answer.text


@pytest.mark.parametrize("route", FOR_GUESTS, ids=lambda route: route.name)
def test_a_pass_that_has_ended_opens_nothing(api: Api, route: Route) -> None:
    valid = example(api, route)
    assert valid.member is not None
    school, now = valid.member.tenant, datetime.now(UTC)
    closed = api.tenant(status="SUSPENDED")
    ended = [
        (api.guest(school, "board:1", revoked_at=now), 401),
        (api.guest(school, "board:1", expires_at=now - timedelta(seconds=1)), 401),
        (api.guest(closed, "board:1"), 403),
    ]
    with api.nothing_written(route.name):
        for guest, status in ended:
            assert valid.by(api.as_(guest)).send().status_code == status


def test_a_pass_is_for_its_own_school(api: Api) -> None:
    guest = api.guest(api.tenant(), "board:1")
    elsewhere = api.claims(guest.id, api.tenant().id, guest.session_id, role="GUEST")

    token = api.deps.token_signer.sign(elsewhere)
    assert api.with_token(token).get("/v1/realtime/events").status_code == 401


def test_a_member_is_no_guest_and_a_guest_no_member(api: Api) -> None:
    member = api.member()
    as_guest = api.claims(member.id, member.tenant.id, member.session_id, role="GUEST")
    guest = api.guest(member.tenant, "board:1")
    as_member = api.claims(guest.id, guest.tenant.id, guest.session_id, role="STUDENT")

    for claims in (as_guest, as_member):
        token = api.deps.token_signer.sign(claims)
        assert api.with_token(token).get("/v1/realtime/events").status_code == 401
