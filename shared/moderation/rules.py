"""What a school tells the filter: its own words for each tier, and what it thinks of contacts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import Field

from shared.boards.content import OwnWords, Tier, form_of
from shared.http.schema import Line, RequestModel, ResponseModel, example
from shared.moderation.types import ContactPolicy

MOST_WORDS = 200

Phrase = Annotated[Line, Field(min_length=2, max_length=60)]
Phrases = Annotated[list[Phrase], Field(max_length=MOST_WORDS)]
_TIERS = {
    ContactPolicy.ALLOW: Tier.LOW,
    ContactPolicy.HOLD: Tier.MEDIUM,
    ContactPolicy.REFUSE: Tier.HIGH,
}


class RulesUpdate(
    RequestModel,
    json_schema_extra=example(refused=["go away"], held=["loser"], contacts="HOLD"),
):
    """The school's own part of the filter, whole: what is left out is gone.

    ``refused`` words keep a question out, ``held`` ones keep it back until a moderator has seen it.
    Words of Khmer and of Latin letters; spellings that nobody can tell apart are one word, which
    stands in one of the lists, once.
    """

    refused: Phrases
    held: Phrases
    contacts: ContactPolicy

    def unclear(self) -> list[tuple[str, str, str]]:
        """What no filter can do: the field, why, and the word."""
        found = []
        for field, words in (("refused", self.refused), ("held", self.held)):
            found += [(field, "not_found", word) for word in words if form_of(word) is None]
        twice = _forms(self.refused).keys() & _forms(self.held).keys()
        held = _forms(self.held)
        return found + [("held", "twice", held[form]) for form in sorted(twice)]

    def kept(self) -> dict[str, Any]:
        """What is stored: of several spellings of a word the first."""
        refused, held = (list(_forms(each).values()) for each in (self.refused, self.held))
        return {"refused": refused, "held": held, "contacts": str(self.contacts)}


class RulesRead(ResponseModel):
    """The school's own part of the filter; ``updatedAt`` is null where it has none."""

    refused: list[str]
    held: list[str]
    contacts: ContactPolicy
    updated_at: datetime | None


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of a school as they are kept."""

    refused: tuple[str, ...] = ()
    held: tuple[str, ...] = ()
    contacts: ContactPolicy = ContactPolicy.HOLD
    updated_at: datetime | None = None

    @classmethod
    def of(cls, stored: Mapping[str, Any], updated_at: datetime) -> Self:
        """The rules that a row holds."""
        return cls(
            tuple(stored["refused"]),
            tuple(stored["held"]),
            ContactPolicy(stored["contacts"]),
            updated_at,
        )

    def own_words(self) -> OwnWords:
        """What the filter is given."""
        refused, held = (tuple(_forms(words)) for words in (self.refused, self.held))
        return OwnWords(refused, held, _TIERS[self.contacts])


def _forms(words: Sequence[str]) -> dict[str, str]:
    """By what the filter looks for: the first spelling; without what it cannot look for."""
    found: dict[str, str] = {}
    for word in words:
        form = form_of(word)
        if form is not None:
            found.setdefault(form, word)
    return found
