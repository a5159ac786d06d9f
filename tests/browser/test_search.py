"""Searching: a half-remembered Khmer post, what was meant, kinds, and what was looked for last."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote
from uuid import uuid4

import pytest
from selenium.webdriver.common.keys import Keys

from tests.browser.page import Page
from tests.support.stack import Stack

pytestmark = pytest.mark.browser

FIELD = "[role=search] input"
FOUND = ".Rows_rows li"


@pytest.fixture(scope="module")
def page(signed_in: Callable[[str], Page]) -> Page:
    return signed_in("student")


def publish(page: Page, text: str) -> None:
    page.go("/")
    page.publish(text)


def look_for(page: Page, text: str) -> None:
    page.write(FIELD, text)
    page.one(FIELD).send_keys(Keys.ENTER)
    page.one(f"[data-found='{text}'], .States_state")


def test_a_pupil_finds_a_half_remembered_khmer_post(page: Page) -> None:
    mark = uuid4().hex[:8]
    publish(page, f"សិស្សទាំងអស់ត្រូវយកសៀវភៅគណិតវិទ្យាមកថ្ងៃស្អែក {mark}")
    page.go("/search")
    page.one(FIELD)
    look_for(page, f"គណិត វិទ្យា {mark}")
    page.wait("the post", lambda: len(page.all(f"{FOUND} mark")) >= 2)
    page.wait("the words", lambda: page.texts(f"{FOUND} mark")[0] == "គណិតវិទ្យា")
    page.press(f"{FOUND} a[href^='/posts/']")
    page.wait("the post itself", lambda: mark in page.text("article[data-post]"))
    page.driver.back()
    page.wait("what was found", lambda: page.all(f"{FOUND} mark"))


def test_what_is_misspelt_is_found_and_what_was_meant_is_a_link(page: Page) -> None:
    publish(page, "Thermodynamics on Friday #heat")
    page.go("/search?q=thermodinamics")
    page.wait("what was meant", lambda: "thermodynamics" in page.text("main"))
    page.press(".Search_meant a")
    page.wait("the address", lambda: page.driver.current_url.endswith("q=thermodynamics"))
    page.wait("the post", lambda: "Thermodynamics" in page.texts(f"{FOUND} mark"))


def test_kinds_narrow_and_the_last_searches_are_kept(page: Page) -> None:
    publish(page, "Hydrodynamics on Monday #water")
    page.go("/search?q=hydrodynamics&in=posts")
    page.wait("hashtags", lambda: any("#water" in text for text in page.texts(".Facets_choice")))
    page.press(".Facets_choice")
    page.wait("narrowed", lambda: page.all(".Facets_choice[aria-current]"))
    look_for(page, "hydro")
    page.go("/search")
    page.wait("what was looked for", lambda: "hydro" in page.texts(".Recent_link span"))
    page.press(".Recent_one button")
    page.wait("forgotten", lambda: "hydro" not in page.texts(".Recent_link span"))


def test_the_palette_finds_what_is_in_the_school(page: Page) -> None:
    publish(page, "What is #palaeontology?")
    page.go("/")
    page.press("[data-palette]")
    page.write("dialog[open] [role=combobox]", "palaeo")
    page.wait("the hashtag", lambda: "#palaeontology" in page.texts("[data-entry^='hashtags:']"))
    page.press("[data-entry='search']")
    page.wait("the page", lambda: page.driver.current_url.endswith("/search?q=palaeo"))
    page.wait("the post", lambda: page.all(FOUND))


def test_a_head_of_school_builds_the_index_anew_and_sees_how_far_it_is(
    new_page: Callable[[str], Page], stack: Stack, screenshots: Path
) -> None:
    head = new_page(stack.app_url)
    head.visit_first()
    head.sign_in("admin")
    head.wait_live()
    head.go("/school")
    head.press("a[href='/school/search']")
    head.press("[data-rebuild='SEARCH'] button")
    head.wait("the end", lambda: "Done: " in head.text("[data-rebuild='SEARCH']"))
    # Nobody makes vectors in this stack, and the page says so.
    head.press("[data-rebuild='EMBEDDINGS'] button")
    head.wait("why not", lambda: "No model" in head.text("[data-rebuild='EMBEDDINGS']"))
    for language in ("km", "en"):
        head.press(f".Choices_choice[lang='{language}']")
        head.one(f"html[lang='{language}']")
        head.wait_readable("rebuilds")
        head.picture(screenshots / f"rebuilds-{language}.png")
        head.resize(360)
        head.picture(screenshots / f"rebuilds-{language}-360.png")
        head.resize(1280)


def test_a_question_is_found_and_stands_above_the_others_of_its_board(
    page: Page, screenshots: Path
) -> None:
    page.go("/search?in=questions&q=canteen")
    page.one(FOUND)
    page.resize(360)
    page.picture(screenshots / "search-questions-360.png")
    page.resize(1280)
    page.press(f"{FOUND} a[href^='/boards/']")
    page.wait("the question", lambda: "canteen" in page.text("main li[data-question]"))
    page.picture(screenshots / "board-sought.png")


@pytest.mark.parametrize("language", ["en", "km"])
def test_the_page_fits_and_can_be_read(page: Page, language: str, screenshots: Path) -> None:
    page.go("/")
    page.press(f".Choices_choice[lang='{language}']")
    page.one(f"html[lang='{language}']")
    for name, address in (
        ("search-begin", "/search"),
        ("search-all", "/search?q=school"),
        ("search-khmer", f"/search?q={quote('សាលា')}"),
        ("search-posts", "/search?q=a&in=posts"),
        ("search-none", "/search?q=qqqqqqq"),
    ):
        page.go(address)
        page.wait(name, lambda: page.all(f"{FOUND}, .States_state"))
        page.wait_readable(name)
        page.picture(screenshots / f"{name}-{language}.png")
        page.resize(360)
        page.picture(screenshots / f"{name}-{language}-360.png")
        page.resize(1280)
    page.resize(1280, dark=True)
    page.go("/search?q=school")
    page.wait("dark", lambda: page.all(FOUND))
    page.picture(screenshots / f"search-dark-{language}.png")
    page.resize(1280)
    page.press(".Choices_choice[lang='en']")
    page.one("html[lang='en']")
    assert page.complaints() == []
