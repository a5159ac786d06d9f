"""The server's clock in the hands of a test."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.support.api import Api


class Frozen:
    """A clock that stands."""

    def __init__(self, api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = api.clock()
        monkeypatch.setattr(api.deps, "clock", self)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, ms: int) -> None:
        self.now += timedelta(milliseconds=ms)
