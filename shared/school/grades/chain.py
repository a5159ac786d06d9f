"""The chain of a sheet: each change hashed with the one before, and the head sealed from outside.

The form that is hashed is JSON with sorted keys, without blanks, in UTF-8, so that a stranger can
compute it in any language from the exported ledger (``docs/grade-ledger.md``).

A chain alone is no proof: whoever can write the rows can write all hashes anew. A seal is: it
names heads and cards, and is signed with a key that no role of the database has.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from shared.school.grades.types import GradeAction, SheetStatus

VERSION = 1


@dataclass(frozen=True, slots=True)
class Link:
    """One change of a sheet. ``old`` and ``new`` are cells as :func:`cell` writes them."""

    sheet_id: UUID
    seq: int
    action: GradeAction
    student_id: UUID | None
    old: str | None
    new: str | None
    reason: str | None
    changed_by: UUID
    changed_at: datetime
    previous: str | None
    hash: str = ""

    def document(self) -> dict[str, Any]:
        """What is hashed, and exported."""
        return {
            "v": VERSION,
            "sheet": str(self.sheet_id),
            "seq": self.seq,
            "action": str(self.action),
            "student": None if self.student_id is None else str(self.student_id),
            "old": self.old,
            "new": self.new,
            "reason": self.reason,
            "by": str(self.changed_by),
            "at": self.changed_at.astimezone(UTC).isoformat(timespec="microseconds"),
            "previous": self.previous,
        }


@dataclass(frozen=True, slots=True)
class Head:
    """How long a chain is, and the hash of its last link; None of an empty one."""

    seq: int
    hash: str | None


EMPTY = Head(0, None)


@dataclass(frozen=True, slots=True)
class Break:
    """Where a chain does not hold, and why."""

    reason: str
    at: int


def canonical_text(document: Mapping[str, Any]) -> str:
    """The one form of a document."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(document: Mapping[str, Any]) -> str:
    """The SHA-256 of a document in its one form."""
    return hashlib.sha256(canonical_text(document).encode()).hexdigest()


def follow(links: Iterable[Link], head: Head, known: Mapping[int, str]) -> Break | None:
    """Where the chain breaks, or None; ``known`` are hashes by number that were sealed before."""
    previous, place = None, 0
    for link in links:
        place += 1
        if link.seq != place:
            return Break("a link is missing", place)
        if link.previous != previous or link.hash != digest(link.document()):
            return Break("a link was changed", place)
        if known.get(place, link.hash) != link.hash:
            return Break("another chain than was sealed", place)
        previous = link.hash
    if place < max(known, default=0):
        return Break("shorter than was sealed", place)
    if Head(place, previous) != head:
        return Break("the head is another", place)
    return None


def compare(links: Sequence[Link], cells: Mapping[UUID, str], status: SheetStatus) -> Break | None:
    """Where a sheet is not what its chain says, or None: a mark, or how far the sheet is.

    ``cells`` are those that are not blank, by pupil. Averages are made of them and not of links,
    so a chain that holds says nothing of a cell that was changed beside it.
    """
    said: dict[UUID, Link] = {}
    reached = SheetStatus.OPEN
    for link in links:
        if link.student_id is not None:
            said[link.student_id] = link
        elif link.action in {GradeAction.SUBMITTED, GradeAction.LOCKED}:
            reached = SheetStatus(link.action.value)
    for student_id, link in said.items():
        if cells.get(student_id) != link.new:
            return Break("a mark is not what its chain says", link.seq)
    if not cells.keys() <= said.keys():
        return Break("a mark is in no link", len(links))
    if status != reached:
        return Break("a sheet is not as far as its chain says", len(links))
    return None


@dataclass(frozen=True, slots=True)
class Sealed:
    """One thing that a seal names: a sheet's head, or a card as it was issued."""

    kind: str
    id: UUID
    seq: int
    hash: str


@dataclass(frozen=True, slots=True)
class Statement:
    """What is signed. It names the statement before, so that none can be taken out."""

    school_id: UUID
    number: int
    sealed_at: datetime
    items: str
    previous: str | None

    def document(self) -> dict[str, Any]:
        """What is hashed, and exported."""
        return {
            "v": VERSION,
            "school": str(self.school_id),
            "number": self.number,
            "at": self.sealed_at.astimezone(UTC).isoformat(timespec="microseconds"),
            "items": self.items,
            "previous": self.previous,
        }


def items_digest(items: Sequence[Sealed]) -> str:
    """The hash of what a seal names, in its one order."""
    listed = sorted([item.kind, str(item.id), item.seq, item.hash] for item in items)
    return digest({"items": listed})
