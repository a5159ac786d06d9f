"""A teacher reads questions from a file, keeps them in the bank, and tries the quiz."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from infra.workbooks import write_rows
from tests.browser.page import Page, named_in
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
    page.wait("a file", lambda: page.all('main input[type="file"][accept*=".csv"]'))[0].send_keys(
        content
    )


def test_a_quiz_from_a_file_is_kept_and_tried(
    new_page: Callable[[str], Page], stack: Stack, tmp_path: Path, screenshots: Path
) -> None:
    teacher = new_page(stack.app_url)
    teacher.resize(360)
    teacher.sign_in("teacher")
    teacher.wait_live()
    wrong = file_of(tmp_path, "wrong.xlsx", WRONG)
    fine = file_of(tmp_path, "ice.xlsx", FINE)
    teacher.go("/quizzes/new")
    teacher.wait("the editor", lambda: teacher.all(".QuestionEditor_question"))
    teacher.write(lambda: named_in(teacher.one("main"), "Title"), "Ice")
    teacher.press(lambda: teacher.one("main form > details:last-of-type > summary"))
    choose(teacher, wrong)
    teacher.wait("the mistake", lambda: "Row 2, Answer" in teacher.text("main"))
    teacher.picture(screenshots / "sheet-mistake-phone.png", whole=True)
    assert len(teacher.all(".QuestionEditor_question")) == 1
    choose(teacher, fine)
    teacher.wait("both", lambda: len(teacher.all(".QuestionEditor_question")) == 2)
    teacher.press_named("Publish")
    teacher.press_named("Keep in the bank")
    teacher.press_named("Preview")
    teacher.press_named("Try these answers")
    teacher.wait("a result", lambda: "0 %" in teacher.text("main"))
