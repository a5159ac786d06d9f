"""A session lasts across tabs, reloads and restarts, in a cookie that no page can read."""

from __future__ import annotations

import contextlib
import shutil
import socket
from collections import Counter
from collections.abc import Callable

import pytest
from selenium.common.exceptions import TimeoutException, WebDriverException

from tests.browser.conftest import Browsers, DemoServer
from tests.browser.page import Page
from tests.support.scratch import scratch_directory
from tests.support.stack import Stack

pytestmark = pytest.mark.browser

COOKIE = "__Host-stunity_session"
FIRST_LOAD = (
    "POST /v1/auth/refresh",
    "GET /v1/users/me",
    "GET /v1/meta",
    "GET /v1/sync",
    "GET /v1/notifications/unread-count",
    "GET /v1/posts",
    "GET /v1/posts/counters",
)


@pytest.fixture
def localhost(stack: Stack) -> str:
    """The address that ``make run`` prints."""
    assert f"http://localhost:{stack.port}" in stack.log.read_text()
    return f"http://localhost:{stack.port}"


def cookies(page: Page) -> list[dict[str, object]]:
    """All but the one that says that a device is known, which opens nothing."""
    return [dict(c) for c in page.driver.get_cookies() if c["name"] != "__Host-device"]


def new_tab(page: Page, address: str) -> str:
    page.driver.switch_to.new_window("tab")
    page.driver.get(address)
    page.resize(1280)
    return page.driver.current_window_handle


def test_the_refresh_token_is_the_only_cookie_and_nothing_readable_holds_a_token(
    passing_page: Callable[[str], Page], localhost: str
) -> None:
    page = passing_page(localhost)
    page.resize(1280)
    page.sign_in("student")
    page.wait_live()
    (cookie,) = cookies(page)
    assert cookie["name"] == COOKIE
    assert (cookie["httpOnly"], cookie["secure"], cookie["sameSite"]) == (True, True, "Strict")
    assert (cookie["domain"], cookie["path"]) == ("localhost", "/")
    assert isinstance(cookie["expiry"], int)
    seen = page.driver.execute_script(
        "return JSON.stringify([document.cookie, {...localStorage}, {...sessionStorage}])"
    )
    assert str(cookie["value"]) not in seen
    assert "eyJ" not in seen  # how every access token begins
    page.press("[aria-label='Sign out']")
    page.one(".Welcome_welcome")
    page.wait("the cookie to be gone", lambda: cookies(page) == [])


def test_fourteen_reloads_in_a_row_lock_nobody_out(
    passing_page: Callable[[str], Page], localhost: str
) -> None:
    page = passing_page(localhost)
    page.resize(1280)
    page.sign_in("student")
    page.wait_live()

    def reloaded(reload: Callable[[], object]) -> bool:
        try:
            reload()
        except TimeoutException:
            # The driver waited for a page that the reload before took away.
            return False
        return True

    for _ in range(14):
        # By the browser: a script of the page would lose its answer with the page.
        reloaded(lambda: page.devtools("Page.reload", {}))
    page.wait("a whole page", lambda: reloaded(page.driver.refresh))
    page.one("article[data-post]")
    page.wait_live()
    refused = """
      return performance.getEntriesByType("resource").filter((e) => e.responseStatus >= 400)
        .map((e) => `${e.responseStatus} ${new URL(e.name).pathname}`);
    """
    assert page.driver.execute_script(refused) == []


def test_a_link_into_the_app_opens_signed_in_in_another_tab_and_signs_out_in_all(
    passing_page: Callable[[str], Page], localhost: str
) -> None:
    page = passing_page(localhost)
    page.resize(1280)
    page.sign_in("teacher")
    page.wait_live()
    first = page.driver.current_window_handle
    second = new_tab(page, f"{localhost}/settings")
    page.one(".Rows_row")
    assert page.driver.current_url == f"{localhost}/settings"

    page.driver.switch_to.window(first)
    page.press("[aria-label='Sign out']")
    page.one(".Welcome_welcome")
    page.driver.switch_to.window(second)
    page.one(".Welcome_welcome")
    # Nobody has to wonder: somebody has signed out here.
    assert page.all(".Welcome_notice") == []
    page.driver.refresh()
    page.one(".Welcome_welcome")


