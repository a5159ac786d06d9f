"""What each factor of a chosen feed counts in a school: it may move each by ten percent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from shared.http.schema import RequestModel, ResponseModel, example
from shared.social.ranking import WEIGHTS
from shared.social.types import Factor

FEED_WEIGHTS = "feed_weights"
"""The setting of a school with its percents by factor; missing or null for the usual ones."""

ROOM = 10
"""By how many percents a factor may count more or less than it usually does."""

_WHOLE = 100
USUAL: Mapping[Factor, int] = {factor: round(_WHOLE * one) for factor, one in WEIGHTS.items()}


def _percent(factor: Factor) -> Any:
    usual = USUAL[factor]
    return Field(ge=max(0, usual - ROOM), le=usual + ROOM)


class FeedWeightsRead(ResponseModel):
    """What each factor of a chosen feed counts, in percent; 100 in all."""

    engagement: int
    relevance: int
    quality: int
    recency: int
    social_proof: int
    learning: int
    semantic: int


class FeedWeights(
    RequestModel,
    json_schema_extra=example(
        engagement=20, relevance=20, quality=15, recency=20, socialProof=10, learning=8, semantic=7
    ),
):
    """What each factor of a chosen feed shall count, in percent; 100 in all.

    Each may count up to ten percents more or less than it usually does.
    """

    engagement: Annotated[int, _percent(Factor.ENGAGEMENT)]
    relevance: Annotated[int, _percent(Factor.RELEVANCE)]
    quality: Annotated[int, _percent(Factor.QUALITY)]
    recency: Annotated[int, _percent(Factor.RECENCY)]
    social_proof: Annotated[int, _percent(Factor.SOCIAL_PROOF)]
    learning: Annotated[int, _percent(Factor.LEARNING)]
    semantic: Annotated[int, _percent(Factor.SEMANTIC)]

    @model_validator(mode="after")
    def _make_a_whole(self) -> Self:
        if sum(self.model_dump().values()) != _WHOLE:
            raise ValueError("the weights have to make 100 percent together")
        return self


def percents_of(settings: Mapping[str, Any]) -> FeedWeightsRead:
    """What each factor counts in a school with these settings, in percent."""
    return FeedWeightsRead(**{name.value.lower(): n for name, n in _percents(settings).items()})


def weights_of(settings: Mapping[str, Any]) -> Mapping[Factor, float]:
    """What each factor counts in a school with these settings; together they make 1."""
    return {factor: percent / _WHOLE for factor, percent in _percents(settings).items()}


def _percents(settings: Mapping[str, Any]) -> Mapping[Factor, int]:
    own: Mapping[str, int] = settings.get(FEED_WEIGHTS) or {}
    return {factor: own.get(factor.value.lower(), usual) for factor, usual in USUAL.items()}
