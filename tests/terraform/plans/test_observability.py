"""What is measured and what is not logged follows from the code."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from functions.runtime.catalogue import all_routes
from sse_relay.routing import STREAMS
from tests.terraform.conftest import Plan, PlanOf

pytestmark = pytest.mark.deploy

ID = "019a0000-0000-7000-8000-000000000001"


def addresses(template: str) -> list[str]:
    """A path of the product with ids in it, under both of its names and with a query."""
    path = re.sub(r"\{[^}]+\}", ID, template)
    named = {path, path.replace("/v1/", "/api/", 1)}
    return [
        f"https://stunity.example{name}{query}"
        for name in sorted(named)
        for query in ("", "?a=b/c")
    ]


def excluded(plan: Plan) -> re.Pattern[str]:
    """The expression over addresses of the only exclusion."""
    (exclusion,) = plan.of("google_logging_project_exclusion")
    found = re.search(r'httpRequest\.requestUrl=~"([^"]+)"$', exclusion["filter"])
    assert found is not None
    return re.compile(found[1])


def test_requests_of_hidden_callers_are_in_no_request_log(plan_of: PlanOf) -> None:
    pattern = excluded(plan_of("prod"))
    hidden = {t for r in all_routes() if r.hides_caller for t in (r.template, *r.aliases)}

    assert len(hidden) > 15
    for template in hidden:
        for address in addresses(template):
            assert pattern.search(address), address
    # Another method of a hidden path is excluded with it: the log is asked by address.
    others = {t for r in all_routes() for t in (r.template, *r.aliases)} - hidden
    for template in others - {"/v1/tags/{id}"}:
        for address in addresses(template):
            assert not pattern.search(address), address


def test_streams_are_in_no_request_log(plan_of: PlanOf) -> None:
    pattern = excluded(plan_of("prod"))

    for path in STREAMS:
        assert pattern.search(f"https://stunity.example{path}?token=secret&channels=board:1"), path
    assert not pattern.search("https://stunity.example/v1/streams")


def test_both_request_logs_are_meant_and_our_own_is_not(plan_of: PlanOf) -> None:
    (exclusion,) = plan_of("prod").of("google_logging_project_exclusion")
    logs, _, _ = exclusion["filter"].partition(" AND httpRequest")

    assert logs == (
        '(resource.type="http_load_balancer" OR (resource.type="cloud_run_revision"'
        ' AND log_id("run.googleapis.com/requests")))'
    )


def collector(plan: Plan) -> tuple[dict[str, Any], dict[str, Any]]:
    """The relay's container and its collector's configuration."""
    (relay,) = plan.of("google_cloud_run_v2_service", "relay")
    containers = {c["name"]: c for c in relay["template"][0]["containers"]}
    beside = containers["collector"]
    (config,) = [v["value"] for v in beside["env"] if v["name"] == "COLLECTOR_CONFIG"]
    assert beside["args"] == ["--config=env:COLLECTOR_CONFIG"]
    assert {v["name"] for v in beside["env"]} == {"COLLECTOR_CONFIG", "OPS_TOKEN"}
    return containers["relay"], json.loads(config)


def test_the_relays_metrics_are_scraped_with_its_token(plan_of: PlanOf) -> None:
    relay, config = collector(plan_of("prod"))
    (scrape,) = config["receivers"]["prometheus"]["config"]["scrape_configs"]
    port = relay["ports"][0]["container_port"]

    assert scrape["static_configs"] == [{"targets": [f"127.0.0.1:{port}"]}]
    assert scrape["metrics_path"] == "/metrics"
    assert scrape["authorization"] == {"type": "Bearer", "credentials": "${env:OPS_TOKEN}"}
    used = [*config["receivers"], *config["processors"], *config["exporters"]]
    pipelines = config["service"]["pipelines"].values()
    named = {name for p in pipelines for part in p.values() for name in part}
    assert named == set(used)


def test_the_relays_spans_reach_its_collector(plan_of: PlanOf) -> None:
    relay, config = collector(plan_of("prod"))
    (endpoint,) = [v["value"] for v in relay["env"] if v["name"] == "OTEL_EXPORTER_OTLP_ENDPOINT"]

    assert endpoint == f"http://{config['receivers']['otlp']['protocols']['http']['endpoint']}"


def test_a_promise_that_is_being_used_up_wakes_somebody(plan_of: PlanOf) -> None:
    burns = plan_of("prod").of("google_monitoring_alert_policy", "burn")
    slos = {slo["slo_id"]: slo for slo in plan_of("prod").of("google_monitoring_slo")}

    assert slos.keys() == {"availability", "latency"}
    assert len(burns) == 4
    for burn in burns:
        assert burn["combiner"] == "AND"
        assert len(burn["conditions"]) == 2
    assert {b["severity"] for b in burns} == {"CRITICAL", "WARNING"}


def test_what_must_be_watched_is_watched(plan_of: PlanOf) -> None:
    policies = plan_of("prod").of("google_monitoring_alert_policy")
    names = {policy["display_name"].partition(": ")[2] for policy in policies}

    assert names >= {
        "Events reach browsers late",
        "Events wait in the outbox",
        "Redis does not answer",
        "Requests are slow",
        "Requests fail",
        "Requests wait for a connection to the database",
        "The database does not answer",
        "Workers handle events late",
    }
