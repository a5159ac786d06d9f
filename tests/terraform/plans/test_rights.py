"""Who may call what is deployed, and what it may do itself."""

from __future__ import annotations

import re

import pytest

from infra.build.bundle import contents, targets
from tests.terraform.configuration import ENVIRONMENTS, blocks, strings
from tests.terraform.conftest import PlanOf
from tests.terraform.plans.manifest import (
    MANIFEST,
    every_environment,
    every_plan,
    services,
    unit_of,
)

pytestmark = pytest.mark.deploy


_BROAD = re.compile(r"roles/(owner|editor|viewer)$|[aA]dmin")


@every_plan
def test_public_routes_signed_in_routes_and_services_are_told_apart(
    plan_of: PlanOf, name: str
) -> None:
    plan = plan_of(name)
    bindings = "google_cloud_run_v2_service_iam_member"
    functions_iam = {
        key: {binding["name"] for binding in plan.of(bindings, key)}
        for key in ("public", "service")
    }
    everybody = {
        b["name"] for b in plan.of(bindings) if b["member"] in {"allUsers", "allAuthenticatedUsers"}
    }

    assert functions_iam["service"] == services(name)
    assert everybody.isdisjoint(services(name))
    declared = {unit_of(r, name) for r in MANIFEST["routes"] if r["public"]}
    assert functions_iam["public"] == (set() if name in ENVIRONMENTS else declared)


@every_environment
def test_a_service_may_be_called_by_its_own_caller_only(plan_of: PlanOf, name: str) -> None:
    for binding in plan_of(name).of("google_cloud_run_v2_service_iam_member", "service"):
        caller = "pusher" if binding["name"].startswith("worker-") else "schedule"
        account = f"stunity-{name}-{caller}@stunity-test-example.iam.gserviceaccount.com"
        assert binding["member"] == f"serviceAccount:{account}"
        assert binding["role"] == "roles/run.invoker"


@every_plan
def test_nothing_that_everybody_may_invoke_is_reached_past_the_gateway(
    plan_of: PlanOf, name: str
) -> None:
    plan = plan_of(name)
    ingress = {
        function["name"]: function["service_config"][0]["ingress_settings"]
        for function in plan.of("google_cloudfunctions2_function")
    }
    ingress |= {s["name"]: s["ingress"] for s in plan.of("google_cloud_run_v2_service")}

    for unit, setting in ingress.items():
        expected = (
            {"ALLOW_INTERNAL_ONLY", "INGRESS_TRAFFIC_INTERNAL_ONLY"}
            if unit in services(name)
            else {"ALLOW_INTERNAL_AND_GCLB", "INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER"}
        )
        assert setting in expected, unit


def test_only_functions_and_the_web_app_name_all_users() -> None:
    naming = [
        (block.path.parent.name, block.type, block.name)
        for block in blocks()
        if any("allUsers" in text or "allAuthenticated" in text for text in strings(block.body))
    ]

    assert sorted(naming) == [
        ("functions", "google_cloud_run_v2_service_iam_member", "public"),
        ("functions", "google_cloud_run_v2_service_iam_member", "signed_in"),
        ("relay", "google_cloud_run_v2_service_iam_member", "signed_in"),
        ("storage", "google_storage_bucket_iam_member", "web_readers"),
    ]


@every_plan
def test_no_runtime_account_has_a_broad_role(plan_of: PlanOf, name: str) -> None:
    plan = plan_of(name)
    granted = [
        (r["address"], r["change"]["after"].get("role"))
        for r in plan.resources
        if r["type"].endswith(("_iam_member", "_iam_binding", "_iam_policy"))
    ]

    assert [g for g in granted if g[1] is not None and _BROAD.search(g[1])] == []
    # On the project itself: building, what a relay does with its own subscription, what the janitor
    # does with those of dead ones, and writing metrics and spans.
    on_project = {r["name"] for r in plan.resources if r["type"] == "google_project_iam_member"}
    assert on_project == {"build", "relay_subscriptions", "subscription_removal", "telemetry"}
    # These would set the rights of a whole role or resource, over what others gave.
    assert not any(r["type"].endswith(("_iam_binding", "_iam_policy")) for r in plan.resources)


@every_plan
def test_tasks_run_modules_that_are_in_their_image(plan_of: PlanOf, name: str) -> None:
    (jobs,) = [contents(target) for target in targets() if target.name == "jobs"]
    modules = {}
    for task in plan_of(name).of("google_cloud_run_v2_job"):
        (container,) = task["template"][0]["template"][0]["containers"]
        modules[task["name"]] = container["args"][1].replace(".", "/") + ".py"

    assert modules.keys() == {"logins", "migrate", "new-epoch", "school"}
    assert set(modules.values()) <= jobs.keys()


@every_plan
def test_only_the_task_for_schools_reaches_exports(plan_of: PlanOf, name: str) -> None:
    plan = plan_of(name)
    mounting = {
        task["name"]
        for task in plan.of("google_cloud_run_v2_job")
        if task["template"][0]["template"][0]["volumes"]
    }
    (bucket,) = plan.of("google_storage_bucket", "exports")
    (reader,) = plan.of("google_storage_bucket_iam_member", "exports")

    assert mounting == {"school"}
    assert "-migrator@" in reader["member"]
    assert bucket["lifecycle_rule"][0]["condition"][0]["age"] <= 30
    assert bucket["soft_delete_policy"] == [{"retention_duration_seconds": 0}]
