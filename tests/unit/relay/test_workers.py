"""The parent of workers, with workers that cannot live."""

from __future__ import annotations

import asyncio
import sys

import pytest

from shared.telemetry.signals import Signal
from sse_relay.operations import workers
from sse_relay.operations.workers import Workers
from tests.support.relay import make_settings


def test_an_instance_whose_workers_cannot_live_ends_with_an_error(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    monkeypatch.setattr(workers, "_FIRST_PAUSE_SECONDS", 0.001)

    assert asyncio.run(Workers(make_settings(relay_workers=2)).run()) == 1

    ended = [
        record for record in caplog.records if record.message == Signal.RELAY_PROCESS_ENDED.text
    ]
    assert 5 <= len(ended) <= 9


def test_a_stop_before_anything_started_ends_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/cat")

    async def stopped() -> int:
        parent = Workers(make_settings(relay_workers=2))
        parent.stop()
        return await parent.run()

    assert asyncio.run(stopped()) == 0
