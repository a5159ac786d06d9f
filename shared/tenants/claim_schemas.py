"""Requests and responses about claim codes, by which people come without an address."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import Field, model_validator

from shared.http.paging import PageQuery
from shared.http.schema import (
    GIVEN,
    NOT_GIVEN,
    Line,
    RequestModel,
    ResponseModel,
    Token,
    exactly_one,
    example,
)
from shared.tenants.types import ClaimStatus, ClaimType


def _names_pupils(kind: ClaimType, *, yes: bool) -> dict[str, Any]:
    """For the schema of a batch: codes of this type name pupils, or they do not."""
    given = {"required": ["studentIds"], "properties": {"studentIds": GIVEN}}
    return {
        "if": {"properties": {"type": {"const": kind}}},
        "then": given if yes else {"properties": {"studentIds": NOT_GIVEN}},
    }


class ClaimCodesCreate(
    RequestModel,
    json_schema_extra={
        **example(type="TEACHER", count=3, expiresInDays=30),
        **exactly_one("count", "studentIds"),
        "allOf": [
            _names_pupils(ClaimType.PARENT, yes=True),
            _names_pupils(ClaimType.TEACHER, yes=False),
            _names_pupils(ClaimType.STAFF, yes=False),
        ],
    },
):
    """A batch of codes: so many for anybody, or one for each pupil that is named.

    Codes for parents name pupils: whoever claims one becomes the pupil's guardian.
    """

    type: ClaimType
    count: Annotated[int, Field(ge=1, le=500)] | None = None
    student_ids: (
        Annotated[
            list[UUID],
            Field(min_length=1, max_length=500, json_schema_extra={"uniqueItems": True}),
        ]
        | None
    ) = None
    expires_in_days: Annotated[int, Field(ge=1, le=365)] = 30

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if (self.count is None) is (self.student_ids is None):
            raise ValueError("give either count or studentIds")
        if self.type is ClaimType.PARENT and self.student_ids is None:
            raise ValueError("codes for parents name pupils in studentIds")
        if self.student_ids is not None:
            if self.type not in {ClaimType.PARENT, ClaimType.STUDENT}:
                raise ValueError("only codes for pupils and parents name pupils")
            if len(set(self.student_ids)) != len(self.student_ids):
                raise ValueError("studentIds names somebody twice")
        return self


class ClaimPupilQuery(PageQuery):
    """Which pupils: by a part of the name, the number or the class."""

    q: Annotated[Line, Field(max_length=80)] | None = None


class ClaimPupilRead(ResponseModel):
    """A pupil for whom a code can be made. ``guardians`` is how many are tied to them."""

    id: UUID
    name: str
    student_number: str
    class_name: str | None
    has_account: bool
    guardians: int


class NewClaimCode(ResponseModel):
    """A code in clear: shown this once, and kept nowhere."""

    id: UUID
    code: str
    student_name: str | None


class ClaimBatchRead(ResponseModel):
    """A batch of codes. This is the only time that anybody sees them."""

    batch_id: UUID
    type: ClaimType
    expires_at: datetime
    codes: list[NewClaimCode]


class ClaimCodeQuery(PageQuery):
    """Which codes: by type, by status, of one batch."""

    type: ClaimType | None = None
    status: ClaimStatus | None = None
    batch_id: UUID | None = None


class ClaimCodePath(RequestModel):
    """The claim code in the path."""

    id: UUID


class ClaimCodeRead(ResponseModel):
    """A code, as those who hand them out see it. ``hint`` is its end."""

    id: UUID
    batch_id: UUID
    hint: str
    type: ClaimType
    status: ClaimStatus
    student_name: str | None
    claimed_by_name: str | None
    claimed_at: datetime | None
    expires_at: datetime
    created_at: datetime


class ClaimRequest(RequestModel, json_schema_extra=example(code="7K3M-9QRT-X2VW")):
    """A code as somebody reads it from paper."""

    code: Annotated[Token, Field(min_length=1, max_length=40)]
