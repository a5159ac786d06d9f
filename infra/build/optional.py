"""Says which optional tools this machine has, and what the tests leave out without them.

``python -m infra.build.optional [tests|deploy]``. CI sets ``REQUIRE_…`` for each: absence fails
there.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass

from infra.build import chromium, typesense_server
from infra.embeddings import local as embeddings
from infra.local.process import PROJECT_ROOT
from infra.local.pubsub.official import OfficialNotInstalled, official_command

_CONFORMANCE = PROJECT_ROOT / "tests" / "conformance"


@dataclass(frozen=True, slots=True)
class OptionalTool:
    """A tool that the product does not need, and some tests do."""

    name: str
    present: Callable[[], bool]
    left_out: str
    required_by: str


def find_tool(name: str) -> str | None:
    """Where a program is; servers lie where only root's PATH leads."""
    return shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin")


def _has(*names: str) -> Callable[[], bool]:
    return lambda: all(find_tool(name) is not None for name in names)


def has_namespaces() -> bool:
    """Whether a program may be started in a file tree of its own."""
    unshare = shutil.which("unshare")
    if unshare is None:
        return False
    command = [unshare, "--mount", *([] if os.geteuid() == 0 else ["--map-root-user"]), "true"]
    done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - our own words
    return done.returncode == 0


def _has_official_emulator() -> bool:
    try:
        official_command()
    except OfficialNotInstalled:
        return False
    return True


TOOLS: dict[str, tuple[OptionalTool, ...]] = {
    "tests": (
        OptionalTool(
            "Chromium",
            _has("chromium", "chromedriver"),
            "the tests in a browser",
            "REQUIRE_CHROMIUM",
        ),
        OptionalTool(
            f"Chromium {chromium.pinned()}",
            chromium.draws_alike,
            "pictures of the app's parts and pages",
            "REQUIRE_PICTURES",
        ),
        OptionalTool(
            "Google's Pub/Sub emulator",
            _has_official_emulator,
            "the broker contract against Google's own emulator",
            "REQUIRE_EMULATOR",
        ),
        OptionalTool(
            "Node", _has("node"), "the tests of the browser SDK outside a browser", "REQUIRE_NODE"
        ),
        OptionalTool(
            "npm's packages (npm ci in tests/conformance)",
            (_CONFORMANCE / "node_modules").is_dir,
            "SSE clients that nobody here wrote, and the types of the browser SDK",
            "REQUIRE_NPM",
        ),
        OptionalTool(
            "Typesense (make typesense)",
            lambda: typesense_server.server() is not None,
            "the contract with a real search server",
            "REQUIRE_TYPESENSE",
        ),
        OptionalTool(
            "a model for vectors (make embeddings)",
            lambda: embeddings.version() is not None,
            "what a real model makes of Khmer and English; make run has no vectors",
            "REQUIRE_EMBEDDINGS",
        ),
        OptionalTool("nginx", _has("nginx"), "streams through nginx", "REQUIRE_PROXIES"),
        OptionalTool("HAProxy", _has("haproxy"), "streams through HAProxy", "REQUIRE_PROXIES"),
    ),
    "deploy": (
        OptionalTool("checkov", _has("checkov"), "its policies", "REQUIRE_CHECKOV"),
        OptionalTool(
            "mount namespaces", has_namespaces, "images without Docker", "REQUIRE_NAMESPACES"
        ),
    ),
}


def main(argv: list[str] | None = None) -> int:
    """Print a line per tool; returns 1 when a required one is missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("suite", nargs="?", choices=sorted(TOOLS), default="tests")
    missing = False
    for tool in TOOLS[parser.parse_args(argv).suite]:
        if tool.present():
            print(f"found: {tool.name}")
            continue
        required = os.environ.get(tool.required_by) == "1"
        missing |= required
        verdict = "required here, and missing" if required else f"left out: {tool.left_out}"
        print(f"not found: {tool.name}; {verdict}")
    return int(missing)


if __name__ == "__main__":
    sys.exit(main())
