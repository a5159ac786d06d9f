"""Events reach workers as declared, or a dead letter."""

from __future__ import annotations

import pytest

from tests.terraform.configuration import blocks
from tests.terraform.conftest import PlanOf
from tests.terraform.plans.manifest import (
    MANIFEST,
    SERVICES,
    address_of,
    base_address,
    every_environment,
    every_plan,
)

pytestmark = pytest.mark.deploy


@every_plan
def test_every_worker_has_a_subscription_as_declared(plan_of: PlanOf, name: str) -> None:
    subscriptions = {s["name"]: s for s in plan_of(name).of("google_pubsub_subscription", "worker")}

    assert set(subscriptions) == {worker["deployedName"] for worker in MANIFEST["workers"]}
    for worker in MANIFEST["workers"]:
        subscription = subscriptions[worker["deployedName"]]
        (push,) = subscription["push_config"]
        assert subscription["filter"] == worker["filter"]
        address = address_of(worker, name)
        assert push["push_endpoint"] == address
        assert push["oidc_token"][0]["audience"] == address.removesuffix(worker["path"])
        assert subscription["retry_policy"][0]["minimum_backoff"] == "10s"
        assert subscription["dead_letter_policy"][0]["max_delivery_attempts"] == 5
        assert subscription["expiration_policy"] == [{"ttl": ""}]


def test_every_subscription_has_a_dead_letter() -> None:
    without = [
        block.name
        for block in blocks()
        if block.type == "google_pubsub_subscription" and "dead_letter_policy" not in block.body
    ]

    assert without == ["dead_letter"]  # the dead letters themselves


@every_environment
def test_a_service_verifies_the_account_and_audience_that_call_it(
    plan_of: PlanOf, name: str
) -> None:
    for function in plan_of(name).of("google_cloudfunctions2_function"):
        environment = function["service_config"][0].get("environment_variables", {})
        if function["name"] in SERVICES:
            caller = "pusher" if function["name"].startswith("worker-") else "schedule"
            assert environment["PUSH_AUDIENCE"] == base_address(function["name"])
            assert environment["PUSH_SERVICE_ACCOUNT"].startswith(f"stunity-{name}-{caller}@")
