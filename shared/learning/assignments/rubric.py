"""Rubrics: criteria with levels, what a teacher chose of them, and what a change would touch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Annotated, Self

from pydantic import ConfigDict, Field, TypeAdapter, model_validator

from shared.http.schema import SAFE_LINE, Line, RequestModel, Text
from shared.learning.assignments.marks import cents

MAX_CRITERIA = 20
MAX_LEVELS = 10

Key = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,32}$"), SAFE_LINE]
Label = Annotated[Line, Field(min_length=1, max_length=200)]
Words = Annotated[Text, Field(min_length=1, max_length=1000)]
Points = Annotated[float, Field(ge=0, le=10_000, allow_inf_nan=False)]

RUBRIC_EXAMPLE = {
    "id": "clear",
    "title": "It is clear",
    "levels": [
        {"id": "no", "title": "Not yet", "points": 0},
        {"id": "yes", "title": "Yes", "points": 5},
    ],
}


class _Written(RequestModel):
    model_config = ConfigDict(serialize_by_alias=True)


class Level(_Written):
    """How well a criterion is met, and what that is worth."""

    id: Key
    title: Label
    title_kh: Label | None = None
    description: Words | None = None
    description_kh: Words | None = None
    points: Points


class Criterion(_Written):
    """One thing that is looked at."""

    id: Key
    title: Label
    title_kh: Label | None = None
    levels: Annotated[list[Level], Field(min_length=1, max_length=MAX_LEVELS)]

    @model_validator(mode="after")
    def _levels_are_told_apart(self) -> Self:
        if len({level.id for level in self.levels}) != len(self.levels):
            raise ValueError("two levels have the same id")
        return self

    def level(self, level_id: str) -> Level | None:
        """The level with this id."""
        return next((level for level in self.levels if level.id == level_id), None)


Rubric = Annotated[list[Criterion], Field(max_length=MAX_CRITERIA)]


class Choice(_Written):
    """What a teacher chose for one criterion."""

    level: Key
    comment: Words | None = None


Choices = Annotated[dict[Key, Choice], Field(max_length=MAX_CRITERIA)]


def misfits(rubric: Sequence[Criterion], choices: Mapping[str, Choice]) -> dict[str, str]:
    """What is chosen and not there, by criterion."""
    by_id = {criterion.id: criterion for criterion in rubric}
    wrong: dict[str, str] = {}
    for name, chosen in choices.items():
        if name not in by_id:
            wrong[name] = "the rubric has no such criterion"
        elif by_id[name].level(chosen.level) is None:
            wrong[name] = "the criterion has no such level"
    return wrong


def worth(rubric: Sequence[Criterion], choices: Mapping[str, Choice]) -> Decimal:
    """What the chosen levels are worth together; what is not there any more is worth nothing."""
    total = Decimal(0)
    for criterion in rubric:
        chosen = choices.get(criterion.id)
        level = None if chosen is None else criterion.level(chosen.level)
        if level is not None:
            total += cents(level.points)
    return total


def full_worth(rubric: Sequence[Criterion]) -> Decimal:
    """What the best levels are worth together."""
    best = (max(cents(level.points) for level in one.levels) for one in rubric)
    return sum(best, Decimal(0))


@cache
def rubric_schema() -> TypeAdapter[list[Criterion]]:
    """How rubrics are kept."""
    return TypeAdapter(list[Criterion])


@cache
def choices_schema() -> TypeAdapter[dict[str, Choice]]:
    """How what was chosen is kept."""
    return TypeAdapter(dict[str, Choice])
