"""Requests and responses about going from one year to the next."""

from __future__ import annotations

from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, model_validator

from shared.http.schema import RequestModel, ResponseModel, example
from shared.school.rollover import Outcome, YearDecision

_ID = "0199a1f9-0000-7000-8000-000000000000"


class RolloverDecision(RequestModel):
    """A pupil who is not promoted."""

    student_id: UUID
    decision: YearDecision


class RolloverRequest(RequestModel, json_schema_extra=example(toYearId=_ID, dryRun=True)):
    """To which year; who is not named is promoted. A dry run writes nothing."""

    to_year_id: UUID
    dry_run: bool = True
    decisions: Annotated[list[RolloverDecision], Field(max_length=2000)] = Field(
        default_factory=list
    )

    @model_validator(mode="after")
    def _pupils_are_told_apart(self) -> Self:
        named = [one.student_id for one in self.decisions]
        if len(set(named)) < len(named):
            raise ValueError("a pupil is named once")
        return self


class RolloverRow(ResponseModel):
    """What becomes of a pupil."""

    student_id: UUID
    student_number: str
    last_name: str
    first_name: str
    family_name_kh: str | None
    given_name_kh: str | None
    from_class_id: UUID
    from_class_name: str
    outcome: Outcome
    to_class_id: UUID | None
    to_class_name: str | None


class RolloverPlan(ResponseModel):
    """What becomes of everybody who is in a class of the year, by class and name.

    ``applied``: it was written.
    """

    applied: bool
    rows: list[RolloverRow]
