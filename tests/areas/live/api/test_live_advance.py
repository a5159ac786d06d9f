"""A game goes on by the server's clock, whoever asks, and takes each step once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import pytest

from shared.live.policy import GRACE_MS, REVEAL_SECONDS
from tests.areas.live.api.clock import Frozen
from tests.areas.live.api.live import QUESTIONS, Game, make_game
from tests.support.api import Api, Caller, in_parallel, ok, refused

SECONDS = 20
OVER_MS = SECONDS * 1000 + GRACE_MS + 1


@pytest.fixture
def clock(api: Api, monkeypatch: pytest.MonkeyPatch) -> Frozen:
    return Frozen(api, monkeypatch)


def playing(api: Api, *, questions: int = 2, **settings: Any) -> Game:
    """A game at its first question, with a member and a guest."""
    asked = [QUESTIONS["TRUE_FALSE"]] * questions
    game = make_game(api, questions=asked, questionTime=SECONDS, **settings)
    game.player("Dara")
    game.guest("Visitor")
    game.lead("start")
    return game


def advance(game: Game, caller: Caller) -> Any:
    return ok(caller.post(f"{game.path}/advance"))


def told(game: Game, *types: str) -> Sequence[Any]:
    return game.api.events(game.host.tenant, *types)


def test_nothing_happens_before_its_time(api: Api, clock: Frozen) -> None:
    game = playing(api, autoAdvance=True)
    player = game.seats["Visitor"]
    clock.advance(OVER_MS - 1)
    with api.nothing_written():
        assert advance(game, player)["phase"] == "question_open"
    clock.advance(1)
    revealed = advance(game, player)
    assert (revealed["phase"], revealed["role"], revealed["index"]) == ("revealed", "player", 0)
    clock.advance(REVEAL_SECONDS * 1000 - 1)
    with api.nothing_written():
        assert advance(game, player)["phase"] == "revealed"
    clock.advance(1)
    opened = advance(game, player)
    assert (opened["phase"], opened["index"], opened["reveal"]) == ("question_open", 1, None)


def test_a_game_comes_to_its_end_without_the_page_of_its_host(api: Api, clock: Frozen) -> None:
    game = playing(api, autoAdvance=True)
    for _ in range(2):
        ok(game.answer("Dara", {"value": False}, index=game.state("Dara")["index"]))
        clock.advance(OVER_MS)
        found = advance(game, game.seats["Visitor"])
        clock.advance(REVEAL_SECONDS * 1000)
        assert found["nextAt"] is not None
        found = advance(game, game.seats["Visitor"])
    assert (found["status"], found["leaderboard"]["totalParticipants"]) == ("COMPLETED", 2)
    assert found["leaderboard"]["top"][0]["nickname"] == "Dara"
    assert [event.data["index"] for event in told(game, "live:reveal")] == [0, 1]
    assert len(told(game, "live:ended")) == 1
    with api.nothing_written():
        assert advance(game, game.seats["Visitor"])["status"] == "COMPLETED"


def test_fifty_pages_ask_at_a_time_and_one_step_is_taken(api: Api, clock: Frozen) -> None:
    game = playing(api, questions=3, autoAdvance=True)
    ok(game.answer("Dara", {"value": False}))
    for number in range(7):
        game.player(f"Player {number}")
    callers = [*game.seats.values(), game.as_host] * 5
    assert len(callers) == 50
    clock.advance(OVER_MS)
    states = in_parallel([partial(advance, game, caller) for caller in callers])
    assert ("revealed", 0) in {(state["phase"], state["index"]) for state in states}
    clock.advance(REVEAL_SECONDS * 1000)
    states = in_parallel([partial(advance, game, caller) for caller in callers])
    assert ("question_open", 1) in {(state["phase"], state["index"]) for state in states}
    assert [event.data["index"] for event in told(game, "live:reveal")] == [0]
    assert [event.data["index"] for event in told(game, "live:question")] == [0, 1]
    places = ok(game.as_host.get(f"{game.path}/leaderboard"))["top"]
    assert places[0]["nickname"] == "Dara"
    assert places[0]["score"] <= 1500


def test_the_time_of_a_question_ends_in_every_game_and_the_host_leads_on(
    api: Api, clock: Frozen
) -> None:
    game = playing(api)
    player = game.seats["Dara"]
    clock.advance(OVER_MS)
    revealed = advance(game, player)
    assert (revealed["phase"], revealed["nextAt"]) == ("revealed", None)
    assert told(game, "live:reveal")[0].data["nextAt"] is None
    clock.advance(3_600_000)
    with api.nothing_written():
        assert advance(game, player)["index"] == 0
    assert game.lead("next")["index"] == 1


def test_when_all_have_answered_the_host_goes_on_at_once(api: Api) -> None:
    game = playing(api, autoAdvance=True)
    for name in ("Dara", "Visitor"):
        ok(game.answer(name, {"value": False}))
    assert game.lead("reveal")["nextAt"] is not None
    assert game.lead("next")["index"] == 1


def test_only_who_is_in_the_game_may_ask(api: Api, clock: Frozen) -> None:
    game = playing(api, autoAdvance=True)
    clock.advance(OVER_MS)
    stranger = api.as_(api.member("STUDENT", game.host.tenant))
    refused(stranger.post(f"{game.path}/advance"), 403, "not_in_game")
    refused(api.as_(api.member("STUDENT")).post(f"{game.path}/advance"), 404, "not_found")
    ok(game.as_host.delete(f"{game.path}/participants/{game.ids['Dara']}"), 204)
    refused(game.seats["Dara"].post(f"{game.path}/advance"), 403, "sent_away")
    assert not told(game, "live:reveal")


def test_who_waits_in_the_lobby_changes_nothing(api: Api) -> None:
    game = make_game(api, autoAdvance=True)
    player = game.player("Dara")
    with api.nothing_written():
        assert advance(game, player)["status"] == "LOBBY"


def test_who_blocked_the_host_hears_the_questions(api: Api) -> None:
    game = make_game(api)
    player = game.player("Dara")
    ok(player.post(f"/v1/users/{game.host.id}/block"))
    query = {"channels": f"live:{game.code}"}
    cursor = ok(player.get("/v1/realtime/events", query=query))["nextCursor"]
    game.lead("start")
    read = ok(player.get("/v1/realtime/events", query={**query, "after": cursor}))
    told = [e["type"] for e in read["events"] if e["channel"] == f"live:{game.code}"]
    assert told == ["live:started", "live:question"]
