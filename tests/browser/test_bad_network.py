"""Where the network fails while somebody writes, nothing is lost; it is told, and sent once."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import pairwise

import pytest
from selenium.webdriver.support.expected_conditions import staleness_of
from selenium.webdriver.support.select import Select

from infra.local.demo.courses import PHYSICS
from infra.local.demo.stage import demo_id
from tests.browser.page import Page
from tests.support.stack import Stack

pytestmark = pytest.mark.browser

CLASS, COURSE = demo_id("class", "10A"), str(PHYSICS)
PUPIL = "main [data-status]"
_CONDITIONS = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
_COUNT_TRIES = """
  const real = window.fetch;
  window.tries = 0;
  window.fetch = (request, init) => {
    if (String(request.url ?? request).endsWith("/draft")) window.tries += 1;
    return real(request, init);
  };
"""
_TWICE = "arguments[0].click(); arguments[0].click()"


def network(page: Page, *, on: bool) -> None:
    """Give the tab a network or take it."""
    page.devtools("Network.enable", {})
    page.devtools("Network.emulateNetworkConditions", {"offline": not on, **_CONDITIONS})


def _work(stack: Stack, title: str) -> str:
    """Set work that is a text; its address."""
    work = {"courseId": COURSE, "title": title, "type": "TEXT", "maxPoints": 10}
    with stack.api("teacher") as teacher:
        made = teacher.post("/assignments", json=work).raise_for_status().json()
    return f"/assignments/{made['id']}"


def _kept(page: Page) -> str | None:
    """What lies on the device."""
    found: str | None = page.driver.execute_script(
        "return sessionStorage.getItem('stunity.drafts')"
    )
    return found


def _typed(page: Page, selector: str) -> str:
    return str(page.all(selector)[0].get_property("value"))


def _shows(page: Page, selector: str, text: str) -> bool:
    return _typed(page, selector) == text


def test_work_that_is_written_without_a_network_is_kept_and_handed_in_once(
    passing_page: Callable[[str], Page], stack: Stack
) -> None:
    address = _work(stack, "What is a lever?")
    page = passing_page(stack.app_url)
    page.resize(360, 780)
    page.sign_in("student")
    page.go(address)
    field, text = "main textarea", "A lever turns about a point."
    page.one(field)
    network(page, on=False)
    page.write(field, text)
    page.wait("that it is not saved", lambda: "Not saved yet" in page.text("main"))
    # A phone that needs its memory loads the page anew, wherever there is a network again.
    network(page, on=True)
    page.driver.refresh()
    page.wait("the text", lambda: _typed(page, field) == text)
    page.wait("that it is saved", lambda: "Saved on the server" in page.text("main"))
    assert _kept(page) is None
    page.driver.execute_script(_TWICE, page.named("Hand in"))
    page.wait("the work on the page", lambda: text in page.text("main ol"))
    with stack.api("student") as pupil:
        mine = pupil.get(address).raise_for_status().json()["my"]
    assert mine["attempt"] == 1
    assert _kept(page) is None


def test_work_that_was_saved_is_there_when_one_comes_back(
    passing_page: Callable[[str], Page], stack: Stack
) -> None:
    address, field = _work(stack, "What is a screw?"), "main textarea"
    page = passing_page(stack.app_url)
    page.sign_in("student")
    texts = ["", "It turns.", "It turns. It goes in.", "It turns. It goes in. It holds."]
    for before, text in pairwise(texts):
        page.go(address)
        page.wait("the text", partial(_shows, page, field, before))
        page.write(field, text)
        page.wait("that it is saved", lambda: "Saved on the server" in page.text("main"))
        page.go("/classroom")


def test_work_that_was_written_elsewhere_meanwhile_is_not_overwritten(
    passing_page: Callable[[str], Page], stack: Stack
) -> None:
    address, field = _work(stack, "What is a wedge?"), "main textarea"
    page = passing_page(stack.app_url)
    page.sign_in("student")
    page.go(address)
    page.one(field)
    network(page, on=False)
    page.write(field, "It is")
    page.wait("that it is not saved", lambda: "Not saved yet" in page.text("main"))
    with stack.api("student") as elsewhere:
        newer = {"content": "It splits what it is driven into."}
        elsewhere.put(f"{address}/draft", json=newer).raise_for_status()
    # The page that tries all the time is gone before there is a network again.
    page.driver.execute_script("window.fetch = () => new Promise(() => {})")
    network(page, on=True)
    page.driver.refresh()
    page.wait("the newer text", lambda: _typed(page, field) == newer["content"])
    assert _kept(page) is None


def test_work_that_was_not_saved_is_tried_again(
    passing_page: Callable[[str], Page], stack: Stack
) -> None:
    address = _work(stack, "What is a wheel?")
    page = passing_page(stack.app_url)
    page.sign_in("student")
    page.go(address)
    page.one("main textarea")
    network(page, on=False)
    page.write("main textarea", "It rolls.")
    # A try takes no time where there is no network: each is seen as it begins.
    page.driver.execute_script(_COUNT_TRIES)
    page.wait("two tries", lambda: page.driver.execute_script("return window.tries >= 2"))
    assert "Not saved yet" in page.text("main")
    network(page, on=True)
    page.wait("that it is saved", lambda: "Saved on the server" in page.text("main"))


def _choose(page: Page, month: int) -> None:
    """Have the sheet of a month before one."""

    def chosen() -> bool:
        Select(page.all("main select")[1]).select_by_index(month)
        return bool(page.all("[data-grid]"))

    page.wait("a sheet", chosen)


def _open_sheet(page: Page) -> int:
    """Choose a month whose sheet is still open; returns which."""
    page.one("[data-grid]")
    months = page.wait("months", lambda: len(Select(page.all("main select")[1]).options))
    for month in range(months):
        _choose(page, month)
        if page.all("[data-cell]"):
            return month
    raise AssertionError("no sheet is open")


def test_marks_and_a_register_outlive_a_page_that_is_loaded_anew(
    passing_page: Callable[[str], Page], stack: Stack
) -> None:
    page = passing_page(stack.app_url)
    page.resize(360, 780)
    page.sign_in("admin")
    page.go(f"/marks/classes/{CLASS}")
    month = _open_sheet(page)
    page.write("[data-cell]", "6.25")
    page.one("[data-changed=true]")
    network(page, on=False)
    page.press("[data-save]")
    page.wait("that it was not saved", lambda: "could not be reached" in page.text("body"))
    assert _typed(page, "[data-cell]") == "6.25"
    network(page, on=True)
    page.driver.refresh()
    # Another month may be the one of today.
    page.one("[data-grid]")
    _choose(page, month)
    page.wait("the mark", lambda: _typed(page, "[data-cell]") == "6.25")
    _leave(page)
    assert _kept(page) is None
    page.go(f"/marks/classes/{CLASS}")
    page.one("[data-grid]")
    _choose(page, month)
    page.wait("the mark of before", lambda: _typed(page, "[data-cell]") != "6.25")

    page.go(f"/classes/{CLASS}/attendance")
    page.one(PUPIL)
    before = _status(page)
    page.press(PUPIL)
    page.wait("the tap", lambda: _status(page) != before)
    chosen = _status(page)
    page.driver.refresh()
    page.wait("what was tapped", lambda: _status(page) == chosen)
    _leave(page)
    assert _kept(page) is None


def _status(page: Page) -> str | None:
    """How the first pupil is marked."""
    return page.all(PUPIL)[0].get_attribute("data-status")


def _leave(page: Page) -> None:
    """Go back, and say that what is not saved may be lost."""
    before, heading = page.driver.current_url, page.one("h1")
    page.press("main a[class*=back]")
    page.one("dialog")
    page.press(lambda: page.all("dialog button")[-1])
    page.wait("another page", lambda: page.driver.current_url != before)
    page.wait("the end of the page", partial(staleness_of(heading), page.driver))
