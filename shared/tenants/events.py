"""Events of belonging to a school."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from shared.auth.roles import Role
from shared.events.event import Event, event
from shared.tenants.types import ClaimType, JoinedVia


@event("member:joined", audience=("user:{person_id}", "user:{issuer_id}"))
class MemberJoined(Event):
    """Somebody became a member of the school: told to them, and to who let them in."""

    user_id: UUID
    role: Role
    via: JoinedVia


@event("claim_code:claimed", audience=("user:{issuer_id}",))
class ClaimCodeClaimed(Event):
    """Somebody came in by a claim code; told to who made it."""

    code_id: UUID
    type: ClaimType
    claimed_by: UUID


@event("user:suspended", audience=("user:{person_id}",))
class UserSuspended(Event):
    """A member is shut out of the school, until a moment or until it is lifted."""

    user_id: UUID
    until: datetime | None
    reason: str


@event("flags:updated", audience=("tenant:{tenant_id}",))
class FlagsUpdated(Event):
    """Settings or flags of the school changed; ``keys`` names them."""

    keys: list[str]


@event("school:suspended", audience=("tenant:{tenant_id}",))
class SchoolSuspended(Event):
    """The school is closed; the relay ends its streams after delivering this."""

    tenant_id: UUID
