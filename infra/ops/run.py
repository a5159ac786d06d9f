"""Operates the deployed services: revisions, traffic, draining, tasks and relay instances.

``python -m infra.ops.run COMMAND`` with ``OPS_PROJECT`` and ``OPS_REGION``; the commands
are printed by ``--help``. It signs in as whoever runs it, by
``gcloud auth application-default login``.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from typing import Protocol

from infra.ops.cloud_run import RELAY, CloudRun, OpsError, relay_instances


class Subscriptions(Protocol):
    """The part of ``infra.pubsub.admin.PubSubAdmin`` that is needed here."""

    def list_subscriptions(self, prefix: str = "") -> list[str]:
        """Names of the subscriptions that begin with the prefix."""

    def delete_subscription(self, name: str) -> bool:
        """Delete the subscription; whether there was one."""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m infra.ops.run", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    revisions = commands.add_parser("revisions", help="revisions of a service and their traffic")
    revisions.add_argument("service")
    split = commands.add_parser("split", help="share traffic: split relay NEW=10 OLD=90")
    split.add_argument("service")
    split.add_argument("shares", nargs="+", metavar="REVISION=PERCENT")
    latest = commands.add_parser("latest", help="give traffic to the latest revision again")
    latest.add_argument("services", nargs="*", help="all of them when none is named")
    back = commands.add_parser("rollback", help="give traffic to the revision before")
    back.add_argument("services", nargs="*")
    back.add_argument("--all", action="store_true", help="every service of the project")
    drain = commands.add_parser("drain", help="take all traffic from a revision of the relay")
    drain.add_argument("revision")
    task = commands.add_parser("task", help="run a task, such as migrate, and follow it")
    task.add_argument("task")
    task.add_argument("arguments", nargs="*", help="other arguments for the task's interpreter")
    commands.add_parser("instances", help="relay instances by revision")
    orphans = commands.add_parser("orphans", help="subscriptions of relays that are gone")
    orphans.add_argument("--delete", action="store_true")
    return parser


def _revisions(run: CloudRun, service: str) -> int:
    for revision in run.revisions(service):
        state = "ready" if revision.ready else "not ready"
        print(f"{revision.name}  {revision.created}  {revision.percent:3} %  {state}")
        print(f"    {revision.image}")
    return 0


def _split(run: CloudRun, service: str, written: Sequence[str]) -> int:
    try:
        shares = {name: int(share) for name, _, share in (w.partition("=") for w in written)}
    except ValueError as error:
        raise OpsError("a share is written REVISION=PERCENT") from error
    run.split(service, shares)
    return _revisions(run, service)


def _each(services: Sequence[str], act: Callable[[str], str]) -> int:
    """Act on every service, whatever happens to one; returns 1 if any failed."""
    failed = 0
    for service in services:
        try:
            print(f"{service}: {act(service)}")
        except OpsError as error:
            failed = 1
            print(f"{service}: {error}", file=sys.stderr)
    return failed


def _roll_back(run: CloudRun, services: Sequence[str], *, everything: bool) -> int:
    if everything == bool(services):
        raise OpsError("name services, or say --all")
    chosen = run.services() if everything else services
    return _each(chosen, lambda service: "from {} to {}".format(*run.roll_back(service)))


def _latest(run: CloudRun, services: Sequence[str]) -> int:
    def follow(service: str) -> str:
        run.follow_latest(service)
        return "follows the latest revision"

    return _each(services or run.services(), follow)


def _drain(run: CloudRun, revision: str) -> int:
    shares = run.drain(RELAY, revision)
    print(f"{revision} gets no new streams; its streams end within the hour")
    for name, share in shares.items():
        print(f"{name}: {share} %")
    return 0


def _task(run: CloudRun, task: str, arguments: Sequence[str]) -> int:
    outcome = run.run_task(task, arguments)
    verdict = "succeeded" if outcome.good else "failed"
    print(f"{outcome.execution} {verdict}; its log: {outcome.log}")
    return 0 if outcome.good else 1


def _instances(run: CloudRun, subscriptions: Subscriptions) -> int:
    found = relay_instances(subscriptions.list_subscriptions(f"{RELAY}-"), run.revisions(RELAY))
    for revision, names in sorted(found.items(), reverse=True):
        print(f"{revision or 'of no living revision'}: {len(names)}")
        for name in names:
            print(f"    {name}")
    return 0


def _orphans(run: CloudRun, subscriptions: Subscriptions, *, delete: bool) -> int:
    found = relay_instances(subscriptions.list_subscriptions(f"{RELAY}-"), run.revisions(RELAY))
    for name in found.get("", []):
        if delete:
            subscriptions.delete_subscription(name)
        print(f"{'deleted' if delete else 'orphan'}: {name}")
    return 0


def command(
    arguments: argparse.Namespace, run: CloudRun, subscriptions: Callable[[], Subscriptions]
) -> int:
    """Do one command; returns the exit status. Raises OpsError."""
    acts: dict[str, Callable[[], int]] = {
        "revisions": lambda: _revisions(run, arguments.service),
        "split": lambda: _split(run, arguments.service, arguments.shares),
        "latest": lambda: _latest(run, arguments.services),
        "rollback": lambda: _roll_back(run, arguments.services, everything=arguments.all),
        "drain": lambda: _drain(run, arguments.revision),
        "task": lambda: _task(run, arguments.task, arguments.arguments),
        "instances": lambda: _instances(run, subscriptions()),
        "orphans": lambda: _orphans(run, subscriptions(), delete=arguments.delete),
    }
    return acts[arguments.command]()


def main(argv: Sequence[str] | None = None) -> int:
    """The command line."""
    arguments = _parser().parse_args(argv)
    project, region = os.environ.get("OPS_PROJECT"), os.environ.get("OPS_REGION")
    if not project or not region:
        print("OPS_PROJECT and OPS_REGION say where; see docs/runbooks/deploy.md", file=sys.stderr)
        return 2

    def subscriptions() -> Subscriptions:
        from infra.pubsub.admin import PubSubAdmin

        return PubSubAdmin(project)

    try:
        return command(arguments, CloudRun(project, region), subscriptions)
    except OpsError as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
