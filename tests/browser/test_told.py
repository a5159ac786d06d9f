"""Notifications and the activity of the school: each leads to what it tells of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.browser.conftest import DemoServer
from tests.browser.page import Page

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser_page(new_page: Callable[[str], Page], demo: DemoServer) -> Page:
    return new_page(demo.app_url)


@pytest.fixture
def page(browser_page: Page, demo: DemoServer) -> Iterator[Page]:
    """The feed of somebody who was told of something."""
    demo.bend(comment={"by": "teacher@demo.school", "to": "student@demo.school"})
    browser_page.visit_first()
    browser_page.sign_in("student")
    browser_page.wait_live()
    yield browser_page
    demo.bend(fail=None)


def choose_language(page: Page, language: str) -> None:
    if page.driver.execute_script("return document.documentElement.lang") != language:
        page.press(f".Choices_choice[lang='{language}']")
    page.one(f"html[lang='{language}']")


@pytest.mark.parametrize("language", ["en", "km"])
def test_both_lists_fit_and_can_be_read(page: Page, language: str, screenshots: Path) -> None:
    choose_language(page, language)
    for name in ("notifications", "activity"):
        page.go(f"/{name}")
        page.wait(f"the list of {name}", lambda: len(page.all(".Rows_rows a")) > 1)
        page.wait_readable(name)
        page.picture(screenshots / f"{name}-{language}-dark.png")
        page.resize(360)
        page.picture(screenshots / f"{name}-{language}-360.png")
        page.resize(1280)
    assert page.complaints() == []


def test_what_is_opened_is_read(page: Page) -> None:
    before = int(page.wait("the number", page.badge))
    page.go("/notifications")
    unread = ".Rows_row[data-unread=true]"
    leads = page.one(unread).get_attribute("href") or ""
    page.press(unread)
    page.wait("the page it tells of", lambda: page.driver.current_url == leads)
    page.wait("the smaller number", lambda: int(page.badge() or 0) == before - 1)
    page.driver.back()
    page.wait("the others", lambda: len(page.all(unread)) == before - 1)


def test_what_is_opened_by_another_way_is_read_too(page: Page) -> None:
    page.go("/notifications")
    hrefs = page.wait(
        "notifications of posts",
        lambda: [e.get_attribute("href") or "" for e in page.all(".Rows_row[data-unread=true]")],
    )
    post = next(href for href in hrefs if "/posts/" in href)
    page.driver.get(post)
    page.one(".Comments_comments")
    address = urlsplit(post).path
    unread = f".Rows_row[data-unread=true][href='{address}']"
    page.go("/notifications")
    page.one(".Rows_row")
    page.wait("no unread line about the post", lambda: not page.all(unread))


def test_a_list_that_cannot_be_loaded_says_so_and_can_be_tried_again(
    page: Page, demo: DemoServer
) -> None:
    demo.bend(fail={"path": "/v1/notifications", "status": 500})
    page.go("/notifications")
    page.one(".States_state[role=alert] button")
    demo.bend(fail=None)
    page.press(".States_state[role=alert] button")
    page.one(".Rows_rows a")


def test_all_can_be_marked_as_read(page: Page) -> None:
    page.go("/notifications")
    page.one(".Rows_rows a")
    page.press(".Page_head button")
    page.wait("no number", lambda: page.badge() == "")
    page.wait("no unread line", lambda: page.all(".Rows_row[data-unread=true]") == [])
    page.wait("nothing to mark", lambda: page.all(".Page_head button") == [])


def test_a_line_of_the_activity_leads_to_its_post(page: Page) -> None:
    page.go("/activity")
    page.press(".Rows_rows a")
    page.one(".Comments_comments")
