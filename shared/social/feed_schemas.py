"""Requests and responses of the chosen feed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, field_validator

from shared.http.paging import Cursor, PageQuery
from shared.http.schema import Line, RequestModel, ResponseModel, Token, example
from shared.social.parts import EventRead, PostPollRead
from shared.social.ranking import LONGEST
from shared.social.types import Factor, FeedbackKind, FeedPool, ReactionType

MOST_COUNTED = 50
"""As many posts as a stream follows."""


class FeedQuery(PageQuery):
    """Which posts, and in which order.

    ``latest``: everything visible. ``school``: what is for the whole school. ``following``: posts
    of people and hashtags that the caller follows. ``for_you``: chosen for the caller, best first;
    all pages are of one choice. With ``search``, the posts that have these words, best first.
    """

    mode: Literal["latest", "school", "following", "for_you"] = "latest"
    search: Annotated[Line, Field(min_length=1, max_length=200)] | None = None


@dataclass(frozen=True, slots=True)
class FeedPlace(Cursor):
    """Where a page of a chosen feed begins: of which choice, and how many stood before."""

    version: UUID
    offset: Annotated[int, Field(ge=0, le=LONGEST)]


class CountersQuery(RequestModel):
    """Up to 50 posts by their ids, separated by commas."""

    ids: Annotated[Token, Field(max_length=2000)] = ""

    @field_validator("ids")
    @classmethod
    def _are_ids(cls, value: str) -> str:
        named = value.split(",") if value else []
        if len(named) > MOST_COUNTED:
            raise ValueError(f"more than {MOST_COUNTED} posts")
        for one in named:
            UUID(one)
        return value

    @property
    def post_ids(self) -> list[UUID]:
        """The ids, each once."""
        return list(dict.fromkeys(UUID(one) for one in self.ids.split(",") if one))


class CountersRead(ResponseModel):
    """What changes about a post by what people do with it, and what the caller did."""

    id: UUID
    likes_count: int
    comments_count: int
    shares_count: int
    reactions: Mapping[ReactionType, int]
    liked: bool
    reaction: ReactionType | None
    bookmarked: bool
    poll: PostPollRead | None
    event: EventRead | None


class CountersList(ResponseModel):
    """Those of the posts that the caller may read; others are not named."""

    data: list[CountersRead]


class FeedbackWrite(RequestModel, json_schema_extra=example(kind="SEE_MORE")):
    """More like this, less like this, or nothing more of its author in the chosen feed."""

    kind: FeedbackKind


class FeedbackRead(ResponseModel):
    """What the caller has said about a post, if anything."""

    post_id: UUID
    kind: FeedbackKind | None


class FactorRead(ResponseModel):
    """A factor: its value between 0 and 1, what it counts, and the points that it gives."""

    factor: Factor
    value: float
    weight: float
    points: float


class WhyRead(ResponseModel):
    """Why a post is in the caller's chosen feed, those factors first that say the most.

    ``topics`` are hashtags of it that the caller has shown interest in, ``knownPeople`` how many of
    those whom they follow did something with it. ``feedback`` is what they have said about it, or
    that they hide its author.
    """

    post_id: UUID
    pool: FeedPool
    score: float
    factors: list[FactorRead]
    topics: list[str]
    known_people: int
    seen: bool
    feedback: FeedbackKind | None
