"""Every type and argument of the configuration exists in the providers' schemas."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from infra.build.terraform_schema import used_types
from tests.terraform.configuration import SCHEMAS, TERRAFORM, files, findings


def test_every_argument_exists_and_nothing_required_is_missing() -> None:
    assert findings() == []


def test_the_schemas_hold_what_the_configuration_uses_and_nothing_else() -> None:
    used = used_types(files())
    for provider in ("google", "cloudflare", "upstash"):
        document = json.loads((SCHEMAS / f"{provider}.json").read_text(encoding="utf-8"))
        held = {
            (kind, name.removeprefix(f"{provider}_"))
            for kind in ("resource", "data")
            for name in document[kind]
        }
        assert used[provider] == held


@pytest.mark.parametrize(
    ("written", "instead", "finding"),
    [
        ("ack_deadline_seconds ", "ack_deadline_second ", "ack_deadline_second does not exist"),
        ("    service_account_email ", "    service_account ", "push_config.oidc_token."),
        ("topic                      = google", "toppic = google", "topic is missing"),
        ("  retry_policy {", "  retry_policies {", "retry_policies does not exist"),
        ("  retry_policy {", "  retry_policy = {", "retry_policy is a block"),
        ('"google_pubsub_subscription" "w', '"google_pubsub_subscriptio" "w', "no such type"),
        ("  retry_policy {", "  retry_policy {}\n  retry_policy {", "retry_policy may stand once"),
    ],
)
def test_a_misspelt_configuration_is_found(
    tmp_path: Path, written: str, instead: str, finding: str
) -> None:
    copy = tmp_path / "pubsub"
    shutil.copytree(TERRAFORM / "modules" / "pubsub", copy)
    path = copy / "subscriptions.tf"
    text = path.read_text(encoding="utf-8")
    assert written in text
    assert findings(copy) == []

    path.write_text(text.replace(written, instead, 1), encoding="utf-8")

    assert any(finding in text for text in findings(copy))
