"""A teacher writes a quiz, a student takes it, and both see how it went."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import Select

from tests.areas.media.factories.uploads import picture
from tests.browser.classroom import Classroom
from tests.browser.page import Page, named_in, text_of
from tests.support.stack import Stack

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def two(signed_in: Callable[[str], Page]) -> tuple[Page, Page]:
    """A teacher and a student, signed in and live."""
    return signed_in("teacher"), signed_in("student")


def _write(page: Page, place: int, label: str, text: str) -> None:
    """Write into a field of a question, as soon as it is there."""
    page.write(lambda: named_in(_question(page, place), label), text)


def _question(page: Page, place: int) -> WebElement:
    page.wait(f"question {place + 1}", lambda: len(page.all(".QuestionEditor_question")) > place)
    return page.all(".QuestionEditor_question")[place]


def _write_choice(page: Page) -> None:
    _write(page, 0, "Question", "Which planet is the largest?")
    _write(page, 0, "Question in Khmer", "តើភពណាធំជាងគេ?")
    for letter, text in zip("ABCD", ("Mars", "Jupiter", "Venus", "Mercury"), strict=True):
        _write(page, 0, f"Answer {letter}", text)
    page.press(lambda: named_in(_question(page, 0), "Answer B is right"))


def _add(page: Page, kind: str, text: str) -> int:
    """Add a question of a type; its place."""
    place = len(page.all(".QuestionEditor_question"))
    page.press_named("Add a question")
    _question(page, place)
    page.wait(
        "the focus in the new question",
        lambda: (
            page.driver.switch_to.active_element == named_in(_question(page, place), "Question")
        ),
    )
    _write(page, place, "Question", text)
    Select(named_in(_question(page, place), "Type")).select_by_value(kind)
    return place


def _write_all_types(page: Page) -> None:
    _write_choice(page)
    several = _add(page, "MULTIPLE", "Which are planets?")
    for letter, text in zip("ABCD", ("Mars", "Venus", "Moon", "Sun"), strict=True):
        _write(page, several, f"Answer {letter}", text)
    page.press(lambda: named_in(_question(page, 1), "Answer B is right"))
    _add(page, "TRUE_FALSE", "The sun is a star.")
    few = _add(page, "TEXT", "What is the capital of Cambodia?")
    _write(page, few, "Accepted answers", "Phnom Penh\nភ្នំពេញ")
    amount = _add(page, "NUMERIC", "How much is 12 times 12?")
    _write(page, amount, "From", "144")
    _write(page, amount, "To", "144")
    order = _add(page, "ORDERING", "Put in order, the shortest first")
    for letter, text in zip("ABC", ("Millimetre", "Metre", "Kilometre"), strict=True):
        _write(page, order, f"Answer {letter}", text)
    page.press(lambda: named_in(_question(page, 5), "Remove answer D"))
    poll = _add(page, "POLL", "Did you like it?")
    for letter, text in zip("AB", ("Yes", "No"), strict=True):
        _write(page, poll, f"Answer {letter}", text)
    for letter in "DC":
        page.press(lambda: named_in(_question(page, 6), f"Remove answer {letter}"))  # noqa: B023


def _publish(teacher: Page, screenshots: Path) -> str:
    """Write a quiz of all types, be interrupted, and publish it; its address."""
    teacher.go("/quizzes/new")
    for label, title in (("Title", "Around the world"), ("Title in Khmer", "ជុំវិញពិភពលោក")):
        teacher.write(lambda name=label: named_in(teacher.one(".Editor_editor"), name), title)  # type: ignore[misc]
    teacher.press_named("Publish")
    teacher.wait("what is missing", lambda: "Question 1" in teacher.text(".Editor_complaints"))
    teacher.press(".Editor_complaints button")
    _write_all_types(teacher)

    # Another page, and the whole app loaded anew: nothing of it is lost.
    teacher.go("/quizzes")
    teacher.one(".Page_head h1")
    teacher.driver.get(f"{teacher.url}/quizzes/new")
    teacher.one(".Editor_found")
    teacher.wait("all questions", lambda: len(teacher.all(".QuestionEditor_question")) == 7)
    teacher.wait_readable("the editor")
    teacher.resize(1280)
    teacher.picture(screenshots / "quiz-editor.png")
    teacher.press(lambda: named_in(_question(teacher, 6), "Move question 7 up"))
    teacher.wait(
        "the poll one place up",
        lambda: (
            named_in(_question(teacher, 5), "Question").get_property("value") == "Did you like it?"
        ),
    )
    teacher.press_named("Publish")
    teacher.wait("the quiz", lambda: teacher.text("h1") == "Around the world")
    return teacher.driver.current_url.removeprefix(teacher.url)


def _answer(student: Page) -> None:
    def tile(question: int, text: str) -> Callable[[], WebElement]:
        def find() -> WebElement:
            tiles = student.all(".SheetQuestion_question")[question].find_elements(
                By.CSS_SELECTOR, "[data-id]"
            )
            return next(t for t in tiles if text in text_of(t))

        return find

    student.press(tile(0, "Mars"))
    student.press(tile(1, "Mars"))
    student.press(tile(1, "Venus"))
    student.press(tile(2, "True"))
    student.wait("saved answers", lambda: student.all("[data-saved='saved']"))


def _hand_in(student: Page) -> None:
    for place, said in enumerate(("phnom penh", "១៤៤")):
        student.write(lambda at=place: student.all(".SheetQuestion_question input")[at], said)  # type: ignore[misc]
    student.press_named("It is in the right order")
    student.press_named("Hand in")
    student.press(lambda: student.one("dialog .Button_button[data-kind='primary']"))
    student.one(".Results_result")


def test_a_teacher_writes_every_type_and_a_student_goes_on_after_a_break(
    two: tuple[Page, Page], screenshots: Path
) -> None:
    teacher, student = two
    address = _publish(teacher, screenshots)

    student.go("/quizzes")
    student.press(lambda: student.one(f"[data-quiz='{address.split('/')[-1]}']"))
    student.press_named("Start")
    student.one(".SheetQuestion_question")
    _answer(student)
    student.picture(screenshots / "quiz-attempt.png")

    # The attempt stays open, and its page is found again.
    student.go(address)
    student.wait("how far it is", lambda: "3 of 7" in student.text(".Quiz_resume"))
    student.press_named("Go on")
    student.wait("the saved answers", lambda: len(student.all("main [aria-pressed='true']")) == 4)
    student.wait_readable("the attempt")
    student.resize(1280)
    _hand_in(student)

    verdicts = [e.get_attribute("data-verdict") for e in student.all(".Results_result")]
    assert verdicts[:5] == ["wrong", "right", "right", "right", "right"]
    assert verdicts[5] == "none", "nobody has answered the poll"
    assert verdicts[6] in {"right", "wrong"}, "the order that was shown was confirmed"
    own = student.all(".Results_result")[0].find_element(By.CSS_SELECTOR, "[data-pressed]")
    assert "Mars" in text_of(own)
    student.wait("the outcome", lambda: "of 6 right" in student.text(".Attempt_outcome"))
    student.wait_readable("the result")
    student.resize(1280)
    student.picture(screenshots / "quiz-result.png")

    student.press_named("Back to the quiz")
    student.one("[data-attempt='SUBMITTED'] details")
    used = "You have used all your attempts."
    student.wait("that it was the last", lambda: used in student.text("main"))

    teacher.wait("the attempt of the student", lambda: "100" not in teacher.text("main h1"))
    teacher.wait("a figure for each question", lambda: len(teacher.all(".Stats_item")) == 7)
    bars = [e.text for e in teacher.all(".Stats_item")[0].find_elements(By.CSS_SELECTOR, "li")]
    assert [bar.split("\n")[1] if "\n" in bar else bar for bar in bars]
    teacher.wait_readable("the figures")
    teacher.resize(1280)
    teacher.picture(screenshots / "quiz-stats.png")
    for page in two:
        assert page.complaints() == []


def test_a_picture_is_sent_by_the_teacher_and_seen_by_the_student(
    two: tuple[Page, Page], stack: Stack, tmp_path: Path, screenshots: Path
) -> None:
    teacher, student = two
    classroom = Classroom(stack)
    options = [{"text": "A flag"}, {"text": "A map"}]
    question = {"type": "SINGLE", "text": "What is this?", "options": options, "correct": 0}
    body: dict[str, object] = {"title": "Seen", "status": "DRAFT", "questions": [question]}
    quiz = classroom.create("/quizzes", body)
    classroom.close()
    photo = tmp_path / "flag.jpg"
    photo.write_bytes(picture(640, 480))
    teacher.go(f"/quizzes/{quiz['id']}/edit")
    teacher.one(".PictureField_choose input[type=file]").send_keys(str(photo))
    teacher.wait("the small picture", lambda: _widths(teacher, ".PictureField_small"))
    teacher.write(".PictureField_picture input", "Red above, blue below")
    teacher.wait_readable("the editor with a picture")
    teacher.resize(360)
    teacher.picture(screenshots / "quiz-editor-picture.png")
    teacher.resize(1280)
    teacher.press_named("Publish")
    student.go(f"/quizzes/{quiz['id']}")
    student.press_named("Start")
    shown = student.one("main .Question_words img")
    assert shown.get_attribute("alt") == "Red above, blue below"
    student.wait("the picture", lambda: _widths(student, "main .Question_words img") == [640])
    student.wait_readable("an attempt with a picture")
    student.resize(360, dark=True)
    student.picture(screenshots / "quiz-attempt-picture.png")
    student.resize(1280)
    assert student.complaints() == []


def _widths(page: Page, selector: str) -> list[int]:
    """How wide the pictures are that have been loaded."""
    script = """
      return [...document.querySelectorAll(arguments[0])]
        .filter((image) => image.complete && image.naturalWidth > 0)
        .map((image) => image.naturalWidth);
    """
    found: list[int] = page.driver.execute_script(script, selector)
    return found


def test_pages_of_quizzes_can_be_read_in_khmer(two: tuple[Page, Page], screenshots: Path) -> None:
    teacher, _ = two
    teacher.resize(1280)
    teacher.press(".Choices_choice[lang='km']")
    teacher.one("html[lang='km']")
    for name, address, sign in (
        ("quizzes", "/quizzes", ".States_state, [data-quiz]"),
        ("editor", "/quizzes/new", ".QuestionEditor_question"),
    ):
        teacher.go(address)
        teacher.one(sign)
        teacher.wait_readable(f"{name} in Khmer")
        teacher.resize(360, dark=True)
        teacher.picture(screenshots / f"{name}-km.png")
        teacher.resize(1280)
    teacher.press(".Choices_choice[lang='en']")
    teacher.one("html[lang='en']")
