"""Events of people, sessions and mail."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from shared.events.event import Event, event
from shared.identity.types import MailTemplate


@event("user:registered", audience=("domain:{person_id}",))
class UserRegistered(Event):
    """A new account joined a school."""

    user_id: UUID
    tenant_id: UUID
    via: Literal["open_registration", "claim_code", "invitation", "provider"]


@event("user:updated", audience=("user:{person_id}",))
class UserUpdated(Event):
    """A person's account changed; ``changed`` names the fields."""

    user_id: UUID
    changed: list[str]


@event("session:created", audience=("domain:{person_id}",))
class SessionCreated(Event):
    """Somebody signed in on a device."""

    user_id: UUID
    session_id: UUID
    ip: str | None
    user_agent: str | None


RevokedBecause = Literal[
    "logout",
    "token_reuse",
    "revoked",
    "password_changed",
    "factors_removed",
    "membership",
    "erasure",
]


@event("session:revoked", audience=("user:{person_id}",))
class SessionRevoked(Event):
    """Sessions ended; the relay closes their streams after delivering this."""

    session_ids: list[UUID] | Literal["all"]
    reason: RevokedBecause


@event("email:queued", audience=("domain:{person_id}",))
class EmailQueued(Event):
    """A mail is to be sent by the mail worker; the address is read when it is sent.

    That of an invitation goes to the invited address: ``toUserId`` is then who invites.
    """

    template_key: MailTemplate
    to_user_id: UUID
    locale: str
    invitation_id: UUID | None = None
