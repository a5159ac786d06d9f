"""The browser SDK, tested by Node's own runner."""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest

from infra.local.process import PROJECT_ROOT

SDK_TESTS = PROJECT_ROOT / "web" / "client" / "test"
OLDEST = 20
SECONDS = 120
# One process for all files; `node --test` would start one for each, and take five times as long.
RUN_ALL = "for (const file of process.argv.slice(1)) await import(file)"


@pytest.fixture(scope="module")
def node() -> str:
    """The path of a Node that is new enough."""
    path = shutil.which("node")
    reason = "Node is not on this machine"
    if path is not None:
        command = [path, "--version"]
        answer = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - node itself
        version = answer.stdout.strip()
        if int(version.removeprefix("v").split(".")[0]) >= OLDEST:
            return path
        reason = f"Node {version} is older than {OLDEST}"
    if os.environ.get("REQUIRE_NODE") == "1":
        pytest.fail(f"REQUIRE_NODE=1, and {reason}")
    pytest.skip(reason)


def test_all_tests_in_node_pass(node: str) -> None:
    files = sorted(map(str, SDK_TESTS.glob("*.test.js")))
    assert files
    command = [node, "--test-reporter=tap", "--input-type=module", "--eval", RUN_ALL, *files]
    run = subprocess.run(  # noqa: S603 - node and our own files
        command, capture_output=True, text=True, check=False, timeout=SECONDS
    )
    failed = [line for line in run.stdout.splitlines() if line.lstrip().startswith("not ok")]
    assert run.returncode == 0, "\n".join([*failed, run.stderr, run.stdout[-4000:]])
    assert "# fail 0" in run.stdout
