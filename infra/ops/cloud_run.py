"""Services, revisions and tasks of one project on Cloud Run, and the instances of its relay."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from google.cloud import run_v2

POLL_SECONDS = 2.0
RELAY = "relay"
WHOLE = 100
_BAR = 30
_BY_REVISION = run_v2.TrafficTargetAllocationType.TRAFFIC_TARGET_ALLOCATION_TYPE_REVISION
_LATEST = run_v2.TrafficTargetAllocationType.TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST
_SUCCEEDED = run_v2.Condition.State.CONDITION_SUCCEEDED

Say = Callable[[str], None]


class OpsError(Exception):
    """What was asked for cannot be done; the message says why."""


@dataclass(frozen=True, slots=True)
class Revision:
    """One revision of a service, and its share of the traffic in percent."""

    name: str
    created: str
    image: str
    ready: bool
    percent: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a task ended."""

    execution: str
    succeeded: int
    failed: int
    tasks: int
    log: str

    @property
    def good(self) -> bool:
        """Whether every part succeeded."""
        return self.failed == 0 and self.succeeded == self.tasks


class CloudRun:
    """One project and region, through Google's own clients."""

    def __init__(self, project: str, region: str, channel: Any = None) -> None:
        self._parent = f"projects/{project}/locations/{region}"
        self._services: Any = _client(run_v2.ServicesClient, channel)
        self._revisions: Any = _client(run_v2.RevisionsClient, channel)
        self._jobs: Any = _client(run_v2.JobsClient, channel)
        self._executions: Any = _client(run_v2.ExecutionsClient, channel)

    def services(self) -> list[str]:
        """Names of all services, sorted."""
        return sorted(_short(s.name) for s in self._services.list_services(parent=self._parent))

    def revisions(self, service: str) -> list[Revision]:
        """Revisions of a service, the newest first."""
        path = self._service_path(service)
        shares = _shares(self._services.get_service(name=path))
        found = sorted(
            self._revisions.list_revisions(parent=path),
            key=lambda revision: revision.create_time.timestamp(),
            reverse=True,
        )
        return [
            Revision(
                name=_short(revision.name),
                created=revision.create_time.strftime("%Y-%m-%d %H:%M"),
                image=revision.containers[0].image if revision.containers else "",
                ready=_is_ready(revision),
                percent=shares.get(_short(revision.name), 0),
            )
            for revision in found
        ]

    def split(self, service: str, shares: Mapping[str, int]) -> None:
        """Give each revision its percentage of the traffic; raises OpsError."""
        if sum(shares.values()) != WHOLE or any(share < 0 for share in shares.values()):
            raise OpsError(f"the shares must add up to 100: {dict(shares)}")
        ready = {revision.name for revision in self.revisions(service) if revision.ready}
        if unknown := sorted(shares.keys() - ready):
            raise OpsError(f"{service} has no ready revision {', '.join(unknown)}")
        self._set_traffic(
            service,
            [
                run_v2.TrafficTarget(type_=_BY_REVISION, revision=name, percent=share)
                for name, share in shares.items()
                if share
            ],
        )

    def follow_latest(self, service: str) -> None:
        """Give all traffic to whatever revision is the latest ready one, from now on."""
        self._set_traffic(service, [run_v2.TrafficTarget(type_=_LATEST, percent=WHOLE)])

    def roll_back(self, service: str) -> tuple[str, str]:
        """Give all traffic to the revision before the serving one; returns both, old and new.

        Raises OpsError, and changes nothing, where no revision before it is ready.
        """
        revisions = self.revisions(service)
        serving = next((at for at, r in enumerate(revisions) if r.percent), None)
        if serving is None:
            raise OpsError(f"{service} serves nobody")
        before = next((r for r in revisions[serving + 1 :] if r.ready), None)
        if before is None:
            raise OpsError(f"{service} has no ready revision before {revisions[serving].name}")
        self.split(service, {before.name: WHOLE})
        return revisions[serving].name, before.name

    def drain(self, service: str, revision: str) -> dict[str, int]:
        """Take all traffic from a revision, in favour of the others; returns the new shares.

        Its open streams go on until they end by themselves, within the hour. Raises OpsError where
        there is no other revision to take the traffic.
        """
        revisions = {r.name: r for r in self.revisions(service)}
        if revision not in revisions:
            raise OpsError(f"{service} has no revision {revision}")
        others = {r.name: r.percent for r in revisions.values() if r.percent and r.name != revision}
        if not others:
            newest = next((r for r in revisions.values() if r.ready and r.name != revision), None)
            if newest is None:
                raise OpsError(f"{revision} is the only ready revision of {service}")
            others = {newest.name: WHOLE}
        shares = _filled_up(others)
        self.split(service, shares)
        return shares

    def run_task(
        self,
        task: str,
        arguments: Sequence[str] = (),
        *,
        say: Say = print,
        sleep: Callable[[float], None] = time.sleep,
    ) -> Outcome:
        """Start a task and follow it to its end with a progress bar."""
        request = run_v2.RunJobRequest(name=f"{self._parent}/jobs/{task}")
        if arguments:
            override = run_v2.RunJobRequest.Overrides.ContainerOverride(args=list(arguments))
            request.overrides = run_v2.RunJobRequest.Overrides(container_overrides=[override])
        started = self._jobs.run_job(request=request)
        name = started.metadata.name
        last = ""
        while True:
            execution = self._executions.get_execution(name=name)
            line = _progress(execution)
            if line != last:
                say(line)
                last = line
            if execution.completion_time:
                return Outcome(
                    execution=_short(execution.name),
                    succeeded=execution.succeeded_count,
                    failed=execution.failed_count + execution.cancelled_count,
                    tasks=execution.task_count,
                    log=execution.log_uri,
                )
            sleep(POLL_SECONDS)

    def _set_traffic(self, service: str, traffic: list[Any]) -> None:
        current = self._services.get_service(name=self._service_path(service))
        # The etag in it makes the update fail if somebody else was faster.
        current.traffic = traffic
        self._services.update_service(service=current).result()

    def _service_path(self, service: str) -> str:
        return f"{self._parent}/services/{service}"


