"""Writes docs/cost.md: what a request causes, measured, and what a month costs, calculated.

``python -m infra.ops.cost`` starts the local stack in a directory of its own and counts
statements, Redis commands and Pub/Sub messages of each kind of request. The prices and habits below
are variables: change them, run it again, and the page follows.
"""

from __future__ import annotations

import math
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from infra.local.process import PROJECT_ROOT
from infra.local.stack import LocalStack, StackOptions
from infra.local.supervisor import Supervisor

PAGE = PROJECT_ROOT / "docs" / "cost.md"
PASSWORD = "stunity-demo"  # noqa: S105 - of the demo school, printed by `make run`

AS_OF = "November 2025"
PRICES: Mapping[str, tuple[float, str]] = {
    "request": (0.40e-6, "a request to Cloud Run"),
    "request cpu": (33.6e-6, "a core for a second while it handles requests"),
    "request memory": (3.5e-6, "a GiB for a second while it handles requests"),
    "always cpu": (25.2e-6, "a core for a second, always on"),
    "always memory": (2.8e-6, "a GiB for a second, always on"),
    "database core": (41.0, "a core of Cloud SQL for a month"),
    "database memory": (7.0, "a GB of its memory for a month"),
    "database disk": (0.20, "a GB of its disk for a month"),
    "redis command": (2.0e-6, "a command at Upstash"),
    "message GiB": (40 / 1024, "a GiB through Pub/Sub, in or out"),
    "armor request": (0.75e-6, "a request past Cloud Armor"),
    "egress GiB": (0.12, "a GiB to browsers"),
    "fixed": (60.0, "load balancer, Cloud Armor's rules, connector, scheduler, a month"),
}

# What a person does on a school day, and how many days a month has.
ACTIVE_SHARE = 0.5
DAYS = 22
STREAMS_AT_PEAK = 0.1
HABITS: Mapping[str, float] = {
    "sign in": 0.3,
    "renew tokens": 4,
    "read the feed": 12,
    "read a post": 6,
    "write a post": 0.3,
    "comment": 1,
    "like": 4,
    "read notifications": 5,
    # Three beats a minute for the half hour that somebody has the app before them.
    "be seen": 90,
}
REQUEST_SECONDS = 0.08
RESPONSE_KIB = 4.0
MESSAGE_KIB = 1.0
DELIVERIES = 3  # of a message: to two relays and a worker, on average

SIZES: tuple[tuple[int, int, int, bool], ...] = (
    # People, cores of the database, its disk in GB, whether it has a standby.
    (1_000, 1, 20, False),
    (10_000, 2, 50, False),
    (100_000, 4, 200, True),
    (1_000_000, 32, 1500, True),
)
SEEDS = ("free", "$10", "$50", "$200")


@dataclass(slots=True)
class Count:
    """What one request caused."""

    statements: int = 0
    commands: int = 0
    messages: int = 0


@dataclass(slots=True)
class _Meter:
    """Counts what passes through the dependencies of this process."""

    current: Count = field(default_factory=Count)

    def attach(self, deps: Any) -> None:
        from sqlalchemy import event

        def on_statement(*_: Any) -> None:
            self.current.statements += 1

        event.listen(deps.engine, "before_cursor_execute", on_statement)
        publisher = deps.announcer._publisher  # noqa: SLF001 - there is no other place to count
        publisher.publish = self._counting(
            publisher.publish, "messages", lambda arguments: len(arguments[0])
        )
        # A script is one command, whatever it does inside.
        deps.redis.execute = self._counting(deps.redis.execute, "commands", lambda _: 1)

    def _counting(
        self, call: Callable[..., Any], what: str, weigh: Callable[[tuple[Any, ...]], int]
    ) -> Callable[..., Any]:
        def counted(*arguments: Any, **named: Any) -> Any:
            setattr(self.current, what, getattr(self.current, what) + weigh(arguments))
            return call(*arguments, **named)

        return counted


def measure() -> dict[str, Count]:
    """What each kind of request causes, on the local stack."""
    with tempfile.TemporaryDirectory(prefix="stunity-cost-") as directory:
        Path(directory).chmod(0o755)  # Postgres may run as another user, who must pass through
        with _stack(Path(directory)):
            from infra.bootstrap import dependencies
            from infra.local.gateway import build

            meter = _Meter()
            meter.attach(dependencies())
            return _measured(build().test_client(), meter)


@contextmanager
def _stack(directory: Path) -> Iterator[None]:
    options = StackOptions(data_dir=directory, port=0, relay_port=0, durable=False)
    with Supervisor(directory, say=lambda _: None) as supervisor:
        stack = LocalStack(supervisor, options)
        stack.start()
        subprocess.run(
            [sys.executable, "-m", "infra.local.seed"],
            check=True,
            env=stack.env,
            cwd=PROJECT_ROOT,
            stdout=subprocess.DEVNULL,
        )
        os.environ.update({**stack.env, "LOG_LEVEL": "WARNING"})
        yield


