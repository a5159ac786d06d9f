"""Before the reveal, nothing that a player receives depends on the solution."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from shared.realtime.envelope import Envelope
from tests.areas.live.api.live import QUESTIONS, Game, make_game
from tests.support.api import Api, ok

# The same question with another solution, and an answer that is right to one of the two.
TWINS: dict[str, dict[str, Any]] = {
    "SINGLE": {"correct": 0},
    "MULTIPLE": {"correct": [0, 1]},
    "TRUE_FALSE": {"correct": True},
    "TEXT": {"accepted": ["Dollar-in-secret", "Euro-in-secret"]},
    "NUMERIC": {"minimum": 0, "maximum": 0.5},
}
SECRETS = ("Riel-in-secret", "រៀល", "731.25", "731.75", "Since 1865", '"solution"', '"accepted"')
MASKS = (
    (r"[0-9a-f]{8}-[0-9a-f-]{27}", "id"),
    (r'"[0-9a-f]{8}"', '"option"'),
    (r'"20\d\d-[^"]+"', '"time"'),
    (r'"(timeMs|timestamp)": ?\d+', '"when": 0'),
    (r"\b\d{6}\b", "code"),
)


def answer_to(game: Game, kind: str) -> dict[str, Any]:
    options = {option["text"]: option["id"] for option in game.state()["question"]["options"]}
    if kind in {"SINGLE", "POLL"}:
        return {"choice": options["Phnom Penh" if kind == "SINGLE" else "Tea"]}
    if kind == "MULTIPLE":
        return {"choices": [options["2"], options["5"]]}
    if kind == "ORDERING":
        return {"order": [options[text] for text in sorted(options)]}
    plain: dict[str, dict[str, Any]] = {
        "TRUE_FALSE": {"value": False},
        "TEXT": {"text": "riel-in-secret"},
        "NUMERIC": {"number": 731.5},
    }
    return plain[kind]


def traffic(
    api: Api, kind: str, question: dict[str, Any], announced: list[Envelope]
) -> tuple[list[str], Game]:
    """All that players receive from the lobby until just before the reveal, bytes and headers."""
    game = make_game(api, questions=[QUESTIONS["POLL"], question], streakBonus=True)
    game.player("Dara")
    game.guest("Visitor")
    game.lead("start")
    game.lead("reveal")
    game.lead("next")
    received = []

    def look(name: str) -> None:
        for path in ("", "/leaderboard", "/rank", "/results"):
            answer = game.seats[name].get(f"{game.path}{path}")
            received.append(f"{answer.status} {answer.get_data(as_text=True)}")

    for name in ("Dara", "Visitor"):
        look(name)
        for _ in range(2):
            answer = game.answer(name, answer_to(game, kind), index=1)
            received.append(f"{answer.status} {answer.get_data(as_text=True)}")
        look(name)
    received += [
        json.dumps(event.body, ensure_ascii=False) for event in api.events(game.host.tenant)
    ]
    received += [event.body() for event in announced]
    announced.clear()
    return received, game


def masked(received: list[str]) -> list[str]:
    """Without ids, times and codes, which differ from game to game."""
    texts = []
    for text in received:
        for pattern, name in MASKS:
            text = re.sub(pattern, name, text)  # noqa: PLW2901 - one mask after the other
        texts.append(re.sub(r'"requestId": "[^"]+"', "", text))
    return texts


@pytest.mark.parametrize("kind", TWINS)
def test_nothing_before_the_reveal_depends_on_the_solution(
    api: Api, announced: list[Envelope], kind: str
) -> None:
    here, game = traffic(api, kind, QUESTIONS[kind], announced)
    twin = {**QUESTIONS[kind], **TWINS[kind]}
    twin.pop("explanation", None)
    there, other = traffic(api, kind, twin, announced)
    assert masked(here) == masked(there)
    # The two games do differ: the reveal tells.
    assert game.lead("reveal")["reveal"] != other.lead("reveal")["reveal"]
    scores = [game.state("Dara")["me"]["score"], other.state("Dara")["me"]["score"]]
    assert scores[0] != scores[1]


@pytest.mark.parametrize("kind", QUESTIONS)
def test_no_byte_of_a_solution_is_sent_before_the_reveal(
    api: Api, announced: list[Envelope], kind: str
) -> None:
    received, game = traffic(api, kind, QUESTIONS[kind], announced)
    for text in received:
        assert not [secret for secret in SECRETS if secret in text]
        for body in re.findall(r'"(?:correct|explanation|reveal)": ?([^,}]+)', text):
            assert body in {"null", "{"} or "POLL" in text or "live:reveal" in text, text
    game.lead("reveal")
    (told,) = [e for e in api.events(game.host.tenant, "live:reveal") if e.data["index"] == 1]
    assert told.data["correct"]


def test_the_order_to_find_is_not_the_order_that_is_shown(api: Api) -> None:
    """New ids in each game, so the order that follows from them says nothing."""
    texts = [option["text"] for option in QUESTIONS["ORDERING"]["options"]]
    shown = set()
    for _ in range(6):
        game = make_game(api, "ORDERING")
        game.player("Dara")
        game.lead("start")
        seen = game.state("Dara")["question"]["options"]
        assert [o["text"] for o in seen] == [o["text"] for o in game.state()["question"]["options"]]
        shown.add(tuple(option["text"] for option in seen))
    assert len(shown) > 1
    assert all(sorted(order) == sorted(texts) for order in shown)
    authored = [
        {**o, "id": name} for o, name in zip(QUESTIONS["ORDERING"]["options"], "abcde", strict=True)
    ]
    game = make_game(api, questions=[{**QUESTIONS["ORDERING"], "options": authored}])
    assert not {option["id"] for option in game.lead("start")["question"]["options"]} & set("abcde")
    assert ok(game.as_host.get(game.path))["role"] == "host"