def test_who_signs_in_in_one_tab_is_there_in_all(
    passing_page: Callable[[str], Page], localhost: str
) -> None:
    page = passing_page(localhost)
    page.resize(1280)
    page.one("[data-email]")
    first = page.driver.current_window_handle
    new_tab(page, localhost)
    page.sign_in("student")
    name = page.text(".Shell_me b")
    page.driver.switch_to.window(first)
    page.wait("the same person", lambda: page.texts(".Shell_me b") == [name])


def close_window(page: Page) -> None:
    """Close the browser as a person does; returns when it has written what it keeps."""
    host, port = page.driver.capabilities["goog:chromeOptions"]["debuggerAddress"].split(":")
    with contextlib.suppress(WebDriverException):  # it does not say good-bye to its driver
        page.driver.execute_cdp_cmd("Browser.close", {})

    def closed() -> bool:
        with socket.socket() as connection:
            return connection.connect_ex((host, int(port))) != 0

    page.wait("the end of the browser", closed)


def test_a_session_outlives_the_browser(chromium: tuple[str, str], localhost: str) -> None:
    profile = scratch_directory("stunity-profile-")
    try:
        with contextlib.closing(Browsers(*chromium, profile=profile)) as before:
            page = Page(before.take(), localhost)
            page.resize(1280)
            page.sign_in("student")
            name = page.text(".Shell_me b")
            close_window(page)
        with contextlib.closing(Browsers(*chromium, profile=profile)) as after:
            page = Page(after.take(), f"{localhost}/people")
            page.resize(1280)
            assert page.text(".Shell_me b") == name
            assert page.driver.current_url == f"{localhost}/people"
    finally:
        shutil.rmtree(profile, ignore_errors=True)


def test_the_first_load_finds_out_once_who_is_here(
    passing_page: Callable[[str], Page], demo: DemoServer
) -> None:
    page = passing_page(demo.app_url)
    page.resize(1280)
    page.sign_in("student")
    page.wait_live()
    # The page of before asks for nothing more.
    page.driver.get(f"{page.url}/favicon.svg")
    # Nothing is kept on the device: with a slow answer it would begin with that, and read on.
    page.devtools("Storage.clearDataForOrigin", {"origin": page.url, "storageTypes": "indexeddb"})
    demo.bend(forget=True)
    page.driver.get(page.url)
    page.wait_live()
    page.one("article[data-post]")
    # The posts are followed once the stream is open; whatever it made stale was asked before.
    page.wait("the counters", lambda: "GET /v1/posts/counters" in demo.requests)
    asked = Counter(demo.requests)
    assert {one: asked[one] for one in FIRST_LOAD} == dict.fromkeys(FIRST_LOAD, 1)
    assert {one: times for one, times in asked.items() if times > 1} == {}, "for nothing twice"


def test_tabs_share_one_renewal(passing_page: Callable[[str], Page], demo: DemoServer) -> None:
    page = passing_page(demo.app_url)
    page.resize(1280)
    page.sign_in("student")
    page.wait_live()
    handles = [page.driver.current_window_handle]
    for _ in range(3):
        handles.append(new_tab(page, demo.app_url))
        page.one("article[data-post]")
    demo.bend(forget=True, expire=True)
    # All of them find out at about the same time that their token is over.
    like = "setTimeout(() => document.querySelector('article [aria-pressed]').click())"
    for handle in handles:
        page.driver.switch_to.window(handle)
        page.driver.execute_script(like)
    page.wait("four likes", lambda: sum("/like" in one for one in demo.requests) >= len(handles))
    page.wait("a renewal", lambda: "POST /v1/auth/refresh" in demo.requests)
    assert demo.requests.count("POST /v1/auth/refresh") == 1
    for handle in handles:
        page.driver.switch_to.window(handle)
        page.one(".Shell_shell")


def test_a_session_that_ended_elsewhere_says_so_in_all_tabs(
    passing_page: Callable[[str], Page], demo: DemoServer
) -> None:
    page = passing_page(demo.app_url)
    page.resize(1280)
    page.sign_in("student")
    page.wait_live()
    handles = [page.driver.current_window_handle, new_tab(page, demo.app_url)]
    page.one("article[data-post]")
    demo.bend(end=True)
    # Whatever asks the server first finds it out.
    page.driver.execute_script("document.querySelector('article [aria-pressed]')?.click()")
    for handle in handles:
        page.driver.switch_to.window(handle)
        page.one(".Welcome_notice")
