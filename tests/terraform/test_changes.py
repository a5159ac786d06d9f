"""Every change of a deployment passes, and nothing that serves goes before its successor serves.

Each row is applied by the real Terraform to a cloud that refuses like the real one. Then each step
is looked at as if it had come as early as Terraform's graph allows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.terraform.conftest import DIGEST, PLATFORM_VARIABLES
from tests.terraform.deployment import PLACE, Deployment
from tests.terraform.fake_cloud import FakeCloud
from tests.terraform.fake_providers import serving
from tests.terraform.service import Variables
from tests.terraform.terraform import PlanFailed, Terraform

pytestmark = pytest.mark.deploy

MANIFEST = PLATFORM_VARIABLES["manifest"]
_ROUTES = ("live_answer", "meta_info", "posts_feed", "posts_get")


def _named(kind: str, *names: str) -> list[dict[str, Any]]:
    return [dict(entry) for entry in MANIFEST[kind] if entry["name"] in names]


SMALL: Mapping[str, Any] = {
    "events": MANIFEST["events"],
    "jobs": _named("jobs", "job_outbox_flush", "job_token_cleanup"),
    "routes": _named("routes", *_ROUTES),
    "workers": _named("workers", "worker_activity", "worker_email"),
}
BASE: Variables = {**PLATFORM_VARIABLES, "granularity": "area", "manifest": SMALL}
SEARCH = {"machine": {"image": f"typesense/typesense{DIGEST}"}}

# What a release may bring: an area and its only route go, a route gets another name, others come.
_RENAMED = [{**route, "deployedName": "feed-of-posts"} for route in _named("routes", "posts_feed")]
RELEASE = {
    "events": [*SMALL["events"], {"type": "thing:made"}],
    "jobs": [*_named("jobs", "job_outbox_flush", "job_counter_reconcile")],
    "routes": [*_named("routes", "meta_info", "posts_get", "boards_list", "auth_login"), *_RENAMED],
    "workers": [
        {**_named("workers", "worker_activity")[0], "subscribes": ["thing:made"]},
        *_named("workers", "worker_email", "worker_notifications"),
    ],
}

# Each chain begins with BASE and, where it can, returns to it.
CHAINS: Mapping[str, list[Mapping[str, Any]]] = {
    "a route alone, and granularities": [
        {"alone": ["posts_feed", "live_answer"]},
        {"granularity": "image"},
        {"granularity": "route"},
        {},
    ],
    "a release with other routes, workers, jobs and events": [
        {"manifest": RELEASE, "alone": ["posts_feed"]},
        {},
    ],
    "images, bundle, scaling, mail, domains and the connector's range": [
        {
            "bundle_path": "../../manifest/jobs.json",
            "connector": {"range": "10.9.0.0/28", "max_instances": 4},
            "domains": ["stunity.example", "school.example"],
            "images": dict.fromkeys(BASE["images"], f"new{DIGEST}"),
            "mail": False,
            "relay": {"max_instances": 9, "min_instances": 2},
            "scaling": {**BASE["scaling"], "kinds": {"api": {"cpu": "2", "minimum": 1}}},
        },
        {},
    ],
    "Redis and uploads elsewhere, and keys of one's own": [
        {
            "kms_key_name": "projects/p/locations/l/keyRings/r/cryptoKeys/k",
            "redis": None,
            "storage": {"backend": "r2", "cloudflare": {"account_id": "0" * 32}},
        },
        {},
    ],
    "a search server, then a cluster": [
        {"typesense": SEARCH},
        {"typesense": SEARCH, "deletion_protection": False},
        {"typesense": {"cloud": {"host": "search.example"}}},
        {},
    ],
    "a pooler and a standby, then a database elsewhere": [
        {
            "postgres": {"pooler": {}, "tier": "db-perf-optimized-N-2", "highly_available": True},
            "redis": {"primary_region": "eu-west-1"},
        },
        {"deletion_protection": False},
        {"deletion_protection": False, "postgres": None},
        {"postgres": {"generation": 2}},  # the first one's name is taken for a week
    ],
}


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """A first deployment, as nobody has changed it yet."""
    with _new_project(tmp_path_factory.mktemp("base")) as deployment:
        deployment.change(BASE)
        yield deployment


@pytest.fixture
def deployment(base: Deployment, tmp_path: Path) -> Iterator[Deployment]:
    """The same in a cloud of its own."""
    with base.copied(tmp_path / "terraform") as copy:
        yield copy


def test_a_first_deployment_serves_and_stays_as_it_is(deployment: Deployment) -> None:
    assert deployment.is_settled()
    assert len(deployment.cloud.objects) > 150


@pytest.mark.parametrize("name", CHAINS)
def test_a_chain_of_changes_passes_without_a_gap(deployment: Deployment, name: str) -> None:
    for changed in CHAINS[name]:
        change = deployment.change({**BASE, **changed})

        assert change.steps, changed
        assert change.gaps() == [], changed
        assert deployment.cloud.refusals == [], changed
    assert deployment.is_settled()


def test_everything_can_be_deleted(deployment: Deployment) -> None:
    deployment.change({**BASE, "deletion_protection": False})

    deployment.destroy()

    kinds = {kind for kind, _ in deployment.cloud.objects}
    assert kinds <= {"google_project_service", "google_sql_database", "google_sql_user"}


# What is refused, and in which words.


def test_what_holds_data_is_protected(deployment: Deployment) -> None:
    with pytest.raises(PlanFailed, match="deletion_protection of google_sql_database_instance"):
        deployment.change({**BASE, "postgres": None})


def test_uploads_are_not_deleted_with_their_bucket(deployment: Deployment) -> None:
    bucket = f"{BASE['project_id']}-uploads"
    deployment.cloud.filled_buckets.add(bucket)
    r2 = {"backend": "r2", "cloudflare": {"account_id": "0" * 32}}

    with pytest.raises(PlanFailed, match=f"the bucket {bucket} is not empty"):
        deployment.change({**BASE, "storage": r2})

    assert ("google_storage_bucket", bucket) in deployment.cloud.objects


def test_an_environment_stays_in_its_region(deployment: Deployment) -> None:
    with pytest.raises(PlanFailed) as refused:
        deployment.change({**BASE, "region": "europe-west1"})

    words = re.sub(r"\s+", " ", str(refused.value))
    assert "This environment lives in asia-southeast1 and cannot move to europe-west1" in words
    assert deployment.cloud.steps == []


def test_what_somebody_deleted_by_hand_is_made_again(deployment: Deployment) -> None:
    binding = next(iter(deployment.cloud.of("google_cloud_run_v2_service_iam_member")))
    del deployment.cloud.objects["google_cloud_run_v2_service_iam_member", binding]

    change = deployment.change(BASE)

    assert [(step.action, step.id) for step in change.steps] == [("create", binding)]


def test_what_exists_can_be_taken_over(deployment: Deployment) -> None:
    address = "module.gateway.google_compute_global_address.gateway"
    (id_,) = (key for key in deployment.cloud.of("google_compute_global_address") if "gate" in key)
    run = deployment.terraform.run
    run(PLACE, "state", "rm", address)

    run(PLACE, "import", "-input=false", "-var-file=values.json", address, id_)

    assert deployment.change(BASE).steps == ()


# The first deployment, in the order of docs/runbooks/deploy.md.


@contextmanager
def _new_project(directory: Path) -> Iterator[Deployment]:
    """A project in which nothing is enabled."""
    cloud = FakeCloud(enabled=set())
    with serving(cloud) as environment:
        terraform = Terraform.of_the_tree(directory / "terraform", environment)
        terraform.prepare(PLACE)
        yield Deployment(terraform, cloud)


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Deployment]:
    """A project in which nothing is enabled."""
    with _new_project(tmp_path) as deployment:
        yield deployment


def test_the_runbook_leads_from_an_empty_project_to_a_deployment(empty: Deployment) -> None:
    empty.cloud.secrets_filled = False
    empty.change(BASE, "-target=google_project_service.api")
    empty.change(BASE, "-target=module.secrets")
    empty.cloud.secrets_filled = True

    empty.change(BASE)

    assert empty.cloud.refusals == []


def test_nothing_is_tried_before_its_service_is_enabled(empty: Deployment) -> None:
    empty.cloud.can_enable = False

    with pytest.raises(PlanFailed, match="cannot be enabled here"):
        empty.change(BASE)

    assert [words for words in empty.cloud.refusals if "is not enabled" in words] == []


# Faults that these tests have shown, put back one by one.

_FIRST = "\n  lifecycle {\n    create_before_destroy = true\n  }\n"
FAULTS: Mapping[str, tuple[str, str, str, Mapping[str, Any], str]] = {
    "a backend is deleted while the URL map names it": (
        "gateway/backends.tf", _FIRST, "", {"granularity": "route"}, "area-social is "
    ),
    "nobody may call a function while the URL map leads to it": (
        "functions/iam.tf", _FIRST, "", {"granularity": "route"}, "may not call"
    ),
    "an image takes the name of a function": (
        "functions/main.tf", '"-run" : ""', '"" : ""', {"granularity": "image"}, "already exists"
    ),
    "a connector takes the name of the one before": (
        "network/connector.tf", "${substr(sha256(var.connector.range), 0, 8)}", "vpc",
        {"connector": {"range": "10.9.0.0/28"}}, "already exists",
    ),
    "secrets that nothing reads are deleted": (
        "platform/identities.tf", ', "upstash-redis-rest-token"]', "]", {"redis": None},
        "deletion_protection of google_secret_manager_secret",
    ),
    "a key makes another repository of images": (
        "platform/stores.tf", "ignore_changes = [kms_key_name]", "ignore_changes = []",
        {"kms_key_name": "projects/p/locations/l/keyRings/r/cryptoKeys/k"}, "already exists",
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_put_back_is_found(base: Deployment, tmp_path: Path, fault: str) -> None:
    file, written, instead, changed, found = FAULTS[fault]
    # Terraform remembers with a resource whether it is made anew before it is deleted.
    since_the_beginning = written == _FIRST
    new, copy = _new_project(tmp_path), base.copied(tmp_path / "terraform")
    with new if since_the_beginning else copy as deployment:
        path = deployment.terraform.path(f"modules/{file}")
        text = path.read_text(encoding="utf-8")
        assert written in text
        path.write_text(text.replace(written, instead), encoding="utf-8")
        try:
            if since_the_beginning or file == "network/connector.tf":
                deployment.change(BASE)
            words = deployment.change({**BASE, **changed}).gaps()
        except PlanFailed as failed:
            words = [str(failed)]

    assert any(found in text for text in words)