def relay_instances(names: Iterable[str], revisions: Iterable[Revision]) -> dict[str, list[str]]:
    """Subscriptions of relays by revision; those of no living revision are under ``""``.

    Each instance of a relay has one, which carries the revision in its name. Cloud Run itself
    does not list the instances of a service.
    """
    known = {revision.name for revision in revisions if revision.ready}
    found: dict[str, list[str]] = {}
    for name in names:
        revision = name.removeprefix(f"{RELAY}-").rpartition("-")[0]
        found.setdefault(revision if revision in known else "", []).append(name)
    return found


def _client(kind: Any, channel: Any) -> Any:
    if channel is None:
        return kind()
    return kind(transport=kind.get_transport_class("grpc")(channel=channel))


def _short(name: str) -> str:
    return name.rpartition("/")[2]


def _shares(service: Any) -> dict[str, int]:
    shares: dict[str, int] = {}
    for status in service.traffic_statuses:
        revision = _short(status.revision or service.latest_ready_revision)
        shares[revision] = shares.get(revision, 0) + status.percent
    return shares


def _is_ready(revision: Any) -> bool:
    states = {condition.type_: condition.state for condition in revision.conditions}
    return bool(states.get("Ready") == _SUCCEEDED)


def _filled_up(shares: Mapping[str, int]) -> dict[str, int]:
    """The same proportions with a sum of 100; the first takes what rounding leaves."""
    total = sum(shares.values())
    scaled = {name: share * WHOLE // total for name, share in shares.items()}
    first = next(iter(scaled))
    scaled[first] += WHOLE - sum(scaled.values())
    return scaled


def _progress(execution: Any) -> str:
    total = execution.task_count or 1
    done = execution.succeeded_count + execution.failed_count + execution.cancelled_count
    filled = _BAR * done // total
    words = [f"{execution.succeeded_count} of {total} done"]
    if execution.running_count:
        words.append(f"{execution.running_count} running")
    if execution.retried_count:
        words.append(f"{execution.retried_count} repeated")
    if execution.failed_count:
        words.append(f"{execution.failed_count} failed")
    return f"[{'#' * filled}{'.' * (_BAR - filled)}] {', '.join(words)}"
