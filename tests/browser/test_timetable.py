"""The timetable: arranged by drag, key and form, published, and changed for a day."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.select import Select

from infra.local.demo.stage import demo_id
from tests.browser.page import Page
from tests.browser.timetable import Draft
from tests.support.stack import Stack

pytestmark = pytest.mark.browser

CLASS = demo_id("class", "10B")
TEACHER = demo_id("user", "teacher")


@pytest.fixture
def office(passing_page: Callable[[str], Page], stack: Stack) -> Page:
    page = passing_page(stack.app_url)
    page.resize(1280)
    page.sign_in("admin")
    return page


@pytest.fixture
def api(stack: Stack) -> Iterator[httpx.Client]:
    """Another person of the office, who works at the same time."""
    with stack.api("admin") as client:
        yield client


def choose(page: Page, label: str, value: str) -> None:
    """Choose in the list with this label."""

    def chosen() -> bool:
        for field in page.all("select"):
            labels = page.all(f"label[for='{field.get_attribute('id')}']")
            if labels and labels[0].text == label:
                Select(field).select_by_value(value)
                return field.get_attribute("value") == value
        return False

    page.wait(f"{value} in {label}", chosen)


def test_a_timetable_is_arranged_published_and_changed_for_a_day(
    office: Page, api: httpx.Client, screenshots: Path
) -> None:
    periods = [one["id"] for one in api.get("/periods").raise_for_status().json()["data"]]
    second, last = f"1 {periods[1]}", f"1 {periods[3]}"
    office.go("/timetable")
    office.wait("the week of a class", lambda: office.all("[data-lesson]"))
    office.go(f"/timetable/classes/{CLASS}")
    office.one("[data-draft]")

    # By the form: the teacher of 10A teaches physics here as well, and nobody teaches at two.
    physics = Draft(office, "Physics", last)
    office.press(physics.selector)
    choose(office, "Teacher", str(TEACHER))
    office.press("[data-done]")
    office.wait("a form that is closed", lambda: not office.all("dialog"))
    office.press(f"[data-at='{second}'] [data-draft]")
    office.press("[data-remove]")
    office.wait("a free place", lambda: not office.all(f"[data-at='{second}'] [data-draft]"))

    # By dragging: the teacher is in 10A at two, which is said before anything is let go.
    physics.lift()
    office.wait(
        "the conflict", lambda: "10A" in office.text(f"[data-at='{second}'][data-place='busy']")
    )
    office.picture(screenshots / "timetable-dragging.png")
    physics.drop(second)
    office.wait("where it was", lambda: physics.is_at(last))
    office.press(f"[data-at='1 {periods[2]}'] [data-draft]")
    office.press("[data-remove]")
    office.wait("no form", lambda: not office.all("dialog"))
    physics.lift()
    office.one(f"[data-at='1 {periods[2]}'][data-place='free']")
    physics.drop(f"1 {periods[2]}")
    office.wait("the new place", lambda: physics.is_at(f"1 {periods[2]}"))

    # By keys: back to where it was.
    office.one(physics.selector).send_keys(Keys.ALT, Keys.ARROW_DOWN)
    office.wait("one period later", lambda: physics.is_at(last))

    # Somebody else saves first: nothing is lost without a word.
    week = api.get("/timetable", params={"classId": str(CLASS)}).raise_for_status().json()
    monday = office.one("main [type=date]").get_attribute("value")
    others = {"effectiveFrom": monday, "version": week["version"], "lessons": []}
    api.put(f"/classes/{CLASS}/timetable", json=others).raise_for_status()
    office.press("[data-save]")
    office.one("[data-refused='stale']")
    office.wait_readable("what others did", widths=(360, 1280))
    office.resize(1280)
    office.press("[data-mine]")
    office.wait("that it is saved", lambda: office.all("[data-save][disabled]"))
    office.wait_readable("the editor", widths=(360, 1280))
    office.resize(1280, dark=True)
    office.picture(screenshots / "timetable-editor-dark.png", whole=True)
    office.resize(1280)

    _publish(office)
    _cancel(office, screenshots)


def _publish(office: Page) -> None:
    """Only those are named whose lessons are others."""
    office.go("/timetable")
    office.press(lambda: next(b for b in office.all("main button") if b.text == "Publish…"))
    concerned = office.text("[data-concerned]")
    assert "10B" in concerned
    assert "10A" not in concerned
    office.wait_readable("whom it concerns", widths=(360, 1280))
    office.resize(1280)
    office.press("[data-publish]")
    office.wait("that it is published", lambda: not office.all("dialog"))


def _cancel(office: Page, screenshots: Path) -> None:
    """A lesson is cancelled on one day, and held as usual again."""
    office.wait("lessons", lambda: office.all("[data-lesson]"))
    lesson = office.one("[data-lesson]").get_attribute("data-lesson")
    office.press(f"[data-lesson='{lesson}']")
    office.one("dialog select")
    choose(office, "What becomes of this lesson?", "CANCELLED")
    office.press("dialog button[data-change]")
    office.one(f"[data-lesson='{lesson}'] [data-change='CANCELLED']")
    office.wait("no form", lambda: not office.all("dialog"))
    office.resize(360, 780)
    office.one("[data-week='list']")
    office.wait_readable("a week on a phone", widths=(360,))
    office.picture(screenshots / "timetable-360.png")
    office.press(f"[data-lesson='{lesson}']")
    office.press("[data-restore]")
    office.wait(
        "the lesson as usual",
        lambda: not office.all(f"[data-lesson='{lesson}'] [data-change='CANCELLED']"),
    )
    office.resize(1280)
    office.press(".Choices_choice[lang='km']")
    office.one("html[lang='km']")
    office.wait_readable("a week in Khmer", widths=(360, 1280))
    office.resize(1280)
    office.picture(screenshots / "timetable-km.png")
    assert office.complaints() == []


def test_lessons_of_two_children_fit_a_phone(
    passing_page: Callable[[str], Page], stack: Stack
) -> None:
    page = passing_page(stack.app_url)
    page.visit_first()
    page.resize(360, 780)
    page.sign_in("leakena")
    page.go("/timetable")
    page.one("[data-week='list']")
    # Both stand below each other in the room that one of them has.
    widths = """return [...document.querySelectorAll(".Timetable_block")]
      .map((block) => Math.round(block.getBoundingClientRect().width))"""
    page.wait("lessons", lambda: page.driver.execute_script(widths))
    assert len(set(page.driver.execute_script(widths))) == 1
    page.set_letters(32)
    try:
        page.wait_fits("the week in letters of twice the size")
    finally:
        page.set_letters(16)
