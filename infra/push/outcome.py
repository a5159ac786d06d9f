"""What a push service said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus

LONGEST_WAIT = 3600
_A_MINUTE = 60


class Outcome(StrEnum):
    """What became of a push."""

    SENT = "SENT"
    GONE = "GONE"
    """There is no such device any more."""
    LATER = "LATER"
    """The service is away or asks for patience."""
    REFUSED = "REFUSED"
    """This push, or this device, is not taken."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An outcome; ``seconds`` is how long to wait where it is LATER."""

    outcome: Outcome
    seconds: int = 0


def answer_of(status: int, headers: Mapping[str, str]) -> Answer:
    """What a status means, of Web Push (RFC 8030) and of FCM alike."""
    if status < HTTPStatus.MULTIPLE_CHOICES:
        return Answer(Outcome.SENT)
    if status in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}:
        return Answer(Outcome.GONE)
    if status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Answer(Outcome.LATER, _seconds(headers.get("Retry-After", "")))
    return Answer(Outcome.REFUSED)


AWAY = Answer(Outcome.LATER, _A_MINUTE)


def _seconds(text: str) -> int:
    """How long to wait; a date, or nothing that can be read, is a minute."""
    return min(max(int(text), 1), LONGEST_WAIT) if text.isascii() and text.isdigit() else _A_MINUTE
