"""What is written is not lost by leaving, and a quiz is written without a mouse."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement

from tests.browser.page import Page
from tests.support.stack import Stack

pytestmark = pytest.mark.browser

_NAME = """
  const focused = document.activeElement;
  const label = focused.labels?.[0]?.textContent ?? focused.getAttribute("aria-label");
  return (label ?? focused.textContent).trim();
"""


def _signed_in(page: Page, role: str) -> Page:
    page.resize(1280)
    page.sign_in(role)
    page.wait_live()
    return page


def _focused(page: Page) -> WebElement:
    return page.driver.switch_to.active_element


def _tab_to(page: Page, name: str, *keys: str) -> WebElement:
    """Press Tab until the control of this name has the focus."""
    passed: list[str] = []
    for _ in range(80):
        _focused(page).send_keys(*(keys or (Keys.TAB,)))
        passed.append(page.driver.execute_script(_NAME))
        if passed[-1] == name:
            return _focused(page)
    pytest.fail(f"Tab does not lead to {name!r}, but to {passed}")


def test_a_quiz_is_written_and_published_without_a_mouse(
    passing_page: Callable[[str], Page], stack: Stack
) -> None:
    page = _signed_in(passing_page(stack.app_url), "teacher")
    page.go("/quizzes/new")
    page.one(".Editor_editor")
    _tab_to(page, "Title").send_keys("Written without a mouse")
    _tab_to(page, "Question").send_keys("How many sides has a cube?")
    _tab_to(page, "Answer A is right").send_keys(Keys.ARROW_DOWN)
    assert page.driver.execute_script(_NAME) == "Answer B is right"
    for letter, text in zip("BCD", ("6", "8", "12"), strict=True):
        _tab_to(page, f"Answer {letter}").send_keys(text)
    _tab_to(page, "Answer A", Keys.SHIFT, Keys.TAB).send_keys("4")
    _tab_to(page, "Add a question").send_keys(Keys.ENTER)
    page.wait("the second question", lambda: len(page.all(".QuestionEditor_question")) == 2)
    page.wait("the focus in it", lambda: page.driver.execute_script(_NAME) == "Question")
    _focused(page).send_keys("Is a square a rectangle?")
    _focused(page).send_keys(Keys.SHIFT, Keys.TAB)
    assert page.driver.execute_script(_NAME) == "Type"
    # By arrows: letters that come too slowly for the list begin a new search.
    while _focused(page).get_property("value") != "TRUE_FALSE":
        before = _focused(page).get_property("value")
        _focused(page).send_keys(Keys.ARROW_DOWN)
        page.wait("the next type", lambda was=before: _focused(page).get_property("value") != was)  # type: ignore[misc]
    _tab_to(page, "Publish").send_keys(Keys.ENTER)
    page.wait("the quiz", lambda: page.text("h1") == "Written without a mouse")


def test_what_was_typed_is_not_left_without_a_question(
    passing_page: Callable[[str], Page], stack: Stack
) -> None:
    page = _signed_in(passing_page(stack.app_url), "admin")
    page.go("/people")
    page.go("/school/settings")
    motto = page.one("[name=motto]")
    before = motto.get_property("value")
    page.write("[name=motto]", f"{before} Unsaved.")

    def still_here() -> bool:
        value = page.one("[name=motto]").get_property("value")
        return (
            page.driver.current_url.endswith("/school/settings") and value == f"{before} Unsaved."
        )

    # A link of the page, and the browser's own way back: both ask first, and Escape stays.
    for way in ("a link", "the button of the browser"):
        if way == "a link":
            page.press("nav a[href='/people']")
        else:
            page.driver.back()
        page.one("dialog[open]")
        _focused(page).send_keys(Keys.ESCAPE)
        page.wait("the page as it was", still_here)
    page.driver.back()
    page.press("dialog[open] [data-kind=danger]")
    page.wait("the other page", lambda: page.driver.current_url.endswith("/people"))
    page.one(".Tabs_tabs")
