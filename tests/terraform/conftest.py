"""Plans by the real terraform over providers without a cloud."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from tests.terraform.configuration import ENVIRONMENTS, TERRAFORM
from tests.terraform.fake_providers import serving
from tests.terraform.terraform import COMMAND, Terraform

DIGEST = "@sha256:" + "0" * 64
VARIABLES: Mapping[str, Any] = {
    "bundle_path": "../../manifest/routes.json",  # any file: its hash names the object
    "domains": ["stunity.example"],
    "images": {
        "collector": f"c{DIGEST}",
        "functions": f"f{DIGEST}",
        "jobs": f"j{DIGEST}",
        "relay": f"r{DIGEST}",
    },
    "grade_seal_public_keys": "key-1:" + "A" * 43,
    "jwt_public_keys": "key-1:" + "A" * 43,
    "operators": {"oncall": "oncall@stunity.example"},
    "project_id": "stunity-test-example",
}
ENVIRONMENT_VARIABLES: Mapping[str, Any] = {
    **VARIABLES,
    "billing_account": "000000-AAAAAA-000000",
    "upstash": {"api_key": "none", "email": "nobody@stunity.example"},
}
PLATFORM_VARIABLES: Mapping[str, Any] = {
    **VARIABLES,
    # For a function of its own for each route: the environments have budgets that can be paid.
    "connection_budget": 4_000,
    "environment": "test",
    "mail_sender": "Stunity <no-reply@stunity.example>",
    "manifest": {
        name: json.loads((TERRAFORM / "manifest" / f"{name}.json").read_text(encoding="utf-8"))[
            name
        ]
        for name in ("events", "jobs", "routes", "workers")
    },
    "scaling": {
        "default": {
            "concurrency": 8,
            "cpu": "1",
            "maximum": 2,
            "memory": "512M",
            "minimum": 0,
            "pool": 3,
            "timeout": 60,
        }
    },
}
# For what does not depend on the number of functions: an eighth of the time.
SMALL_VARIABLES: Mapping[str, Any] = {
    **PLATFORM_VARIABLES,
    "manifest": {
        **PLATFORM_VARIABLES["manifest"],
        "routes": [
            route
            for route in PLATFORM_VARIABLES["manifest"]["routes"]
            if route["name"] in {"meta_info", "posts_get"}
        ],
    },
}


@dataclass(frozen=True, slots=True)
class Plan:
    """What terraform would make."""

    resources: tuple[Mapping[str, Any], ...]
    outputs: Mapping[str, Any]

    def of(self, kind: str, name: str | None = None) -> list[Mapping[str, Any]]:
        """The values of the resources of a type, and of a name in the configuration."""
        return [
            resource["change"]["after"]
            for resource in self.resources
            if resource["type"] == kind and name in {None, resource["name"]}
        ]


class Planner(Terraform):
    """Makes plans of the configuration with an empty state."""

    def plan(self, place: str, variables: Mapping[str, Any]) -> Plan:
        """The plan of a directory with these variables; raises PlanFailed."""
        target = self.path(place)
        if not (target / ".terraform").exists():
            self.prepare(place)
        values = target / "test.tfvars.json"
        values.write_text(json.dumps(variables), encoding="utf-8")
        options = ("-input=false", "-no-color", "-lock=false")
        self.run(place, "plan", *options, f"-var-file={values}", "-out=plan")
        shown = json.loads(self.run(place, "show", "-json", "plan"))
        outputs = shown["planned_values"].get("outputs", {})
        return Plan(
            resources=tuple(r for r in shown["resource_changes"] if r["mode"] == "managed"),
            outputs={name: output.get("value") for name, output in outputs.items()},
        )


PlanOf = Callable[[str], Plan]


@pytest.fixture(scope="session")
def planner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Planner]:
    """The real Terraform."""
    if not COMMAND.exists():
        pytest.fail("Terraform is not set up: make build/bin/terraform")
    with serving() as environment:
        root = tmp_path_factory.mktemp("plans") / "terraform"
        yield Planner.of_the_tree(root, environment)


@pytest.fixture(scope="session")
def plan_of(planner: Planner) -> PlanOf:
    """The plan of an environment, or of the platform with a granularity; made once."""
    plans: dict[str, Plan] = {}

    def plan(name: str) -> Plan:
        if name not in plans:
            if name in ENVIRONMENTS:
                plans[name] = planner.plan(f"environments/{name}", ENVIRONMENT_VARIABLES)
            else:
                variables = {**PLATFORM_VARIABLES, "granularity": name}
                plans[name] = planner.plan("modules/platform", variables)
        return plans[name]

    return plan


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "bundle: installs a bundle into an environment of its own")
