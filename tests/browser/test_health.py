"""The page for those who run a school: how the relays are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.browser.conftest import DemoServer
from tests.browser.page import Page

pytestmark = pytest.mark.browser

LOOK = "document.dispatchEvent(new Event('visibilitychange', {bubbles: true}))"


@pytest.fixture(scope="module")
def browser_page(new_page: Callable[[str], Page], demo: DemoServer) -> Page:
    return new_page(demo.app_url)


@pytest.fixture
def page(browser_page: Page, demo: DemoServer) -> Iterator[Page]:
    """The sign-in page, as on a first visit."""
    browser_page.visit_first()
    yield browser_page
    demo.bend(fail=None, relays=3, deliveries=410)


def open_health(page: Page) -> None:
    page.press("a[href='/health']")
    page.one(".Relay_relay")


def look_again(page: Page) -> None:
    """Come back to the page, upon which it reads the newest report."""
    seen = page.one(".Health_foot time").get_attribute("datetime")
    page.driver.execute_script(LOOK)
    page.wait(
        "a newer report",
        lambda: page.one(".Health_foot time").get_attribute("datetime") != seen,
    )


@pytest.mark.parametrize("language", ["en", "km"])
def test_the_health_of_the_relays_fits_and_can_be_read(
    page: Page, language: str, screenshots: Path
) -> None:
    page.sign_in("admin")
    page.press(f".Choices_choice[lang='{language}']")
    open_health(page)

    page.wait("three relays", lambda: len(page.all(".Relay_relay")) == 3)
    conditions = [e.get_attribute("data-condition") for e in page.all(".Relay_condition")]
    assert conditions == ["well", "silent", "full"]
    charts = [e.get_attribute("aria-label") for e in page.all(".Sparkline_sparkline")]
    assert len(charts) == 6
    assert all(any(map(str.isdigit, label or "")) for label in charts)
    before = page.one(".Sparkline_line").get_attribute("d")
    for _ in range(12):
        look_again(page)
    assert page.one(".Sparkline_line").get_attribute("d") != before
    page.wait_readable("health")
    page.picture(screenshots / f"health-{language}-dark.png")
    page.resize(1280)
    page.picture(screenshots / f"health-{language}-light.png")
    page.resize(360)
    page.picture(screenshots / f"health-{language}-360.png")
    assert page.complaints() == []


def test_a_figure_of_seven_digits_stands_in_one_line(page: Page, demo: DemoServer) -> None:
    demo.bend(deliveries=900_000)
    page.sign_in("admin")
    page.press(".Choices_choice[lang='en']")
    open_health(page)
    assert any(len(value) == len("2,700,000") for value in page.texts(".Health_value"))
    lines = """return [...document.querySelectorAll(".Health_value")].map((value) => {
      const words = document.createRange();
      words.selectNodeContents(value);
      return new Set([...words.getClientRects()].map((line) => line.top)).size;
    })"""
    for width in (360, 1280):
        page.resize(width)
        assert set(page.driver.execute_script(lines)) == {1}


def test_a_page_that_cannot_be_loaded_says_so_in_its_heading(page: Page, demo: DemoServer) -> None:
    page.sign_in("admin")
    page.one("article[data-post]")
    demo.bend(fail={"path": "/v1/users/me", "status": 403})
    page.driver.refresh()
    page.one(".States_state[role=alert]")
    assert page.text("h1") == "This page could not be loaded"
    assert page.driver.title.startswith("This page could not be loaded")


def test_no_relay_and_no_answer_are_said_and_a_second_try_helps(
    page: Page, demo: DemoServer
) -> None:
    page.sign_in("admin")
    demo.bend(relays=0)
    page.press("a[href='/health']")
    page.wait("the empty state", lambda: page.all(".States_state:not([role=alert])"))
    assert page.all(".Relay_relay") == []

    demo.bend(relays=1, fail={"path": "/v1/admin/realtime", "status": 500})
    page.driver.refresh()
    page.one(".States_state[role=alert] button")
    demo.bend(fail=None)
    page.press(".States_state[role=alert] button")
    page.one(".Relay_relay")


def test_a_failure_keeps_what_was_known_and_says_so(page: Page, demo: DemoServer) -> None:
    page.sign_in("admin")
    open_health(page)
    demo.bend(fail={"path": "/v1/admin/realtime", "status": 500})
    page.driver.execute_script(LOOK)
    page.one(".Health_stale")
    assert len(page.all(".Relay_relay")) == 3
    demo.bend(fail=None)
    page.driver.execute_script(LOOK)
    page.wait("the newest state", lambda: page.all(".Health_stale") == [])


def test_who_does_not_run_the_school_does_not_see_it(page: Page) -> None:
    page.sign_in("student")
    page.one("article[data-post]")
    assert page.all("a[href='/health']") == []
    page.go("/health")
    page.wait("that there is no such page", lambda: page.text("h1") == "There is no page here")
    assert page.all(".Relay_relay") == []
