"""Whom one may want to follow."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field

from shared.http.schema import RequestModel, ResponseModel
from shared.people.schemas import AuthorRead
from shared.people.types import SuggestedBecause


class SuggestionQuery(RequestModel):
    """How many people to suggest."""

    limit: Annotated[int, Field(ge=1, le=20)] = 10


class SuggestionRead(ResponseModel):
    """A person, and why: ``reason`` is what speaks for them the most.

    ``mutualCount`` of those whom the caller follows follow them; ``className`` and ``clubName`` are
    a class and a club that the two share.
    """

    person: AuthorRead
    reason: SuggestedBecause
    mutual_count: int
    class_name: str | None
    club_name: str | None


class DismissalRead(ResponseModel):
    """Whether the caller wants a person suggested no more."""

    user_id: UUID
    dismissed: bool


class Suggestions(ResponseModel):
    """People whom the caller does not follow yet, those with the most in common first."""

    data: list[SuggestionRead]
