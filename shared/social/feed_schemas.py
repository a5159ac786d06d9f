"""Requests and responses of the chosen feed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from shared.http.paging import Cursor, PageQuery
from shared.http.schema import Line, RequestModel, ResponseModel, example
from shared.social.ranking import LONGEST
from shared.social.types import Factor, FeedbackKind, FeedPool


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
