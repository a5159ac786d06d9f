"""A phone in a hand: what one presses is large enough, and letters of twice the size fit."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.conftest import DemoServer
from tests.browser.page import Page

pytestmark = pytest.mark.browser

PAGES = ("/", "/people", "/notifications", "/classroom", "/settings")
# What is pressed and lower than a thumb, apart from links within a text and what no eye sees.
_LOW = """
  const seen = (e) => {
    const {width, height, top} = e.getBoundingClientRect();
    return width > 1 && height > 1 && top >= 0 && getComputedStyle(e).visibility !== "hidden";
  };
  const heightOf = (e) => {
    const around = getComputedStyle(e, "::after");
    return Math.max(e.getBoundingClientRect().height,
      around.position === "absolute" ? parseFloat(around.height) || 0 : 0);
  };
  return [...document.querySelectorAll("button, select, a[href]")]
    .filter((e) => seen(e) && !e.closest(".PostCard_body") && heightOf(e) < 43.5)
    .map((e) => e.outerHTML.slice(0, 160));
"""
# Short words that stand alone, and are narrower than a thumb.
_NARROW = """
  return [...document.querySelectorAll(".Tabs_tab, .Choices_choice")]
    .filter((e) => e.checkVisibility() && e.getBoundingClientRect().width < 43.5)
    .map((e) => e.outerHTML.slice(0, 160));
"""


@pytest.fixture
def phone(passing_page: Callable[[str], Page], demo: DemoServer) -> Page:
    """A pupil with a phone."""
    page = passing_page(demo.app_url)
    page.visit_first()
    page.resize(360, 780)
    page.sign_in("student")
    page.wait_live()
    return page


def test_what_is_pressed_is_as_large_as_a_thumb(phone: Page) -> None:
    phone.devtools("Emulation.setTouchEmulationEnabled", {"enabled": True})
    try:
        for path in PAGES:
            phone.go(path)
            phone.one("main h1")
            phone.wait(
                "what was on its way", lambda: not phone.all(".States_skeletons, [aria-busy=true]")
            )
            low = phone.driver.execute_script(_LOW)
            assert not low, (path, low)
            narrow = phone.driver.execute_script(_NARROW)
            assert not narrow, (path, narrow)
    finally:
        phone.devtools("Emulation.setTouchEmulationEnabled", {"enabled": False})


def test_letters_of_twice_the_size_fit_a_phone(phone: Page) -> None:
    for path in PAGES:
        phone.go(path)
        phone.one("main h1")
        phone.set_letters(32)
        try:
            phone.wait_fits(path)
        finally:
            phone.set_letters(16)


def test_the_tab_of_now_is_in_sight(phone: Page) -> None:
    phone.go("/people?list=hidden")
    edge = "return document.querySelector('.Tabs_tab[aria-current]').getBoundingClientRect().right"
    phone.wait("the last tab", lambda: 0 < phone.driver.execute_script(edge) <= 360)
    phone.go("/people")
    phone.wait("the first tab", lambda: 0 < phone.driver.execute_script(edge) <= 360)
