"""Who is calling: a verified token, checked against the session, the person and the school."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Request

from functions.runtime.context import Viewer
from shared.auth.assignments import Assignment
from shared.auth.permissions import Permission
from shared.auth.roles import Role
from shared.http.problem import Forbidden, Unauthenticated
from shared.http.route import Access, Route

if TYPE_CHECKING:
    from infra.bootstrap import Dependencies
    from infra.postgres.core.unit_of_work import UnitOfWork
    from infra.tokens import Claims

_SCHEME = "bearer "


class MembershipInactive(Forbidden):
    """The school or the membership is suspended."""

    code = "membership_inactive"
    title = "Your membership of this school is not active"


def bearer_token(request: Request) -> str:
    """The token of the Authorization header; raises Unauthenticated where there is none."""
    header = request.headers.get("Authorization", "")
    if not header.lower().startswith(_SCHEME):
        raise Unauthenticated
    return header[len(_SCHEME) :].strip()


def verify_access_token(deps: Dependencies, request: Request) -> Claims:
    """The claims of the access token; raises Unauthenticated on any defect."""
    from infra.tokens import InvalidToken

    try:
        return deps.token_verifier.verify(bearer_token(request), "api")
    except InvalidToken as error:
        raise Unauthenticated from error


def admit(unit: UnitOfWork, claims: Claims) -> Viewer:
    """The person or guest behind the claims as the database knows them now.

    One statement fixes the tenant of the transaction and reads session, person, membership and
    school together, so that a revocation counts from its commit on.
    """
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


def check_permission(route: Route, viewer: Viewer) -> None:
    """Raise Forbidden where neither role nor assignments have the route's permission.

    Object rules come later.
    """
    if viewer.is_guest and not route.guests:
        raise Forbidden
    if isinstance(route.permission, Access):
        return
    permission: Permission = route.permission
    if viewer.reach(permission) is None:
        raise Forbidden
