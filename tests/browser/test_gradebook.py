"""A gradebook that two teachers look at: its cells, rules, other dates, table and figures."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement

from infra.local.demo.courses import PHYSICS
from infra.local.demo.stage import demo_id
from tests.browser.classroom import Classroom
from tests.browser.page import Page, text_of
from tests.support.stack import Stack

pytestmark = pytest.mark.browser

COURSE = f"/courses/{PHYSICS}"

_SAVED = """
  window.saved = null;
  const make = URL.createObjectURL;
  URL.createObjectURL = (blob) => {
    blob.text().then((text) => (window.saved = text));
    return make(blob);
  };
"""


def test_a_grade_that_is_saved_stands_right_before_another_teacher(
    passing_page: Callable[[str], Page], stack: Stack, screenshots: Path
) -> None:
    with _colleague(stack, "vanna"):
        teacher = passing_page(stack.app_url)
        colleague = passing_page(stack.app_url).enter("vanna")
        teacher.resize(1280)
        teacher.sign_in("teacher")
        kosal = f"[data-total='{demo_id('user', 'kosal')}']"
        for page in (teacher, colleague):
            page.wait_live()
            page.go(f"{COURSE}/gradebook")
            page.one(kosal)
        cell = teacher.one("[aria-label='Kosal Nhem, Test on free fall']")
        place = f"[data-cell='{cell.get_attribute('data-cell')}']"
        for page in (teacher, colleague):
            page.wait("the mark", lambda page=page: page.one(place).get_property("value") == "8")  # type: ignore[misc]
        before = colleague.text(kosal)
        teacher.wait("the same total", lambda: teacher.text(kosal) == before)
        teacher.write(place, "14")
        teacher.one(place).send_keys(Keys.ENTER)
        # Nobody touches the other page: an event tells it to read the totals again.
        colleague.wait("the other total", lambda: colleague.text(kosal) != before)
        colleague.wait("the mark", lambda: colleague.one(place).get_property("value") == "14")
        teacher.wait("the same total", lambda: teacher.text(kosal) == colleague.text(kosal))
    teacher.press_named("Figures")
    teacher.one("main meter")
    assert "Kosal Nhem" in teacher.text("main")
    _look(teacher, "figures", screenshots)
    assert teacher.complaints() == []


def _look(page: Page, name: str, screenshots: Path) -> None:
    """It fits and can be read, in both languages, light and dark."""
    for language in ("km", "en"):
        page.press(f".Choices_choice[lang='{language}']")
        page.one(f"html[lang='{language}']")
        page.wait_readable(f"{name} in {language}", widths=(360, 1280))
        page.resize(360, dark=True)
        page.picture(screenshots / f"{name}-{language}-360-dark.png", whole=True)
        page.resize(1280)
        page.picture(screenshots / f"{name}-{language}.png", whole=True)


@contextmanager
def _colleague(stack: Stack, who: str) -> Iterator[None]:
    """Somebody teaches the course as well, until the block is over."""
    classroom, user_id = Classroom(stack), str(demo_id("user", who))
    classroom.create(f"{COURSE}/roster", {"userIds": [user_id], "role": "TEACHER"})
    try:
        yield
    finally:
        classroom.remove(f"{COURSE}/roster/{user_id}")
        classroom.close()


def test_rules_extensions_and_a_table_that_goes_out_and_comes_back(
    passing_page: Callable[[str], Page], stack: Stack, tmp_path: Path
) -> None:
    teacher = passing_page(stack.app_url)
    teacher.resize(1280)
    teacher.sign_in("teacher")
    teacher.wait_live()

    teacher.go(f"{COURSE}/gradebook/rules")
    teacher.write_named("Drop the lowest", "1")
    teacher.press_named("Save")
    teacher.wait("the rules", lambda: "Rules saved" in teacher.text("body"))

    teacher.go(f"/assignments/{demo_id('assignment', 'forces')}/edit")
    _give_other_dates(teacher, "GROUP", "main fieldset label", "Kosal")
    _give_other_dates(teacher, "PERSON", "main option", "Rithy Heng")

    teacher.go(f"{COURSE}/gradebook/table")
    teacher.one("main input[type=file]")
    teacher.driver.execute_script(_SAVED)
    there = {"behavior": "allow", "downloadPath": str(tmp_path)}
    teacher.devtools("Browser.setDownloadBehavior", there)
    teacher.press_named("Save as CSV")
    text = teacher.wait("the table", lambda: teacher.driver.execute_script("return window.saved"))
    rows = list(csv.reader(io.StringIO(text.lstrip("\ufeff"))))
    paper = next(n for n, name in enumerate(rows[0]) if name.startswith("Test on free fall"))
    line = next(row for row in rows if row[0] == str(demo_id("user", "rithy")))
    teacher.devtools("Browser.setDownloadBehavior", {"behavior": "default"})
    before, line[paper] = line[paper], "12.5"
    table = tmp_path / "table.csv"
    with table.open("w", newline="") as out:
        csv.writer(out).writerows(rows)
    teacher.one("main input[type=file]").send_keys(str(table))
    teacher.wait("the difference", lambda: "1 change" in teacher.text("main"))
    _, stood, stands = teacher.texts("main tbody td")
    assert (float(stood), stands) == (float(before), "12.5")
    teacher.press_named("Make this change")
    teacher.wait("the change", lambda: "1 grade changed" in teacher.text("body"))
    assert teacher.complaints() == []


def test_a_live_game_lands_in_the_gradebook(
    passing_page: Callable[[str], Page], stack: Stack, screenshots: Path
) -> None:
    game = _played(stack)
    teacher = passing_page(stack.app_url)
    teacher.resize(1280)
    teacher.sign_in("teacher")
    teacher.wait_live()
    teacher.go(f"/live/{game}")
    teacher.press(lambda: _starting(teacher, "main option", "Physics"))
    teacher.press_named("Put into the gradebook")
    teacher.wait("the grade", lambda: "1 student was graded" in teacher.text("main"))
    teacher.wait_readable("the report of a game", widths=(360, 1280))
    teacher.picture(screenshots / "live-to-gradebook.png", whole=True)
    # Once more changes nothing.
    teacher.press_named("Put into the gradebook")
    teacher.wait("the same", lambda: "1 had been before" in teacher.text("main"))
    teacher.go(f"{COURSE}/gradebook")
    teacher.wait("the game", lambda: "Played in class" in teacher.text("main"))
    assert teacher.complaints() == []


def _played(stack: Stack) -> str:
    """A game that one student has played to its end; its code."""
    classroom = Classroom(stack)
    question = {"type": "TRUE_FALSE", "text": "Is it so?", "correct": True, "seconds": 240}
    body: dict[str, object] = {"title": "Played in class", "questions": [question]}
    code = classroom.create("/live", body)["code"]
    with stack.api("rithy") as phone:
        phone.post(f"/live/{code}/join", json={}).raise_for_status()
        classroom.create(f"/live/{code}/start", {})
        said = {"index": 0, "answer": {"value": True}}
        phone.post(f"/live/{code}/answer", json=said).raise_for_status()
    classroom.create(f"/live/{code}/reveal", {})
    classroom.create(f"/live/{code}/end", {})
    classroom.close()
    return code


def _give_other_dates(teacher: Page, kind: str, place: str, who: str) -> None:
    teacher.press(f"main option[value='{kind}']")
    teacher.press(lambda: _starting(teacher, place, who))
    teacher.press_named("Give other dates")
    teacher.one(f"[data-extension='{kind}']")


def _starting(page: Page, selector: str, words: str) -> WebElement:
    """What begins with these words."""
    found = page.wait(
        words, lambda: next((o for o in page.all(selector) if text_of(o).startswith(words)), None)
    )
    assert found is not None
    return found
