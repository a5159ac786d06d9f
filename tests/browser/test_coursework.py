"""Work is set with a rubric, handed in on a phone, graded, and seen at home once released."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from selenium.webdriver.remote.webelement import WebElement

from infra.local.demo.courses import PHYSICS
from infra.local.demo.stage import demo_id
from tests.areas.media.factories.uploads import picture
from tests.browser.page import Page, text_of
from tests.support.stack import Stack

pytestmark = pytest.mark.browser

COURSE = f"/courses/{PHYSICS}"


def _link(page: Page, part: str) -> WebElement:
    """The card that leads on and has these words."""
    return page.wait(part, lambda: next(e for e in page.all(".Card_link") if part in text_of(e)))


def _look(page: Page, name: str, screenshots: Path) -> None:
    """Keep how the page looks, in Khmer on a phone and in English on a desk."""
    page.resize(1280)
    page.press(".Choices_choice[lang='km']")
    page.one("html[lang='km']")
    page.resize(360, 780)
    page.wait("no scrolling aside", lambda: page.overflow() <= 0)
    page.picture(screenshots / f"work-{name}-km-360.png", whole=True)
    page.resize(1280)
    page.press(".Choices_choice[lang='en']")
    page.one("html[lang='en']")
    page.picture(screenshots / f"work-{name}-en.png", whole=True)


def _set(teacher: Page, screenshots: Path) -> str:
    """Write an assignment with a rubric; its address."""
    teacher.go(f"{COURSE}/assignments")
    teacher.one("[data-work]")
    _look(teacher, "list", screenshots)
    teacher.press_named("New assignment")
    teacher.write_named("Title", "A photo of a force")
    teacher.press("main option[value='FILE']")
    teacher.write_named("Points", "10")
    teacher.press_named("Grades are seen when I release them")
    teacher.press_named("Create assignment")
    teacher.press_named("Add criterion")
    teacher.write_named("What is looked at", "It shows a force")
    teacher.write_named("Level 1", "No")
    teacher.write_named("Level 2", "Yes")
    teacher.write_named("Points of level 2", "8")
    teacher.wait_readable("the editor", widths=(360, 1280))
    teacher.resize(1280)
    teacher.press_named("Save rubric")
    teacher.wait("the rubric", lambda: "Rubric saved" in teacher.text("body"))
    _look(teacher, "edit", screenshots)
    return teacher.driver.current_url.removeprefix(teacher.url).removesuffix("/edit")


def test_work_is_set_handed_in_on_a_phone_graded_and_seen_at_home(
    passing_page: Callable[[str], Page], stack: Stack, tmp_path: Path, screenshots: Path
) -> None:
    teacher = passing_page(stack.app_url)
    teacher.resize(1280)
    teacher.sign_in("teacher")
    teacher.wait_live()
    address = _set(teacher, screenshots)

    photo = tmp_path / "force.jpg"
    photo.write_bytes(picture())
    pupil = passing_page(stack.app_url).enter("rithy")
    pupil.resize(360, 780)
    pupil.go(address)
    pupil.wait("the rubric", lambda: "It shows a force" in pupil.text("main"))
    pupil.one("main input[type=file]").send_keys(str(photo))
    pupil.wait("the file", lambda: pupil.all(".FileList_row[data-state='ready']"))
    pupil.wait_readable("handing in", widths=(360,))
    pupil.resize(360, 780)
    pupil.picture(screenshots / "work-hand-in-360.png", whole=True)
    pupil.press_named("Hand in")
    pupil.wait("that it is there", lambda: "1 attempt" in pupil.text("main"))

    parent = passing_page(stack.app_url).enter("leakena")
    parent.resize(1280)
    parent.press(".Choices_choice[lang='en']")
    parent.one("html[lang='en']")
    parent.go("/children")
    parent.press(lambda: _link(parent, "Heng"))
    parent.press(lambda: _link(parent, "Physics"))
    address_of_grades = f"{COURSE}/grades?student={demo_id('user', 'rithy')}"
    parent.wait("the grades", lambda: parent.driver.current_url.endswith(address_of_grades))
    parent.wait("the work", lambda: "A photo of a force" in parent.text("main"))

    teacher.go(f"{address}/grade")
    teacher.press_named("Rithy Heng")
    teacher.press("main label:nth-of-type(2) input[type=radio]")
    teacher.write_named("Feedback", "A strong push!")
    _look(teacher, "grading", screenshots)
    teacher.press_named("Save")
    teacher.wait("the grade", lambda: "Grade saved" in teacher.text("body"))
    assert "8 of 10 points" not in parent.text("main")
    teacher.go(address)
    teacher.press_named("Release the grades")
    teacher.wait("the release", lambda: "was released" in teacher.text("body"))
    parent.wait("the released grade", lambda: "8 of 10 points" in parent.text("main"))
    _look(parent, "parent", screenshots)
    pupil.wait("the grade", lambda: "8 of 10 points" in pupil.text("main"))
    pupil.picture(screenshots / "work-graded-360.png", whole=True)

    for place, name in (
        (f"{COURSE}/gradebook/rules", "rules"),
        (f"{COURSE}/gradebook/table", "table"),
        ("/grading-comments", "bank"),
    ):
        teacher.go(place)
        teacher.wait("the page", lambda: not teacher.all(".States_skeleton"))
        _look(teacher, name, screenshots)
    for page in (teacher, pupil, parent):
        assert page.complaints() == []
