"""Feature flags: which there are, and how one is decided."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Flag(StrEnum):
    """A function of the product that can be switched off. An area adds its own."""

    LIVE_GUESTS = "live.guests"
    FEED_FOR_YOU = "feed.for_you"
    BOARDS_GUESTS = "boards.guests"
    SEARCH_TYPESENSE = "search.typesense"
    FEED_SEMANTIC = "feed.semantic"
    EMBEDDINGS_EXTERNAL = "embeddings.external"
    WEBHOOKS = "webhooks"


PURPOSES = {
    Flag.LIVE_GUESTS: "People without an account may join live quizzes whose host lets them",
    Flag.FEED_FOR_YOU: "The feed for somebody is chosen for them; else it is the newest first",
    Flag.BOARDS_GUESTS: "People without an account may join question boards that let them",
    Flag.SEARCH_TYPESENSE: "The search server answers where there is one; else Postgres does",
    Flag.FEED_SEMANTIC: "What posts are about counts in feeds and in what resembles a post",
    Flag.EMBEDDINGS_EXTERNAL: (
        "Texts that the whole school may read go to a service outside, without names, which says "
        "what they are about; off until the school itself switches it on"
    ),
    Flag.WEBHOOKS: "Programs of the school are sent what happens in it, signed; else nothing is",
}
"""What each flag opens, for those who switch it."""

BY_SCHOOL_ONLY = frozenset({Flag.EMBEDDINGS_EXTERNAL})
"""Flags that are off until the school itself has switched them on: nobody consents for it."""


@dataclass(frozen=True, slots=True)
class FlagState:
    """A flag as the platform and one school have set it. ``override`` is None where it has not."""

    enabled: bool = True
    rollout: int = 100
    override: bool | None = None

    def is_on(self, flag: Flag, subject: UUID) -> bool:
        """Whether the flag is on for a person, or for a school where nobody is known.

        Switched off for the platform, it is off everywhere. Else the school's word counts, and
        where it has said nothing, the share of people that the flag is rolled out to.
        """
        if not self.enabled:
            return False
        if self.override is not None:
            return self.override
        if flag in BY_SCHOOL_ONLY:
            return False
        return bucket(flag, subject) < self.rollout


def bucket(flag: Flag, subject: UUID) -> int:
    """The subject's place between 0 and 99: another one for each flag, and always the same."""
    digest = hashlib.sha256(f"{subject}:{flag}".encode()).digest()
    return int.from_bytes(digest, "big") % 100
