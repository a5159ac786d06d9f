"""What this process puts on the bus, without a bus."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest

from infra.announcer import Announcer
from infra.postgres.core.event_log import Message


class Published:
    """Messages in the order of their sending, as bodies with attributes."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.messages: list[tuple[dict[str, Any], dict[str, str]]] = []

        def publish(_: Announcer, messages: Sequence[Message], deadline: float) -> list[bool]:
            assert deadline > 0
            self.messages += [(json.loads(data), attributes) for data, attributes in messages]
            return [True] * len(messages)

        # A property: it stands before what an announcer has cached, and holds for the next one too.
        monkeypatch.setattr(Announcer, "_publisher", property(lambda _: object()))
        monkeypatch.setattr(Announcer, "_publish", publish)

    def of(self, type_: str) -> tuple[dict[str, Any], dict[str, str]]:
        """Body and attributes of the first message of a type."""
        return next(message for message in self.messages if message[1]["type"] == type_)
