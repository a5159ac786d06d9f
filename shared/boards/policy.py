"""Rules of Q&A boards without I/O: who may do what, in which order, under which pseudonym."""

from __future__ import annotations

import hashlib
import hmac
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from pydantic import Field

from shared.boards.types import BoardStatus, Moderation, QuestionStatus
from shared.http.paging import Cursor
from shared.text.same import canonical
from shared.text.words import ascii_words, runs

EMOJI = ("👍", "👏", "❤️", "😂", "🤔", "🎉")
"""Reactions of a board: a fixed set, so that a burst cannot say anything else."""

VISIBLE = frozenset({QuestionStatus.OPEN, QuestionStatus.ANSWERED})
SIMILAR_TERMS = 32
_LATIN_TERM = 3
_SHINGLE = 4


def check_emoji(emoji: str) -> str:
    """The reaction of the set that is meant, in any spelling; raises ValueError otherwise."""
    for known in EMOJI:
        if canonical(known) == canonical(emoji):
            return known
    raise ValueError(f"one of {' '.join(EMOJI)}")


def slug_of(title: str, suffix: str) -> str:
    """An address for a board: Latin letters of the title, and something unique."""
    words = "-".join(ascii_words(title))[:40].strip("-")
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


def cloud(spellings: Mapping[str, int], limit: int) -> list[tuple[str, int]]:
    """The most frequent words, each in its most frequent spelling, with how often they were said.

    ``spellings`` counts the words as they were written.
    """
    counts: dict[str, int] = {}
    shown: dict[str, str] = {}
    # Of equals the one with small letters: a class writes either, and capitals shout.
    frequent = sorted(spellings.items(), key=lambda item: (-item[1], item[0].swapcase()))
    for spelling, count in frequent:
        word = canonical(spelling)
        counts[word] = counts.get(word, 0) + count
        shown.setdefault(word, spelling)
    common = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:limit]
    return [(shown[word], count) for word, count in common]


def terms(text: str) -> list[int]:
    """What two questions that say much the same share, as numbers: at most :data:`SIMILAR_TERMS`.

    Words of scripts that put blanks between them; of a longer run, as Khmer writes it, all pieces
    of four characters. A number is the CRC-32 of a piece as a signed integer of the database.
    """
    pieces: dict[str, None] = {}
    for word in runs(canonical(text)):
        if word.isascii():
            if len(word) >= _LATIN_TERM:
                pieces[word] = None
        else:
            pieces.update(dict.fromkeys(_shingles(word)))
    chosen = sorted(pieces, key=lambda piece: (-len(piece), piece))[:SIMILAR_TERMS]
    return [_signed(zlib.crc32(piece.encode())) for piece in chosen]


def _shingles(word: str) -> Iterable[str]:
    return (word[start : start + _SHINGLE] for start in range(max(1, len(word) - _SHINGLE + 1)))


def _signed(number: int) -> int:
    return number - (1 << 32) if number >> 31 else number


def similarity(mine: Iterable[int], theirs: Iterable[int]) -> float:
    """Shared terms of all terms: from 0 to 1."""
    one, other = set(mine), set(theirs)
    return len(one & other) / len(one | other) if one | other else 0.0
