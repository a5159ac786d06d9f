"""Requests and responses of codes on paper."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from shared.http.schema import Line, RequestModel, ResponseModel, Token, example
from shared.identity.schemas import NewPassword

PaperCode = Annotated[Token, Field(min_length=1, max_length=40)]


class PupilAccountsQuery(RequestModel):
    """``name`` leaves those with this text in their name."""

    name: Annotated[Line, Field(min_length=1, max_length=80)] | None = None


class PupilAccountPath(RequestModel):
    """The pupil in the path."""

    id: UUID


class PupilAccountRead(ResponseModel):
    """A pupil whose password the caller may replace, and one of their classes."""

    id: UUID
    name: str
    class_name: str | None


class PupilAccountList(ResponseModel):
    """Pupils by class and name; ``more`` where there are others: ask with a part of the name."""

    data: list[PupilAccountRead]
    more: bool


class PaperCodeRead(ResponseModel):
    """A code to print or to write down for a pupil; it is shown this once."""

    code: str
    name: str
    email: str
    address: str
    qr_svg: str
    expires_at: datetime


class PaperCodeCheck(RequestModel, json_schema_extra=example(code="ABCDE-FGHJK")):
    """The code on the paper."""

    code: PaperCode


class PaperCodeOwner(ResponseModel):
    """Whose code it is."""

    first_name: str
    email: str


class PaperCodeUse(
    RequestModel,
    json_schema_extra=example(code="ABCDE-FGHJK", password="correct horse battery"),  # noqa: S106 - an example
):
    """The code on the paper, and the password from now on."""

    code: PaperCode
    password: NewPassword
