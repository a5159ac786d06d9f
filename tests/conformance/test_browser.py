"""The SDK's own tests, and the browser's own EventSource on the wire vectors, in Chromium."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from selenium.webdriver.chrome.webdriver import WebDriver
from selenium.webdriver.support.ui import WebDriverWait

from infra.local.process import PROJECT_ROOT
from tests.conformance.vectors import VECTORS

SDK_TESTS = PROJECT_ROOT / "web" / "client" / "test"
# These look into the package's files, and serve real sockets.
NEED_NODE = {"package.test.js", "network.test.js"}
SECONDS = 90

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser(new_browser: Callable[[], WebDriver]) -> WebDriver:
    return new_browser()


def wait_for(browser: WebDriver, expression: str) -> Any:
    """The value of an expression, once it has one."""
    script = f"return {expression} ?? null"
    waiting = WebDriverWait(browser, SECONDS, 0.05)
    return waiting.until(lambda _: browser.execute_script(script), f"no {expression}")


def run(browser: WebDriver, pages: str, files: list[str]) -> dict[str, Any]:
    """The results of test files."""
    browser.get("about:blank")  # another part after the # alone would not load the page anew
    browser.get(f"{pages}/tests/conformance/runner.html#{quote(json.dumps(files))}")
    results: dict[str, Any] = wait_for(browser, "window.results")
    return results


def test_the_tests_of_the_sdk_pass_in_a_browser(browser: WebDriver, pages: str) -> None:
    names = sorted(path.name for path in SDK_TESTS.glob("*.test.js"))
    assert set(names) >= NEED_NODE
    files = [f"/client/test/{name}" for name in names if name not in NEED_NODE]

    results = run(browser, pages, files)

    failures = "\n".join(f"{f['name']}: {f['error']}" for f in results["failures"][:10])
    assert results["failures"] == [], failures
    assert results["count"] > 400


def test_what_is_untrue_fails_in_a_browser_too(browser: WebDriver, pages: str) -> None:
    results = run(browser, pages, ["./must-fail.js"])

    assert len(results["failures"]) == results["count"] > 10


def test_the_browser_reads_the_wire_as_the_vectors_say(browser: WebDriver, pages: str) -> None:
    browser.get(f"{pages}/tests/conformance/wire.html")
    read = wait_for(browser, "window.read")

    for vector, events in zip(VECTORS["wire"], read, strict=True):
        assert events == vector["events"], vector["name"]
