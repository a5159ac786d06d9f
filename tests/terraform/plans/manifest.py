"""What the manifest declares, and what it is called in each plan."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from tests.terraform.configuration import ENVIRONMENTS, TERRAFORM

MANIFEST = {
    name: json.loads((TERRAFORM / "manifest" / f"{name}.json").read_text(encoding="utf-8"))[name]
    for name in ("events", "jobs", "routes", "workers")
}
SERVICES = {s["deployedName"] for s in (*MANIFEST["workers"], *MANIFEST["jobs"])}
ALONE = {"prod": {"live_answer", "posts_feed", "realtime_poll"}}
every_environment = pytest.mark.parametrize("name", ENVIRONMENTS)
every_plan = pytest.mark.parametrize("name", [*ENVIRONMENTS, "route", "image"])


def alone(name: str) -> set[str]:
    """Routes that do not share a function with their area."""
    return ALONE.get(name, set())


def unit_of(entry: Mapping[str, Any], name: str) -> str:
    """Which unit serves a route, worker or job in a plan."""
    in_area = name in ENVIRONMENTS and "unit" in entry and entry["name"] not in alone(name)
    return f"area-{entry['unit']}" if in_area else f"{entry['deployedName']}{suffix(name)}"


def suffix(name: str) -> str:
    """A function and an image that replaces it are services of one kind, and exist side by side."""
    return "-run" if name == "image" else ""


def services(name: str) -> set[str]:
    """What workers and jobs are called in a plan."""
    return {service + suffix(name) for service in SERVICES}


def address_of(service: Mapping[str, str], name: str) -> str:
    """Where a worker or a job is called."""
    return base_address(service["deployedName"] + suffix(name)) + service["path"]


def base_address(deployed_name: str) -> str:
    """The address that Google gives a service."""
    return f"https://{deployed_name}-123456789012.asia-southeast1.run.app"


def main_of(environment: str) -> str:
    """The text of an environment's main.tf."""
    return (TERRAFORM / "environments" / environment / "main.tf").read_text(encoding="utf-8")
