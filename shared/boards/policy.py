"""Rules of Q&A boards without I/O: who may do what, in which order, under which pseudonym."""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from pydantic import Field

from shared.boards.types import BoardStatus, Moderation, QuestionStatus
from shared.http.paging import Cursor

EMOJI = ("👍", "👏", "❤️", "😂", "🤔", "🎉")
"""Reactions of a board: a fixed set, so that a burst cannot say anything else."""

VISIBLE = frozenset({QuestionStatus.OPEN, QuestionStatus.ANSWERED})
SIMILAR_TERMS = 32
_LATIN_TERM = 3
_SHINGLE = 4
_WORDS = re.compile(r"[^\W_]+")


def check_emoji(emoji: str) -> str:
    """Accept only a reaction of the set; raises ValueError otherwise."""
    if emoji not in EMOJI:
        raise ValueError(f"one of {' '.join(EMOJI)}")
    return emoji


def slug_of(title: str, suffix: str) -> str:
    """An address for a board: Latin letters of the title, and something unique."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = "-".join(re.findall(r"[a-z0-9]+", plain))[:40].strip("-")
    return f"{words or 'board'}-{suffix}"


def participant_key(salt: bytes | None, person: UUID) -> str:
    """Whose question or vote a row is.

    On an anonymous board a hash under the salt of that board: it recognises a person who comes
    back, and says the same about nobody on any other board. Elsewhere the id itself.
    """
    if salt is None:
        return str(person)
    return hmac.new(salt, person.bytes, hashlib.sha256).hexdigest()


def first_status(moderation: Moderation, *, doubtful: bool, by_moderator: bool) -> QuestionStatus:
    """Where a new or edited question starts. The filter has refused what is worst before."""
    if by_moderator or moderation is Moderation.OFF:
        return QuestionStatus.OPEN
    if doubtful or moderation is Moderation.ALL:
        return QuestionStatus.UNDER_REVIEW
    return QuestionStatus.OPEN


def takes_questions(status: BoardStatus) -> bool:
    """Whether a board takes questions, votes, polls and reactions."""
    return status is BoardStatus.OPEN


def may_edit(status: QuestionStatus, *, mine: bool, frozen: bool) -> bool:
    """The author may, while nobody has answered."""
    editable = {QuestionStatus.OPEN, QuestionStatus.UNDER_REVIEW}
    return mine and not frozen and status in editable


@dataclass(frozen=True, slots=True, order=True)
class Place(Cursor):
    """Where a question stands in the order by pins and votes; greater comes first.

    Ids are UUIDv7: the greater one is newer.
    """

    pinned: bool
    upvotes: Annotated[int, Field(ge=0, lt=1 << 31)]
    id: UUID


@dataclass(frozen=True, slots=True)
class Age(Cursor):
    """Where a question stands in the order by age."""

    id: UUID


@dataclass(frozen=True, slots=True)
class NamePlace(Cursor):
    """Where a tag stands in the order by name."""

    name: Annotated[str, Field(pattern=r"^[^\x00]*\z")]
    id: UUID


def terms(text: str) -> list[int]:
    """What two questions that say much the same share, as numbers: at most :data:`SIMILAR_TERMS`.

    Words of scripts that put blanks between them; of a longer run, as Khmer writes it, all pieces
    of four characters. A number is the CRC-32 of a piece as a signed integer of the database.
    """
    pieces: dict[str, None] = {}
    for word in _runs(unicodedata.normalize("NFC", text).casefold()):
        if word.isascii():
            if len(word) >= _LATIN_TERM:
                pieces[word] = None
        else:
            pieces.update(dict.fromkeys(_shingles(word)))
    chosen = sorted(pieces, key=lambda piece: (-len(piece), piece))[:SIMILAR_TERMS]
    return [_signed(zlib.crc32(piece.encode())) for piece in chosen]


def _runs(text: str) -> Iterable[str]:
    # Khmer vowels and signs are marks, which \w does not hold: make them letters of their run.
    marked = "".join("\u0101" if unicodedata.category(c)[0] == "M" else c for c in text)
    for match in _WORDS.finditer(marked):
        yield text[match.start() : match.end()]


def _shingles(word: str) -> Iterable[str]:
    return (word[start : start + _SHINGLE] for start in range(max(1, len(word) - _SHINGLE + 1)))


def _signed(number: int) -> int:
    return number - (1 << 32) if number >> 31 else number


def similarity(mine: Iterable[int], theirs: Iterable[int]) -> float:
    """Shared terms of all terms: from 0 to 1."""
    one, other = set(mine), set(theirs)
    return len(one & other) / len(one | other) if one | other else 0.0
