"""What alerts match on is what the product says: each code comes from a failure that is real here.

Terraform counts lines of the log by their codes. A code that nothing writes is an alert that never
comes, so every filter is tried on the line of its own failure.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from infra.build.logs_page import counted
from infra.local.process import PROJECT_ROOT
from infra.pubsub.publisher import OutgoingMessage
from infra.pubsub.subscriber import RelaySubscription
from shared.http.route import Route
from shared.realtime.channels import Channel
from shared.telemetry.signals import Signal
from sse_relay.app import _keep_running
from sse_relay.log.bus import Bus
from sse_relay.log.sweeper import Sweeper
from sse_relay.operations.workers import Workers
from tests.guards.routes import ROUTES
from tests.support.api import Api, ok
from tests.support.bus import Published
from tests.support.logging_filter import matches
from tests.support.logs import entries, heard, logged
from tests.support.relay import World, make_claims, make_settings

METRICS = counted(PROJECT_ROOT)
CODES = sorted({code for metric in METRICS for code in metric.codes})
CLOSED = "127.0.0.1:1"  # nobody listens there
Failure = Callable[[Api, pytest.MonkeyPatch], None]


def get(api: Api) -> int:
    return api.as_(api.member()).get("/v1/users/me").status_code


def like(api: Api) -> None:
    member = api.member("TEACHER")
    post = ok(api.as_(member).post("/v1/posts", json={"content": "hello"}), 201)
    ok(api.as_(member).post(f"/v1/posts/{post['id']}/like"))


def http_request(api: Api, _: pytest.MonkeyPatch) -> None:
    assert get(api) == 200


def redis_unavailable(api: Api, _: pytest.MonkeyPatch) -> None:
    redis = {"UPSTASH_REDIS_REST_URL": f"http://{CLOSED}", "UPSTASH_REDIS_REST_TOKEN": "t"}
    with api.environment(**redis):
        assert get(api) == 200


def postgres_unavailable(api: Api, _: pytest.MonkeyPatch) -> None:
    caller = api.as_(api.member())
    with api.environment(DATABASE_URL=f"postgresql://nobody:x@{CLOSED}/none"):
        assert caller.get("/v1/users/me").status_code == 503


def publish_failed(api: Api, patch: pytest.MonkeyPatch) -> None:
    patch.setenv("PUBSUB_EMULATOR_HOST", CLOSED)
    with api.environment(PUBSUB_PROJECT="none"):
        like(api)


def publish_refused(api: Api, patch: pytest.MonkeyPatch) -> None:
    patch.setenv("PUBSUB_EMULATOR_HOST", CLOSED)
    with api.environment(PUBSUB_PROJECT="none"):
        publisher = api.deps.announcer._publisher
        assert publisher is not None
        # Data that is no bytes: a message of ours is at fault.
        broken: Any = "text"
        assert publisher.publish([OutgoingMessage(broken, {"type": "x:y"})]) == [False]


def worker_message(api: Api, _: pytest.MonkeyPatch) -> None:
    member = api.member("TEACHER")
    ok(api.as_(member).post("/v1/posts", json={"content": "hello"}), 201)
    assert api.deliver("worker_activity", member.tenant, "post:created")


def job_run(api: Api, _: pytest.MonkeyPatch) -> None:
    api.run_job("job_live_session_reaper")


def outbox_swept(api: Api, patch: pytest.MonkeyPatch) -> None:
    Published(patch)
    api.run_job("job_outbox_flush")


def relay_log_unreadable(_: Api, __: pytest.MonkeyPatch) -> None:
    world = World()
    world.log.available = False
    task = world.loop.create_task(world.relay.feed.tracker.run())
    world.pass_time(1)
    task.cancel()
    world.pass_time(0)
    world.close()


def relay_gap_unfilled(_: Api, __: pytest.MonkeyPatch) -> None:
    world, claims = World(), make_claims()
    world.log.admit(claims)
    world.connect(claims)
    channel = f"tenant:{claims.tenant_id}"
    world.log.append(claims.tenant_id, channel)
    second = world.log.append(claims.tenant_id, channel)
    world.log.available = False
    world.deliver(second)
    world.pass_time(1)
    assert Channel.parse(channel).id_in(claims.tenant_id) in world.relay.feed.hub.channels
    world.close()


def relay_not_subscribed(_: Api, patch: pytest.MonkeyPatch) -> None:
    async def refuse(_: RelaySubscription) -> None:
        raise PermissionError("no credentials")

    patch.setattr(RelaySubscription, "start", refuse)

    async def begin() -> None:
        bus = Bus(make_settings(pubsub_project="none"), "test")
        bus.start(lambda *_: None)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        await bus.stop()

    asyncio.run(begin())


def relay_bus_lost(_: Api, patch: pytest.MonkeyPatch) -> None:
    patch.setenv("PUBSUB_EMULATOR_HOST", CLOSED)

    async def subscribe() -> None:
        subscription = RelaySubscription("none", "events", "relay-test", lambda *_: None)
        async with heard(Signal.RELAY_BUS_LOST):
            await subscription.start()
        await subscription.stop(delete=False)

    asyncio.run(subscribe())


def relay_sweeper_lost(_: Api, __: pytest.MonkeyPatch) -> None:
    async def sweep() -> None:
        sweeper = Sweeper(f"postgresql://nobody@{CLOSED}/none", lambda: None)  # type: ignore[arg-type, return-value] # it gets no further
        async with heard(Signal.RELAY_SWEEPER_LOST):
            task = asyncio.create_task(sweeper.run())
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    asyncio.run(sweep())


def relay_turn_failed(_: Api, patch: pytest.MonkeyPatch) -> None:
    world, claims = World(), make_claims()
    world.log.admit(claims)
    world.connect(claims)
    failures, flush = [OSError("not foreseen")], world.relay.feed.hub.flush

    def fail_once(now: float) -> None:
        if failures:
            raise failures.pop()
        flush(now)

    patch.setattr(world.relay.feed.hub, "flush", fail_once)
    world.publish(claims.tenant_id, f"tenant:{claims.tenant_id}")
    world.close()


def relay_work_restarted(_: Api, __: pytest.MonkeyPatch) -> None:
    async def fail() -> None:
        raise RuntimeError("not foreseen")

    async def run() -> None:
        async with heard(Signal.RELAY_WORK_RESTARTED):
            task = asyncio.create_task(_keep_running(fail))
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    asyncio.run(run())


def relay_process_ended(_: Api, patch: pytest.MonkeyPatch) -> None:
    patch.setattr("sys.executable", "/bin/false")
    patch.setattr("sse_relay.operations.workers._FIRST_PAUSE_SECONDS", 0.001)
    assert asyncio.run(Workers(make_settings(relay_workers=1)).run()) == 1


FAILURES: dict[Signal, Failure] = {
    Signal.HTTP_REQUEST: http_request,
    Signal.REDIS_UNAVAILABLE: redis_unavailable,
    Signal.POSTGRES_UNAVAILABLE: postgres_unavailable,
    Signal.PUBSUB_PUBLISH_FAILED: publish_failed,
    Signal.PUBSUB_PUBLISH_REFUSED: publish_refused,
    Signal.WORKER_MESSAGE: worker_message,
    Signal.JOB_RUN: job_run,
    Signal.OUTBOX_SWEPT: outbox_swept,
    Signal.RELAY_LOG_UNREADABLE: relay_log_unreadable,
    Signal.RELAY_GAP_UNFILLED: relay_gap_unfilled,
    Signal.RELAY_NOT_SUBSCRIBED: relay_not_subscribed,
    Signal.RELAY_BUS_LOST: relay_bus_lost,
    Signal.RELAY_SWEEPER_LOST: relay_sweeper_lost,
    Signal.RELAY_TURN_FAILED: relay_turn_failed,
    Signal.RELAY_WORK_RESTARTED: relay_work_restarted,
    Signal.RELAY_PROCESS_ENDED: relay_process_ended,
}


def filters() -> dict[str, str]:
    """The filter of each metric, without Terraform's spelling."""
    source = (PROJECT_ROOT / "terraform/modules/observability/metrics.tf").read_text("utf-8")
    spelled = re.findall(
        r'^    (\w+) = \{\n +description[^\n]+\n +filter +=\s+"(.*)"$', source, re.MULTILINE
    )
    return {
        name: text.replace('\\"', '"').replace(
            "${local._run}", 'resource.type="cloud_run_revision"'
        )
        for name, text in spelled
    }


