"""Chromium without a window, and the pages that people open in it."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Self

import httpx
import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.chrome.webdriver import WebDriver

from infra.build import web_app
from infra.local.process import PROJECT_ROOT, Child, base_env, file_ready, running
from tests.browser.classroom import Classroom
from tests.browser.page import Page, log_of
from tests.support.scratch import scratch_directory
from tests.support.stack import Stack

DEMO_SERVER = PROJECT_ROOT / "web" / "client" / "test" / "support" / "demo-server.js"
# Debian's headless Chromium is the same engine without what draws windows: a quarter less work.
_BINARIES = ("chromium-headless-shell", "chromium")
# Where two cores are shared by four times as many tests and what they start.
_SCRIPT_SECONDS = 120.0
_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-background-timer-throttling",
    "--disable-client-side-phishing-detection",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-hang-monitor",
    "--disable-popup-blocking",
    "--disable-sync",
    "--enable-automation",
    "--password-store=basic",
    "--remote-debugging-port=0",
    # Nothing has to fade or slide before it can be read, and no frame is drawn for it.
    "--force-prefers-reduced-motion",
)


def _need(variable: str, *tools: str) -> str:
    """The path of the first of these tools that is here."""
    path = next(filter(None, map(shutil.which, tools)), None)
    if path is None and os.environ.get(variable) == "1":
        pytest.fail(f"{variable}=1, and {tools[-1]} is not on this machine")
    if path is None:
        pytest.skip(f"{tools[-1]} is not on this machine")
    return path


@pytest.fixture(scope="session")
def chromium() -> tuple[str, str]:
    """The paths of Chromium and of its driver."""
    needed = "REQUIRE_CHROMIUM"
    return _need(needed, *_BINARIES), _need(needed, "chromedriver")


class Browsers:
    """Chromium processes that know nothing of one another.

    Starting one costs more than loading the app three times: whoever is done with one gives it
    back, and the next gets it with nothing remembered.
    """

    def __init__(self, binary: str, driver: str, *, profile: Path | None = None) -> None:
        """``profile``: the one to use, which is left behind; by default each has its own."""
        self._binary = binary
        self._driver = driver
        self._profile = profile
        self._idle: list[WebDriver] = []
        self._ending = contextlib.ExitStack()

    def take(self) -> WebDriver:
        """A browser with one empty tab."""
        if not self._idle:
            return self._start()
        driver = self._idle.pop()
        _forget(driver)
        return driver

    def give_back(self, driver: WebDriver) -> None:
        """The pages in it end with this; what they stored, when it is taken again."""
        _one_empty_tab(driver)
        self._idle.append(driver)

    def close(self) -> None:
        """End them all."""
        self._ending.close()

    def _start(self) -> WebDriver:
        profile = self._profile
        if profile is None:
            profile = scratch_directory("stunity-chromium-")
            self._ending.callback(shutil.rmtree, profile, ignore_errors=True)
        port = profile / "DevToolsActivePort"
        port.unlink(missing_ok=True)
        # Chromedriver would start it without a page, which only the one with windows makes up for.
        child = Child(
            name="chromium",
            argv=(self._binary, *_FLAGS, f"--user-data-dir={profile}", "about:blank"),
            env=base_env(),
            ready=file_ready(port),
        )
        self._ending.enter_context(running(child, profile / "output.log"))
        options = webdriver.ChromeOptions()
        options.debugger_address = f"127.0.0.1:{port.read_text().split()[0]}"
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        driver = webdriver.Chrome(options=options, service=Service(self._driver))
        # What axe looks at takes it half a minute where many others want the processor.
        driver.set_script_timeout(_SCRIPT_SECONDS)
        self._ending.callback(driver.quit)
        return driver


def _one_empty_tab(driver: WebDriver) -> None:
    old = driver.window_handles
    driver.switch_to.new_window("tab")
    new = driver.current_window_handle
    for handle in old:
        driver.switch_to.window(handle)
        driver.close()
    driver.switch_to.window(new)


def _forget(driver: WebDriver) -> None:
    everything = {"origin": "*", "storageTypes": "all"}
    driver.execute_cdp_cmd("Storage.clearDataForOrigin", everything)
    driver.execute_cdp_cmd("Network.clearBrowserCookies", {})
    log_of(driver)


@pytest.fixture(scope="session")
def browsers(chromium: tuple[str, str]) -> Iterator[Browsers]:
    """All browsers of a worker."""
    browsers = Browsers(*chromium)
    yield browsers
    browsers.close()


@contextlib.contextmanager
def _lent(browsers: Browsers) -> Iterator[Callable[[], WebDriver]]:
    with contextlib.ExitStack() as ending:

        def lend() -> WebDriver:
            driver = browsers.take()
            ending.callback(browsers.give_back, driver)
            return driver

        yield lend


@pytest.fixture(scope="module")
def new_browser(browsers: Browsers) -> Iterator[Callable[[], WebDriver]]:
    """Gives browsers that know nothing of one another, until the module is over."""
    with _lent(browsers) as lend:
        yield lend


@pytest.fixture(scope="module")
def new_page(new_browser: Callable[[], WebDriver]) -> Callable[[str], Page]:
    """Opens the app at an address, in a browser of its own."""
    return lambda url: Page(new_browser(), url)


@pytest.fixture(scope="module")
def signed_in(new_page: Callable[[str], Page], stack: Stack) -> Callable[[str], Page]:
    """Opens the app as somebody of the demo school, in a browser of their own; live."""

    def sign_in(role: str) -> Page:
        page = new_page(stack.app_url)
        page.visit_first()
        page.sign_in(role)
        page.wait_live()
        return page

    return sign_in


@pytest.fixture
def passing_page(browsers: Browsers) -> Iterator[Callable[[str], Page]]:
    """The same, until the test is over."""
    with _lent(browsers) as lend:
        yield lambda url: Page(lend(), url)


class DemoServer:
    """The web app over a school in memory, which can be bent into any state."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        self.app_url: str = json.loads(process.stdout.readline())["appUrl"]
        self._http = httpx.Client(trust_env=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def bend(self, **wish: object) -> None:
        """Change what it does; see the file of the server."""
        self._ask(wish)

    @property
    def streams(self) -> int:
        """How many streams are open."""
        streams: int = self._ask({})["streams"]
        return streams

    @property
    def requests(self) -> list[str]:
        """What was asked of the API since it was told to forget, as ``GET /v1/posts``."""
        requests: list[str] = self._ask({})["requests"]
        return requests

    def _ask(self, wish: dict[str, object]) -> dict[str, Any]:
        answer: dict[str, Any] = (
            self._http.post(f"{self.app_url}/test", json=wish).raise_for_status().json()
        )
        return answer


@pytest.fixture(scope="module")
def demo() -> Iterator[DemoServer]:
    """A demo server of the module's own; who bends it bends it back."""
    node = _need("REQUIRE_NODE", "node")
    command = [node, str(DEMO_SERVER), "--serve"]
    env = {**os.environ, "WEB_DIST": str(web_app.build())}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=env) as process:  # noqa: S603 - our own file
        try:
            with DemoServer(process) as demo:
                yield demo
        finally:
            process.terminate()


@pytest.fixture(scope="module")
def classroom(stack: Stack) -> Iterator[Classroom]:
    """The API of the shared stack in the name of its teacher."""
    classroom = Classroom(stack)
    yield classroom
    classroom.close()


@pytest.fixture(scope="session")
def screenshots() -> Path:
    """Where pictures of the app are put, for people to look at."""
    directory = PROJECT_ROOT / "build" / "screenshots"
    directory.mkdir(parents=True, exist_ok=True)
    return directory
