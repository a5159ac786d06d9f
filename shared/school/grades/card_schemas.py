"""Report cards: what is on one, explained down to the marks."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import Field

from shared.http.schema import RequestModel, ResponseModel, Token, example
from shared.school.grades.schemas import PeriodKey
from shared.school.grades.types import CardScope, EntryState


class CardCodePath(RequestModel):
    """The verification code on paper."""

    code: Annotated[Token, Field(min_length=1, max_length=40)]


class CardsQuery(RequestModel):
    """Cards of what: without a term or a month, of those that are going on."""

    scope: CardScope = CardScope.MONTH
    term_id: UUID | None = None
    period: PeriodKey | None = None


class ClassCardsQuery(CardsQuery):
    """Cards of a class. ``preview``: as they would be now, issued or not."""

    preview: bool = False


class PupilCardQuery(CardsQuery):
    """A card of a pupil: of the latest year in which they were in a class, or of the one named."""

    year_id: UUID | None = None


class CardsIssue(RequestModel, json_schema_extra=example(scope="MONTH", period="2026-01")):
    """Which cards to issue."""

    scope: CardScope
    term_id: UUID | None = None
    period: PeriodKey | None = None


class CardPupil(ResponseModel):
    """Whose card it is."""

    id: UUID
    number: str
    first_name: str
    last_name: str
    family_name_kh: str | None
    given_name_kh: str | None


class CardMark(ResponseModel):
    """A mark of a subject. ``points`` and ``weight`` are what it adds to both sides of its average.

    No state is a blank cell. ``carried``: given in the class before.
    """

    period: str
    state: EntryState | None
    score: Decimal | None
    max_score: Decimal
    points: Decimal | None
    weight: Decimal | None
    carried: bool


class CardSubject(ResponseModel):
    """A subject with its marks."""

    id: UUID
    code: str
    name: str
    name_kh: str | None
    coefficient: Decimal
    is_bonus: bool
    marks: list[CardMark]


class CardPart(ResponseModel):
    """What the average is made of: a month, an examination or a semester with its own average.

    ``points`` through ``weight`` is the average of marks; those of averages have neither.
    ``absent``: the pupil was not here then, which is not zero.
    """

    period: str
    name: str | None
    name_kh: str | None
    average: Decimal | None
    points: Decimal | None
    weight: Decimal | None
    absent: bool


class CardHead(ResponseModel):
    """The chain of a sheet as it was when the card was made."""

    sheet_id: UUID
    seq: int
    hash: str


class CardContent(ResponseModel):
    """All that is on a card."""

    school_name: str
    class_id: UUID
    class_name: str
    year_name: str
    scope: CardScope
    term_name: str | None
    term_name_kh: str | None
    period: str
    full_mark: Decimal
    pass_mark: Decimal
    pupil: CardPupil
    subjects: list[CardSubject]
    parts: list[CardPart]
    average: Decimal | None
    rank: int | None
    out_of: int
    mention: str | None
    mention_label: str | None
    mention_label_kh: str | None
    passed: bool | None
    missing: list[str]
    heads: list[CardHead]


class CardRead(ResponseModel):
    """A card as it was issued, or, without a version, as it would be now."""

    id: UUID | None
    version: int | None
    latest_version: int | None
    issued_at: datetime | None
    reason: str | None
    code: str | None
    hash: str | None
    content: CardContent


class ClassCards(ResponseModel):
    """The cards of a class, in the order of names."""

    class_id: UUID
    class_name: str
    locked: bool
    data: list[CardRead]


class CardsIssued(ResponseModel):
    """How many cards were made; those that would be as they are were left alone."""

    issued: int
    unchanged: int


class VerifiedCard(ResponseModel):
    """What a code on paper leads to.

    ``intact``: the card is as it was issued, and its marks are in the chains of their sheets.
    ``sealed``: a seal of the school's ledger names it; not before the night after it was issued.
    """

    version: int
    latest_version: int
    issued_at: datetime
    intact: bool
    sealed: bool
    hash: str
    content: CardContent


class TranscriptYear(ResponseModel):
    """A year of a pupil: the averages of its semesters and its own."""

    class_name: str
    year_name: str
    full_mark: Decimal
    parts: list[CardPart]
    average: Decimal | None
    rank: int | None
    out_of: int
    mention: str | None
    mention_label: str | None
    mention_label_kh: str | None


class Transcript(ResponseModel):
    """A pupil's years here, oldest first."""

    school_name: str
    pupil: CardPupil
    data: list[TranscriptYear]
