"""Which events change what the index says of a thing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from uuid import UUID

from shared.search.types import Collection


@dataclass(frozen=True, slots=True)
class Touch:
    """Something whose row in the index may be old."""

    collection: Collection
    id: UUID


TOUCHES: Mapping[str, tuple[Collection, str]] = MappingProxyType(
    {
        "post:created": (Collection.POSTS, "post_id"),
        "post:updated": (Collection.POSTS, "post_id"),
        "post:deleted": (Collection.POSTS, "post_id"),
        # Who has registered is found once their address is theirs: until then the same is done as
        # for an address that is known, so that nobody can tell one from the other.
        "user:updated": (Collection.USERS, "user_id"),
        "user:suspended": (Collection.USERS, "user_id"),
        "member:joined": (Collection.USERS, "user_id"),
        "board:created": (Collection.BOARDS, "board_id"),
        "board:updated": (Collection.BOARDS, "board_id"),
        # What was asked is found once a board shows it, and never by a vote: counters are batched.
        "question:created": (Collection.QUESTIONS, "id"),
        "question:updated": (Collection.QUESTIONS, "id"),
        "question:answered": (Collection.QUESTIONS, "id"),
        "question:tagged": (Collection.QUESTIONS, "question_id"),
        "question:untagged": (Collection.QUESTIONS, "question_id"),
        "question:merged": (Collection.QUESTIONS, "id"),
        "question:deleted": (Collection.QUESTIONS, "id"),
        "club:created": (Collection.CLUBS, "club_id"),
        "club:updated": (Collection.CLUBS, "club_id"),
        "course:published": (Collection.COURSES, "course_id"),
        "course:updated": (Collection.COURSES, "course_id"),
    }
)
"""By the name of an event: what it is about, and the field with its id. An area adds its lines."""


def touched(event_type: str, event: object) -> Touch | None:
    """What an event says has changed, if it is in the index."""
    found = TOUCHES.get(event_type)
    return None if found is None else Touch(found[0], getattr(event, found[1]))
