"""Rules of clubs without I/O: who comes in, who sees what, who may go."""

from __future__ import annotations

from shared.clubs.types import ClubMode, ClubRole, ClubStatus

WRITERS = frozenset({ClubRole.OWNER, ClubRole.INSTRUCTOR, ClubRole.MEMBER})


def entering(mode: ClubMode, status: ClubStatus | None) -> ClubStatus | None:
    """What becomes of somebody who wants to come in; None where they may not."""
    if status is ClubStatus.REMOVED:
        return None
    if status in {ClubStatus.ACTIVE, ClubStatus.INVITED} or mode is ClubMode.PUBLIC:
        return ClubStatus.ACTIVE
    return ClubStatus.PENDING if mode is ClubMode.APPROVAL_REQUIRED else None


def is_known(mode: ClubMode, status: ClubStatus | None) -> bool:
    """Whether somebody may know that there is such a club."""
    return mode is not ClubMode.INVITE_ONLY or status in {ClubStatus.ACTIVE, ClubStatus.INVITED}


def admitted(status: ClubStatus | None, wanted: ClubStatus) -> ClubStatus | None:
    """What becomes of somebody about whom an owner decides; None where they are not there.

    Nobody is in a club without having wished it: an owner lets in who has asked, and invites
    others. Whoever is not in it yet is not put out, but their request or invitation ends.
    """
    if wanted is ClubStatus.REMOVED:
        return ClubStatus.REMOVED if status is ClubStatus.ACTIVE else None
    if status in {ClubStatus.ACTIVE, ClubStatus.PENDING}:
        return ClubStatus.ACTIVE
    return ClubStatus.INVITED


def may_write(role: ClubRole, status: ClubStatus) -> bool:
    """Whether somebody may post in a club."""
    return status is ClubStatus.ACTIVE and role in WRITERS
