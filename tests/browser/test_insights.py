"""A teacher reads how posts do, a head the week of the school."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser.page import Page
from tests.support.stack import Stack

pytestmark = pytest.mark.browser


def look(page: Page, screenshots: Path, name: str) -> None:
    """It fits and can be read, in both languages, light and dark."""
    for language in ("km", "en"):
        page.press(f".Choices_choice[lang='{language}']")
        page.one(f"html[lang='{language}']")
        page.resize(1280)
        page.wait_readable(name)
        page.resize(360, dark=True)
        page.picture(screenshots / f"{name}-{language}-360-dark.png")
        page.resize(1280)
        page.picture(screenshots / f"{name}-{language}.png")
    assert page.complaints() == []


def test_figures_are_read_by_whom_they_are_for(
    new_page: Callable[[str], Page], stack: Stack, screenshots: Path
) -> None:
    page = new_page(stack.app_url)
    page.visit_first()
    page.sign_in("teacher")
    page.wait_live()
    page.go("/insights")
    page.one(".Chart_bar")
    page.wait("posts that were seen", lambda: page.all("main ol a"))
    look(page, screenshots, "insights")
    page.press("main ol a")
    page.wait("the figures of one", lambda: "/insights" in page.driver.current_url[-12:])
    page.one(".Chart_bar")
    page.press(".InsightFigures_tools .Choices_choice:last-child")
    page.one(".Chart_bar")

    head = new_page(stack.app_url)
    head.visit_first()
    head.sign_in("admin")
    head.press("a[href='/insights/school']")
    head.one(".Chart_bar")
    head.wait("seven days", lambda: len(head.all("tbody tr")) == 7)
    look(head, screenshots, "school-days")


def test_what_was_before_the_eyes_is_counted(new_page: Callable[[str], Page], stack: Stack) -> None:
    page = new_page(stack.app_url)
    page.visit_first()
    page.sign_in("student")
    page.one("article[data-post]")
    page.wait("what watches", lambda: page.driver.execute_script(LOADED))
    page.driver.execute_script(SENT)
    page.wait("a second", lambda: page.driver.execute_script("return performance.now() > looked"))
    page.driver.execute_script(LEAVE)
    page.wait("one request", lambda: page.driver.execute_script("return sent.length === 1"))
    assert page.driver.execute_script("return sent[0].views.length") >= 1


LOADED = "return performance.getEntriesByType('resource').some(({name}) => /views-.*js/.test(name))"
SENT = """
window.sent = [];
window.looked = performance.now() + 1500;
const ask = window.fetch;
window.fetch = async (request, ...rest) => {
  if (request.url?.endsWith("/v1/analytics/events")) sent.push(await request.clone().json());
  return ask(request, ...rest);
};
"""
LEAVE = """
Object.defineProperty(document, "visibilityState", {configurable: true, get: () => "hidden"});
document.dispatchEvent(new Event("visibilitychange"));
"""
