"""Requests that meet a transaction which is still open, in an order that a test says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from sqlalchemy import Connection, text

from tests.support.api import Api, coming_back

T = TypeVar("T")


def behind(
    api: Api,
    change: Callable[[Connection], object],
    calls: Sequence[Callable[[], T]],
    *,
    then: Callable[[Connection], object] = lambda _: None,
) -> list[T]:
    """Make a change, run the calls, and commit the change once each of them waits or is over.

    ``then``: what else is done before that commit, when they wait already.
    """
    with ThreadPoolExecutor(len(calls)) as pool:
        with api.scene() as connection:
            change(connection)
            answers = [pool.submit(coming_back, call) for call in calls]
            while waiting(api) < sum(not answer.done() for answer in answers):
                pass
            then(connection)
        return [answer.result() for answer in answers]


def looking_first(api: Api, table: str, calls: Sequence[Callable[[], T]]) -> list[T]:
    """Run the calls at once: each looks as far as it may before the first writes to the table.

    Whatever counts without a lock counts the same for all of them.
    """
    keeping = text(f"LOCK TABLE app.{table} IN SHARE MODE")
    return behind(api, lambda scene: scene.execute(keeping), calls)


def waiting(api: Api) -> int:
    """How many statements wait for a lock."""
    (row,) = api.rows(
        "SELECT count(*) AS n, pg_sleep(0.01) FROM pg_stat_activity"
        " WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    return int(row.n)
