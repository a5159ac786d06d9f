"""Letters of twice the size on a small phone: all can be read and pressed, in either language."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from infra.local.demo.stage import demo_id
from tests.browser.page import Page
from tests.support.stack import Stack

pytestmark = pytest.mark.browser

# Pages of those who run the school; pages of everybody are in `test_by_thumb`.
PAGES = (
    "/",
    "/notifications",
    "/classroom",
    "/school",
    "/school/grading",
    "/records",
    "/attendance",
    f"/classes/{demo_id('class', '10A')}/attendance",
    "/messages",
    f"/clubs/{demo_id('club', 'football')}",
)
# Names, titles, labels and buttons of which a word goes on in the next line. Addresses may.
_BROKEN = r"""
  const named = "h1, h2, .PostCard_author, .Person_role, .PostCard_byline > *, .Card_chip, " +
    ".Classroom_title, .Campus_pupil, .Field_label, .Button_button, .Rows_words > span, " +
    ".Shell_label";
  const broken = [];
  for (const element of document.querySelectorAll(named)) {
    if (!element.checkVisibility() || element.textContent.includes("@")) continue;
    const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode(); text !== null; text = texts.nextNode()) {
      for (const {0: word, index} of text.textContent.matchAll(/[A-Za-z]{2,}/g)) {
        const range = document.createRange();
        range.setStart(text, index);
        range.setEnd(text, index + word.length);
        const lines = new Set([...range.getClientRects()].map(({top}) => Math.round(top)));
        if (lines.size > 1) broken.push(`${word} in ${element.className || element.tagName}`);
      }
    }
  }
  return broken;
"""
# What ends in dots where one looks for the way.
_CUT = """
  return [...document.querySelectorAll(".Shell_label")]
    .filter((label) => label.checkVisibility() && label.scrollWidth > label.clientWidth)
    .map((label) => label.textContent);
"""


def speak(page: Page, language: str) -> None:
    """Choose the language of the pages, and return when the account has it."""
    spoken = "return document.documentElement.lang"
    if page.driver.execute_script(spoken) != language:
        choice = f".Choices_choice[lang='{language}']"
        page.answered("/v1/users/me/preferences", lambda: page.press(choice))
        page.wait(language, lambda: page.driver.execute_script(spoken) == language)


@pytest.fixture(scope="module")
def office(new_page: Callable[[str], Page], stack: Stack) -> Iterator[Page]:
    page = new_page(stack.app_url)
    page.resize(360, 780)
    page.sign_in("admin")
    yield page
    # Others use the account as well.
    speak(page, "en")


@pytest.mark.parametrize("language", ["en", "km"])
def test_pages_of_a_school_can_be_read_with_letters_of_twice_the_size(
    office: Page, language: str
) -> None:
    speak(office, language)
    office.set_letters(32)
    try:
        for path in PAGES:
            office.go(path)
            office.one("main h1")
            office.wait(
                "what was on its way",
                lambda: not office.all(".States_skeletons, [aria-busy=true]"),
            )
            office.wait_fits(path)
            assert office.driver.execute_script(_BROKEN) == [], path
            assert office.driver.execute_script(_CUT) == [], path
    finally:
        office.set_letters(16)
