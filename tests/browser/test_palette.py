"""The palette and the keys: all is reached without a mouse, and single keys can be switched off."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

from tests.browser.conftest import DemoServer
from tests.browser.page import Page

pytestmark = pytest.mark.browser

_FOCUSED = "return document.activeElement?.getAttribute(arguments[0])"
_KEPT = """
  return performance.getEntriesByType("resource")
    .filter(({ name, responseEnd }) => name.endsWith("/v1/users/me/preferences") && responseEnd > 0)
    .length
"""
_SELECTED = "return document.querySelector('[role=option][aria-selected=true]')?.textContent"


@pytest.fixture(scope="module")
def page(new_page: Callable[[str], Page], demo: DemoServer) -> Page:
    """A student on the feed."""
    page = new_page(demo.app_url)
    page.resize(1280)
    page.sign_in("student")
    page.one("article[data-post]")
    return page


@pytest.fixture(autouse=True)
def home(page: Page) -> None:
    """Begin on the feed, with nothing open."""
    page.driver.get(page.url)
    page.one("article[data-post]")


def keys(page: Page, *pressed: str) -> None:
    """Press keys wherever the focus is."""
    chain = ActionChains(page.driver)
    for key in pressed:
        chain = chain.send_keys(key)
    chain.perform()


def open_palette(page: Page) -> None:
    chain = ActionChains(page.driver)
    chain.key_down(Keys.CONTROL).send_keys("k").key_up(Keys.CONTROL).perform()
    wait_palette(page)


def wait_palette(page: Page) -> None:
    """It is there, and keys go into it: before that they are the page's."""
    page.one("dialog[open] [role=combobox]")
    inside = "return document.activeElement.closest('dialog') !== null"
    page.wait("the focus in the palette", lambda: page.driver.execute_script(inside))


def at(page: Page, path: str) -> Callable[[], bool]:
    return lambda: page.driver.current_url == page.url + path


def selected(page: Page) -> str | None:
    found: str | None = page.driver.execute_script(_SELECTED)
    return found


def test_a_page_is_found_and_opened_by_keyboard(page: Page) -> None:
    open_palette(page)
    keys(page, "notif")
    page.wait("the page", lambda: selected(page) == "Notifications")
    keys(page, Keys.ENTER)
    page.wait("the page", at(page, "/notifications"))
    page.wait("no window", lambda: page.all("dialog") == [])


def test_people_are_found_by_a_part_of_their_name(page: Page) -> None:
    page.choose("pendulum", "Follow")
    page.go("/people")
    known = page.text(".Rows_row b")
    open_palette(page)
    keys(page, known[1:4])
    page.wait("the person", lambda: known in page.texts("[data-entry^='person:']"))
    page.wait_readable("the palette")


def test_arrows_go_round_and_escape_gives_the_focus_back(page: Page) -> None:
    page.press("[data-palette]")
    wait_palette(page)
    first = page.wait("the first", lambda: selected(page))
    keys(page, Keys.ARROW_UP)
    page.wait("the last", lambda: selected(page) not in {None, first})
    keys(page, Keys.ARROW_DOWN)
    page.wait("the first again", lambda: selected(page) == first)
    active = page.driver.execute_script(_FOCUSED, "aria-activedescendant")
    assert (
        page.driver.execute_script(
            "return document.getElementById(arguments[0]).textContent", active
        )
        == first
    )
    keys(page, Keys.TAB, Keys.TAB, Keys.TAB)
    assert page.driver.execute_script("return document.activeElement.closest('dialog') !== null")
    keys(page, Keys.ESCAPE)
    page.wait("no window", lambda: page.all("dialog") == [])
    page.wait("the focus", lambda: page.driver.execute_script(_FOCUSED, "data-palette") == "true")


def test_nothing_found_says_so(page: Page) -> None:
    open_palette(page)
    keys(page, "qqqq")
    page.wait("word of it", lambda: page.texts(".Palette_none") == ["Nothing is called that."])
    keys(page, Keys.ENTER)
    assert page.all("dialog[open]")


def test_keys_lead_everywhere_and_letters_stay_letters(page: Page) -> None:
    keys(page, "g", "n")
    page.wait("notifications", at(page, "/notifications"))
    keys(page, "g", "h")
    page.wait("home", at(page, "/"))
    keys(page, "n")
    field = page.one(".Composer_composer textarea")
    page.wait("the focus", lambda: field == page.driver.switch_to.active_element)
    keys(page, "g", "n", "?")
    page.wait("the letters", lambda: field.get_attribute("value") == "gn?")
    assert at(page, "/")()
    keys(page, Keys.ESCAPE)


@pytest.mark.parametrize("language", ["en", "km"])
def test_the_overview_can_be_read_and_switches_single_keys_off(page: Page, language: str) -> None:
    page.press(f".Shell_top .Choices_choice[lang={language}]")
    page.wait(
        language,
        lambda: page.driver.execute_script("return document.documentElement.lang") == language,
    )
    page.driver.execute_script("document.activeElement.blur()")
    keys(page, "?")
    page.one("dialog kbd")
    page.wait_readable(f"the overview of keys, {language}")
    page.press("dialog .Choices_choice:nth-of-type(2)")
    keys(page, Keys.ESCAPE)
    page.wait("no window", lambda: page.all("dialog") == [])
    page.driver.execute_script("document.activeElement.blur()")
    keys(page, "?", "g", "n")
    open_palette(page)
    assert at(page, "/")()
    assert page.all("dialog kbd") == []
    keys(page, Keys.ESCAPE)
    page.driver.execute_script("localStorage.removeItem('stunity.keys')")
    answered = page.driver.execute_script(_KEPT)
    page.press(".Shell_top .Choices_choice[lang=en]")
    if language != "en":
        # It is kept for all devices of the account, and the next test is one.
        page.wait("an answer", lambda: page.driver.execute_script(_KEPT) > answered)
