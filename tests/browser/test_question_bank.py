"""A teacher reads questions from a file, keeps them, tries the quiz, and corrects an attempt."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from infra.workbooks import write_rows
from tests.browser.page import Page
from tests.browser.test_quizzes import _button, _labelled
from tests.support.stack import Stack

pytestmark = pytest.mark.browser

HEAD = ["Question", "Option A", "Option B", "Answer", "Points"]
WRONG = [HEAD, ["Is ice water?", "Yes", "No", "C", "2"]]
FINE = [HEAD, ["Is ice water?", "Yes", "No", "A", "2"], ["Why?", "", "", "It melts", "2"]]


def file_of(folder: Path, name: str, rows: list[list[str]]) -> str:
    path = folder / name
    path.write_bytes(write_rows(rows, title="Questions"))
    return str(path)


def choose(page: Page, content: str) -> None:
    page.wait("a file", lambda: page.all('main input[type="file"]'))[0].send_keys(content)


def test_from_a_file_to_a_corrected_attempt(
    new_page: Callable[[str], Page], stack: Stack, tmp_path: Path, screenshots: Path
) -> None:
    teacher, student = new_page(stack.app_url), new_page(stack.app_url)
    for page, role in ((teacher, "teacher"), (student, "student")):
        page.resize(360)
        page.sign_in(role)
        page.wait_live()
    fine = file_of(tmp_path, "ice.xlsx", FINE)
    quiz = _written(teacher, file_of(tmp_path, "wrong.xlsx", WRONG), fine, screenshots)
    _attempted(student, quiz)
    _corrected(teacher, quiz, screenshots)
    _copied(teacher, screenshots)
    _hosted(teacher, fine, screenshots)


def _written(teacher: Page, wrong: str, fine: str, screenshots: Path) -> str:
    """A quiz from a file, published, kept in the bank and tried; its id."""
    teacher.go("/quizzes/new")
    teacher.wait("the editor", lambda: teacher.all(".QuestionEditor_question"))
    _labelled(teacher.one("main"), "Title").send_keys("Ice")
    teacher.press(lambda: teacher.one("main form > details:last-of-type > summary"))
    choose(teacher, wrong)
    teacher.wait("the mistake", lambda: "Row 2, Answer" in teacher.text("main"))
    teacher.picture(screenshots / "sheet-mistake-phone.png", whole=True)
    assert len(teacher.all(".QuestionEditor_question")) == 1
    choose(teacher, fine)
    teacher.wait("both", lambda: len(teacher.all(".QuestionEditor_question")) == 2)
    teacher.press(_button(teacher, "Publish"))
    teacher.press(_button(teacher, "Keep in the bank"))
    quiz = teacher.driver.current_url.rsplit("/", 1)[1]
    teacher.press(_button(teacher, "Preview"))
    teacher.press(_button(teacher, "Try these answers"))
    teacher.wait("a result", lambda: "0 %" in teacher.text("main"))
    assert teacher.violations() == []
    return quiz


def _attempted(student: Page, quiz: str) -> None:
    student.go(f"/quizzes/{quiz}/attempt")
    fields = student.wait(
        "a field", lambda: student.all("main input:not([type=radio]), main textarea")
    )
    fields[0].send_keys("because of the sun")
    student.press(_button(student, "Hand in"))
    student.press(lambda: student.one("dialog button:last-of-type"))
    student.wait("the end", lambda: "Handed in" in student.text("main"))


def _corrected(teacher: Page, quiz: str, screenshots: Path) -> None:
    teacher.go(f"/quizzes/{quiz}")
    teacher.press(lambda: teacher.one('main a[href*="/attempts/"]'))
    fields = teacher.wait("points", lambda: teacher.all('main input[type="number"]'))
    fields[1].send_keys(Keys.CONTROL, "a")
    fields[1].send_keys("1.5")
    _labelled(teacher.one("main"), "Reason").send_keys("The idea is right")
    teacher.press(_button(teacher, "Save the points"))
    teacher.wait("its history", lambda: "question 2, 0" in teacher.text("main"))
    assert teacher.violations() == []
    assert teacher.overflow() == 0
    teacher.picture(screenshots / "attempt-corrected-phone.png", whole=True)


def _copied(teacher: Page, screenshots: Path) -> None:
    teacher.go("/quizzes/bank")
    teacher.wait("a search", lambda: teacher.all("main input"))[0].send_keys("Is ice")
    teacher.wait("one", lambda: len(teacher.all("[data-banked]")) == 1)
    teacher.one("[data-banked]").find_element(By.CSS_SELECTOR, "input").send_keys(Keys.SPACE)
    teacher.wait("the choice", lambda: "1 chosen" in teacher.text("main"))
    assert teacher.violations() == []
    assert teacher.overflow() == 0
    teacher.picture(screenshots / "bank-phone.png", whole=True)
    teacher.press(_button(teacher, "New quiz with these"))
    teacher.wait("the copy", lambda: len(teacher.all(".QuestionEditor_question")) == 1)


def _hosted(teacher: Page, fine: str, screenshots: Path) -> None:
    teacher.go("/live/new")
    choose(teacher, fine)
    teacher.wait("the game", lambda: "2 questions are ready" in teacher.text("main"))
    teacher.picture(screenshots / "live-from-sheet-phone.png", whole=True)
    teacher.press(lambda: teacher.one("[data-setup] button[type=submit]"))
    teacher.wait("a lobby", lambda: "/live/new" not in teacher.driver.current_url)
