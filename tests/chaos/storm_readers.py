"""``python -m tests.chaos.storm_readers``: thousands of readers in a process of their own.

The first line of its input is what they need, as JSON. It says ``opened`` when all streams are
open. The next line holds the heads and rows of the log at the end; its answer, the last line of its
output, is the verdict on all histories.
"""

from __future__ import annotations

import asyncio
import gc
import json
import resource
import sys
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any
from uuid import UUID

import httpx
import uvloop

from tests.chaos.accounts import Account
from tests.chaos.checker import check
from tests.chaos.clients import Fleet
from tests.chaos.history import Logged, Truth
from tests.chaos.surroundings import Surroundings

_LEVEL_SECONDS = 45.0
_AT_ONCE = 200


async def read(order: Mapping[str, Any]) -> None:
    """Open, read until told the truth, and judge."""
    loop = asyncio.get_running_loop()
    accounts = [
        Account(UUID(person), f"{person}@storm", token, "", float("inf"))
        for person, token in order["people"]
    ]
    async with httpx.AsyncClient() as api:
        around = Surroundings(api, order["relays"], [])
        fleet = Fleet(accounts, around, seed=order["seed"], at_once=_AT_ONCE)
        gc.freeze()
        gc.disable()  # histories only grow, and each look at them is a stall
        async with fleet:
            _say("opened")
            truth = _truth(await loop.run_in_executor(None, sys.stdin.readline))
            await fleet.wait_level(truth.heads, _LEVEL_SECONDS)
    verdict = asdict(check(fleet.histories, truth))
    # Latencies are many, and what the readers' machine makes of them is not asked.
    verdict["latencies"] = []
    refusals = [status for history in fleet.histories for status in history.refusals]
    _say(json.dumps({"verdict": verdict, "refusals": refusals}))


def _truth(line: str) -> Truth:
    content = json.loads(line)
    rows = {
        (channel, seq): Logged(event_id, committed_at)
        for channel, seq, event_id, committed_at in content["rows"]
    }
    return Truth(content["heads"], rows)


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - the parent reads it


def main() -> None:
    """Read the order and carry it out."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    uvloop.run(read(json.loads(sys.stdin.readline())))


if __name__ == "__main__":
    main()