def as_google_has_it(line: dict[str, Any]) -> dict[str, Any]:
    """A line of ours as the entry that Cloud Logging makes of it."""
    return {"resource": {"type": "cloud_run_revision"}, "jsonPayload": line}


@pytest.mark.every_school
@pytest.mark.parametrize("code", CODES)
def test_what_an_alert_matches_is_written_by_its_failure(
    api: Api, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    signal = next(signal for signal in Signal if signal.code == code)
    with logged() as lines:
        FAILURES[signal](api, monkeypatch)
    written = [as_google_has_it(entry) for entry in entries(lines, signal)]
    assert written, f"nothing writes {code}"

    for metric in METRICS:
        if code not in metric.codes:
            continue
        query = filters()[metric.name]
        failed = "jsonPayload.status>=500" in query
        tried = [
            {**entry, "jsonPayload": {**entry["jsonPayload"], "status": 500}} if failed else entry
            for entry in written
        ]
        assert any(matches(query, entry) for entry in tried), (query, written)
        assert not matches(query, as_google_has_it({"event": "another.code", "status": 500}))


def test_a_failed_request_and_a_failed_call_have_their_status_in_the_line(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    with logged() as lines:
        postgres_unavailable(api, monkeypatch)
        with api.environment(DATABASE_URL=f"postgresql://nobody:x@{CLOSED}/none"):
            body = {"type": "x:y", "id": str(api.deps.clock().timestamp())}
            api.push("worker_activity", body)
            event: dict[str, Any] = {
                "id": "019a0000-0000-7000-8000-000000000001",
                "type": "post:created",
                "tenantId": "019a0000-0000-7000-8000-000000000002",
                "channel": "tenant:019a0000-0000-7000-8000-000000000002",
                "actorId": None,
                "data": {},
                "timestamp": 1765432100000,
            }
            assert api.push("worker_activity", event).status_code == 503
    requests = [as_google_has_it(e) for e in entries(lines, Signal.HTTP_REQUEST)]
    calls = [as_google_has_it(e) for e in entries(lines, Signal.WORKER_MESSAGE)]

    assert [matches(filters()["request_errors"], entry) for entry in requests] == [True]
    assert [matches(filters()["service_failures"], entry) for entry in calls] == [False, True]


def test_every_metric_is_understood_and_every_alert_looks_at_one() -> None:
    assert filters().keys() == {metric.name for metric in METRICS}
    known = {signal.code for signal in Signal}
    source = (PROJECT_ROOT / "terraform/modules/observability/alerts.tf").read_text("utf-8")
    looked_at = set(re.findall(r"\{local\._logged\}/(\w+)", source))

    assert len(METRICS) >= 10
    assert looked_at <= filters().keys()
    for metric in METRICS:
        assert metric.codes, metric
        assert set(metric.codes) <= known, metric
        # An alert or an objective asks for it, or it is counted in vain.
        assert metric.alerts, metric


def test_the_relays_own_metrics_are_those_that_alerts_ask_for() -> None:
    source = (PROJECT_ROOT / "terraform/modules/observability/alerts.tf").read_text("utf-8")
    asked = set(re.findall(r"stunity_relay_\w+", source))
    world, claims = World(), make_claims()
    world.log.admit(claims)
    world.connect(claims)
    _, body, _ = world.relay.metrics.answer()
    world.close()

    assert len(asked) >= 4
    exposed = set(re.findall(rb"^(stunity_relay_\w+)", body, re.MULTILINE))
    assert asked <= {name.decode() for name in exposed}


def test_the_manifest_says_which_routes_are_excluded_from_request_logs() -> None:
    written = json.loads((PROJECT_ROOT / "terraform/manifest/routes.json").read_text("utf-8"))
    declared: dict[str, Route] = {route.name: route for route in ROUTES}

    assert {r["name"]: r["hidesCaller"] for r in written["routes"]} == {
        name: route.hides_caller for name, route in declared.items()
    }
