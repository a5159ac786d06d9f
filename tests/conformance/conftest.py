"""What conformance needs of the tests of the relay and of the browser."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest

from tests.browser.conftest import browsers, chromium, new_browser, new_page, screenshots
from tests.conformance.vectors import HERE
from tests.integration.relay.conftest import (
    behind_the_scenes,
    hang_up,
    relay_broker,
    relay_database,
    school,
    start,
    writer,
)
from tests.support.pages import serve_pages

__all__ = [
    "behind_the_scenes",
    "browsers",
    "chromium",
    "hang_up",
    "new_browser",
    "new_page",
    "relay_broker",
    "relay_database",
    "school",
    "screenshots",
    "start",
    "writer",
]


@pytest.fixture(scope="session")
def pages() -> Iterator[str]:
    """Where a browser finds the pages of these tests."""
    with serve_pages() as address:
        yield address


@pytest.fixture(scope="session")
def node() -> str:
    """The path of Node, with the packages of npm beside it."""
    reason = None
    path = shutil.which("node")
    if path is None:
        reason, variable = "Node is not on this machine", "REQUIRE_NODE"
    elif not (HERE / "node_modules" / "eventsource").is_dir():
        reason, variable = "npm ci was not run in tests/conformance", "REQUIRE_NPM"
    if path is not None and reason is None:
        return path
    if os.environ.get(variable) == "1":
        pytest.fail(f"{variable}=1, and {reason}")
    pytest.skip(str(reason))