def _measured(client: Any, meter: _Meter) -> dict[str, Count]:
    counts: dict[str, Count] = {}

    def ask(kind: str, method: str, path: str, body: Any = None) -> Any:
        meter.current = counts[kind] = Count()
        answer = client.open(path, method=method, json=body, headers=headers)
        if answer.status_code >= 400:  # noqa: PLR2004 - whatever is no success
            raise RuntimeError(f"{kind}: {answer.status_code} {answer.get_data(as_text=True)}")
        return answer.get_json(silent=True)

    headers: dict[str, str] = {}
    identity = {"email": "teacher@demo.school", "password": PASSWORD}
    ask("warm", "POST", "/v1/auth/login", identity)
    tokens = ask("sign in", "POST", "/v1/auth/login", identity)
    headers["Authorization"] = f"Bearer {tokens['accessToken']}"
    post = ask("write a post", "POST", "/v1/posts", {"content": "What does this cost?"})
    place = f"/v1/posts/{post['id']}"
    ask("comment", "POST", f"{place}/comment", {"content": "Little."})
    ask("like", "POST", f"{place}/like")
    ask("read the feed", "GET", "/v1/posts")
    ask("read a post", "GET", place)
    ask("read notifications", "GET", "/v1/notifications")
    ask("warm", "POST", "/v1/users/heartbeat")
    ask("be seen", "POST", "/v1/users/heartbeat")
    ask("renew tokens", "POST", "/v1/auth/refresh", {"refreshToken": tokens["refreshToken"]})
    del counts["warm"]
    return {kind: counts[kind] for kind in HABITS}


def month(
    people: int, cores: int, disk: int, standby: bool, counts: Mapping[str, Count]
) -> dict[str, float]:
    """Dollars of a month by what they are for."""
    price = {name: value for name, (value, _) in PRICES.items()}
    days = people * ACTIVE_SHARE * DAYS
    requests = days * sum(HABITS.values())
    commands = days * sum(HABITS[kind] * count.commands for kind, count in counts.items())
    messages = days * sum(HABITS[kind] * count.messages for kind, count in counts.items())
    relays = max(1, math.ceil(people * STREAMS_AT_PEAK / 900))
    seconds = 30 * 24 * 3600
    # By night one relay is enough; by day as many as the streams need, a third of the time.
    relay_seconds = seconds * (1 + (relays - 1) / 3)
    memory_per_core = 3.75
    database = cores * (price["database core"] + memory_per_core * price["database memory"])
    gib = 1024 * 1024
    return {
        "functions": requests
        * (
            price["request"]
            + REQUEST_SECONDS * (price["request cpu"] + price["request memory"] / 2)
        ),
        # A core and half a GiB, and as much for the collector beside it.
        "relay": 2 * relay_seconds * (price["always cpu"] + price["always memory"] / 2),
        "database": (database + disk * price["database disk"]) * (2 if standby else 1),
        "Redis": commands * price["redis command"],
        "Pub/Sub": messages * (1 + DELIVERIES) * MESSAGE_KIB / gib * price["message GiB"],
        "network": requests * (RESPONSE_KIB / gib * price["egress GiB"] + price["armor request"])
        + price["fixed"],
    }


def _plain(value: float) -> str:
    """A number without an exponent."""
    return f"{value:.8f}".rstrip("0").rstrip(".")


def page(counts: Mapping[str, Count]) -> str:
    """The page as text."""
    months = [month(*size, counts) for size in SIZES]
    kinds = "\n".join(
        f"| {kind} | {c.statements} | {c.commands} | {c.messages} | {HABITS[kind]:g} |"
        for kind, c in counts.items()
    )
    names = " | ".join(f"{people:,} people" for people, *_ in SIZES)
    rows = "\n".join(
        f"| {part} | " + " | ".join(f"${costs[part]:,.0f}" for costs in months) + " |"
        for part in months[0]
    )
    total = " | ".join(f"**${sum(costs.values()):,.0f}**" for costs in months)
    prices = "\n".join(f"| {words} | ${_plain(value)} |" for value, words in PRICES.values())
    return f"""# Cost

Written by `python -m infra.ops.cost`, which measures the first table on the local
stack and calculates the second from it. Prices and habits are variables in
`infra/ops/cost.py`.

## What a request causes

Statements are those of the request's own transaction, commands those of the rate limits, messages
those that leave for Pub/Sub at once. Measured in a warm process, signed in as a teacher of the demo
school.

| Request | SQL statements | Redis commands | Pub/Sub messages | times a day |
|---|---|---|---|---|
{kinds}

## What a month costs

{ACTIVE_SHARE:.0%} of all people are there on each of {DAYS} school days, and
{STREAMS_AT_PEAK:.0%} of all at the busiest moment. A request takes
{REQUEST_SECONDS * 1000:.0f} ms of an instance and answers with {RESPONSE_KIB:g} KiB.

| | {names} |
|---|{"---|" * len(SIZES)}
{rows}
| **together** | {total} |
| the seed documents say | {" | ".join(SEEDS)} |

The seeds count free tiers and leave out the database, the load balancer and the standby. With Neon
or Supabase in the place of Cloud SQL, without a standby, and within Google's free tiers, the first
column comes near theirs; the last cannot. Free tiers are not subtracted above. To be
seen is what a person does most often; the server says how often, and can say less.

## Prices

As known in {AS_OF} for Singapore, rounded, not looked up on the day of writing: compare them
with your bill before relying on them.

| What | Dollars |
|---|---|
{prices}
"""


def main() -> int:
    """Measure and write the page."""
    counts = measure()
    PAGE.write_text(page(counts), encoding="utf-8")
    print(f"wrote {PAGE.relative_to(PROJECT_ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
