"""``make fuzz``: requests made from the OpenAPI document against the running product, bounded.

Every operation, all phases of Schemathesis (examples, coverage, fuzzing, stateful), by somebody
who runs the school, by a pupil and by nobody. The exit status is 0 when no answer was a server
error, an undocumented status, or another body than its schema says.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx

from infra.local.demo.people import PASSWORD
from infra.local.process import PROJECT_ROOT
from tests.support.stack import Stack

CALLERS = ("admin", "student", "nobody")
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
)
_FUZZER = PROJECT_ROOT / "build/fuzz/bin/schemathesis"
_SESSIONS_TO_END = 40
_LIMIT_SECONDS = 1800.0


def main() -> int:
    """Fuzz as each caller; returns the exit status."""
    arguments = _arguments()
    stack = Stack(module="tests.fuzz.stack")
    try:
        statuses = {name: _fuzz(stack, name, arguments) for name in arguments.caller or CALLERS}
        errors = _server_errors(stack)
    finally:
        stack.close()
    for line in errors[:20]:
        print(line)  # noqa: T201 - a command answers its caller
    print({**statuses, "logged server errors": len(errors)})  # noqa: T201
    return 1 if any(statuses.values()) or errors else 0


def _fuzz(stack: Stack, caller: str, arguments: argparse.Namespace) -> int:
    """Run Schemathesis as one caller; returns its exit status."""
    document = stack.data_dir / "openapi.json"
    with httpx.Client(base_url=stack.app_url, timeout=30, trust_env=False) as client:
        document.write_text(client.get("/v1/openapi.json").raise_for_status().text)
        tokens = [] if caller == "nobody" else _tokens(client, caller)
    reports = Path(arguments.report_dir) / caller
    command: list[str] = [
        str(_FUZZER),
        *("run", str(document), "--url", stack.app_url),
        *("--checks", ",".join(CHECKS)),
        *("--phases", "examples,coverage,fuzzing,stateful"),
        *("--max-examples", str(arguments.examples), "--seed", str(arguments.seed)),
        *("--workers", "2", "--continue-on-failure", "--request-timeout", "30"),
        *("--suppress-health-check", "all", "--warnings", "off"),
        *("--report", "junit,ndjson", "--report-dir", str(reports)),
    ]
    environment = {
        **os.environ,
        "SCHEMATHESIS_HOOKS": "tests.fuzz.hooks",
        "PYTHONPATH": str(PROJECT_ROOT),
        "FUZZ_TOKEN": tokens[0] if tokens else "",
        "FUZZ_SESSIONS_TO_END": json.dumps(tokens[1:]),
    }
    return subprocess.run(  # noqa: S603 - our own command
        command, env=environment, cwd=stack.data_dir, check=False, timeout=_LIMIT_SECONDS
    ).returncode


def _tokens(client: httpx.Client, person: str) -> list[str]:
    body = {"email": f"{person}@demo.school", "password": PASSWORD}
    answers = [client.post("/v1/auth/login", json=body) for _ in range(_SESSIONS_TO_END + 1)]
    return [answer.raise_for_status().json()["accessToken"] for answer in answers]


def _server_errors(stack: Stack) -> list[str]:
    """What the gateway logged as a fault: also what no client saw as one."""
    log = Path(stack.processes["gateway"]["log"])
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return [line for line in lines if '"severity": "ERROR"' in line or '"status": 500' in line]


def _arguments() -> Any:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--caller", action="append", choices=CALLERS)
    parser.add_argument("--examples", type=int, default=25, help="for each operation")
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--report-dir", default=str(PROJECT_ROOT / "build/fuzz-report"))
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
