"""checkov finds nothing that is not suppressed with a written reason."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.terraform.configuration import ROOT, TERRAFORM

pytestmark = pytest.mark.deploy

DOCKERFILES = tuple(
    ROOT / name for name in ("functions/Dockerfile", "infra/ops/Dockerfile", "sse_relay/Dockerfile")
)
_SKIP = re.compile(r"checkov:skip=(\w+)(?::(.*))?")


def _checkov(*arguments: str) -> list[dict[str, Any]]:
    executable = shutil.which("checkov")
    if executable is None:
        if os.environ.get("REQUIRE_CHECKOV") == "1":
            pytest.fail("REQUIRE_CHECKOV=1, but there is no checkov")
        pytest.skip("checkov is not installed")
    done = subprocess.run(  # noqa: S603 - our own arguments
        [executable, "--skip-download", "--compact", "--output", "json", *arguments],
        # checkov brings a parser of its own by the name of ours.
        env={key: value for key, value in os.environ.items() if key != "PYTHONPATH"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    reports = json.loads(done.stdout)
    return reports if isinstance(reports, list) else [reports]


def _failed(reports: list[dict[str, Any]]) -> list[str]:
    return [
        f"{check['check_id']} {check['resource']}"
        for report in reports
        for check in report["results"]["failed_checks"]
    ]


def test_checkov_finds_nothing_in_terraform() -> None:
    reports = _checkov("--framework", "terraform", "--directory", str(TERRAFORM))

    assert _failed(reports) == []
    assert sum(report["summary"]["passed"] for report in reports) >= 50
    assert sum(report["summary"]["parsing_errors"] for report in reports) == 0


def test_checkov_finds_nothing_in_the_images() -> None:
    arguments = [part for path in DOCKERFILES for part in ("--file", str(path))]

    assert _failed(_checkov("--framework", "dockerfile", *arguments)) == []


def test_checkov_finds_an_open_bucket(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(
        'resource "google_storage_bucket_iam_member" "all" {\n'
        '  bucket = "b"\n  role = "roles/storage.objectViewer"\n  member = "allUsers"\n}\n',
        encoding="utf-8",
    )

    assert _failed(_checkov("--framework", "terraform", "--directory", str(tmp_path)))


def test_every_suppression_has_a_reason() -> None:
    found = [
        (path.name, match[1], match[2] or "")
        for path in (*sorted(TERRAFORM.rglob("*.tf")), *DOCKERFILES)
        for match in _SKIP.finditer(path.read_text(encoding="utf-8"))
    ]

    assert found
    assert [entry for entry in found if len(entry[2].split()) < 6] == []
