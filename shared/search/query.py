"""What somebody searches for, as Postgres is asked for it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from uuid import UUID

from shared.search.pieces import LONGEST, Piece, grams, pieces, sequences
from shared.text.same import canonical
from shared.text.words import is_one_word

MOST_PARTS = 12
"""Words and runs of a question that count; what is pasted in has no end."""
MOST_GRAMS = 40
_WEIGHTS = {"title": "A", "names": "B", "body": "D"}
_LAST_POSITION = 16_383
_PREFIX_FROM = 4
_RUNS_TOLD, _KHMER_TOLD = 3, 20


@dataclass(frozen=True, slots=True)
class Part:
    """A word, or syllables of Khmer one after another."""

    pieces: tuple[Piece, ...]
    last: bool

    @property
    def khmer(self) -> bool:
        """Whether it is Khmer."""
        return self.pieces[0].khmer

    @property
    def word(self) -> str:
        """The word; of Khmer, its syllables together."""
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Question:
    """A text that somebody searches for, taken apart for one school."""

    text: str
    parts: tuple[Part, ...]
    school: str

    @classmethod
    def of(cls, text: str, tenant_id: UUID) -> Question:
        """Take a text apart."""
        found = [list(sequence) for sequence in sequences(text)]
        found = [sequence[:MOST_GRAMS] for sequence in found[:MOST_PARTS]]
        parts = [Part(tuple(one), last=place == len(found)) for place, one in enumerate(found, 1)]
        return cls(text, tuple(parts), prefix_of(tenant_id))

    @property
    def words(self) -> list[str]:
        """Its words that are not Khmer."""
        return [part.word for part in self.parts if not part.khmer]

    def every(self, weights: str = "") -> str:
        """Texts with all that is asked for, words by their beginnings; in parts of these weights.

        As people go on writing, the last word is no whole one.
        """
        return " & ".join(self._part(part, weights) for part in self.parts)

    def exact(self) -> str:
        """Texts with anything that is asked for, as whole words: what counts how well they fit."""
        return " | ".join(
            self._part(part, "") if part.khmer else self._lexeme(part.word) for part in self.parts
        )

    def loose(self, similar: Mapping[str, Sequence[str]]) -> list[str]:
        """What may be asked for part by part where nothing has all: words by what is spelled alike.

        Khmer falls apart into pairs of syllables, so that a text which misses some is found.
        """
        found = list[str]()
        for part in self.parts:
            if part.khmer:
                pairs = grams(list(part.pieces))
                found += [self._lexeme(pair) for pair in pairs[:-1] or [part.pieces[0].text]]
                continue
            # What the writer meant to begin is no less likely than what is spelled alike.
            words = dict.fromkeys((part.word, *similar.get(part.word, ())))
            found.append(" | ".join([self._lexeme(w) for w in words] + [self._part(part, "")]))
        return found[:MOST_GRAMS]

    def telling(self) -> list[str]:
        """Its words and pairs of syllables, whole, those that tell the most.

        The longer one is, the fewer texts have it.
        """
        found = dict[str, None]()
        for part in self.parts:
            pairs = grams(list(part.pieces)) if part.khmer else [part.word]
            found.update(dict.fromkeys(pairs[:-1] or pairs))
        longest = sorted(found, key=len, reverse=True)
        return [self._lexeme(one) for one in longest[:MOST_PARTS]]

    def _part(self, part: Part, weights: str) -> str:
        if not part.khmer:
            begins = part.last or len(part.word) >= _PREFIX_FROM
            return self._lexeme(part.word, weights, begins=begins)
        pairs = grams(list(part.pieces))
        if len(pairs) == 1:
            return self._lexeme(part.pieces[0].text, weights, begins=True)
        *whole, end = pairs[:-1]
        chained = [self._lexeme(pair, weights) for pair in whole]
        chained.append(self._lexeme(end, weights, begins=True))
        return "(" + " <-> ".join(chained) + ")"

    def _lexeme(self, text: str, weights: str = "", *, begins: bool = False) -> str:
        flags = ("*" if begins else "") + weights
        return f"'{self.school}{text}'" + (f":{flags}" if flags else "")


def prefix_of(tenant_id: UUID) -> str:
    """What each lexeme of a school begins with, so that the index of all finds those of one."""
    return hashlib.blake2b(tenant_id.bytes, digest_size=5).hexdigest()


def tagged(tag: str) -> str | None:
    """The lexeme of a hashtag, without its school; None for what is none."""
    same = canonical(tag.strip().removeprefix("#"))[:LONGEST]
    return f"#{same}" if is_one_word(same) else None


def lexemes(tenant_id: UUID, *, tags: Iterable[str] = (), **texts: str) -> str:
    """A ``tsvector`` of ``title``, ``names`` and ``body``, in the spelling that Postgres reads."""
    school, found, place = prefix_of(tenant_id), dict[str, list[str]](), 0
    for name, text in texts.items():
        for sequence in sequences(text):
            keys = grams(sequence) if sequence[0].khmer else [sequence[0].text]
            for key in keys:
                place += 1
                at = min(place, _LAST_POSITION)
                found.setdefault(school + key, []).append(f"{at}{_WEIGHTS[name]}")
            # What does not stand together is no phrase.
            place += 0 if not sequence[0].khmer else 1
        place += 1
    marks = (f"'{school}{tag}':1B" for tag in map(tagged, tags) if tag is not None)
    words = (f"'{lexeme}':{','.join(places[:255])}" for lexeme, places in found.items())
    return " ".join(chain(words, marks))


def telling(*texts: str) -> str:
    """The words that tell most of texts: the longest, and the first runs of Khmer."""
    words, khmer = dict[str, None](), list[str]()
    for text in texts:
        for sequence in sequences(text):
            if sequence[0].khmer:
                khmer.append("".join(piece.text for piece in sequence[:_KHMER_TOLD]))
            elif len(sequence[0].text) >= _PREFIX_FROM:
                words[sequence[0].text] = None
    longest = sorted(words, key=len, reverse=True)[: MOST_PARTS - _RUNS_TOLD]
    return ". ".join([*longest, *khmer[:_RUNS_TOLD]])


def spelled(*texts: str) -> Iterator[str]:
    """The words of texts that a misspelt one may be meant as: letters, and not a few."""
    for text in texts:
        for piece in pieces(text):
            if not piece.khmer and len(piece.text) >= _PREFIX_FROM and not piece.text.isdigit():
                yield piece.text


def spelling_grams(tenant_id: UUID, word: str) -> list[int]:
    """Numbers of the pairs of letters in a word, in one school: what similar words share."""
    padded, school = f"^{word}$", tenant_id.bytes
    return sorted({_number(school, one + other) for one, other in pairwise(padded)})


def _number(school: bytes, pair: str) -> int:
    digest = hashlib.blake2b(pair.encode(), key=school, digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
