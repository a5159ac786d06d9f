"""Whom one may want to follow."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from shared.http.schema import RequestModel, ResponseModel
from shared.people.schemas import AuthorRead
from shared.people.types import SuggestedBecause


class SuggestionQuery(RequestModel):
    """How many people to suggest."""

    limit: Annotated[int, Field(ge=1, le=20)] = 10


class SuggestionRead(ResponseModel):
    """A person, and why: followed by ``mutual_count`` of those whom the caller follows, or new."""

    person: AuthorRead
    reason: SuggestedBecause
    mutual_count: int


class Suggestions(ResponseModel):
    """People whom the caller does not follow yet, those with the most in common first."""

    data: list[SuggestionRead]
