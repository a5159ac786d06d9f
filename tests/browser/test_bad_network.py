"""Where the network fails while somebody writes, nothing is lost; it is told, and sent once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

import httpx
import pytest
from selenium.webdriver.support.select import Select

from infra.local.demo.courses import PHYSICS
from infra.local.demo.people import PASSWORD
from infra.local.demo.stage import demo_id
from tests.browser.page import Page
from tests.support.stack import Stack

pytestmark = pytest.mark.browser

CLASS, COURSE = demo_id("class", "10A"), str(PHYSICS)
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


@contextmanager
def _api(stack: Stack, who: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"{stack.app_url}/v1", trust_env=False, timeout=60) as api:
        given = {"email": f"{who}@demo.school", "password": PASSWORD}
        signed_in = api.post("/auth/login", json=given).raise_for_status().json()
        api.headers["Authorization"] = f"Bearer {signed_in['accessToken']}"
        yield api


def test_work_that_is_written_without_a_network_is_kept_and_handed_in_once(
    passing_page: Callable[[str], Page], stack: Stack
) -> None:
    work = {"courseId": COURSE, "title": "What is a lever?", "type": "TEXT", "maxPoints": 10}
    with _api(stack, "teacher") as teacher:
        made = teacher.post("/assignments", json=work).raise_for_status().json()
    page = passing_page(stack.app_url)
    page.resize(360, 780)
    page.sign_in("student")
    page.go(f"/assignments/{made['id']}")
    field, text = "main textarea", "A lever turns about a point."
    page.one(field)
    network(page, on=False)
    page.write(field, text)
    page.wait("that it is not saved", lambda: "Not saved yet" in page.text("main"))
    # A phone that needs its memory loads the page anew, wherever there is a network again.
    network(page, on=True)
    page.driver.refresh()
    page.wait("the text", lambda: page.one(field).get_property("value") == text)
    page.wait("that it is saved", lambda: "Saved on the server" in page.text("main"))
    hand_in = "[aria-label='Your work'] [data-kind=primary]"
    page.driver.execute_script(_TWICE, page.one(hand_in))
    with _api(stack, "student") as pupil:
        address = f"/assignments/{made['id']}"

        def attempts() -> int:
            mine = pupil.get(address).raise_for_status().json()["my"]
            return int(mine["attempt"]) if mine else 0

        page.wait("the work", lambda: attempts() == 1)
    page.wait("the work on the page", lambda: text in page.text("main ol"))
    assert page.driver.execute_script("return sessionStorage.getItem('stunity.drafts')") is None


def test_work_that_was_not_saved_is_tried_again(
    passing_page: Callable[[str], Page], stack: Stack
) -> None:
    work = {"courseId": COURSE, "title": "What is a wheel?", "type": "TEXT", "maxPoints": 10}
    with _api(stack, "teacher") as teacher:
        made = teacher.post("/assignments", json=work).raise_for_status().json()
    page = passing_page(stack.app_url)
    page.sign_in("student")
    page.go(f"/assignments/{made['id']}")
    page.one("main textarea")
    network(page, on=False)
    page.write("main textarea", "It rolls.")
    # A try takes no time where there is no network: each is seen as it begins.
    page.driver.execute_script(_COUNT_TRIES)
    page.wait("two tries", lambda: page.driver.execute_script("return window.tries >= 2"))
    assert "Not saved yet" in page.text("main")
    network(page, on=True)
    page.wait("that it is saved", lambda: "Saved on the server" in page.text("main"))


def _open_sheet(page: Page) -> None:
    """Choose a month whose sheet is still open."""
    page.one("[data-grid]")
    months = page.wait("months", lambda: len(Select(page.all("main select")[1]).options))
    for month in range(months):
        Select(page.all("main select")[1]).select_by_index(month)
        page.wait("a sheet", lambda: page.all("[data-grid]"))
        if page.all("[data-cell]"):
            return
    raise AssertionError("no sheet is open")


def test_marks_and_a_register_outlive_a_page_that_is_loaded_anew(
    passing_page: Callable[[str], Page], stack: Stack
) -> None:
    page = passing_page(stack.app_url)
    page.resize(360, 780)
    page.sign_in("admin")
    page.go(f"/marks/classes/{CLASS}")
    _open_sheet(page)
    page.write("[data-cell]", "6.25")
    page.one("[data-changed=true]")
    network(page, on=False)
    page.press("[data-save]")
    page.wait("that it was not saved", lambda: "could not be reached" in page.text("body"))
    assert page.one("[data-cell]").get_property("value") == "6.25"
    network(page, on=True)
    page.driver.refresh()
    page.wait("the mark", lambda: page.one("[data-cell]").get_property("value") == "6.25")
    _leave(page)

    page.go(f"/marks/classes/{CLASS}")
    _open_sheet(page)
    assert page.one("[data-cell]").get_property("value") != "6.25"

    page.go(f"/classes/{CLASS}/attendance")
    first = "[data-status]"
    before = page.one(f"main {first}").get_attribute("data-status")
    page.press(f"main {first}")
    page.wait("the tap", partial(_other, page, f"main {first}", before))
    chosen = page.one(f"main {first}").get_attribute("data-status")
    page.driver.refresh()
    page.wait(
        "what was tapped",
        lambda: page.one(f"main {first}").get_attribute("data-status") == chosen,
    )
    _leave(page)


def _other(page: Page, selector: str, before: str | None) -> bool:
    return page.one(selector).get_attribute("data-status") != before


def _leave(page: Page) -> None:
    """Go back, and say that what is not saved may be lost."""
    before = page.driver.current_url
    page.press("main a[class*=back]")
    page.one("dialog")
    page.press(lambda: page.all("dialog button")[-1])
    page.wait("another page", lambda: page.driver.current_url != before)
