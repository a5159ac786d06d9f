"""What a live game refuses: to those without a seat, to those sent away, and after its end."""

from __future__ import annotations

import pytest

from tests.areas.live.api.live import Game, make_game
from tests.support.api import Api, Caller, refused


@pytest.fixture
def game(api: Api) -> Game:
    return make_game(api)


def stranger(game: Game) -> Caller:
    """A member of the school who has not joined."""
    return game.api.as_(game.api.member("STUDENT", game.host.tenant))


def sent_away(game: Game) -> Caller:
    player = game.player("Dara")
    kicked = game.as_host.delete(f"{game.path}/participants/{game.ids['Dara']}")
    assert kicked.status_code == 204
    return player


def test_without_a_seat_nothing_is_shown_and_nothing_taken(game: Game) -> None:
    game.player("Dara")
    game.lead("start")
    other = stranger(game)
    for path in ("leaderboard", "results", "rank"):
        refused(other.get(f"{game.path}/{path}"), 403, "not_in_game")
    refused(other.post(f"{game.path}/leave"), 403, "not_in_game")
    answer = {"index": 0, "answer": {"choice": game.option("Kampot")}}
    refused(other.post(f"{game.path}/answer", json=answer), 403, "not_in_game")


def test_who_was_sent_away_sees_nothing_more(game: Game) -> None:
    player = sent_away(game)
    for path in ("leaderboard", "results", "rank"):
        refused(player.get(f"{game.path}/{path}"), 403, "sent_away")
    refused(player.post(f"{game.path}/leave"), 403, "sent_away")


def test_after_the_end_nobody_comes_goes_or_is_kept_out(game: Game) -> None:
    game.player("Dara")
    game.lead("end")
    seat = f"{game.path}/participants/{game.ids['Dara']}"
    refused(game.as_host.delete(seat), 409, "game_over")
    refused(game.as_host.post(f"{seat}/return"), 409, "game_over")
    refused(game.as_host.post(f"{game.path}/lock", json={"locked": True}), 409, "game_over")
    refused(stranger(game).post(f"{game.path}/join", json={}), 409, "game_over")


def test_a_game_without_a_free_code_is_not_made(
    api: Api, game: Game, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every draw gives the code of a game that runs."""
    monkeypatch.setattr("functions.live.games.secrets.randbelow", lambda _: int(game.code))
    question = {"type": "TRUE_FALSE", "text": "Is it so?", "correct": True}
    body = {"title": "Another game", "questions": [question]}
    with api.nothing_written():
        refused(api.as_(game.host).post("/v1/live", json=body), 503, "no_code_free")
