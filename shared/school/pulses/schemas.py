"""Requests and responses of pulse surveys."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from shared.http.schema import Instant, RequestModel, ResponseModel, Text, example
from shared.school.pulses.types import Scale

Words = Annotated[Text, Field(min_length=3, max_length=300)]


class PulsePath(RequestModel):
    """The pulse in the path."""

    id: UUID


class PulseCreate(
    RequestModel, json_schema_extra=example(text="How was your week?", scale="LIKERT_1_5")
):
    """A new pulse. It closes after a week, unless ``closesAt`` says another time in 90 days."""

    text: Words
    text_kh: Words | None = None
    scale: Scale = Scale.LIKERT_1_5
    closes_at: Instant | None = None


class PulseRead(ResponseModel):
    """A pulse. ``answered`` says whether the caller has used their one answer.

    After closing it is null: by then nothing knows any more who answered.
    """

    id: UUID
    text: str
    text_kh: str | None
    scale: Scale
    minimum: int
    maximum: int
    closes_at: datetime
    closed: bool
    answered: bool | None
    created_at: datetime


class PulseRespond(RequestModel, json_schema_extra=example(score=3, comment="Busy")):
    """An answer; ``score`` is on the scale of the pulse."""

    score: Annotated[int, Field(ge=0, le=10, strict=True)]
    comment: Annotated[Text, Field(min_length=1, max_length=500)] | None = None


class PulseReceipt(ResponseModel):
    """The answer is in the urn. It cannot be read, changed or taken back."""

    pulse_id: UUID
    answered: Literal[True] = True


class ScoreCount(ResponseModel):
    """How often a score was given."""

    score: int
    count: int


class PulseSummary(ResponseModel):
    """What was answered, in steps of five.

    ``responses`` counts all answers, ``counted`` those that the figures are made of. Below five
    there are no figures.
    """

    pulse_id: UUID
    scale: Scale
    closed: bool
    responses: int
    counted: int
    mean: float | None
    net_promoter_score: float | None
    distribution: list[ScoreCount] | None
    comments: list[str] | None
