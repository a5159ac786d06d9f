"""What the configuration deploys follows from the manifest, and keeps the rules of operation."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest

from infra.build.bundle import contents, targets
from sse_relay.routing import STREAMS
from sse_relay.wire.client_files import ENTRY
from tests.terraform import url_map
from tests.terraform.configuration import (
    ENVIRONMENTS,
    ROOT,
    TERRAFORM,
    blocks,
    files,
    parsed,
    strings,
    variables,
)
from tests.terraform.conftest import PLATFORM_VARIABLES, SMALL_VARIABLES, Plan, Planner
from tests.terraform.terraform import PlanFailed

# One worker makes the plans that all of these read.
pytestmark = pytest.mark.deploy

PlanOf = Callable[[str], Plan]
MANIFEST = {
    name: json.loads((TERRAFORM / "manifest" / f"{name}.json").read_text(encoding="utf-8"))[name]
    for name in ("events", "jobs", "routes", "workers")
}
SERVICES = {s["deployedName"] for s in (*MANIFEST["workers"], *MANIFEST["jobs"])}
every_environment = pytest.mark.parametrize("name", ENVIRONMENTS)
every_plan = pytest.mark.parametrize("name", [*ENVIRONMENTS, "route", "image"])
ALONE = {"prod": {"live_answer", "posts_feed", "realtime_poll"}}

_BROAD = re.compile(r"roles/(owner|editor|viewer)$|[aA]dmin")


# What is deployed.


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
        unit = _unit_of(route, name)
        expected[unit] = route["name"] if route["name"] in _alone(name) else f"area_{route['unit']}"

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
        job["deployedName"]: (job["schedule"], "Etc/UTC", _address(job, name))
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
        assert all(f'"{name}"' in _main(environment) for name in files_)


@every_environment
def test_every_setting_and_secret_of_the_code_is_given(plan_of: PlanOf, name: str) -> None:
    """A secret without a place, or a place that nothing can read, is found here."""
    plan = plan_of(name)
    places = {secret["secret_id"] for secret in plan.of("google_secret_manager_secret")}
    given = {
        variable["secret"]
        for function in plan.of("google_cloudfunctions2_function")
        for variable in function["service_config"][0]["secret_environment_variables"]
    }

    assert given <= places


# The gateway.


@every_plan
def test_every_request_of_the_manifest_reaches_its_function(plan_of: PlanOf, name: str) -> None:
    plan = plan_of(name)
    for route in MANIFEST["routes"]:
        unit = _unit_of(route, name)
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
            _unit_of(other, name)
            for other in MANIFEST["routes"]
            for template in (other["path"], *other["aliases"])
            if re.sub(r"\{[^}]+\}", "*", template) == pattern
        }
        assert unit in of_the_path


@every_plan
def test_what_is_internal_or_unknown_is_answered_as_not_found(plan_of: PlanOf, name: str) -> None:
    fallback = "area-meta" if name in ENVIRONMENTS else f"meta-info{_suffix(name)}"
    services = (*MANIFEST["workers"], *MANIFEST["jobs"])
    for path in ["/v1/nothing", "/api/posts/1/2/3", *(service["path"] for service in services)]:
        assert _answers(plan_of(name), "POST", path) == fallback
    assert _answers(plan_of(name), "GET", "/styles/app.css") == "web"


@every_plan
def test_streams_go_to_the_relay(plan_of: PlanOf, name: str) -> None:
    (rule,) = [r for r in url_map.rules(_url_map(plan_of(name))) if r["priority"] == 2]

    assert {match["full_path_match"] for match in rule["match_rules"]} == {*STREAMS, ENTRY}
    assert _answers(plan_of(name), "GET", "/v1/stream") == "relay"


@every_plan
def test_services_have_no_backend(plan_of: PlanOf, name: str) -> None:
    groups = plan_of(name).of("google_compute_region_network_endpoint_group")

    assert _services(name).isdisjoint(group["cloud_run"][0]["service"] for group in groups)


def test_the_gateway_takes_http_to_https_and_modern_ciphers_only(plan_of: PlanOf) -> None:
    plan = plan_of("prod")
    (redirect,) = plan.of("google_compute_url_map", "redirect")
    (policy,) = plan.of("google_compute_ssl_policy")

    assert redirect["default_url_redirect"][0]["https_redirect"] is True
    assert (policy["profile"], policy["min_tls_version"]) == ("RESTRICTED", "TLS_1_2")


# Who may call and who may do what.


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

    assert functions_iam["service"] == _services(name)
    assert everybody.isdisjoint(_services(name))
    declared = {_unit_of(r, name) for r in MANIFEST["routes"] if r["public"]}
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
            if unit in _services(name)
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
def test_each_kind_reads_the_secrets_that_its_code_asks_for(plan_of: PlanOf, name: str) -> None:
    readers: dict[str, set[str]] = {}
    for resource in plan_of(name).resources:
        if resource["type"] == "google_secret_manager_secret_iam_member":
            secret, _, kind = resource["index"].partition("/")
            readers.setdefault(kind, set()).add(secret)

    redis = {"upstash-redis-rest-token"}
    assert readers == {
        "api": {"database-url"} | redis,
        "identity": {"database-url", "jwt-signing-keys", "refresh-seal-key"} | redis,
        "janitor": {"database-url"} | redis,
        "job": {"database-url"},
        "mailer": {"database-url", "smtp-url"},
        "migrator": {"database-url", "database-owner-url", "relay-database-url"},
        "relay": {"ops-token", "relay-database-url"} | redis,
        "streams": {"database-url", "jwt-signing-keys"} | redis,
        "upkeep": {"database-owner-url", "database-url"},
        "worker": {"database-url"},
    }


@every_environment
def test_functions_get_the_settings_that_their_modules_use(plan_of: PlanOf, name: str) -> None:
    units = plan_of(name).outputs["units"]
    needing = {"token_signer": {"identity", "streams"}, "sealer": {"identity"}}
    needing |= {"mailer": {"mailer"}, "owner_engine": {"upkeep"}}
    declared = (*MANIFEST["routes"], *MANIFEST["workers"], *MANIFEST["jobs"])
    for attribute, kinds in needing.items():
        modules = _modules_using(attribute)
        assert modules, attribute
        for entry in declared:
            if entry["module"] in modules and _uses(entry, attribute):
                assert units[_unit_of(entry, name)]["kind"] in kinds, entry["name"]


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


# Events.


@every_plan
def test_every_worker_has_a_subscription_as_declared(plan_of: PlanOf, name: str) -> None:
    subscriptions = {s["name"]: s for s in plan_of(name).of("google_pubsub_subscription", "worker")}

    assert set(subscriptions) == {worker["deployedName"] for worker in MANIFEST["workers"]}
    for worker in MANIFEST["workers"]:
        subscription = subscriptions[worker["deployedName"]]
        (push,) = subscription["push_config"]
        assert subscription["filter"] == worker["filter"]
        address = _address(worker, name)
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
            assert environment["PUSH_AUDIENCE"] == _base(function["name"])
            assert environment["PUSH_SERVICE_ACCOUNT"].startswith(f"stunity-{name}-{caller}@")


# Secrets.


def test_no_secret_is_written_down() -> None:
    sensitive = re.compile(r"(password|secret_data|private_key|api_key|token)$")
    written = [
        f"{block}.{key}"
        for block in blocks()
        for key, value in _pairs(block.body)
        if sensitive.search(key) and isinstance(value, str) and "${" not in value
    ]

    assert written == []


def test_values_of_secrets_are_given_as_write_only_arguments() -> None:
    for block in blocks():
        if block.type == "google_secret_manager_secret_version" and block.kind == "resource":
            assert "secret_data" not in block.body
            assert "secret_data_wo" in block.body
        if block.type == "google_sql_user":
            assert "password" not in block.body


@every_environment
def test_environment_variables_of_functions_hold_no_secret(plan_of: PlanOf, name: str) -> None:
    plan = plan_of(name)
    given: set[str] = set()
    for function in plan.of("google_cloudfunctions2_function"):
        given |= set(function["service_config"][0].get("environment_variables", {}))
    assert "DB_POOL_SIZE" in given
    secret = {"DATABASE_URL", "DATABASE_OWNER_URL", "JWT_SIGNING_KEYS", "REFRESH_SEAL_KEY"}
    secret |= {"UPSTASH_REDIS_REST_TOKEN", "SMTP_URL", "RELAY_DATABASE_URL", "OPS_TOKEN"}

    assert given.isdisjoint(secret)


# Connections and sizes.


@every_environment
def test_connections_stay_within_the_budget(plan_of: PlanOf, name: str) -> None:
    plan = plan_of(name)
    (instance,) = plan.of("google_sql_database_instance")
    flags = {f["name"]: f["value"] for f in instance["settings"][0]["database_flags"]}
    budget = int(
        re.search(r"connection_budget\s*=\s*(\d+)", _main(name))[1]  # type: ignore[index] # it is there
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


# Style.


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


def _alone(name: str) -> set[str]:
    return ALONE.get(name, set())


def _unit_of(entry: Mapping[str, Any], name: str) -> str:
    """Which unit serves a route, worker or job in a plan."""
    in_area = name in ENVIRONMENTS and "unit" in entry and entry["name"] not in _alone(name)
    return f"area-{entry['unit']}" if in_area else f"{entry['deployedName']}{_suffix(name)}"


def _suffix(name: str) -> str:
    """A function and an image that replaces it are services of one kind, and exist side by side."""
    return "-run" if name == "image" else ""


def _services(name: str) -> set[str]:
    return {service + _suffix(name) for service in SERVICES}


def _entry_points(plan: Plan) -> dict[str, str]:
    return {
        function["name"]: function["build_config"][0]["entry_point"]
        for function in plan.of("google_cloudfunctions2_function")
    }


# Reading a URL map as the load balancer does.


def _url_map(plan: Plan) -> Mapping[str, Any]:
    (found,) = plan.of("google_compute_url_map", "gateway")
    return found


def _answers(plan: Plan, method: str, path: str, headers: Mapping[str, str] | None = None) -> str:
    """The unit whose function gets a request: the first rule with a match rule that fits."""
    rule = url_map.first(_url_map(plan), method, path, headers)
    if rule is None:
        return "web"
    if rule["priority"] == 2:
        return "relay"
    order = plan.outputs["rules"]
    position = rule["priority"] - 100
    if 0 <= position < len(order):
        unit: str = order[position]["unit"]
        return unit
    units = {entry["unit"] for entry in order}
    (meta,) = units & {"area-meta", "meta-info", "meta-info-run"}
    return str(meta)


def _address(service: Mapping[str, str], name: str) -> str:
    return _base(service["deployedName"] + _suffix(name)) + service["path"]


def _base(deployed_name: str) -> str:
    return f"https://{deployed_name}-123456789012.asia-southeast1.run.app"


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
        kind: {service for service in names if service + _suffix(name) in units}
        for kind, names in called.items()
    }
    shown["routes"] = {
        route["deployedName"]
        for route in MANIFEST["routes"]
        if _unit_of(route, name) in units & routed
    }
    return shown


def _main(environment: str) -> str:
    return (TERRAFORM / "environments" / environment / "main.tf").read_text(encoding="utf-8")


def _pairs(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield key, inner
            yield from _pairs(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _pairs(inner)


def _modules_using(attribute: str) -> set[str]:
    """Modules of functions whose code, or whose area's helpers, take this dependency."""
    # Guest passes are signed by a helper of the runtime.
    helper = r"|\bissue_guest_pass\b" if attribute == "token_signer" else ""
    wanted = re.compile(rf"\bdeps\.{attribute}\b{helper}")
    areas = {
        path.parent.name
        for path in (ROOT / "functions").glob("*/*.py")
        if path.parent.name != "runtime" and wanted.search(path.read_text(encoding="utf-8"))
    }
    declared = (*MANIFEST["routes"], *MANIFEST["workers"], *MANIFEST["jobs"])
    return {entry["module"] for entry in declared if entry["module"].split(".")[1] in areas}


def _uses(entry: Mapping[str, str], attribute: str) -> bool:
    """Whether a function may take this dependency: services by module, routes by area."""
    area = entry["module"].split(".")[1]
    if area not in {"workers", "jobs"}:
        return True
    module = ROOT.joinpath(*entry["module"].split(".")).with_suffix(".py")
    source = module.read_text(encoding="utf-8")
    body = source[source.index(f"def {entry['name']}(") :].split("\n\n\n")[0]
    return f"deps.{attribute}" in body
