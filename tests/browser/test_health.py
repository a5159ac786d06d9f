"""The page for those who run a school: how the relays are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.browser.conftest import DemoServer
from tests.browser.page import Page

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser_page(new_page: Callable[[str], Page], demo: DemoServer) -> Page:
    return new_page(demo.app_url)


@pytest.fixture
def page(browser_page: Page, demo: DemoServer) -> Iterator[Page]:
    """The sign-in page, as on a first visit."""
    browser_page.visit_first()
    yield browser_page
    demo.bend(fail=None, relays=3)


def open_health(page: Page) -> None:
    page.press("[data-route='health']")
    page.one(".instance")


def look_again(page: Page) -> None:
    """Come back to the page, upon which it reads the newest report."""
    seen = page.one(".health-foot time").get_attribute("datetime")
    page.driver.execute_script("document.dispatchEvent(new Event('visibilitychange'))")
    page.wait(
        "a newer report",
        lambda: page.one(".health-foot time").get_attribute("datetime") != seen,
    )


@pytest.mark.parametrize("language", ["en", "km"])
def test_the_health_of_the_relays_fits_and_can_be_read(
    page: Page, language: str, screenshots: Path
) -> None:
    page.sign_in("admin")
    page.press(f".choice[lang='{language}']")
    open_health(page)

    assert len(page.all(".instance")) == 3
    conditions = [e.get_attribute("data-condition") for e in page.all(".condition")]
    assert conditions == ["well", "silent", "full"]
    charts = [e.get_attribute("aria-label") for e in page.all(".sparkline")]
    assert len(charts) == 6
    assert all(any(map(str.isdigit, label or "")) for label in charts)
    before = page.one(".sparkline-line").get_attribute("d")
    for _ in range(12):
        look_again(page)
    assert page.one(".sparkline-line").get_attribute("d") != before
    page.wait_readable("health")
    page.picture(screenshots / f"health-{language}-dark.png")
    page.resize(1280)
    page.picture(screenshots / f"health-{language}-light.png")
    page.resize(360)
    page.picture(screenshots / f"health-{language}-360.png")
    assert page.complaints() == []


def test_no_relay_and_no_answer_are_said_and_a_second_try_helps(
    page: Page, demo: DemoServer
) -> None:
    page.sign_in("admin")
    demo.bend(relays=0)
    page.press("[data-route='health']")
    page.one(".health[hidden]")
    page.wait("the empty state", lambda: page.all(".main .empty:not(.empty-error)"))

    page.press("[data-route='home']")
    demo.bend(relays=1, fail={"path": "/v1/admin/realtime", "status": 500})
    page.press("[data-route='health']")
    page.one(".main .empty-error .button")
    demo.bend(fail=None)
    page.press(".main .empty-error .button")
    page.one(".instance")


def test_who_does_not_run_the_school_does_not_see_it(page: Page) -> None:
    page.sign_in("student")
    page.one("article.post")
    assert page.all("[data-route='health']") == []

    page.driver.execute_script("location.hash = '#/health'")

    page.wait("the feed", lambda: page.all(".composer"))
    assert page.all(".instance") == []
