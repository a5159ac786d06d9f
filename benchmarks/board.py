"""A board of 2,000 questions while 100 people vote each second: how long its list takes.

Votes and lists go over HTTP through gunicorn, each by another person, so that no rate limit is met.
Voters keep to a schedule: a vote that starts late is late, and does not lower the rate. The floor
beside it is the list without voters. At the end counters are compared with the rows of votes.
"""

from __future__ import annotations

import argparse
import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from uuid import UUID

import httpx
from sqlalchemy import text

from benchmarks.report import Figure, percentile, print_table
from benchmarks.scene import Scene, School, running_scene
from tests.areas.boards.factories.boards import fill_board, make_board

_QUESTIONS = 2_000
_VOTES_PER_SECOND = 100
_HOT = 50
"""Questions that get the votes: those on the first screens."""
_PEOPLE = 1_500
_VOTERS = 16
_GOAL_MS = 60.0
_WARM_UP = 5
_LEAST = 40
"""Lists that a figure is taken from, however slow they are."""
_WRONG = text(
    "SELECT count(*) FROM app.questions AS q WHERE q.board_id = :board AND q.upvotes <>"
    " (SELECT count(*) FROM app.question_upvotes AS v WHERE v.tenant_id = q.tenant_id"
    " AND v.question_id = q.id)"
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a shorter run")
    seconds = 5.0 if parser.parse_args().quick else 30.0
    with running_scene() as scene:
        school = scene.make_school(_PEOPLE)
        with scene.admin.begin() as connection:
            board_id = make_board(connection, tenant_id=school.id, owner_id=school.people[0])
            fill_board(
                connection,
                tenant_id=school.id,
                board_id=board_id,
                author_id=school.people[0],
                questions=_QUESTIONS,
            )
        run = _Run(scene, school, board_id)
        quiet = run.lists(seconds / 3)
        loaded, votes, rate = run.lists_under_votes(seconds)
        with scene.admin.connect() as connection:
            wrong = connection.execute(_WRONG, {"board": board_id}).scalar_one()
        print_table(
            f"Board: {_QUESTIONS:,} questions, {_VOTES_PER_SECOND} votes/s wanted",
            [
                Figure("list without votes p95", percentile(quiet, 95), note=_median(quiet)),
                Figure("list p95", percentile(loaded, 95), goal=_GOAL_MS, note=_median(loaded)),
                Figure("vote p95", percentile(votes, 95), note=_median(votes)),
                Figure("votes a second", rate, "", least=0.95 * _VOTES_PER_SECOND),
                Figure("votes refused", float(run.refused), "", goal=0.0),
                Figure("counters that differ from rows", float(wrong), "", goal=0.0),
            ],
        )


class _Run:
    """Sends requests of always new people; keeps the times in milliseconds."""

    def __init__(self, scene: Scene, school: School, board_id: UUID) -> None:
        self._url = scene.app_url
        self._board = board_id
        self.refused = 0
        self._tokens = [scene.token(school, person) for person in range(_PEOPLE)]
        self._readers = count()
        self._voters = count(_PEOPLE // 3)
        with self._client() as http:
            page = self._list(http, limit=_HOT).json()
        self._hot = [item["id"] for item in page["data"]]

    def lists(self, seconds: float, until: threading.Event | None = None) -> list[float]:
        """One reader after another, without a pause that would rest the server."""
        times, end = list[float](), time.monotonic() + seconds
        with self._client() as http:
            while len(times) < _LEAST or time.monotonic() < end:
                if until is not None and until.is_set() and len(times) >= _LEAST:
                    break
                start = time.perf_counter()
                self._list(http)
                times.append((time.perf_counter() - start) * 1000)
                time.sleep(0.02)
        return times[_WARM_UP:]

    def lists_under_votes(self, seconds: float) -> tuple[list[float], list[float], float]:
        """Lists while votes arrive; returns both times and the rate of votes."""
        total = int(seconds * _VOTES_PER_SECOND)
        start, over = time.monotonic() + 0.2, threading.Event()
        with ThreadPoolExecutor(_VOTERS + 1) as pool:
            reading = pool.submit(self.lists, seconds * 3, over)
            voting = [
                pool.submit(self._vote_on_time, start, range(lane, total, _VOTERS))
                for lane in range(_VOTERS)
            ]
            votes = [taken for lane in voting for taken in lane.result()]
            rate = total / (time.monotonic() - start)
            over.set()
            return reading.result(), votes, rate

    def _vote_on_time(self, start: float, places: range) -> list[float]:
        times = []
        dice = random.Random(places.start)
        with self._client() as http:
            for place in places:
                due = start + place / _VOTES_PER_SECOND
                time.sleep(max(0.0, due - time.monotonic()))
                token = self._tokens[next(self._voters) % _PEOPLE]
                begun = time.perf_counter()
                answer = http.post(
                    f"/v1/questions/{dice.choice(self._hot)}/upvote", headers=_as(token)
                )
                times.append((time.perf_counter() - begun) * 1000)
                if answer.status_code != 200:
                    self.refused += 1
        return times

    def _client(self) -> httpx.Client:
        # As long as it takes: a slow answer is a figure and no failure.
        return httpx.Client(base_url=self._url, timeout=60)

    def _list(self, http: httpx.Client, limit: int = 20) -> httpx.Response:
        token = self._tokens[next(self._readers) % (_PEOPLE // 3)]
        answer = http.get(
            "/v1/questions",
            params={"boardId": str(self._board), "limit": limit},
            headers=_as(token),
        )
        answer.raise_for_status()
        return answer


def _as(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def _median(times: list[float]) -> str:
    return f"p50 {percentile(times, 50):.1f} ms, {len(times)} requests"


if __name__ == "__main__":
    main()
