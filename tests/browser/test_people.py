"""Whom one follows, who follows one, and whom one does not want to see."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from selenium.webdriver.remote.webelement import WebElement

from tests.browser.conftest import DemoServer
from tests.browser.page import Page, text_of

pytestmark = pytest.mark.browser

FOLLOW = ".Rows_row [aria-pressed]"


@pytest.fixture(scope="module")
def browser_page(new_page: Callable[[str], Page], demo: DemoServer) -> Page:
    return new_page(demo.app_url)


@pytest.fixture
def page(browser_page: Page, demo: DemoServer) -> Iterator[Page]:
    """The page of people of a student who follows at least one."""
    browser_page.visit_first()
    browser_page.sign_in("student")
    browser_page.wait_live()
    if not _followed(browser_page):
        browser_page.go("/")
        browser_page.choose("pendulum", "Follow")
        browser_page.wait("somebody who is followed", lambda: _followed(browser_page))
    yield browser_page
    demo.bend(fail=None)


def _followed(page: Page) -> bool:
    page.go("/people")
    page.wait("the list", lambda: page.all(".Rows_rows") or page.all(".States_state"))
    return bool(page.all(FOLLOW))


def entry(page: Page, label: str) -> None:
    """Take an entry of the first person's menu."""
    page.press(".Rows_row [aria-haspopup=menu]")

    def found() -> WebElement:
        return next(e for e in page.all("[role=menuitem]") if label in text_of(e))

    page.wait(label, lambda: any(label in text_of(e) for e in page.all("[role=menuitem]")))
    page.press(found)


@pytest.mark.parametrize("language", ["en", "km"])
def test_the_lists_fit_and_can_be_read(page: Page, language: str, screenshots: Path) -> None:
    if page.driver.execute_script("return document.documentElement.lang") != language:
        page.press(f".Choices_choice[lang='{language}']")
    page.one(f"html[lang='{language}']")
    for name in ("following", "followers", "suggested", "hidden"):
        page.go(f"/people?list={name}")
        page.wait("the list", lambda: page.all(".Rows_rows") or page.all(".States_state"))
        page.wait_readable(name)
        page.picture(screenshots / f"people-{name}-{language}-dark.png")
        page.resize(360)
        page.picture(screenshots / f"people-{name}-{language}-360.png")
    page.resize(1280)
    assert page.complaints() == []


def test_following_is_changed_at_once(page: Page) -> None:
    page.wait("the follow", lambda: page.text(FOLLOW).startswith("Following"))
    page.press(FOLLOW)
    page.go("/people?list=followers")
    page.go("/people")
    page.wait("the end of it", lambda: page.all(f"{FOLLOW}[aria-pressed=true]") == [])


def test_who_is_suggested_has_a_reason_and_can_be_dismissed_and_taken_back(page: Page) -> None:
    page.go("/people?list=suggested")
    first = ".Rows_row:first-child"
    page.one(f"{first} .Lists_person")
    why = page.text(f"{first} .Rows_words > span")
    assert why == "2 people whom you follow follow them · In your class 10A"
    name = page.text(f"{first} .Lists_person")
    page.press(f"{first} [aria-label='Do not suggest {name}']")
    page.wait("the end of it", lambda: "suggested no more" in page.text(first))
    page.press(f"{first} button")
    page.one(f"{first} .Lists_person")


def test_who_is_muted_or_blocked_is_listed_and_can_be_let_back(page: Page) -> None:
    entry(page, "Mute")
    page.go("/people?list=hidden")
    page.wait("the mute", lambda: "Muted" in page.text(".Rows_words span"))
    page.go("/people")
    entry(page, "Block")
    page.press(".Dialog_dialog [data-kind=danger]")
    page.go("/people?list=hidden")
    page.wait("both", lambda: "Blocked and muted" in page.text(".Rows_words span"))
    page.press(".Rows_actions button")
    page.wait("the block alone", lambda: page.text(".Rows_words span") == "Blocked")
    page.press(".Rows_actions button")
    page.wait("nobody", lambda: page.all(".States_state"))


def test_a_list_that_cannot_be_loaded_says_so_and_can_be_tried_again(
    page: Page, demo: DemoServer
) -> None:
    demo.bend(fail={"path": "/v1/users/me/blocks", "status": 500})
    page.go("/people?list=hidden")
    page.one(".States_state[role=alert] button")
    demo.bend(fail=None)
    page.press(".States_state[role=alert] button")
    page.wait("the list", lambda: page.all(".States_state[role=alert]") == [])
