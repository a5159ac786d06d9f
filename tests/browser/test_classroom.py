"""A game and a board with three people in three browsers, one of them without an account."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

import httpx
import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement

from tests.browser.page import Page, text_of
from tests.support.stack import Stack

pytestmark = pytest.mark.browser

VOTES = """
  return [...document.querySelectorAll(".board-question")].map((question) =>
    [".question-body", ".vote b"].map((part) => question.querySelector(part)?.textContent))
"""
PASSWORD = "stunity-demo"
QUESTIONS = [
    {
        "type": "SINGLE",
        "text": "Which planet is the largest of all?",
        "textKh": "តើភពណាធំជាងគេ?",
        "options": [{"text": "Mars"}, {"text": "Jupiter"}, {"text": "Venus"}, {"text": "Mercury"}],
        "correct": 1,
        "explanation": "Jupiter is heavier than all other planets together.",
    },
    {"type": "NUMERIC", "text": "How much is 12 times 12?", "minimum": 144, "maximum": 144},
    {
        "type": "ORDERING",
        "text": "Put in order, the shortest first",
        "options": [{"text": "Millimetre"}, {"text": "Metre"}, {"text": "Kilometre"}],
    },
]


class Classroom:
    """What a test needs beside the browsers: the API in the name of the teacher."""

    def __init__(self, stack: Stack) -> None:
        self.url = stack.app_url
        self._api = httpx.Client(base_url=f"{stack.app_url}/v1")
        login = {"email": "teacher@demo.school", "password": PASSWORD}
        answer = self._api.post("/auth/login", json=login).raise_for_status()
        self._headers = {"Authorization": f"Bearer {answer.json()['accessToken']}"}

    def create(self, path: str, body: dict[str, object]) -> dict[str, str]:
        """POST something, and return it."""
        headers = {**self._headers, "Idempotency-Key": str(uuid.uuid4())}
        answer = self._api.post(path, json=body, headers=headers).raise_for_status()
        created: dict[str, str] = answer.json()
        return created

    def answer_first_survey(self, name: str, score: int, comment: str) -> None:
        """Let somebody else of the school answer its newest survey."""
        login = {"email": f"{name}@demo.school", "password": PASSWORD}
        token = self._api.post("/auth/login", json=login).raise_for_status().json()["accessToken"]
        headers = {"Authorization": f"Bearer {token}"}
        newest = self._api.get("/pulses", headers=headers).raise_for_status().json()["data"][0]
        path = f"/pulses/{newest['id']}/respond"
        body = {"score": score, "comment": comment}
        self._api.post(path, json=body, headers=headers).raise_for_status()

    def close(self) -> None:
        """Let go of the connection."""
        self._api.close()


@pytest.fixture(scope="module")
def classroom(stack: Stack) -> Iterator[Classroom]:
    """The API of the shared stack."""
    classroom = Classroom(stack)
    yield classroom
    classroom.close()


@pytest.fixture(scope="module")
def three(new_page: Callable[[str], Page], stack: Stack) -> tuple[Page, Page, Page]:
    """A teacher and a student, signed in and live, and somebody without an account."""
    teacher, student, guest = (new_page(stack.app_url) for _ in range(3))
    for page, role in ((teacher, "teacher"), (student, "student")):
        page.resize(1280)
        page.sign_in(role)
        page.wait_live()
    guest.resize(360)
    return teacher, student, guest


@pytest.fixture(scope="module")
def head(new_page: Callable[[str], Page], stack: Stack) -> Page:
    """The head of the school, signed in and live."""
    page = new_page(stack.app_url)
    page.resize(1280)
    page.sign_in("admin")
    page.wait_live()
    return page


def _go(page: Page, view: str) -> None:
    page.driver.execute_script("location.hash = arguments[0]", view)


def _key(page: Page, *keys: str) -> None:
    page.driver.find_element(By.TAG_NAME, "body").send_keys(*keys)


def _readable(page: Page, what: str) -> None:
    """The page fits every window and can be read in either light."""
    size = page.driver.execute_script("return [innerWidth, innerHeight]")

    def unnamed() -> list[str]:
        return [role for role, name in page.accessible_names() if not name.strip()]

    page.wait_readable(what)
    page.resize(size[0])
    page.wait(f"names of all controls of {what}", lambda: unnamed() == [])


def _wait_all(pages: Iterable[Page], what: str, condition: Callable[[Page], object]) -> None:
    for page in pages:
        page.wait(what, partial(condition, page))


def _visible_reactions(page: Page) -> list[str]:
    script = """
      return [...document.querySelectorAll('.bubble')]
        .filter((bubble) => getComputedStyle(bubble).opacity === '1')
        .map((bubble) => bubble.textContent)
    """
    found: list[str] = page.driver.execute_script(script)
    return found


def test_three_people_ask_vote_and_see_one_order(
    three: tuple[Page, Page, Page], classroom: Classroom, screenshots: Path
) -> None:
    teacher, student, guest = three
    board = classroom.create("/boards", {"title": "Before the test", "guests": True})
    for page in (teacher, student):
        _go(page, f"#/boards/{board['id']}")
    guest.driver.get(f"{classroom.url}/?board={board['joinCode']}")
    guest.press(".door .button-primary")
    guest.wait_live()
    people = (teacher, student, guest)

    first, second = "Which chapters are in the test?", "May we use a calculator?"
    for page, body in ((student, first), (guest, second)):
        page.one("#ask").send_keys(body, Keys.CONTROL, Keys.ENTER)
    _wait_all(people, "both questions", lambda page: len(_bodies(page)) == 2)
    student.press(lambda: _question(student, second).find_element(By.CSS_SELECTOR, ".vote"))
    guest.press(lambda: _question(guest, second).find_element(By.CSS_SELECTOR, ".vote"))
    student.press(lambda: _question(student, first).find_element(By.CSS_SELECTOR, ".vote"))
    _wait_all(people, "the order", lambda page: _votes(page) == [(second, "2"), (first, "1")])

    student.one("#ask").send_keys("Which chapters come in the test")
    student.wait("the hint", lambda: first in student.text(".similar"))

    _choose(teacher, first, "Pin to the top")
    _wait_all(people, "the pinned one", lambda page: _bodies(page) == [first, second])
    _choose(teacher, second, "Answer")
    teacher.one(".inline-form textarea").send_keys("Yes, a simple one.")
    teacher.press(".inline-form .button-primary")
    guest.wait("the answer", lambda: "Yes, a simple one." in text_of(_question(guest, second)))
    _choose(teacher, first, "Freeze")
    student.wait(
        "the ice",
        lambda: _question(student, first).find_elements(By.CSS_SELECTOR, ".vote[data-frozen]"),
    )
    student.press(lambda: _question(student, first).find_element(By.CSS_SELECTOR, ".vote"))
    student.wait("the reason", lambda: "frozen" in student.text(".toasts"))
    assert _votes(student)[0] == (first, "1")
    for page, name in ((teacher, "teacher"), (guest, "guest")):
        _readable(page, f"the board of the {name}")
        page.picture(screenshots / f"board-{name}.png")

    _go(student, f"#/boards/{board['id']}/present")
    student.wait("the wall", lambda: student.texts(".present-row span:not(.chip)")[:1] == [first])
    _choose(teacher, second, "Show on the wall")
    student.wait("the large question", lambda: student.text(".present-text") == second)
    _readable(student, "the wall")
    student.picture(screenshots / "board-wall.png")
    # These browsers want no motion: what would rise and fade stands still for a moment.
    guest.press(".reaction")
    wall_and_board = (student, teacher)
    _wait_all(wall_and_board, "the reaction", lambda page: _visible_reactions(page) == ["👍"])
    _wait_all(wall_and_board, "its end", lambda page: not page.all(".bubble"))
    for page in people:
        assert page.complaints() == []


def test_the_school_asks_and_a_member_answers_once(
    three: tuple[Page, Page, Page], head: Page, classroom: Classroom, screenshots: Path
) -> None:
    _, student, _ = three
    question = "How well did the first week go?"
    for page in (head, student):
        _go(page, "#/pulses")
        page.one(".paged[aria-busy='false']")
    head.press(".page-head .button-primary")
    head.one("#pulse-text").send_keys(question, Keys.ENTER)

    # The student hears of it in the open page and in a notification that leads here.
    student.wait("the question", lambda: question in student.text(".cards"))
    student.press(".poll [type='submit']")
    student.wait("the reason", lambda: "number" in student.text(".poll .field-error"))
    student.press(".poll-star:nth-child(4)")
    student.one(".poll textarea").send_keys("More time for the lab, please.")
    _readable(student, "a survey")
    student.picture(screenshots / "pulse.png")
    student.press(".poll [type='submit']")
    student.wait("the thanks", lambda: "Thank you" in student.text(".poll .note"))
    _go(student, "#/notifications")
    student.press(lambda: _with_text(student, ".row-link", question))
    student.wait("the survey again", lambda: "Thank you" in student.text(".poll .note"))

    head.press(lambda: _with_text(head, ".poll .button-small", "Results"))
    head.wait("too few", lambda: "five answers" in "".join(head.texts(".poll .note")))
    assert "1 answer, 0 in the figures" in head.text(".poll [role='status']")
    for score, name in enumerate(("rithy", "kosal", "maly", "nary"), start=2):
        classroom.answer_first_survey(name, score, f"A word of somebody, number {score}.")
    head.press(lambda: _with_text(head, ".poll .button-small", "Results"))
    head.wait("the mean", lambda: "Mean 3.6" in head.text(".poll"))
    assert head.texts(".poll .bar-count") == ["0", "1", "1", "2", "1"]
    assert "More time for the lab, please." in head.texts(".pulse-comments li")
    _readable(head, "the results")
    head.picture(screenshots / "pulse-results.png")
    for page in (head, student):
        assert page.complaints() == []


@pytest.mark.parametrize("language", ["en", "km"])
def test_pages_of_the_classroom_fit_and_can_be_read(
    head: Page, classroom: Classroom, language: str, screenshots: Path
) -> None:
    classroom.create("/quizzes", {"title": "The world around us", "questions": QUESTIONS})
    classroom.create("/boards", {"title": "Anonymous questions", "anonymous": True})
    _go(head, "#/classroom")
    head.resize(1280)
    head.press(f".choice[lang='{language}']")
    head.one(f"html[lang='{language}']")
    for name, view, sign in (
        ("hub", "#/classroom", ".hub-card"),
        ("quizzes", "#/quizzes", ".list-card"),
        ("editor", "#/quizzes/new", ".editor-question"),
        ("boards", "#/boards", ".list-card"),
        ("activity", "#/activity", ".panel"),
        ("surveys", "#/pulses", ".paged[aria-busy='false']"),
    ):
        _go(head, view)
        head.one(sign)
        _readable(head, view)
        head.picture(screenshots / f"classroom-{name}-{language}.png")
    head.press(".choice[lang='en']")
    head.one("html[lang='en']")
    assert head.complaints() == []


def _with_text(page: Page, selector: str, text: str) -> WebElement:
    return page.wait(
        f"{selector} with {text!r}",
        lambda: next((one for one in page.all(selector) if text in text_of(one)), None),
    )  # type: ignore[return-value] # wait returns what is true


def _bodies(page: Page) -> list[str]:
    return [body for body, _ in _votes(page)]


def _votes(page: Page) -> list[tuple[str, str]]:
    """The questions and their votes, from top to bottom, read at one moment."""
    return [(body, votes) for body, votes in page.driver.execute_script(VOTES)]


def _question(page: Page, body: str) -> WebElement:
    return _with_text(page, ".board-question", body)


def _choose(page: Page, body: str, item: str) -> None:
    page.press(lambda: _question(page, body).find_element(By.CSS_SELECTOR, ".menu-box button"))
    page.press(lambda: _with_text(page, ".menu-item", item))
