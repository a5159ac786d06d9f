"""A live game from its lobby to its results."""

from __future__ import annotations

from typing import Any

from tests.areas.live.api.live import QUESTIONS, make_game
from tests.support.api import Api, ok, refused


def test_a_whole_game(api: Api) -> None:
    game = make_game(api, "SINGLE", "POLL", "NUMERIC")
    game.player("Dara")
    game.guest("Visitor")
    lobby = game.state()
    assert [player["nickname"] for player in lobby["players"]] == ["Dara", "Visitor"]
    assert (lobby["status"], lobby["phase"], lobby["question"]) == ("LOBBY", None, None)
    assert lobby["joinQr"].startswith("<svg")
    assert lobby["joinUrl"].endswith(game.code)

    started = game.lead("start")
    assert (started["status"], started["phase"], started["index"]) == ("ACTIVE", "question_open", 0)
    ok(game.answer("Dara", {"choice": game.option("Phnom Penh")}))
    ok(game.answer("Visitor", {"choice": game.option("Kampot")}))
    revealed = game.lead("reveal")
    assert revealed["phase"] == "revealed"
    assert revealed["reveal"]["correct"]["choices"] == [game.option("Phnom Penh")]
    assert [bar["count"] for bar in revealed["reveal"]["distribution"]] == [0, 1, 1]
    top = revealed["leaderboard"]["top"]
    assert [place["nickname"] for place in top] == ["Dara", "Visitor"]
    assert 1000 <= top[0]["score"] <= 1500
    assert top[1]["score"] == 0
    me = game.state("Dara")["me"]
    assert (me["correct"], me["points"], me["score"]) == (True, top[0]["score"], top[0]["score"])

    assert game.lead("next")["question"]["type"] == "POLL"
    ok(game.answer("Dara", {"choice": game.option("Tea")}, index=1))
    assert game.lead("reveal")["leaderboard"]["top"][0]["score"] == top[0]["score"]
    game.lead("next")
    ok(game.answer("Visitor", {"number": 731.5}, index=2))
    game.lead("reveal")
    over = game.lead("next")
    assert (over["status"], over["phase"], over["question"]) == ("COMPLETED", None, None)

    results = ok(game.as_host.get(f"{game.path}/results"))
    assert [place["nickname"] for place in results["places"]] == [
        place["nickname"] for place in results["podium"]
    ]
    assert [question["answered"] for question in results["questions"]] == [2, 1, 1]
    assert [question["correctShare"] for question in results["questions"]] == [0.5, None, 1.0]
    mine = ok(game.guest("Visitor").get(f"{game.path}/results"))
    assert [place["nickname"] for place in mine["places"]] == ["Visitor"]
    types = [event.type for event in api.events(game.host.tenant)]
    assert types == [
        "live:started",
        "live:question",
        "live:reveal",
        "live:leaderboard",
        "live:question",
        "live:reveal",
        "live:leaderboard",
        "live:question",
        "live:reveal",
        "live:leaderboard",
        "live:ended",
    ]
    refused(game.as_host.post(f"{game.path}/next"), 409, "game_over")
    assert QUESTIONS


def longest_question() -> dict[str, Any]:
    """As long as the rules allow, in a script of three bytes a letter."""
    options = [{"text": f"{n}{'ក' * 199}", "textKh": "ខ" * 200} for n in range(10)]
    return {
        "type": "SINGLE",
        "text": "គ" * 500,
        "textKh": "ឃ" * 500,
        "options": options,
        "correct": 1,
    }


def test_a_question_too_long_for_an_event_is_read_by_those_who_are_told(api: Api) -> None:
    game = make_game(api, questions=[longest_question()])
    game.player("Dara")
    game.lead("start")

    announced = [e.body for e in api.events(game.host.tenant) if e.type == "live:question"]
    assert [(e["data"]["truncated"], e["data"]["href"]) for e in announced] == [(True, game.path)]
    assert announced[0]["data"]["index"] == 0
    question = game.state("Dara")["question"]
    assert question["text"] == "គ" * 500
    ok(game.answer("Dara", {"choice": question["options"][0]["id"]}))
    assert game.lead("reveal")["reveal"]
