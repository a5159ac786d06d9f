"""API keys: which routes take one, and that none does more than it says."""

from __future__ import annotations

import pytest

from shared.auth.permissions import Permission
from shared.http.route import Access, Route
from tests.areas.identity.factories.keys import insert_api_key
from tests.guards.routes import CLOSED, Example, example, some
from tests.support.api import Api, refused

TAKING = tuple(route for route in CLOSED if route.keys)
HIDING = tuple(route for route in TAKING if route.hides_caller)
REFUSING = tuple(route for route in CLOSED if not route.keys)


def by_key(api: Api, valid: Example, *permissions: str) -> Example:
    assert valid.member is not None
    _, secret = insert_api_key(api, valid.member, permissions)
    return valid.by(api.with_token(secret))


@pytest.mark.parametrize("route", TAKING, ids=lambda route: route.name)
def test_a_key_opens_what_its_permissions_name(api: Api, route: Route) -> None:
    """With the permission of the route it does what its owner may; with all others nothing."""
    valid = example(api, route)
    needed = [] if route.permission is Access.SIGNED_IN else [str(route.permission)]
    if needed:
        others = set(Permission) - {route.permission}
        without = by_key(api, valid, *others)
        with api.nothing_written(route.name):
            refused(without.send(), 403, "forbidden")
    answer = by_key(api, valid, *needed).send()
    if answer.status_code != route.status:
        # Nobody gives rights that they do not have, and a key has few.
        assert answer.json is not None
        assert answer.json["code"] in {problem.code for problem in route.raises}
        answer = by_key(api, valid, *Permission).send()
    assert answer.status_code == route.status


@pytest.mark.parametrize("route", REFUSING, ids=lambda route: route.name)
def test_what_is_for_people_alone_takes_no_key(api: Api, route: Route) -> None:
    shown = by_key(api, example(api, route), *Permission)
    with api.nothing_written(route.name):
        refused(shown.send(), 403, "session_required")


def test_routes_without_a_permission_that_take_a_key_were_reviewed() -> None:
    """No subset of permissions covers them."""
    assert {r.name for r in some(TAKING) if r.permission is Access.SIGNED_IN} == {"users_me_get"}
    with_permission = {r.name for r in some(REFUSING) if isinstance(r.permission, Permission)}
    assert with_permission == {
        "auth_pupils_code",
        "realtime_channels_put",
        "realtime_poll",
        "realtime_token",
        "sync_delta",
        "users_export_create",
        "users_export_get",
        "users_exports_list",
        "users_me_delete",
        "webhooks_create",
        "webhooks_update",
    }


@pytest.mark.parametrize("route", HIDING, ids=lambda route: route.name)
def test_a_key_does_not_tell_when_a_hidden_caller_was_here(api: Api, route: Route) -> None:
    assert isinstance(route.permission, Permission)
    shown = by_key(api, example(api, route), route.permission)
    assert shown.member is not None
    assert shown.send().status_code == route.status
    used = "SELECT last_used_at FROM app.api_keys WHERE user_id = :u"
    assert [row.last_used_at for row in api.rows(used, u=shown.member.id)] == [None]
