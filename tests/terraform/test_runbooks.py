"""Runbooks name things that exist."""

from __future__ import annotations

import re

import pytest

from infra.ops.drill import DRILLS, DrillFailed, expect
from tests.terraform.configuration import ROOT, TERRAFORM

RUNBOOKS = ROOT / "docs" / "runbooks"
PAGES = sorted(RUNBOOKS.glob("*.md"))


def test_every_alert_names_a_page() -> None:
    source = (TERRAFORM / "modules/observability/alerts.tf").read_text(encoding="utf-8")
    named = {
        *re.findall(r'runbook   = "([^"]+)"', source),
        *re.findall(r"runbooks/(\w+\.md)", source),
    }

    assert len(named) >= 5
    assert {name for name in named if not (RUNBOOKS / name).exists()} == set()


def test_every_drill_has_a_page() -> None:
    assert {f"{dependency}.md" for dependency in DRILLS} <= {path.name for path in PAGES}


def test_a_drill_fails_when_a_promise_is_not_kept(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(DrillFailed, match="two is one"):
        expect("two is one", lambda: False, within=0.2)
    expect("one is one", lambda: True)

    assert capsys.readouterr().out.splitlines() == ["  NO   two is one", "  yes  one is one"]


def test_the_index_lists_every_page() -> None:
    index = (RUNBOOKS / "README.md").read_text(encoding="utf-8")

    assert [p.name for p in PAGES if p.name != "README.md" and f"]({p.name})" not in index] == []


def test_tables_of_secrets_and_of_the_runbook_agree() -> None:
    source = (TERRAFORM / "modules/platform/identities.tf").read_text(encoding="utf-8")
    secrets = set(re.findall(r'= "([a-z0-9]+(?:-[a-z0-9]+)+)"', source))
    text = "".join(page.read_text(encoding="utf-8") for page in PAGES)

    # Terraform itself writes the token of Redis and the key of the upload bucket.
    assert {s for s in secrets if s not in text} <= {"upstash-redis-rest-token", "s3-secret-key"}
