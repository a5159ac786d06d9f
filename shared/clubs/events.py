"""Events of clubs."""

from __future__ import annotations

from uuid import UUID

from shared.clubs.types import ClubRole
from shared.events.event import Event, event


@event("club:created", audience=("tenant:{school_id}", "user:{owner_id}"))
class ClubCreated(Event):
    """Somebody founded a club; the school is told of those that everybody may know of."""

    club_id: UUID
    name: str


@event("club:updated", audience=("club:{club_id}",))
class ClubUpdated(Event):
    """A club says something else of itself; ``changed`` names the fields, ``deleted`` its end."""

    club_id: UUID
    changed: list[str]


@event("club:member_joined", audience=("club:{club_id}", "user:{user_id}"))
class ClubMemberJoined(Event):
    """Somebody is in a club, or has another role there.

    ``letIn``: they had asked, and somebody else decided.
    """

    club_id: UUID
    user_id: UUID
    role: ClubRole
    let_in: bool = False


@event("club:member_left", audience=("club:{club_id}", "user:{user_id}"))
class ClubMemberLeft(Event):
    """Somebody is not in a club any more; ``removed``: somebody else decided."""

    club_id: UUID
    user_id: UUID
    removed: bool


@event("club:join_requested", audience=("user:{owner_id}",))
class ClubJoinRequested(Event):
    """Somebody asks to come into a club of the receiver's."""

    club_id: UUID
    user_id: UUID


@event("club:invited", audience=("user:{user_id}",))
class ClubInvited(Event):
    """The receiver is invited into a club."""

    club_id: UUID
    user_id: UUID
