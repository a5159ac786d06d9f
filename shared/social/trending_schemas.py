"""Requests and responses of what many look at."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import Field

from shared.http.schema import RequestModel, ResponseModel
from shared.social.schemas import PostRead

PERIODS = {"24h": timedelta(days=1), "7d": timedelta(days=7), "30d": timedelta(days=30)}


class TrendingQuery(RequestModel):
    """Of which time, and how many."""

    period: Literal["24h", "7d", "30d"] = "7d"
    limit: Annotated[int, Field(ge=1, le=50)] = 20


class SimilarQuery(RequestModel):
    """How many."""

    limit: Annotated[int, Field(ge=1, le=20)] = 20


class PostList(ResponseModel):
    """Posts in their order; there is no further page."""

    data: list[PostRead]


class TrendingTagRead(ResponseModel):
    """A hashtag, on how many posts of how many people it was."""

    tag: str
    posts: int
    people: int


class TrendingTags(ResponseModel):
    """Hashtags, those of most people first."""

    data: list[TrendingTagRead]
