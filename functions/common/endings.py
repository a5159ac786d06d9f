"""Telling that sessions ended, in every school that they were for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from functions.runtime.context import Ctx
from shared.identity.events import RevokedBecause, SessionRevoked

_PER_EVENT = 100
"""Sessions in one event, whose size is bounded."""


def announce_ended(
    ctx: Ctx, user_id: UUID, ended: Mapping[UUID, Sequence[UUID]], reason: RevokedBecause
) -> None:
    """Close the streams of a person's ended sessions, given by school.

    A stream hears of its own school alone, so each is told; afterwards the unit acts for the
    school that it acted for before.
    """
    here = ctx.db.tenant
    for school, sessions in ended.items():
        if ctx.db.tenant != school:
            ctx.db.as_tenant(school)
        for start in range(0, len(sessions), _PER_EVENT):
            part = list(sessions[start : start + _PER_EVENT])
            ctx.emit(SessionRevoked(session_ids=part, reason=reason), person_id=user_id)
    if ctx.db.tenant != here:
        ctx.db.as_tenant(here)
