"""Ending games that everybody has walked away from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from functions.runtime.schools import for_each_school, in_school
from functions.runtime.service import job
from infra.postgres import identity, live
from shared.identity.types import CodeKind
from shared.learning.quizzes.questions import QuestionType
from shared.live.policy import IDLE_HOURS, GameStatus, bonuses

if TYPE_CHECKING:
    from infra.bootstrap import Dependencies
    from infra.postgres.core.unit_of_work import UnitOfWork
    from infra.postgres.live import Game

BATCH = 100


@job("*/5 * * * *")
def job_live_session_reaper(deps: Dependencies) -> Mapping[str, Any]:
    """Abandon games in which nothing has happened for two hours, and free their codes."""
    before = deps.clock() - timedelta(hours=IDLE_HOURS)
    with deps.unit_of_work() as unit:
        unit.begin_public()
        schools = unit(identity.GuestRepository).find_schools(CodeKind.LIVE, before)

    def abandon(school_id: UUID) -> int:
        with in_school(deps, school_id) as unit:
            idle = unit(live.GameRepository).find_idle(before, BATCH)
            for game in idle:
                _abandon(unit, game, deps.clock())
            return len(idle)

    return {"abandoned": sum(for_each_school(deps, abandon, schools=schools))}


def _abandon(unit: UnitOfWork, game: Game, now: datetime) -> None:
    """Keep what was reached: the answers to a question that was left open count."""
    games, index = unit(live.GameRepository), game.current_index
    if index is not None and not game.revealed:
        snapshot = games.require_snapshot(game.id)
        games.settle(
            game,
            index,
            scored=snapshot[index]["type"] != QuestionType.POLL,
            bonuses=bonuses(streaks=game.settings["streakBonus"]),
        )
    games.change(game, now, status=GameStatus.ABANDONED, ended_at=now)
    unit(identity.GuestRepository).release_codes(game.id)
