"""Operations do what they say to the services of a project."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator

import pytest
from google.api_core.exceptions import NotFound

from infra.ops.cloud_run import CloudRun, OpsError, Revision, relay_instances
from infra.ops.run import command, main
from tests.terraform.fake_cloud_run import FakeCloudRun, serving


@pytest.fixture
def cloud() -> FakeCloudRun:
    fake = FakeCloudRun()
    fake.add_service("relay", ("relay-1", True), ("relay-2", True), ("relay-3", True))
    fake.add_service("posts-create", ("posts-create-1", True), ("posts-create-2", True))
    return fake


@pytest.fixture
def run(cloud: FakeCloudRun) -> Iterator[CloudRun]:
    with serving(cloud) as channel:
        yield CloudRun("stunity-test-example", "asia-southeast1", channel)


class Subscriptions:
    def __init__(self, *names: str) -> None:
        self.names = list(names)

    def list_subscriptions(self, prefix: str = "") -> list[str]:
        return [name for name in self.names if name.startswith(prefix)]

    def delete_subscription(self, name: str) -> bool:
        self.names.remove(name)
        return True


def _act(run: CloudRun, name: str, *subscriptions: str, **arguments: object) -> int:
    return command(Namespace(command=name, **arguments), run, lambda: Subscriptions(*subscriptions))


def test_revisions_come_newest_first_with_their_traffic(run: CloudRun) -> None:
    revisions = run.revisions("relay")

    assert [(r.name, r.percent) for r in revisions] == [
        ("relay-3", 100),
        ("relay-2", 0),
        ("relay-1", 0),
    ]
    assert revisions[0].image.endswith("2")
    assert revisions[0].created == "2027-01-15 10:00"


def test_traffic_is_split_between_revisions(run: CloudRun, cloud: FakeCloudRun) -> None:
    run.split("relay", {"relay-3": 10, "relay-2": 90})

    assert cloud.traffic("relay") == {"relay-3": 10, "relay-2": 90}


@pytest.mark.parametrize(
    ("shares", "words"),
    [
        ({"relay-3": 50}, "add up to 100"),
        ({"relay-3": 110, "relay-2": -10}, "add up to 100"),
        ({"relay-9": 100}, "no ready revision relay-9"),
    ],
)
def test_a_split_that_makes_no_sense_changes_nothing(
    run: CloudRun, cloud: FakeCloudRun, shares: dict[str, int], words: str
) -> None:
    with pytest.raises(OpsError, match=words):
        run.split("relay", shares)

    assert cloud.traffic("relay") == {"relay-3": 100}


def test_a_split_to_a_broken_revision_is_refused(run: CloudRun, cloud: FakeCloudRun) -> None:
    cloud.add_service("users-me-get", ("good", True), ("broken", False))

    with pytest.raises(OpsError, match="no ready revision broken"):
        run.split("users-me-get", {"broken": 100})


def test_a_rollback_gives_traffic_to_the_revision_before(
    run: CloudRun, cloud: FakeCloudRun
) -> None:
    assert run.roll_back("posts-create") == ("posts-create-2", "posts-create-1")
    assert cloud.traffic("posts-create") == {"posts-create-1": 100}


def test_a_rollback_passes_over_revisions_that_never_worked(
    run: CloudRun, cloud: FakeCloudRun
) -> None:
    cloud.add_service("feed", ("feed-1", True), ("feed-2", False), ("feed-3", True))

    assert run.roll_back("feed") == ("feed-3", "feed-1")


def test_a_first_revision_has_nothing_before_it(run: CloudRun, cloud: FakeCloudRun) -> None:
    cloud.add_service("new", ("new-1", True))

    with pytest.raises(OpsError, match="no ready revision before new-1"):
        run.roll_back("new")


def test_after_a_rollback_the_latest_revision_serves_again(
    run: CloudRun, cloud: FakeCloudRun
) -> None:
    run.roll_back("posts-create")
    run.follow_latest("posts-create")

    assert cloud.traffic("posts-create") == {"posts-create-2": 100}


def test_draining_moves_traffic_to_the_newest_other_revision(
    run: CloudRun, cloud: FakeCloudRun
) -> None:
    assert run.drain("relay", "relay-3") == {"relay-2": 100}
    assert cloud.traffic("relay") == {"relay-2": 100}


def test_draining_keeps_the_proportions_of_the_others(run: CloudRun) -> None:
    run.split("relay", {"relay-1": 20, "relay-2": 20, "relay-3": 60})

    assert run.drain("relay", "relay-3") == {"relay-1": 50, "relay-2": 50}


def test_the_last_revision_cannot_be_drained(run: CloudRun, cloud: FakeCloudRun) -> None:
    cloud.add_service("lonely", ("lonely-1", True))

    with pytest.raises(OpsError, match="only ready revision"):
        run.drain("lonely", "lonely-1")
    with pytest.raises(OpsError, match="has no revision"):
        run.drain("lonely", "lonely-7")


def test_somebody_faster_is_not_overwritten(cloud: FakeCloudRun) -> None:
    stale = cloud.get_service

    def meanwhile(request: object) -> object:
        service = stale(request)
        copy = type(service).deserialize(type(service).serialize(service))
        service.etag = str(int(service.etag) + 1)
        return copy

    cloud.get_service = meanwhile  # type: ignore[method-assign] # somebody else acts in between
    with serving(cloud) as channel, pytest.raises(Exception, match="the service has changed"):
        CloudRun("stunity-test-example", "asia-southeast1", channel).follow_latest("relay")


def test_a_task_is_followed_to_its_end(run: CloudRun) -> None:
    said: list[str] = []

    outcome = run.run_task("migrate", say=said.append, sleep=lambda _: None)

    assert outcome.good
    assert (outcome.execution, outcome.succeeded, outcome.tasks) == ("migrate-abcde", 3, 3)
    assert [line.partition("] ")[2] for line in said] == [
        "0 of 3 done, 1 running",
        "1 of 3 done, 1 running",
        "2 of 3 done, 1 running",
        "3 of 3 done",
    ]
    assert said[1].startswith("[##########....................]")


def test_a_task_that_fails_says_so(run: CloudRun, cloud: FakeCloudRun) -> None:
    cloud.failing_tasks.add("migrate")
    said: list[str] = []

    outcome = run.run_task("migrate", say=said.append, sleep=lambda _: None)

    assert not outcome.good
    assert said[-1].endswith("3 failed")


def test_a_task_takes_other_arguments(run: CloudRun, cloud: FakeCloudRun) -> None:
    run.run_task("migrate", ["-m", "infra.postgres.core.migrate", "current"], sleep=lambda _: None)

    (override,) = cloud.requests[0].overrides.container_overrides
    assert list(override.args) == ["-m", "infra.postgres.core.migrate", "current"]


def test_an_unknown_service_is_an_error(run: CloudRun) -> None:
    with pytest.raises(NotFound):
        run.revisions("nothing")


def test_relay_instances_are_found_by_their_subscriptions() -> None:
    revisions = [
        Revision("relay-00002-abc", "", "", ready=True, percent=100),
        Revision("relay-00001-abc", "", "", ready=False, percent=0),
    ]
    names = [
        "relay-relay-00002-abc-0a1b2c3d",
        "relay-relay-00002-abc-4e5f6a7b",
        "relay-relay-00001-abc-8c9d0e1f",
        "relay-relay-00000-xyz-deadbeef",
    ]

    assert relay_instances(names, revisions) == {
        "relay-00002-abc": names[:2],
        "": names[2:],
    }


def test_orphans_are_listed_and_deleted_on_request(
    run: CloudRun, capsys: pytest.CaptureFixture[str]
) -> None:
    names = ("relay-relay-3-0a1b2c3d", "relay-gone-7-4e5f6a7b", "worker-email")
    subscriptions = Subscriptions(*names)
    for delete in (False, True):
        command(Namespace(command="orphans", delete=delete), run, lambda: subscriptions)

    assert capsys.readouterr().out.splitlines() == [
        "orphan: relay-gone-7-4e5f6a7b",
        "deleted: relay-gone-7-4e5f6a7b",
    ]
    assert subscriptions.names == ["relay-relay-3-0a1b2c3d", "worker-email"]


def test_instances_are_printed_by_revision(
    run: CloudRun, capsys: pytest.CaptureFixture[str]
) -> None:
    _act(run, "instances", "relay-relay-3-0a1b2c3d", "relay-relay-3-4e5f6a7b")

    assert capsys.readouterr().out.splitlines()[0] == "relay-3: 2"


def test_a_rollback_of_everything_goes_on_after_a_service_that_cannot(
    run: CloudRun, cloud: FakeCloudRun, capsys: pytest.CaptureFixture[str]
) -> None:
    cloud.add_service("new", ("new-1", True))

    status = _act(run, "rollback", services=[], all=True)

    printed = capsys.readouterr()
    assert status == 1
    assert printed.out.splitlines() == [
        "posts-create: from posts-create-2 to posts-create-1",
        "relay: from relay-3 to relay-2",
    ]
    assert "new: new has no ready revision before new-1" in printed.err


def test_a_rollback_names_services_or_all_but_never_nothing(run: CloudRun) -> None:
    for services, everything in (([], False), (["relay"], True)):
        with pytest.raises(OpsError, match="name services, or say --all"):
            _act(run, "rollback", services=services, all=everything)


def test_the_command_line_splits_drains_and_returns(
    run: CloudRun, cloud: FakeCloudRun, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _act(run, "split", service="relay", shares=["relay-3=25", "relay-2=75"]) == 0
    assert "relay-3  2027-01-15 10:00   25 %  ready" in capsys.readouterr().out
    assert _act(run, "drain", revision="relay-3") == 0
    assert cloud.traffic("relay") == {"relay-2": 100}
    assert _act(run, "latest", services=["relay"]) == 0
    assert cloud.traffic("relay") == {"relay-3": 100}
    assert _act(run, "revisions", service="relay") == 0
    with pytest.raises(OpsError, match="REVISION=PERCENT"):
        _act(run, "split", service="relay", shares=["relay-3"])


def test_a_task_on_the_command_line_tells_by_its_status(
    run: CloudRun, cloud: FakeCloudRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("infra.ops.cloud_run.POLL_SECONDS", 0.0)

    assert _act(run, "task", task="migrate", arguments=[]) == 0
    cloud.failing_tasks.add("migrate")
    assert _act(run, "task", task="migrate", arguments=[]) == 1


def test_without_a_project_nothing_is_done(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("OPS_PROJECT", raising=False)

    assert main(["instances"]) == 2
    assert "OPS_PROJECT" in capsys.readouterr().err
