"""Each route, worker and job of the manifest is deployed, once and as it is declared."""

from __future__ import annotations

import re

import pytest

from tests.terraform.configuration import ENVIRONMENTS, ROOT, TERRAFORM
from tests.terraform.conftest import SMALL_VARIABLES, Plan, Planner, PlanOf
from tests.terraform.plans.manifest import (
    MANIFEST,
    SERVICES,
    address_of,
    alone,
    every_environment,
    every_plan,
    main_of,
    suffix,
    unit_of,
)
from tests.terraform.terraform import PlanFailed

pytestmark = pytest.mark.deploy


def test_every_route_worker_and_job_is_a_function(plan_of: PlanOf) -> None:
    declared = (*MANIFEST["routes"], *MANIFEST["workers"], *MANIFEST["jobs"])
    assert _entry_points(plan_of("route")) == {e["deployedName"]: e["name"] for e in declared}


def test_one_image_serves_every_target(plan_of: PlanOf) -> None:
    targets = {}
    for service in plan_of("image").of("google_cloud_run_v2_service", "unit"):
        (container,) = service["template"][0]["containers"]
        environment = {variable["name"]: variable.get("value") for variable in container["env"]}
        targets[service["name"]] = environment["FUNCTION_TARGET"]

    declared = (*MANIFEST["routes"], *MANIFEST["workers"], *MANIFEST["jobs"])
    assert targets == {f"{entry['deployedName']}-run": entry["name"] for entry in declared}
    assert plan_of("image").of("google_cloudfunctions2_function") == []


@every_environment
def test_an_area_is_one_function_and_services_stay_alone(plan_of: PlanOf, name: str) -> None:
    expected = {unit: unit.replace("-", "_") for unit in SERVICES}
    for route in MANIFEST["routes"]:
        unit = unit_of(route, name)
        expected[unit] = route["name"] if route["name"] in alone(name) else f"area_{route['unit']}"

    assert _entry_points(plan_of(name)) == expected


def test_only_a_route_that_exists_can_stand_alone(planner: Planner) -> None:
    with pytest.raises(PlanFailed, match="no route posts_vanish"):
        planner.plan("modules/platform", {**SMALL_VARIABLES, "alone": ["posts_vanish"]})


@every_plan
def test_every_job_is_scheduled_as_declared(plan_of: PlanOf, name: str) -> None:
    scheduled = {}
    for job in plan_of(name).of("google_cloud_scheduler_job"):
        (target,) = job["http_target"]
        assert target["http_method"] == "POST"
        scheduled[job["name"]] = (job["schedule"], job["time_zone"], target["uri"])

    assert scheduled == {
        job["deployedName"]: (job["schedule"], "Etc/UTC", address_of(job, name))
        for job in MANIFEST["jobs"]
    }


@every_plan
def test_nothing_of_the_manifest_is_missing_in_a_plan(plan_of: PlanOf, name: str) -> None:
    shown = _shown_by(plan_of(name), name)
    missing = {
        kind: sorted(set(_declared(kind)) - shown[kind])
        for kind in ("jobs", "routes", "workers")
        if set(_declared(kind)) - shown[kind]
    }

    assert missing == {}


def test_what_no_plan_shows_is_named(plan_of: PlanOf) -> None:
    plan = plan_of("dev")
    without = Plan(
        tuple(r for r in plan.resources if r["type"] != "google_cloud_scheduler_job"), plan.outputs
    )

    assert set(_declared("jobs")) - _shown_by(without, "dev")["jobs"] == set(_declared("jobs"))


def test_the_runbook_tells_how_many_resources_a_first_plan_has(plan_of: PlanOf) -> None:
    text = (ROOT / "docs" / "runbooks" / "deploy.md").read_text(encoding="utf-8")
    (told,) = re.findall(r"some (\d+) resources", text)

    assert int(told) == pytest.approx(len(plan_of("dev").resources), rel=0.1)


def test_the_manifest_has_no_file_that_plans_do_not_read() -> None:
    files_ = {path.stem for path in (TERRAFORM / "manifest").glob("*.json")}

    assert files_ == MANIFEST.keys()
    for environment in ENVIRONMENTS:
        assert all(f'"{name}"' in main_of(environment) for name in files_)


def _entry_points(plan: Plan) -> dict[str, str]:
    return {
        function["name"]: function["build_config"][0]["entry_point"]
        for function in plan.of("google_cloudfunctions2_function")
    }


def _declared(kind: str) -> list[str]:
    return [entry["deployedName"] for entry in MANIFEST[kind]]


def _shown_by(plan: Plan, name: str) -> dict[str, set[str]]:
    """By kind, what is deployed and reached: a unit that nothing calls does not count."""
    units = {of["name"] for of in plan.of("google_cloudfunctions2_function")}
    units |= {of["name"] for of in plan.of("google_cloud_run_v2_service", "unit")}
    routed = {rule["unit"] for rule in plan.outputs["rules"]}
    called = {
        "jobs": {job["name"] for job in plan.of("google_cloud_scheduler_job")},
        "workers": {of["name"] for of in plan.of("google_pubsub_subscription", "worker")},
    }
    shown = {
        kind: {service for service in names if service + suffix(name) in units}
        for kind, names in called.items()
    }
    shown["routes"] = {
        route["deployedName"]
        for route in MANIFEST["routes"]
        if unit_of(route, name) in units & routed
    }
    return shown
