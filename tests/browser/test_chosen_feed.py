"""The feed that is chosen for its reader: why, what they say about it, and taking it back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from selenium.webdriver.common.by import By

from tests.browser.page import Page, text_of
from tests.support.stack import Stack

pytestmark = pytest.mark.browser

FOR_YOU = "/?feed=for_you"


def choose(page: Page, post_id: str, words: str) -> None:
    """Press an item of a post's menu."""
    page.press(f"article[data-post='{post_id}'] header button")
    page.press(lambda: next(e for e in page.all("[role='menuitem']") if words in text_of(e)))


def test_a_teacher_learns_why_and_sends_a_post_away_and_back(
    new_page: Callable[[str], Page], stack: Stack, screenshots: Path
) -> None:
    page = new_page(stack.app_url)
    page.resize(1280)
    page.sign_in("teacher")
    page.wait_live()
    page.go(FOR_YOU)
    page.one("article[data-post]")
    mine = page.text(".Shell_me b")
    post_id = page.wait(
        "somebody else's post",
        lambda: next(
            one.get_attribute("data-post") or ""
            for one in page.all("article[data-post]")
            if mine not in text_of(one.find_element(By.CSS_SELECTOR, "h2"))
        ),
    )
    choose(page, post_id, "Why do I see this?")
    page.one("dialog[open] progress")
    page.wait("all reasons", lambda: len(page.all("dialog[open] progress")) == 7)
    page.picture(screenshots / "why.png")
    page.resize(360)
    page.picture(screenshots / "why-360.png")
    page.resize(1280)
    page.driver.execute_script("document.querySelector('dialog[open]').close()")
    page.wait("the window to be gone", lambda: not page.all("dialog[open]"))

    choose(page, post_id, "Less like this")
    page.one(f"[data-sent='{post_id}']")
    assert post_id not in page.post_ids()
    page.press(f"[data-sent='{post_id}'] button")
    page.one(f"article[data-post='{post_id}']")

    choose(page, post_id, "Less like this")
    page.one(f"[data-sent='{post_id}']")
    page.driver.refresh()
    page.one("article[data-post]")
    assert post_id not in page.post_ids()
    page.go(f"/posts/{post_id}")
    choose(page, post_id, "Why do I see this?")
    page.press("dialog[open] p button")
    page.wait("the feedback to be gone", lambda: not page.all("dialog[open] p button"))
    page.driver.execute_script("document.querySelector('dialog[open]').close()")

    page.go(FOR_YOU)
    page.one(f"article[data-post='{post_id}']")
    page.resize(360)
    page.picture(screenshots / "for-you-360.png")


def test_a_school_that_chooses_for_nobody_has_no_tab_of_it(
    new_page: Callable[[str], Page], stack: Stack, screenshots: Path
) -> None:
    head, page = new_page(stack.app_url), new_page(stack.app_url)
    head.visit_first()
    head.sign_in("admin")
    head.go("/school/functions")
    page.visit_first()
    page.sign_in("student")
    page.wait("the tab", lambda: FOR_YOU in tabs(page))
    decide(head, "Off")
    head.press("dialog[open] [data-kind=danger]")
    head.wait("what was decided", lambda: decided(head) == "Off")
    try:
        page.driver.get(f"{page.url}{FOR_YOU}")
        page.one("article[data-post]")
        assert tabs(page) == ["/", "/?feed=following"]
        # The address of a mark that somebody kept shows the newest.
        assert page.one("nav a.Tabs_tab[aria-current]").get_attribute("href") == f"{page.url}/"
        page.resize(360)
        page.picture(screenshots / "nothing-for-you-360.png")
    finally:
        decide(head, "As usual")
        head.wait("what was decided", lambda: decided(head) == "As usual")
    page.driver.refresh()
    page.wait("the tab again", lambda: FOR_YOU in tabs(page))
    page.one("article[data-post]")


SWITCH = "[role=group][aria-label='Chosen feeds'] button"


def decide(head: Page, wish: str) -> None:
    """Press one of the three buttons for chosen feeds."""
    head.press(lambda: next(one for one in head.all(SWITCH) if one.text == wish))


def decided(head: Page) -> str:
    (pressed,) = head.texts(f"{SWITCH}[aria-pressed=true]")
    return pressed


def tabs(page: Page) -> list[str]:
    """The addresses of the views of the feed."""
    found = page.all(".Tabs_tab")
    return [(one.get_attribute("href") or "").removeprefix(page.url) for one in found]
