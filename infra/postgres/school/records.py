"""What queries on pulses select."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.http.paging import Position
from shared.school.pulses.policy import Urn
from shared.school.pulses.types import Scale


@dataclass(frozen=True, slots=True)
class Pulse:
    """A pulse, and whether the viewer has answered it; None once that was forgotten."""

    id: UUID
    text: str
    text_kh: str | None
    scale: Scale
    closes_at: datetime
    created_at: datetime
    answered: bool | None

    @property
    def position(self) -> Position:
        """Where this pulse stands in the list."""
        return Position(self.created_at, self.id)


@dataclass(frozen=True, slots=True)
class Box:
    """An urn with its ballots."""

    salt: bytes | None
    ballots: Sequence[bytes]
    responses: int
    counts: Sequence[int]
    comments: Sequence[str]
    waiting_counts: Sequence[int]
    waiting_comments: Sequence[str]

    @property
    def urn(self) -> Urn:
        """What was answered."""
        return Urn(
            tuple(self.counts),
            tuple(self.comments),
            tuple(self.waiting_counts),
            tuple(self.waiting_comments),
        )

    def ballot_of(self, person: UUID) -> bytes:
        """What stands for a person in this pulse alone."""
        assert self.salt is not None, "an open pulse has a salt"
        return hashlib.sha256(self.salt + person.bytes).digest()


@dataclass(frozen=True, slots=True)
class Pupil:
    """A pupil with an account, and one of their classes."""

    id: UUID
    name: str
    first_name: str
    email: str
    locale: str
    class_name: str | None
