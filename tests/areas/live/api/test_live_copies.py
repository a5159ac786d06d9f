"""A game beside Redis: with it, without it, and when it loses everything in mid-question."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pytest

from functions.live import answers, questions
from functions.live.memory import Recent
from infra.local import process
from infra.local.children import redis_rest_child
from infra.local.redis import EmbeddedRedis
from infra.redis.live import LiveCopy, Standing
from shared.realtime.envelope import Envelope
from tests.areas.live.api.live import Game, make_game
from tests.areas.people.factories.people import new_id
from tests.support.api import Api, ok

NUMBER = {"type": "NUMERIC", "text": "How many?", "minimum": 1, "maximum": 1}
NAMES = ("Dara", "Sok", "Bopha", "Rith")


@dataclass
class Copied:
    """The API with a real Redis."""

    api: Api
    redis: EmbeddedRedis


@pytest.fixture(scope="module")
def running(served: Api, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Copied]:
    directory = tmp_path_factory.mktemp("redis")
    redis = EmbeddedRedis(directory)
    redis.start()
    child = redis_rest_child(redis.port, "live")
    with process.running(child, directory / "rest.log"):
        variables = {
            "UPSTASH_REDIS_REST_URL": f"http://127.0.0.1:{child.ports['http']}",
            "UPSTASH_REDIS_REST_TOKEN": "live",
        }
        with served.environment(**variables):
            yield Copied(served, redis)
    redis.stop()


@pytest.fixture
def copied(running: Copied) -> Copied:
    running.api.claim()
    running.redis.flush()
    return running


def in_postgres(game: Game) -> list[tuple[str, int]]:
    rows = game.api.rows(
        "SELECT nickname, score FROM app.live_participants AS p JOIN app.live_sessions AS s"
        " ON s.id = p.session_id WHERE s.code = :c AND s.tenant_id = :t"
        " ORDER BY score DESC, join_seq",
        c=game.code,
        t=game.host.tenant.id,
    )
    return [(row.nickname, row.score) for row in rows]


def on_the_board(game: Game) -> tuple[list[tuple[str, int]], str | None]:
    answer = game.as_host.get(f"{game.path}/leaderboard")
    found = ok(answer)
    places = [(place["nickname"], place["score"]) for place in found["top"]]
    return places, answer.headers.get("X-Degraded")


def play(game: Game, right: Sequence[str], *, index: int = 0) -> set[str | None]:
    """Everybody answers; what the answers said of stores that are away."""
    degraded = set()
    for name in NAMES:
        answer = game.answer(name, {"number": 1 if name in right else 2}, index=index)
        assert answer.status_code == 200, answer.text
        degraded.add(answer.headers.get("X-Degraded"))
    return degraded


def test_the_board_is_the_same_from_the_copy_and_from_postgres(copied: Copied) -> None:
    game = make_game(copied.api, questions=[NUMBER])
    for name in NAMES:
        game.player(name)
    game.lead("start")
    assert play(game, ("Sok", "Rith")) == {None}
    game.lead("reveal")
    places, degraded = on_the_board(game)
    assert (places, degraded) == (in_postgres(game), None)
    ranks = [ok(game.seats[name].get(f"{game.path}/rank"))["rank"] for name, _ in places]
    assert ranks == [1, 2, 3, 4]
    # It really is the copy that answers: a copy that says otherwise is believed.
    (row,) = copied.api.rows(
        "SELECT board_tag FROM app.live_sessions WHERE code = :c AND tenant_id = :t",
        c=game.code,
        t=game.host.tenant.id,
    )
    assert copied.api.deps.redis is not None
    copy = LiveCopy(copied.api.deps.redis, game.code)
    copy.fill_board(row.board_tag, [Standing(str(new_id()), "Nobody", 1, 5, 0, None)])
    assert on_the_board(game)[0] == [("Nobody", 5)]
    copied.redis.flush()
    assert on_the_board(game)[0] == in_postgres(game)


def test_losing_all_of_redis_in_mid_question_is_not_seen(
    copied: Copied, announced: list[Envelope]
) -> None:
    game = make_game(copied.api, questions=[NUMBER, NUMBER])
    for name in NAMES:
        game.player(name)
    game.lead("start")
    degraded = set()
    for name in NAMES:
        copied.redis.flush()
        answer = game.answer(name, {"number": 1})
        ok(answer)
        degraded.add(answer.headers.get("X-Degraded"))
    counts = [e.data["answered"] for e in announced if e.type == "live:answer_count"]
    assert counts == [1, 2, 3, 4]
    copied.redis.flush()
    game.lead("reveal")
    copied.redis.flush()
    places, said = on_the_board(game)
    assert places == in_postgres(game)
    assert {said, *degraded} == {None}
    assert min(score for _, score in places) >= 1000


def test_a_redis_that_dies_in_mid_question_is_only_mentioned(
    copied: Copied, announced: list[Envelope]
) -> None:
    game = make_game(copied.api, questions=[NUMBER])
    for name in NAMES:
        game.player(name)
    game.lead("start")
    ok(game.answer("Dara", {"number": 1}))
    with copied.api.environment(
        UPSTASH_REDIS_REST_URL="http://127.0.0.1:9", UPSTASH_REDIS_REST_TOKEN="live"
    ):
        assert play(game, NAMES) == {"ratelimit"}
        assert max(e.data["answered"] for e in announced if e.type == "live:answer_count") == 4
        game.lead("reveal")
        places, said = on_the_board(game)
    assert said == "ratelimit, redis"
    assert places == in_postgres(game)


def test_a_whole_game_without_redis(api: Api, announced: list[Envelope]) -> None:
    with api.environment():  # without the Redis of this module
        game = make_game(api, questions=[NUMBER, NUMBER], streakBonus=True)
        for name in NAMES:
            game.player(name)
        game.lead("start")
        assert play(game, ("Sok", "Rith")) == {"ratelimit"}
        game.lead("reveal")
        game.lead("next")
        play(game, ("Sok",), index=1)
        game.lead("reveal")
        game.lead("next")
        places, said = on_the_board(game)
        assert said == "ratelimit, redis"
        assert places == in_postgres(game)
        assert places[0][0] == "Sok"
        counts = [e.data["answered"] for e in announced if e.type == "live:answer_count"]
        assert counts == [1, 2, 3, 4, 1, 2, 3, 4]


def test_two_processes_play_one_game(copied: Copied, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a process remembers of a game is all that tells it from another."""
    game = make_game(copied.api, questions=[NUMBER, NUMBER])
    for name in NAMES:
        game.player(name)
    game.lead("start")

    def another_process() -> None:
        monkeypatch.setattr(answers, "_opened", Recent(256))
        monkeypatch.setattr(questions, "_snapshots", Recent(32))
        copied.api._rebuild()

    for index in range(2):
        for name in NAMES:
            another_process()
            ok(game.answer(name, {"number": 1}, index=index))
        another_process()
        game.lead("reveal")
        another_process()
        assert on_the_board(game)[0] == in_postgres(game)
        game.lead("next")
    assert ok(game.as_host.get(f"{game.path}/results"))["questions"][1]["answered"] == 4


def test_a_copy_is_of_one_game_and_one_board(copied: Copied) -> None:
    assert copied.api.deps.redis is not None
    copy = LiveCopy(copied.api.deps.redis, "123456")
    tag, seats = new_id(), [new_id() for _ in range(5)]
    standings = [Standing(str(s), f"P{n}", n + 1, 100, 0, None) for n, s in enumerate(seats)]
    assert copy.rank(tag, seats[0]) is None
    copy.fill_board(tag, standings)
    ranks = [copy.rank(tag, seat) for seat in seats]
    assert [found.rank for found in ranks if found] == [1, 2, 3, 4, 5]
    stranger = copy.rank(tag, new_id())
    assert stranger is not None
    assert (stranger.rank, stranger.total, stranger.standing) == (0, 5, None)
    assert copy.top(tag, 2) == (standings[:2], 5)
    assert copy.top(new_id(), 2) is None
