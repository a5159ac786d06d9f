"""Devices on which a person is signed in."""

from __future__ import annotations

from functions.common.endings import announce_ended
from functions.common.proof import ProofRequired, demand_proof
from functions.runtime.context import Ctx
from infra.postgres import identity
from shared.http.problem import NotFound
from shared.http.route import Access, route
from shared.identity.events import SessionRevoked
from shared.identity.schemas import DeviceList, DevicePath, DeviceRead


class DeviceNotFound(NotFound):
    """The caller is not signed in on such a device, or not any more."""

    title = "Device not found"


@route(
    "GET", "/v1/auth/sessions", permission=Access.SIGNED_IN, without_factors=True, limits=("read",)
)
def auth_sessions_list(ctx: Ctx) -> DeviceList:
    """List the devices on which the caller is signed in, in every school."""
    sessions = ctx.db(identity.SessionRepository)
    here = sessions.get_family(ctx.viewer.session_id)
    return DeviceList(
        data=[
            DeviceRead.of(
                device,
                id=device.family_id,
                since=device.created_at,
                current=device.family_id == here,
            )
            for device in sessions.find_devices(ctx.viewer.user_id, ctx.now())
        ]
    )


@route(
    "DELETE",
    "/v1/auth/sessions/{id}",
    permission=Access.SIGNED_IN,
    without_factors=True,
    limits=("write",),
    status=204,
    emits=(SessionRevoked,),
    raises=(ProofRequired, DeviceNotFound),
)
def auth_sessions_revoke(ctx: Ctx, path: DevicePath) -> None:
    """Sign out a device, such as a lost phone: its session, tokens and streams end.

    Who only found an open session signs nobody out elsewhere.
    """
    demand_proof(ctx)
    ended = ctx.db(identity.SessionRepository).revoke_device(
        ctx.viewer.user_id, path.id, reason="revoked", now=ctx.now()
    )
    if not ended:
        raise DeviceNotFound
    announce_ended(ctx, ctx.viewer.user_id, ended, "revoked")


@route(
    "DELETE",
    "/v1/auth/sessions",
    permission=Access.SIGNED_IN,
    without_factors=True,
    limits=("write",),
    status=204,
    emits=(SessionRevoked,),
    raises=(ProofRequired,),
)
def auth_sessions_revoke_all(ctx: Ctx) -> None:
    """Sign out everywhere else; the device that asks goes on."""
    demand_proof(ctx)
    sessions, viewer = ctx.db(identity.SessionRepository), ctx.viewer
    family = sessions.get_family(viewer.session_id)
    ended = sessions.revoke_all(viewer.user_id, but=family, reason="revoked", now=ctx.now())
    announce_ended(ctx, viewer.user_id, ended, "revoked")
