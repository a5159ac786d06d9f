"""Who is calling: a verified token, checked against the session, the person and the school."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from flask import Request

from functions.runtime.context import Viewer
from shared.auth.assignments import Assignment
from shared.auth.permissions import Permission
from shared.auth.roles import Role
from shared.http.problem import Forbidden, Unauthenticated
from shared.http.route import Access, Route
from shared.tenants.policy import factors_demanded_from

if TYPE_CHECKING:
    from infra.bootstrap import Dependencies
    from infra.postgres.core.unit_of_work import UnitOfWork
    from infra.tokens import Claims

_SCHEME = "bearer "
KEY_PREFIX = "stk_"


@dataclass(frozen=True, slots=True)
class PresentedKey:
    """An API key in the place of a token, by the hash that it is stored under."""

    digest: bytes


class SessionRequired(Forbidden):
    """An API key opens what its permissions name; this is for people who are signed in."""

    code = "session_required"
    title = "An API key cannot do this: sign in"
    cure = "Sign in as a person; operations that take a key have `x-api-keys` in the reference."


class SecondFactorRequired(Forbidden):
    """The school demands a second factor of its staff, and the caller has none yet.

    What sets one up goes on, and so does what is the caller's own.
    """

    code = "second_factor_required"
    title = "Your school asks its staff for a second factor: set one up in your settings"
    cure = (
        "Set up an authenticator app (`POST /v1/auth/mfa/totp`) or a passkey, then send the "
        "request again."
    )


class MembershipInactive(Forbidden):
    """The school or the membership is suspended."""

    code = "membership_inactive"
    title = "Your membership of this school is not active"
    cure = (
        "Ask who runs the school. Other schools of the person go on: `POST /v1/auth/switch-tenant`."
    )


def bearer_token(request: Request) -> str:
    """The token of the Authorization header; raises Unauthenticated where there is none."""
    header = request.headers.get("Authorization", "")
    if not header.lower().startswith(_SCHEME):
        raise Unauthenticated
    return header[len(_SCHEME) :].strip()


def verify_access_token(deps: Dependencies, request: Request) -> Claims | PresentedKey:
    """The claims of the access token, or the API key; raises Unauthenticated on any defect."""
    from infra.tokens import InvalidToken

    token = bearer_token(request)
    if token.startswith(KEY_PREFIX):
        return PresentedKey(key_digest(token))
    try:
        return deps.token_verifier.verify(token, "api")
    except InvalidToken as error:
        raise Unauthenticated from error


def key_digest(key: str) -> bytes:
    """How an API key is stored: 256 random bits need no salt."""
    return hashlib.sha256(key.encode()).digest()


def admit(unit: UnitOfWork, claims: Claims | PresentedKey, *, hidden: bool = False) -> Viewer:
    """The person or guest behind the claims as the database knows them now.

    One statement fixes the tenant of the transaction and reads session, person, membership and
    school together, so that a revocation counts from its commit on.
    """
    if isinstance(claims, PresentedKey):
        return admit_key(unit, claims, hidden=hidden)
    if claims.role == Role.GUEST:
        return admit_guest(unit, claims)
    found = unit.begin_request(
        tenant_id=claims.tenant_id,
        user_id=claims.user_id,
        session_id=claims.session_id,
        token_id=claims.token_id,
    )
    if (
        found is None
        or not found.session_live
        or found.user_deleted
        or found.token_version != claims.token_version
    ):
        raise Unauthenticated
    active = found.tenant_status == "ACTIVE" and found.membership_status == "ACTIVE"
    if found.role is None or not active:
        raise MembershipInactive
    return Viewer(
        user_id=claims.user_id,
        tenant_id=claims.tenant_id,
        session_id=claims.session_id,
        token_id=claims.token_id,
        token_version=claims.token_version,
        token_expires_at=claims.expires_at,
        role=Role(found.role),
        name=found.user_name,
        locale=found.user_locale,
        tenant_settings=found.tenant_settings,
        assignments=tuple(Assignment.parse(text) for text in found.assignments),
    )


def admit_key(unit: UnitOfWork, key: PresentedKey, *, hidden: bool) -> Viewer:
    """The owner of an API key, with no more rights than the key has, and the owner has now.

    Where the caller is ``hidden``, the key does not keep when it was used: that would tell who.
    """
    found = unit.begin_api_key(key.digest, note=not hidden)
    if found is None or not found.key_live or found.user_deleted:
        raise Unauthenticated
    if found.role is None or {found.tenant_status, found.membership_status} != {"ACTIVE"}:
        raise MembershipInactive
    known = set(Permission)
    return Viewer(
        user_id=found.user_id,
        tenant_id=found.tenant_id,
        session_id=found.key_id,
        token_id=found.key_id,
        token_version=found.token_version,
        token_expires_at=int(found.key_expires_at.timestamp()),
        role=Role(found.role),
        name=found.user_name,
        locale=found.user_locale,
        tenant_settings=found.tenant_settings,
        assignments=tuple(Assignment.parse(text) for text in found.assignments),
        key_permissions=frozenset(Permission(p) for p in found.key_permissions if p in known),
    )


def admit_guest(unit: UnitOfWork, claims: Claims) -> Viewer:
    """The guest behind the claims, as :func:`admit` does for members."""
    found = unit.begin_guest(tenant_id=claims.tenant_id, pass_id=claims.user_id)
    if found is None or not found.pass_live:
        raise Unauthenticated
    if found.tenant_status != "ACTIVE":
        raise MembershipInactive
    return Viewer(
        user_id=claims.user_id,
        tenant_id=claims.tenant_id,
        session_id=claims.session_id,
        token_id=claims.token_id,
        token_version=claims.token_version,
        token_expires_at=claims.expires_at,
        role=Role.GUEST,
        name=found.nickname,
        locale=found.tenant_locale,
        tenant_settings=found.tenant_settings,
        guest_scope=found.scope,
    )


def check_factors(unit: UnitOfWork, route: Route, viewer: Viewer, now: datetime) -> None:
    """Raise SecondFactorRequired where the school demands a factor that the caller has not."""
    since = factors_demanded_from(viewer.tenant_settings, viewer.role)
    if since is None or since > now or route.without_factors:
        return
    from infra.postgres.identity import FactorRepository

    if not FactorRepository(unit).get_factors(viewer.user_id).any:
        raise SecondFactorRequired


def check_permission(route: Route, viewer: Viewer) -> None:
    """Raise Forbidden where neither role nor assignments have the route's permission.

    Object rules come later.
    """
    if viewer.is_guest and not route.guests:
        raise Forbidden
    if viewer.key_permissions is not None and not route.keys:
        raise SessionRequired
    if isinstance(route.permission, Access):
        return
    permission: Permission = route.permission
    if viewer.reach(permission) is None:
        raise Forbidden
