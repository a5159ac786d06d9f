"""The configuration is valid, formatted and described, and the same in every environment."""

from __future__ import annotations

from typing import Any

import pytest

from tests.terraform.configuration import ENVIRONMENTS, TERRAFORM, files, parsed, variables
from tests.terraform.conftest import Planner, PlanOf
from tests.terraform.plans.manifest import every_environment
from tests.terraform.terraform import PlanFailed

pytestmark = pytest.mark.deploy


def test_terraform_fmt_changes_nothing(planner: Planner) -> None:
    assert planner.run(".", "fmt", "-check", "-recursive", str(TERRAFORM)) == ""


@every_environment
def test_terraform_finds_the_configuration_valid(
    planner: Planner, plan_of: PlanOf, name: str
) -> None:
    plan_of(name)
    assert "The configuration is valid" in planner.run(
        f"environments/{name}", "validate", "-no-color"
    )


def test_validation_fails_on_a_misspelt_argument(planner: Planner, plan_of: PlanOf) -> None:
    plan_of("dev")
    misspelt = planner.path("environments/dev/misspelt.tf")
    misspelt.write_text(
        'resource "google_pubsub_topic" "extra" {\n  nam = "x"\n}\n', encoding="utf-8"
    )
    try:
        with pytest.raises(PlanFailed, match='named "nam" is not expected'):
            planner.run("environments/dev", "validate", "-no-color")
    finally:
        misspelt.unlink()


@pytest.mark.parametrize("path", files(), ids=lambda path: str(path.relative_to(TERRAFORM)))
def test_variables_and_outputs_are_sorted_and_described(path: Any) -> None:
    document = parsed(path)
    for kind in ("variable", "output"):
        named = [item for entry in document.get(kind, []) for item in entry.items()]
        assert [name for name, _ in named] == sorted(name for name, _ in named)
        for name, body in named:
            assert body.get("description", "").rstrip().endswith("."), f"{kind} {name}"
    for name, body in variables(path):
        assert "type" in body, name
        for validation in body.get("validation", []):
            assert validation["error_message"].endswith("."), name


def test_every_environment_differs_in_size_only() -> None:
    for name in ("variables.tf", "outputs.tf", "versions.tf"):
        texts = {(TERRAFORM / "environments" / e / name).read_text("utf-8") for e in ENVIRONMENTS}
        assert len(texts) == 1, name
