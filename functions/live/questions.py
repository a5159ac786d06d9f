"""The questions of games as this process remembers them: read once, for they never change."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pydantic import TypeAdapter

from functions.common.question_pictures import question_pictures
from functions.live.memory import Recent
from functions.runtime.context import Ctx
from infra.postgres import live
from shared.http.schema import STORED
from shared.learning.quizzes.questions import Poll, Question, Questions
from shared.learning.quizzes.shown import Pictures, PublicQuestion, public
from shared.live.policy import Scoring, points
from shared.live.schemas import GameSettings
from shared.media.types import Referrer

if TYPE_CHECKING:
    from uuid import UUID

    from infra.postgres.live import Game

_QUESTIONS: TypeAdapter[list[Question]] = TypeAdapter(Questions)

_snapshots: Recent[UUID, list[Question]] = Recent(32)


def questions_of(ctx: Ctx, game: Game) -> list[Question]:
    """The questions of a game, with their solutions."""
    known = _snapshots.get(game.id)
    if known is None:
        stored = ctx.db(live.GameRepository).require_snapshot(game.id)
        known = _QUESTIONS.validate_json(json.dumps(stored), context=STORED)
        _snapshots.put(game.id, known)
    return known


def settings_of(game: Game) -> GameSettings:
    """The rules of a game."""
    return GameSettings.model_validate(game.settings)


def limit_ms(question: Question, settings: GameSettings) -> int:
    """The time for a question: its own, or the game's."""
    return (question.seconds or settings.question_time) * 1000


def full_points(question: Question, settings: GameSettings) -> int:
    """What a correct answer is worth before speed and streaks."""
    return 0 if isinstance(question, Poll) else settings.points_per_question


def pictures_of(ctx: Ctx, game: Game, questions: Sequence[Question]) -> Pictures:
    """The pictures of some questions of a game as they can be opened now."""
    return question_pictures(ctx, Referrer.LIVE_GAME, game.id, questions)


def shown(
    game: Game, question: Question, settings: GameSettings, pictures: Pictures
) -> PublicQuestion:
    """A question as players see it in this game."""
    seen = public(question, seed=str(game.id), shuffle=settings.shuffle_options, pictures=pictures)
    told = {
        "points": full_points(question, settings),
        "seconds": limit_ms(question, settings) // 1000,
    }
    return seen.model_copy(update=told)


def worth(question: Question, settings: GameSettings, share: float, time_ms: int) -> int:
    """The points of an answer that came after ``time_ms``."""
    return points(
        Scoring(settings.scoring),
        full=full_points(question, settings),
        multiplier=settings.speed_bonus_multiplier,
        share=share,
        time_ms=time_ms,
        limit_ms=limit_ms(question, settings),
    )
