"""Each unit gets the settings and secrets that its code asks for; no secret is written down."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from tests.terraform.configuration import ROOT, blocks
from tests.terraform.conftest import PlanOf
from tests.terraform.plans.manifest import MANIFEST, every_environment, every_plan, unit_of

pytestmark = pytest.mark.deploy


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


@every_plan
def test_each_kind_reads_the_secrets_that_its_code_asks_for(plan_of: PlanOf, name: str) -> None:
    readers: dict[str, set[str]] = {}
    for resource in plan_of(name).resources:
        if resource["type"] == "google_secret_manager_secret_iam_member":
            secret, _, kind = resource["index"].partition("/")
            readers.setdefault(kind, set()).add(secret)

    redis = {"upstash-redis-rest-token"}
    assert readers == {
        "api": {"database-url", "s3-secret-key"} | redis,
        "files": {"database-url", "s3-secret-key"},
        "hooks": {"database-url", "webhook-seal-key"} | redis,
        "identity": {"database-url", "jwt-signing-keys", "refresh-seal-key"} | redis,
        "janitor": {"database-url"} | redis,
        "job": {"database-url"} | redis,
        "mailer": {"database-url", "smtp-url"} | redis,
        "migrator": {"database-url", "database-owner-url", "relay-database-url"},
        "sealer": {"database-url", "grade-seal-keys"},
        "relay": {"ops-token", "relay-database-url"} | redis,
        "streams": {"database-url", "jwt-signing-keys"} | redis,
        "upkeep": {"database-owner-url", "database-url"},
        "worker": {"database-url"},
    }


@every_environment
def test_functions_get_the_settings_that_their_modules_use(plan_of: PlanOf, name: str) -> None:
    units = plan_of(name).outputs["units"]
    needing = {"token_signer": {"identity", "streams"}, "sealer": {"identity"}}
    needing |= {"grade_sealer": {"sealer"}, "webhook_sealer": {"hooks"}, "hooks": {"hooks"}}
    needing |= {
        "mailer": {"mailer"},
        "pushes": {"mailer"},
        "owner_engine": {"upkeep"},
        "store": {"api", "files"},
        "search_engine": {"api", "job", "worker"},
        "embedder": {"job", "worker"},
    }
    declared = (*MANIFEST["routes"], *MANIFEST["workers"], *MANIFEST["jobs"])
    for attribute, kinds in needing.items():
        modules = _modules_using(attribute)
        assert modules, attribute
        for entry in declared:
            if entry["module"] in modules and _uses(entry, attribute):
                assert units[unit_of(entry, name)]["kind"] in kinds, entry["name"]


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
    secret |= {
        "UPSTASH_REDIS_REST_TOKEN",
        "SMTP_URL",
        "RELAY_DATABASE_URL",
        "OPS_TOKEN",
        "GRADE_SEAL_KEYS",
        "WEBHOOK_SEAL_KEY",
    }
    secret |= {"VAPID_PRIVATE_KEY", "FCM_CREDENTIALS"}

    assert given.isdisjoint(secret)


def _modules_using(attribute: str) -> set[str]:
    """Modules of functions whose code, or whose area's helpers, take this dependency."""
    # Guest passes are signed, and files shown, by what areas have in common.
    helpers = {
        "token_signer": r"|\bissue_guest_pass\b",
        "store": r"|\b(attached|require_store)\(",
        "pushes": r"|\bpush_to\(",
        "embedder": r"|\bembedder_for\(",
        "hooks": r"|\bsend\(ctx\.deps, ",
    }
    helper = helpers.get(attribute, "")
    wanted = re.compile(rf"\bdeps\.{attribute}\b{helper}")
    areas = {
        path.parent.name
        for path in (ROOT / "functions").glob("*/*.py")
        if path.parent.name not in {"common", "runtime"}
        and wanted.search(path.read_text(encoding="utf-8"))
    }
    declared = (*MANIFEST["routes"], *MANIFEST["workers"], *MANIFEST["jobs"])
    return {entry["module"] for entry in declared if entry["module"].split(".")[1] in areas}


def _uses(entry: Mapping[str, str], attribute: str) -> bool:
    """Whether a function may take this dependency: services by their code, routes by area."""
    if "method" in entry:
        return True
    module = ROOT.joinpath(*entry["module"].split(".")).with_suffix(".py")
    source = module.read_text(encoding="utf-8")
    body = source[source.index(f"def {entry['name']}(") :].split("\n\n\n")[0]
    return f"deps.{attribute}" in body


def _pairs(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield key, inner
            yield from _pairs(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _pairs(inner)
