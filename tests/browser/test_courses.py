"""A teacher builds a course, a student works through it, and anybody verifies the certificate."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from selenium.webdriver.common.keys import Keys

from tests.browser.page import Page
from tests.support.stack import Stack

pytestmark = pytest.mark.browser

FORMULA = "Energy is $E = mc^2$.\n\n$$\\frac{a}{b}$$\n\n| a | b |\n|---|---|\n| 1 | 2 |"


@pytest.fixture(scope="module")
def two(signed_in: Callable[[str], Page]) -> tuple[Page, Page]:
    """A teacher and a student, signed in and live."""
    return signed_in("teacher"), signed_in("student")


def _order(page: Page) -> list[str]:
    return page.texts(".Arrange_title")


def _add_lesson(teacher: Page, title: str, text: str) -> None:
    teacher.press_named("Add lesson")
    teacher.wait("the lesson", lambda: teacher.text("h1") == "Edit lesson")
    teacher.write_named("Title", title)
    teacher.write_named("Text, in Markdown", text)
    teacher.press_named("Save and publish")
    teacher.wait("what it is now", lambda: "Published" in teacher.texts(".Card_chip"))
    teacher.press_named("To the course")
    teacher.wait("the course", lambda: title in _order(teacher))


def _build(teacher: Page, screenshots: Path) -> str:
    """Write a course of two lessons and publish it; its address."""
    teacher.go("/courses")
    teacher.one("[data-course]")
    teacher.picture(screenshots / "courses.png")
    teacher.press_named("New course")
    teacher.write_named("Title", "Relativity")
    teacher.press_named("Create course")
    teacher.wait("the editor", lambda: teacher.text("h1") == "Edit course")
    _add_lesson(teacher, "Energy", FORMULA)
    _add_lesson(teacher, "Time", "It goes *slower*.")
    teacher.wait("both lessons", lambda: _order(teacher) == ["Energy", "Time"])

    # Put in order by keys, in a module of its own.
    up = teacher.named("Move Time up")
    up.send_keys(Keys.ALT, Keys.ARROW_UP)
    teacher.wait("the other order", lambda: _order(teacher) == ["Time", "Energy"])
    teacher.press_named("Move Time down")
    teacher.press_named("Add module")
    teacher.press_named("Move Time down")
    teacher.wait("a lesson in the module", lambda: teacher.all(".Arrange_module li"))
    teacher.wait_readable("the course editor")
    teacher.resize(1280)
    teacher.picture(screenshots / "course-editor.png")
    teacher.press_named("Save order")
    teacher.wait("the order to be saved", lambda: "not saved" not in teacher.text("main"))
    teacher.press_named("Publish")
    teacher.wait("what it is now", lambda: "Published" in teacher.texts(".Card_chip"))
    return teacher.driver.current_url.removeprefix(teacher.url).removesuffix("/edit")


def test_a_course_is_built_worked_through_and_certified(
    two: tuple[Page, Page], new_page: Callable[[str], Page], stack: Stack, screenshots: Path
) -> None:
    teacher, student = two
    address = _build(teacher, screenshots)

    student.go("/courses?list=all")
    course_id = address.split("/")[-1]
    recommended = f"[data-recommended='{course_id}']"
    student.one(recommended)
    student.wait("why", lambda: "New this month" in student.text(f"{recommended} ul"))
    student.wait_readable("the catalogue")
    student.resize(1280)
    student.picture(screenshots / "courses-recommended.png")
    student.press(lambda: student.one(f"[data-course='{course_id}']"))
    student.press_named("Join this course")
    student.press_named("Begin")
    student.wait("the formula", lambda: student.all("[data-formula='display'] .katex"))
    student.wait("both formulas", lambda: len(student.all("[data-formula] .katex")) >= 2)
    student.one("main table td")
    student.wait_readable("the lesson")
    student.resize(1280)
    student.picture(screenshots / "lesson.png")
    student.press_named("I have done this lesson")
    student.wait("how far it is", lambda: "50 % done" in student.text("main"))
    student.press_named("Next lesson")
    student.wait("the next one", lambda: student.text("h1") == "Time")
    student.press_named("I have done this lesson")
    student.wait("how far it is", lambda: "100 % done" in student.text("main"))
    student.press_named("To the course")
    student.wait("that it is over", lambda: "You have completed" in student.text("main"))
    student.wait_readable("the course")
    student.resize(1280)
    student.picture(screenshots / "course.png")
    student.press_named("See the certificate")
    student.wait("the certificate", lambda: student.all(".Paper_paper"))
    student.wait_readable("the certificate")
    student.resize(1280)
    student.picture(screenshots / "certificate.png")
    found = re.search(r"/certificates/([A-Z0-9-]+)", student.text(".Paper_address"))
    assert found is not None

    visitor = new_page(stack.app_url)
    visitor.go(f"/certificates/{found[1]}")
    visitor.wait("what it says", lambda: "genuine" in visitor.text("main"))
    assert "Relativity" in visitor.text(".Paper_course")
    visitor.go("/certificates/AAAA-BBBB-CCCC")
    visitor.wait("that there is none", lambda: "no certificate" in visitor.text("main"))

    teacher.go(f"{address}/people")
    teacher.wait("how far they are", lambda: "2 of 2 lessons" in teacher.text("main"))
    teacher.wait_readable("the people")
    teacher.resize(1280)
    teacher.picture(screenshots / "course-people.png")
    for page in two:
        assert page.complaints() == []


def test_pages_of_courses_can_be_read_in_khmer(two: tuple[Page, Page], screenshots: Path) -> None:
    _, student = two
    student.resize(1280)
    student.press(".Choices_choice[lang='km']")
    student.one("html[lang='km']")
    student.go("/courses?list=all")
    ids = student.wait(
        "the courses",
        lambda: [course.get_attribute("data-course") for course in student.all("[data-course]")],
    )
    student.wait_readable("the catalogue in Khmer")
    student.resize(360, dark=True)
    student.picture(screenshots / "courses-km.png")
    for place, course in enumerate(ids):
        student.go(f"/courses/{course}")
        student.wait("its lessons", lambda: student.all("[data-lesson]"))
        student.picture(screenshots / f"course-km-{place}.png")
    student.press(lambda: student.one("[data-lesson] a"))
    student.wait("the text", lambda: student.all(".Rich_rich"))
    student.wait_readable("a lesson in Khmer")
    student.resize(360, dark=True)
    student.picture(screenshots / "lesson-km.png")
    student.resize(1280)
    student.press(".Choices_choice[lang='en']")
    student.one("html[lang='en']")
