"""The questions of a measured game: one of each type that is graded, and what is right."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import Any

_WORDS = ("north", "east", "south", "west")
_OPTIONS = [{"text": word} for word in _WORDS]
WRITTEN: Sequence[Mapping[str, Any]] = (
    {"type": "SINGLE", "text": "Where does the sun rise?", "options": _OPTIONS, "correct": 1},
    {"type": "TRUE_FALSE", "text": "The Mekong flows south.", "correct": True},
    {
        "type": "MULTIPLE",
        "text": "Which two lie on one line with the poles?",
        "options": _OPTIONS,
        "correct": [0, 2],
    },
    {"type": "NUMERIC", "text": "How many minutes are two hours?", "minimum": 120, "maximum": 120},
    {"type": "ORDERING", "text": "Clockwise, from the top", "options": _OPTIONS},
    {"type": "TEXT", "text": "Which city is the capital?", "accepted": ["Phnom Penh"]},
)


def questions(count: int) -> list[Mapping[str, Any]]:
    """So many questions, the types in turn."""
    return [WRITTEN[number % len(WRITTEN)] for number in range(count)]


def choose(shown: Mapping[str, Any], dice: random.Random) -> tuple[dict[str, Any], bool]:
    """An answer to a question as a player sees it, and whether it is right.

    Options are known by their texts alone: their ids are the game's own, and in no order.
    """
    kind, right = shown["type"], dice.random() < 0.6
    ids = {option["text"]: option["id"] for option in shown["options"]}
    if kind == "SINGLE":
        return {"choice": ids["east" if right else dice.choice(("north", "south", "west"))]}, right
    if kind == "TRUE_FALSE":
        return {"value": right}, right
    if kind == "MULTIPLE":
        return {
            "choices": [ids[word] for word in (("south", "north") if right else ("east",))]
        }, right
    if kind == "NUMERIC":
        return {"number": 120 if right else dice.choice((60, 119.5, 240))}, right
    if kind == "ORDERING":
        words = _WORDS if right else ("east", "north", "south", "west")
        return {"order": [ids[word] for word in words]}, right
    return {"text": "phnom  PENH" if right else "Battambang"}, right
