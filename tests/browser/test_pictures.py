"""The app looks as it was looked at: its parts, and ten pages in both languages and themes."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest

from infra.build import chromium
from tests.browser import pictures
from tests.browser.conftest import DemoServer
from tests.browser.page import Page

pytestmark = pytest.mark.browser

# Each page once as a desk sees it by day in English, once as a phone sees it by night in Khmer.
LOOKS = {"en": (1280, 800, False), "km": (360, 760, True)}
DOORS = ("sign-in", "register", "enter")
PAGES = {
    "feed": "/",
    "post": "/posts/",
    "notifications": "/notifications",
    "people": "/people",
    "classroom": "/classroom",
    "settings": "/settings",
    "missing": "/nowhere",
}
# What changes from run to run: how long ago something was and the room that the words take, the
# day, the news that have come so far, and the caret.
_STILL = """
  const style = new CSSStyleSheet();
  style.replaceSync(`time { display: none } .Shell_badge { visibility: hidden }
    * { caret-color: transparent !important }`);
  document.adoptedStyleSheets = [style];
"""
# Each picture is compared in a process of its own, and pages that differ all wait.
_PATIENCE = 20.0
_MORNING = {"source": "Date.prototype.getHours = () => 9"}


@pytest.fixture(scope="module", autouse=True)
def _pinned() -> None:
    """Another browser draws other pictures, and nothing can be said of them."""
    if pictures.renewing() or chromium.draws_alike():
        return
    words = f"Chromium {chromium.pinned()} drew the pictures; here is {chromium.present()}"
    if os.environ.get("REQUIRE_PICTURES") == "1":
        pytest.fail(f"{words}. Look at what `make pictures` draws, and commit it")
    pytest.skip(words)


@pytest.fixture
def page(passing_page: Callable[[str], Page], demo: DemoServer) -> Page:
    """A visitor at nine in the morning."""
    page = passing_page(demo.app_url)
    page.devtools("Page.addScriptToEvaluateOnNewDocument", _MORNING)
    page.devtools("Emulation.setScrollbarsHidden", {"hidden": True})
    page.visit_first()
    return page


def _looks_as_wanted(page: Page, name: str, *, whole: bool = False) -> str | None:
    """Draw what is on the page now; says how it differs."""
    page.driver.execute_script(_STILL)
    page.driver.execute_async_script("document.fonts.ready.then(arguments[0])")
    pictures.FOUND.mkdir(parents=True, exist_ok=True)
    path = pictures.keep(name) if pictures.renewing() else pictures.FOUND / f"{name}.png"
    shares: list[float] = []

    def looks_so() -> bool:
        # What stands beside the page comes after it: whatever is still to come is waited for.
        page.picture(path, whole=whole)
        shares.append(0.0 if pictures.renewing() else pictures.difference(name))
        return shares[-1] <= pictures.MOST

    try:
        page.wait(name, looks_so, _PATIENCE)
    except AssertionError:
        return f"{name} differs in {shares[-1]:.2%} of its pixels"
    return None


def _choose(page: Page, language: str) -> None:
    page.driver.execute_script(f"localStorage.setItem('stunity.language', '{language}')")


@pytest.mark.parametrize("language", LOOKS)
def test_the_parts_look_as_wanted(page: Page, demo: DemoServer, language: str) -> None:
    _choose(page, language)
    page.driver.get(f"{demo.app_url}/dev/components")
    page.one("[data-gallery]")
    page.resize(1280)
    page.wait_readable("the parts", widths=[360, 1280])
    page.resize(1280)
    assert _looks_as_wanted(page, f"components-{language}", whole=True) is None


@pytest.mark.parametrize("language", LOOKS)
def test_ten_pages_look_as_wanted(page: Page, demo: DemoServer, language: str) -> None:
    width, height, dark = LOOKS[language]
    _choose(page, language)
    page.resize(width, height, dark=dark)
    differing: list[str | None] = []
    for name in DOORS:
        page.driver.get(f"{demo.app_url}/{name}")
        page.one("h1")
        differing.append(_looks_as_wanted(page, f"{name}-{language}"))
    page.driver.get(f"{demo.app_url}/sign-in")
    page.sign_in("student")
    page.wait_live()
    page.one("article[data-post]")
    newest = page.post_ids()[0]
    for name, path in PAGES.items():
        page.driver.get(f"{demo.app_url}{path}{newest if name == 'post' else ''}")
        page.one("h1")
        page.wait_live()
        page.wait(
            "what was on its way", lambda: not page.all(".States_skeletons, [aria-busy=true]")
        )
        differing.append(_looks_as_wanted(page, f"{name}-{language}"))
    assert [one for one in differing if one is not None] == []
