"""Answers of expensive questions in Redis, for a quarter of an hour.

What is shown of one is looked at again with the eyes of who asks. Methods raise RedisUnavailable;
each is one command.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from infra.redis.client import RedisClient

KEPT_MS = 15 * 60 * 1000


class QueryCopies:
    """What was answered to one question of a school's, named and asked by somebody."""

    def __init__(self, client: RedisClient, name: str, *asked_by: object) -> None:
        self._client = client
        self._key = ":".join(("cache:query", name, *map(str, asked_by)))

    def get(self) -> Sequence[Sequence[Any]] | None:
        """The rows of the answer, or None where there is none any more."""
        found = self._client.execute("GET", self._key)
        rows: Sequence[Sequence[Any]] | None = None if found is None else json.loads(found)
        return rows

    def keep(self, rows: Sequence[Sequence[Any]]) -> None:
        """Let this be the answer."""
        text = json.dumps(rows, default=str)
        self._client.execute("SET", self._key, text, "PX", KEPT_MS)

    def forget(self) -> None:
        """Have the question asked anew."""
        self._client.execute("DEL", self._key)
