"""What an environment may choose: sizes within the budget, and stores."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import pytest

from tests.terraform.conftest import PLATFORM_VARIABLES, SMALL_VARIABLES, Planner, PlanOf
from tests.terraform.plans.manifest import every_environment, main_of
from tests.terraform.terraform import PlanFailed

pytestmark = pytest.mark.deploy


@every_environment
def test_connections_stay_within_the_budget(plan_of: PlanOf, name: str) -> None:
    plan = plan_of(name)
    (instance,) = plan.of("google_sql_database_instance")
    flags = {f["name"]: f["value"] for f in instance["settings"][0]["database_flags"]}
    budget = int(
        re.search(r"connection_budget\s*=\s*(\d+)", main_of(name))[1]  # type: ignore[index] # it is there
    )
    of_functions = sum(unit["maximum"] * unit["pool"] for unit in plan.outputs["units"].values())

    assert of_functions < plan.outputs["connections"] <= budget
    # A rollout, in which the old and the new revision of a function both hold connections.
    assert budget * 1.25 <= int(flags["max_connections"])


def test_a_plan_beyond_the_budget_is_refused(planner: Planner) -> None:
    with pytest.raises(PlanFailed, match=r"more\s+connections\s+than\s+the\s+budget"):
        planner.plan("modules/platform", {**PLATFORM_VARIABLES, "connection_budget": 100})


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"granularity": "module"}, "route, area or image"),
        ({"domains": ["https://stunity.example"]}, "without a scheme"),
        ({"jwt_public_keys": "key-1:short"}, "43 characters of base64url"),
        ({"cors_origins": ["https://*.stunity.example"]}, "without a star"),
        ({"relay": {"min_instances": 9}}, "more instances at least than at most"),
        ({"typesense": {}}, "a machine or a cloud cluster"),
        ({"embeddings": {"provider": "openai", "url": "http://x"}}, "the https:// URL"),
    ],
)
def test_a_wrong_choice_is_refused_in_plain_words(
    planner: Planner, change: Mapping[str, Any], words: str
) -> None:
    with pytest.raises(PlanFailed) as refused:
        planner.plan("modules/platform", {**SMALL_VARIABLES, **change})

    assert words in re.sub(r"[\s│]+", " ", str(refused.value))


def test_a_worker_of_unknown_events_is_refused(planner: Planner) -> None:
    manifest = json.loads(json.dumps(SMALL_VARIABLES["manifest"]))
    manifest["workers"][0]["subscribes"].append("post:vanished")

    with pytest.raises(PlanFailed, match=r"post:vanished"):
        planner.plan("modules/platform", {**SMALL_VARIABLES, "manifest": manifest})


@pytest.mark.parametrize(
    "change",
    [
        {"postgres": None, "redis": None, "mail": False, "cost": None},
        {"storage": {"backend": "r2", "cloudflare": {"account_id": "0" * 32}}},
        {"typesense": {"cloud": {"host": "search.example"}}},
        {"typesense": {"machine": {"image": "typesense/typesense@sha256:" + "0" * 64}}},
        {"embeddings": {"provider": "huggingface"}},
        {"postgres": {"pooler": {}, "tier": "db-perf-optimized-N-2"}},
        {"kms_key_name": "projects/p/locations/l/keyRings/r/cryptoKeys/k"},
    ],
)
def test_every_choice_of_stores_can_be_planned(planner: Planner, change: Mapping[str, Any]) -> None:
    assert planner.plan("modules/platform", {**SMALL_VARIABLES, **change}).resources


def test_the_relay_holds_streams_as_the_design_says(plan_of: PlanOf) -> None:
    (relay,) = plan_of("prod").of("google_cloud_run_v2_service", "relay")
    (template,) = relay["template"]
    (container,) = [c for c in template["containers"] if c["name"] == "relay"]
    environment = {v["name"]: v.get("value") for v in container["env"]}

    assert template["timeout"] == "3600s"
    assert template["max_instance_request_concurrency"] == 900
    assert environment["RELAY_INSTANCE_STREAMS"] == "900"
    assert template["session_affinity"] is False
    assert container["resources"][0]["cpu_idle"] is False
    assert template["scaling"][0]["min_instance_count"] == 2
    assert environment["RELAY_WORKERS"] == container["resources"][0]["limits"]["cpu"]
    # Whether it hears keeps a new instance waiting, and never ends one that serves.
    assert container["startup_probe"][0]["http_get"][0]["path"] == "/readyz"
    assert container["liveness_probe"][0]["http_get"][0]["path"] == "/healthz"
