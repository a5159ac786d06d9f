"""Each route's row of the permission table: who is admitted, and who is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from shared.auth.permissions import Permission
from shared.http.route import Access, Route
from tests.areas.people.factories.people import new_id
from tests.guards.routes import (
    CLOSED,
    MEMBER_ROLES,
    example,
    one_of_each_kind,
    reviewed,
    roles_with,
    some,
)
from tests.support.api import Api, refused

GUARDED = tuple(route for route in CLOSED if isinstance(route.permission, Permission))
FOR_GUESTS = tuple(route for route in CLOSED if route.guests)
# Of each kind one that a role is refused, where there is one.
REFUSING = one_of_each_kind(route for route in CLOSED if len(roles_with(route)) < len(MEMBER_ROLES))
SCOPES = ("board:{}", "live:{}")


@pytest.mark.parametrize("route", CLOSED, ids=lambda route: route.name)
def test_each_role_is_admitted_or_refused(api: Api, route: Route) -> None:
    """AT-S1-2: every route, every role, as was reviewed; who is refused has written nothing."""
    with api.scene():
        admitted = {r: example(api, route, member=api.member(r)) for r in roles_with(route)}
        # No role of a school operates the platform.
        assert admitted or route.permission is Permission.PLATFORM_MANAGE
        valid = example(api, route)
        assert valid.member is not None
        school = valid.member.tenant
        others = {str(r): api.member(r, school) for r in MEMBER_ROLES if r not in admitted}
        # A guest of the very thing that the path names, where guests may not come.
        named = next(iter(valid.variables.values()), str(new_id()))
        if not reviewed()[route.name]["guests"]:
            others |= {scope: api.guest(school, scope.format(named)) for scope in SCOPES}
    with api.nothing_written(route.name):
        for member in others.values():
            refused(valid.by(api.as_(member)).send(), 403, "forbidden")
    for role, own in admitted.items():
        answer = own.send()
        assert answer.status_code == route.status, f"{role}: {answer.text}"


def test_the_declared_permissions_are_the_reviewed_ones() -> None:
    for route in some(CLOSED):
        assert reviewed()[route.name]["permission"] == str(route.permission), route.name
        assert reviewed()[route.name]["guests"] == route.guests, route.name
    assert {route.name for route in CLOSED if route.permission is Access.SIGNED_IN} == {
        "analytics_ingest",
        "auth_api_keys_create",
        "auth_api_keys_list",
        "auth_api_keys_revoke",
        "auth_change_password",
        "auth_device_decide",
        "auth_logout",
        "auth_mfa_disable",
        "auth_mfa_enroll",
        "auth_mfa_get",
        "auth_mfa_recovery_codes",
        "auth_mfa_verify",
        "auth_passkeys_create",
        "auth_passkeys_list",
        "auth_passkeys_options",
        "auth_passkeys_remove",
        "auth_passkeys_rename",
        "auth_prove",
        "auth_prove_options",
        "auth_sessions_list",
        "auth_sessions_revoke",
        "auth_sessions_revoke_all",
        "auth_switch_tenant",
        "claim_codes_claim",
        "flags_resolve",
        "invitations_accept",
        "markers_get",
        "markers_put",
        "moderation_appeal",
        "moderation_cases_mine",
        "pulses_list",
        "pulses_respond",
        "uploads_delete",
        "uploads_get",
        "users_block",
        "users_blocks_list",
        "users_calendar_token",
        "users_devices_list",
        "users_devices_register",
        "users_devices_remove",
        "users_follow_request_decide",
        "users_follow_requests",
        "users_heartbeat",
        "users_keys_publish",
        "users_keys_remove",
        "users_me_get",
        "users_me_keep",
        "users_me_update",
        "users_mute",
        "users_preferences_get",
        "users_preferences_update",
        "users_profile_get",
        "users_profile_update",
        "users_todo",
        "users_unblock",
        "users_unmute",
    }


@pytest.mark.parametrize("route", REFUSING, ids=lambda route: route.name)
def test_the_role_in_the_token_does_not_count(api: Api, route: Route) -> None:
    """The database knows the role; a token made before a demotion gains nothing."""
    for role in some(role for role in MEMBER_ROLES if role not in roles_with(route)):
        low = api.member(role)
        valid = example(api, route, member=low)
        claims = api.claims(low.id, low.tenant.id, low.session_id, role=role)
        token = api.deps.token_signer.sign(replace(claims, role="ADMIN"))
        with api.nothing_written(route.name):
            assert valid.by(api.with_token(token)).send().status_code == 403


@pytest.mark.parametrize("route", one_of_each_kind(FOR_GUESTS), ids=lambda route: route.name)
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
