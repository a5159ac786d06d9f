"""The board as it must be, computed from what players were told, beside what the product says."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, text

from tests.live.players import Player

_ANSWERS = text(
    "SELECT a.question_index, a.participant_id, a.answer, a.time_ms FROM app.live_answers AS a"
    " JOIN app.live_sessions AS s ON s.tenant_id = a.tenant_id AND s.id = a.session_id"
    " WHERE s.tenant_id = :tenant AND s.code = :code"
)
_SEATS = text(
    "SELECT p.id, p.score, p.join_seq FROM app.live_participants AS p"
    " JOIN app.live_sessions AS s ON s.tenant_id = p.tenant_id AND s.id = p.session_id"
    " WHERE s.tenant_id = :tenant AND s.code = :code"
)

Scores = Mapping[UUID, int]


def worth(time_ms: int, *, full: int, multiplier: float, limit_ms: int) -> int:
    """Points of a right answer by the product's specification: P + P·m·max(0, 1 - t/T)."""
    return math.floor(full + full * multiplier * max(0.0, 1 - time_ms / limit_ms) + 0.5)


def expected_scores(
    players: Sequence[Player], *, full: int, multiplier: float, limit_ms: int
) -> dict[UUID, int]:
    """Each seat's points, from the acknowledged answers alone."""
    return {
        player.seat: sum(
            worth(said.time_ms, full=full, multiplier=multiplier, limit_ms=limit_ms)
            for said in player.said.values()
            if said.right
        )
        for player in players
    }


class Stored:
    """What Postgres holds of a game."""

    def __init__(self, engine: Engine, tenant_id: UUID, code: str) -> None:
        values = {"code": code, "tenant": tenant_id}
        with engine.connect() as connection:
            self.answers = connection.execute(_ANSWERS, values).all()
            self.seats = connection.execute(_SEATS, values).all()

    def faults(
        self,
        players: Sequence[Player],
        scores: Scores,
        total: int,
        boards: Mapping[str, Sequence[Mapping[str, Any]]],
    ) -> list[str]:
        """Everything that is not as it must be, in words; nothing for a game that is right.

        ``boards`` are places as the API gives them, by a name: as many as there are seats, or
        the first of them.
        """
        return [
            *self._of_answers(players, total),
            *self._of_scores(scores),
            *(f for name, places in boards.items() for f in self._of_board(name, places, scores)),
            *_of_streams(players, total),
        ]

    def _of_answers(self, players: Sequence[Player], total: int) -> Iterator[str]:
        stored = {(row.question_index, row.participant_id): row for row in self.answers}
        said = {(index, p.seat): s for p in players for index, s in p.said.items()}
        yield from (f"an acknowledged answer is lost: {key}" for key in said.keys() - stored.keys())
        yield from (
            f"an answer counts that nobody gave: {key}" for key in stored.keys() - said.keys()
        )
        for key in said.keys() & stored.keys():
            given = (said[key].answer, said[key].time_ms)
            if (stored[key].answer, stored[key].time_ms) != given:
                yield f"another answer is stored than was given: {key}"
        if missing := len(players) * total - len(said):
            yield f"{missing} answers were never acknowledged"

    def _of_scores(self, scores: Scores) -> Iterator[str]:
        for seat in self.seats:
            if seat.score != scores.get(seat.id):
                yield f"seat {seat.id} has {seat.score} points, and not {scores.get(seat.id)}"

    def _of_board(
        self, name: str, places: Sequence[Mapping[str, Any]], scores: Scores
    ) -> Iterator[str]:
        ordered = sorted(self.seats, key=lambda seat: (-scores.get(seat.id, 0), seat.join_seq))
        expected = [
            (rank, str(seat.id), scores.get(seat.id)) for rank, seat in enumerate(ordered, start=1)
        ]
        got = [(place["rank"], place["participantId"], place["score"]) for place in places]
        if not got or got != expected[: len(got)]:
            yield f"the {name} differ from what was computed"


def _of_streams(players: Sequence[Player], total: int) -> Iterator[str]:
    for player in players:
        if any(len(times) > 1 for times in player.shown.values()):
            yield f"{player.seat} was told twice of a question"
        if len(player.shown) < total and not player.looked:
            yield f"{player.seat} was told of {len(player.shown)} questions only"
