"""Rules of live games without I/O: states, time, points, streaks and movement."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

GRACE_MS = 500
"""How long after the end an answer still counts, for the way it had to travel."""
KAHOOT_FREE_MS = 500
"""An answer within this time gets all points of the ``kahoot`` strategy."""
STREAK_BONUSES = (0, 100, 200, 300, 400, 500)
"""Extra points for the 1st, 2nd, … correct answer in a row; the last entry holds from there on."""
REVEAL_SECONDS = 8
"""With ``autoAdvance``: how long the solution is shown before the next question."""
MAX_PLAYERS = 2000
IDLE_HOURS = 2
"""A game in which nothing has happened for this long is abandoned."""
TOP = 10
"""Places that everybody is told after a question."""
PODIUM = 3


class GameStatus(StrEnum):
    """The life of a game. COMPLETED was ended by its host, ABANDONED by the clock."""

    LOBBY = "LOBBY"
    ACTIVE = "ACTIVE"
    COMPLETED = "COMPLETED"
    ABANDONED = "ABANDONED"

    @property
    def running(self) -> bool:
        """Whether the game can still be joined or played."""
        return self in {GameStatus.LOBBY, GameStatus.ACTIVE}


class Phase(StrEnum):
    """Where the current question of an ACTIVE game stands."""

    OPEN = "question_open"
    CLOSED = "question_closed"
    REVEALED = "revealed"


class Scoring(StrEnum):
    """How the time of a correct answer counts."""

    SPEED_BONUS = "speed_bonus"
    KAHOOT = "kahoot"
    ACCURACY = "accuracy"


def points(
    scoring: Scoring,
    *,
    full: int,
    multiplier: float,
    share: float,
    time_ms: int,
    limit_ms: int,
) -> int:
    """What an answer is worth, before any streak.

    ``full`` points are for a correct answer, ``share`` (0 to 1) says how much of it is right, and
    ``time_ms`` of ``limit_ms`` have passed since the question was opened. Half points round up.
    """
    used = min(max(time_ms, 0), limit_ms) / limit_ms
    if scoring is Scoring.SPEED_BONUS:
        worth = full + full * multiplier * (1 - used)
    elif scoring is Scoring.KAHOOT:
        worth = full if time_ms < KAHOOT_FREE_MS else full * (1 - used / 2)
    else:
        worth = full
    return int(worth * share + 0.5)


def bonuses(*, streaks: bool) -> tuple[int, ...]:
    """Extra points by the length of a streak, for a game that counts streaks or does not."""
    return STREAK_BONUSES if streaks else (0,)


def elapsed_ms(started_at: datetime, received_at: datetime) -> int:
    """Milliseconds from the opening of a question to the arrival of an answer."""
    return (received_at - started_at) // timedelta(milliseconds=1)


def in_time(time_ms: int, limit_ms: int) -> bool:
    """Whether an answer that took this long still counts."""
    return time_ms <= limit_ms + GRACE_MS


def phase_at(now: datetime, *, started_at: datetime, limit_ms: int, revealed: bool) -> Phase:
    """The phase as the clock says; nothing has to run for a question to close."""
    if revealed:
        return Phase.REVEALED
    return Phase.OPEN if in_time(elapsed_ms(started_at, now), limit_ms) else Phase.CLOSED


def movement(before: int | None, rank: int) -> int:
    """Places gained since the question before; negative for places lost, 0 at first."""
    return 0 if before is None else before - rank
