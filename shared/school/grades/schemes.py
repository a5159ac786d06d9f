"""Schemes of averages as a school sets and reads them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from shared.http.schema import Line, RequestModel, ResponseModel, example
from shared.school.grades.scheme import PRESETS, Mention, Scheme
from shared.school.grades.types import AbsentMeans
from shared.school.types import GradeBand

Mark = Annotated[Decimal, Field(ge=0, le=1000, max_digits=6, decimal_places=2)]
Label = Annotated[Line, Field(min_length=1, max_length=40)]


class GradeMentionPut(RequestModel):
    """What an average from ``minimum`` on is called."""

    code: Annotated[Line, Field(min_length=1, max_length=8)]
    minimum: Mark
    label: Label
    label_kh: Label


class SchemePut(RequestModel):
    """How a band's averages are made. Mentions fall from the highest bound to 0."""

    band: GradeBand
    full_mark: Mark
    pass_mark: Mark
    absent_means: AbsentMeans
    bonus_subjects: bool
    every_subject_monthly: bool
    mentions: Annotated[list[GradeMentionPut], Field(min_length=1, max_length=12)]

    def scheme(self) -> Scheme:
        """The rules; raises ValueError where they contradict one another."""
        return Scheme(
            full_mark=self.full_mark,
            pass_mark=self.pass_mark,
            mentions=tuple(Mention(m.code, m.minimum, m.label, m.label_kh) for m in self.mentions),
            absent_means=self.absent_means,
            bonus_subjects=self.bonus_subjects,
            every_subject_monthly=self.every_subject_monthly,
        )


class SchemesPut(
    RequestModel,
    json_schema_extra=example(
        schemes=[
            {
                "band": "PRIMARY",
                "fullMark": "10",
                "passMark": "5",
                "absentMeans": "INCOMPLETE",
                "bonusSubjects": True,
                "everySubjectMonthly": False,
                "mentions": [
                    {"code": "A", "minimum": "9", "label": "Excellent", "labelKh": "ល្អប្រសើរ"},
                    {"code": "F", "minimum": "0", "label": "Weak", "labelKh": "ខ្សោយ"},
                ],
            }
        ]
    ),
):
    """The schemes of these bands; others stay as they are."""

    schemes: Annotated[list[SchemePut], Field(min_length=1, max_length=len(GradeBand))]


class GradeMention(ResponseModel):
    """What an average from ``minimum`` on is called."""

    code: str
    minimum: Decimal
    label: str
    label_kh: str


class SchemeRead(ResponseModel):
    """How a band's averages are made; ``isPreset`` where the school has set nothing."""

    band: GradeBand
    is_preset: bool
    full_mark: Decimal
    pass_mark: Decimal
    absent_means: AbsentMeans
    bonus_subjects: bool
    every_subject_monthly: bool
    mentions: list[GradeMention]


class SchemesRead(ResponseModel):
    """The schemes of all bands, and what a school begins from that has set nothing."""

    id: UUID
    data: list[SchemeRead]
    presets: list[SchemeRead]


def scheme_of(stored: Mapping[str, Any]) -> Scheme:
    """The scheme in a stored document."""
    return SchemePut.model_validate(stored).scheme()


def stored_scheme(put: SchemePut) -> dict[str, Any]:
    """The document to store."""
    return put.model_dump(mode="json", by_alias=True)


def schemes_of(stored: Mapping[str, Mapping[str, Any]]) -> list[SchemeRead]:
    """The scheme of each band: the school's own, or the preset."""
    found = []
    for band, preset in PRESETS.items():
        scheme = scheme_of(stored[band]) if band in stored else preset
        mentions = [GradeMention.of(mention) for mention in scheme.mentions]
        read = SchemeRead.of(scheme, band=band, is_preset=band not in stored, mentions=mentions)
        found.append(read)
    return found
