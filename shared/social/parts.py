"""What a post may carry beside its text: a poll, an event, people, the page it links to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, TypeAdapter, model_validator

from shared.http.schema import Instant, Line, RequestModel, ResponseModel, example
from shared.social.types import RsvpStatus

MAX_OPTIONS = 10
MAX_MENTIONS = 20

_Label = Annotated[Line, Field(min_length=1, max_length=120)]
_Place = Annotated[Line, Field(min_length=1, max_length=200)]


class PostPollCreate(RequestModel, json_schema_extra=example(options=["Monday", "Friday"])):
    """What people may choose; ``multiple``: more than one. Votes are changed until it closes."""

    options: Annotated[list[_Label], Field(min_length=2, max_length=MAX_OPTIONS)]
    multiple: bool = False
    closes_at: Instant | None = None

    @model_validator(mode="after")
    def _options_are_told_apart(self) -> Self:
        if len(set(self.options)) < len(self.options):
            raise ValueError("two options are the same")
        return self


class EventCreate(RequestModel, json_schema_extra=example(startsAt="2026-12-01T08:00:00Z")):
    """When and where something takes place."""

    starts_at: Instant
    ends_at: Instant | None = None
    place: _Place | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.ends_at is not None and self.ends_at <= self.starts_at:
            raise ValueError("it ends before it starts")
        return self


class Poll(ResponseModel):
    """A poll as it is kept."""

    options: list[str]
    multiple: bool
    closes_at: datetime | None = None


class Occasion(ResponseModel):
    """An event as it is kept."""

    starts_at: datetime
    ends_at: datetime | None = None
    place: str | None = None


class MentionRead(ResponseModel):
    """A person whom a text names, by the name that stands in it."""

    id: UUID
    name: str


class LinkRead(ResponseModel):
    """What a page says of itself. ``url`` is the address as it stands in the text."""

    url: str
    title: str
    description: str | None = None
    site_name: str | None = None


@cache
def poll_schema() -> TypeAdapter[Poll]:
    """What the column of a poll holds."""
    return TypeAdapter(Poll)


@cache
def event_schema() -> TypeAdapter[Occasion]:
    """What the column of an event holds."""
    return TypeAdapter(Occasion)


@cache
def mentions_schema() -> TypeAdapter[list[MentionRead]]:
    """What the column of the people in a text holds."""
    return TypeAdapter(list[MentionRead])


@cache
def link_schema() -> TypeAdapter[LinkRead]:
    """What the column of a linked page holds."""
    return TypeAdapter(LinkRead)


class PollOptionRead(ResponseModel):
    """Something to choose. ``votes`` is told to those who have voted, and when the poll is over."""

    id: int
    text: str
    votes: int | None
    mine: bool


class PostPollRead(ResponseModel):
    """A poll as the caller sees it."""

    options: list[PollOptionRead]
    multiple: bool
    closes_at: datetime | None
    closed: bool
    voters_count: int


class EventRead(ResponseModel):
    """An event, who comes, and what the caller said."""

    starts_at: datetime
    ends_at: datetime | None
    place: str | None
    counts: Mapping[RsvpStatus, int]
    mine: RsvpStatus | None


class PostPollVote(RequestModel, json_schema_extra=example(options=[0])):
    """What the caller chooses, in place of what they chose before; nothing takes the vote back."""

    options: Annotated[
        list[Annotated[int, Field(ge=0, lt=MAX_OPTIONS)]], Field(max_length=MAX_OPTIONS)
    ]


class RsvpSend(RequestModel, json_schema_extra=example(status="GOING")):
    """Whether the caller comes."""

    status: RsvpStatus
