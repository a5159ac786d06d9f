"""The load balancer leads each request to what answers it, and to nothing internal."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pytest

from sse_relay.routing import STREAMS
from sse_relay.wire.client_files import ENTRY
from tests.terraform import url_map
from tests.terraform.configuration import ENVIRONMENTS
from tests.terraform.conftest import Plan, PlanOf
from tests.terraform.plans.manifest import (
    MANIFEST,
    every_environment,
    every_plan,
    services,
    suffix,
    unit_of,
)

pytestmark = pytest.mark.deploy


@every_plan
def test_every_request_of_the_manifest_reaches_its_function(plan_of: PlanOf, name: str) -> None:
    plan = plan_of(name)
    for route in MANIFEST["routes"]:
        unit = unit_of(route, name)
        for template in (route["path"], *route["aliases"]):
            path = re.sub(r"\{[^}]+\}", "019a0000-0000-7000-8000-000000000001", template)
            for written in (path, path.replace("/v1/", "/api/", 1)):
                assert _answers(plan, route["method"], written) == unit
                asked = {"access-control-request-method": route["method"]}
                assert _answers(plan, "OPTIONS", written, asked) == unit


@every_environment
def test_a_wrong_method_reaches_a_function_of_the_path(plan_of: PlanOf, name: str) -> None:
    for route in MANIFEST["routes"]:
        path = re.sub(r"\{[^}]+\}", "x", route["path"])
        unit = _answers(plan_of(name), "PATCH", path)
        pattern = re.sub(r"\{[^}]+\}", "*", route["path"])
        of_the_path = {
            unit_of(other, name)
            for other in MANIFEST["routes"]
            for template in (other["path"], *other["aliases"])
            if re.sub(r"\{[^}]+\}", "*", template) == pattern
        }
        assert unit in of_the_path


@every_plan
def test_what_is_internal_or_unknown_is_answered_as_not_found(plan_of: PlanOf, name: str) -> None:
    fallback = "area-meta" if name in ENVIRONMENTS else f"meta-info{suffix(name)}"
    services = (*MANIFEST["workers"], *MANIFEST["jobs"])
    for path in ["/v1/nothing", "/api/posts/1/2/3", *(service["path"] for service in services)]:
        assert _answers(plan_of(name), "POST", path) == fallback
    assert _answers(plan_of(name), "GET", "/styles/app.css") == "web"


@every_plan
def test_an_address_of_a_page_gets_the_app_and_a_missing_file_is_missing(
    plan_of: PlanOf, name: str
) -> None:
    gateway = _url_map(plan_of(name))
    for path in ("/posts/019a0000-0000-7000-8000-000000000001", "/live/123456", "/nowhere"):
        rule = url_map.first(gateway, "GET", path)
        assert rule is not None
        (policy,) = rule["custom_error_response_policy"]
        (answer,) = policy["error_response_rule"]
        assert answer["match_response_codes"] == ["404"]
        assert (answer["path"], answer["override_response_code"]) == ("/index.html", 200)
    for path in ("/assets/Feed-0123abcd.js", "/client/index.js", "/v1/posts/unknown"):
        rule = url_map.first(gateway, "GET", path)
        assert rule is not None
        assert not rule["custom_error_response_policy"]
    # Above the rules a policy would turn what the API does not find into a page.
    assert not gateway["default_custom_error_response_policy"]
    assert not gateway["path_matcher"][0]["default_custom_error_response_policy"]


@every_plan
def test_streams_go_to_the_relay(plan_of: PlanOf, name: str) -> None:
    (rule,) = [r for r in url_map.rules(_url_map(plan_of(name))) if r["priority"] == 2]

    assert {match["full_path_match"] for match in rule["match_rules"]} == {*STREAMS, ENTRY}
    assert _answers(plan_of(name), "GET", "/v1/stream") == "relay"


@every_plan
def test_services_have_no_backend(plan_of: PlanOf, name: str) -> None:
    groups = plan_of(name).of("google_compute_region_network_endpoint_group")

    assert services(name).isdisjoint(group["cloud_run"][0]["service"] for group in groups)


def test_the_gateway_takes_http_to_https_and_modern_ciphers_only(plan_of: PlanOf) -> None:
    plan = plan_of("prod")
    (redirect,) = plan.of("google_compute_url_map", "redirect")
    (policy,) = plan.of("google_compute_ssl_policy")

    assert redirect["default_url_redirect"][0]["https_redirect"] is True
    assert (policy["profile"], policy["min_tls_version"]) == ("RESTRICTED", "TLS_1_2")


def _url_map(plan: Plan) -> Mapping[str, Any]:
    (found,) = plan.of("google_compute_url_map", "gateway")
    return found


def _answers(plan: Plan, method: str, path: str, headers: Mapping[str, str] | None = None) -> str:
    """The unit whose function gets a request: the first rule with a match rule that fits."""
    rule = url_map.first(_url_map(plan), method, path, headers)
    assert rule is not None, "the last rule takes every address"
    if rule["priority"] == 2:
        return "relay"
    order = plan.outputs["rules"]
    position = rule["priority"] - 100
    if position > len(order):
        return "web"
    if 0 <= position < len(order):
        unit: str = order[position]["unit"]
        return unit
    units = {entry["unit"] for entry in order}
    (meta,) = units & {"area-meta", "meta-info", "meta-info-run"}
    return str(meta)
