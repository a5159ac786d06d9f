"""Requests and responses of polls on boards."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, StrictInt, model_validator

from shared.boards.types import (
    PollKind,
    PollStatus,
)
from shared.http.schema import GIVEN, Line, RequestModel, ResponseModel, Text, example
from shared.text.same import canonical

RATINGS = 5


class PollPath(RequestModel):
    """The poll in the path."""

    id: UUID


_OPTIONS_GO_WITH_CHOICE = {
    "if": {"properties": {"kind": {"const": "CHOICE"}}},
    "then": {
        "required": ["options"],
        "properties": {"options": {"minItems": 2, "uniqueItems": True}},
    },
    "else": {"properties": {"options": {"maxItems": 0}, "multiple": {"const": False}}},
}
_ONE_ANSWER = {
    "oneOf": [
        {"required": ["choices"], "properties": {"choices": {**GIVEN, "minItems": 1}}},
        {"required": ["rating"], "properties": {"rating": GIVEN}},
        {"required": ["words"], "properties": {"words": {**GIVEN, "minItems": 1}}},
    ]
}


class PollCreate(
    RequestModel,
    json_schema_extra=example(kind="RATING", prompt="How was the lesson?")
    | _OPTIONS_GO_WITH_CHOICE,
):
    """A poll. Options go with CHOICE and only with it; ``multiple`` lets people choose several."""

    kind: PollKind
    prompt: Annotated[Text, Field(min_length=3, max_length=200)]
    options: Annotated[
        list[Annotated[Line, Field(min_length=1, max_length=80)]], Field(max_length=10)
    ] = Field(default_factory=list)
    multiple: bool = False

    @model_validator(mode="after")
    def _options_go_with_choice(self) -> Self:
        if self.kind is not PollKind.CHOICE and (self.options or self.multiple):
            raise ValueError("options and multiple go with CHOICE only")
        if self.kind is PollKind.CHOICE and len(self.options) < 2:  # noqa: PLR2004 - a choice
            raise ValueError("a choice has two to ten options")
        if len({canonical(option) for option in self.options}) != len(self.options):
            raise ValueError("two options say the same")
        return self


class PollVote(RequestModel, json_schema_extra=example(rating=3) | _ONE_ANSWER):
    """An answer to a poll: ``choices`` (from 0), ``rating`` or ``words``, as its kind asks.

    A second answer replaces the first.
    """

    choices: (
        Annotated[list[Annotated[StrictInt, Field(ge=0, le=9)]], Field(max_length=10)] | None
    ) = None
    rating: Annotated[StrictInt, Field(ge=1, le=RATINGS)] | None = None
    words: (
        Annotated[list[Annotated[Line, Field(min_length=1, max_length=30)]], Field(max_length=3)]
        | None
    ) = None

    @model_validator(mode="after")
    def _one_answer(self) -> Self:
        given = [value for value in (self.choices, self.rating, self.words) if value]
        if len(given) != 1:
            raise ValueError("give choices, rating or words, and one of them only")
        return self


class BoardPollRead(ResponseModel):
    """A poll with its votes so far; ``counts`` and ``words`` as in ``board:poll_results``."""

    id: UUID
    board_id: UUID
    kind: PollKind
    prompt: str
    options: list[str]
    multiple: bool
    status: PollStatus
    counts: list[int]
    words: list[str]
    total: int
    voted: bool
    opened_at: datetime
    closed_at: datetime | None
