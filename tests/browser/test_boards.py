"""Boards, polls, the wall and surveys, with three people in three browsers; one has no account."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import Select

from tests.browser.classroom import Classroom
from tests.browser.page import Page, text_of, wait_all
from tests.support.stack import Stack

pytestmark = pytest.mark.browser

VOTES = """
  return [...document.querySelectorAll("[data-question]")].map((question) =>
    [".QuestionCard_body", ".QuestionCard_vote b"]
      .map((part) => question.querySelector(part)?.textContent))
"""


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


def _watch_reactions(page: Page) -> None:
    """Keep what is seen of reactions from now on: each is there for less than two seconds."""
    script = """
      const seen = (window.seenReactions = []);
      const watch = () => {
        for (const bubble of document.querySelectorAll(".BoardReactions_bubble")) {
          if (bubble.noted || getComputedStyle(bubble).opacity !== "1") continue;
          bubble.noted = true;
          seen.push(bubble.textContent);
        }
      };
      new MutationObserver(watch).observe(document.body, {childList: true, subtree: true});
    """
    page.driver.execute_script(script)


def _seen_reactions(page: Page) -> list[str]:
    found: list[str] = page.driver.execute_script("return window.seenReactions")
    return found


def test_three_people_ask_vote_and_see_one_order(
    three: tuple[Page, Page, Page], classroom: Classroom, screenshots: Path
) -> None:
    teacher, student, guest = three
    board = classroom.create("/boards", {"title": "Before the test", "guests": True})
    for page in (teacher, student):
        page.go(f"/boards/{board['id']}")
    guest.driver.get(f"{classroom.url}/?board={board['joinCode']}")
    guest.press("[data-form=join] [type=submit]")
    guest.wait_live()
    people = (teacher, student, guest)

    first, second = "Which chapters are in the test?", "May we use a calculator?"
    for page, body in ((student, first), (guest, second)):
        page.write("[data-form=ask] textarea", body)
        page.one("[data-form=ask] textarea").send_keys(Keys.CONTROL, Keys.ENTER)
    wait_all(people, "both questions", lambda page: len(_bodies(page)) == 2)
    for page, body in ((student, second), (guest, second), (student, first)):
        page.press(partial(_vote, page, body))
    wait_all(people, "the order", lambda page: _votes(page) == [(second, "2"), (first, "1")])

    student.write("[data-form=ask] textarea", "Which chapters come in the test")
    student.wait("the hint", lambda: first in student.text("[data-similar]"))

    _choose(teacher, first, "Pin to the top")
    wait_all(people, "the pinned one", lambda page: _bodies(page) == [first, second])
    _choose(teacher, second, "Answer")
    teacher.write("[data-question] textarea", "Yes, a simple one.")
    teacher.press("[data-question] [type=submit]")
    guest.wait("the answer", lambda: "Yes, a simple one." in text_of(_question(guest, second)))
    _choose(teacher, first, "Freeze")
    student.wait("the ice", lambda: _vote(student, first).get_attribute("data-frozen") == "true")
    student.press(partial(_vote, student, first))
    student.wait("the reason", lambda: "frozen" in student.text(".Toasts_toasts"))
    student.wait("its votes as they were", lambda: _votes(student)[0] == (first, "1"))
    for page, name in ((teacher, "teacher"), (guest, "guest")):
        page.wait_perceivable(f"the board of the {name}")
        page.picture(screenshots / f"board-{name}.png")

    student.go(f"/boards/{board['id']}/present")
    student.wait("the wall", lambda: student.texts(".Wall_row .Wall_text")[:1] == [first])
    _choose(teacher, second, "Show on the wall")
    student.wait("the large question", lambda: student.text(".Wall_large") == second)
    student.wait_perceivable("the wall")
    student.picture(screenshots / "board-wall.png")
    # These browsers want no motion: what would rise and fade stands still for a moment.
    wall_and_board = (student, teacher)
    for page in wall_and_board:
        _watch_reactions(page)
    guest.press(".BoardReactions_reaction")
    wait_all(wall_and_board, "the reaction", lambda page: _seen_reactions(page) == ["👍"])
    wait_all(wall_and_board, "its end", lambda page: not page.all(".BoardReactions_bubble"))
    for page in people:
        assert page.complaints() == []


def test_a_guest_is_sent_away_and_let_back_with_a_new_code(
    three: tuple[Page, Page, Page], classroom: Classroom
) -> None:
    teacher, _, guest = three
    board = classroom.create("/boards", {"title": "Guests", "guests": True})
    teacher.go(f"/boards/{board['id']}")
    _join(guest, classroom, board["joinCode"])
    teacher.press("[data-guests]")
    teacher.wait_perceivable("the guests")
    teacher.press(".Dialog_dialog .Rows_row button")
    teacher.wait("nobody", lambda: teacher.all(".Dialog_dialog .States_state"))
    guest.wait("the end of the pass", lambda: guest.all(".States_state [href='/enter']"))
    _join(guest, classroom, board["joinCode"], refused=True)

    teacher.press_text(".Dialog_dialog button", "let back in")
    code = ".BoardTools_code b"
    teacher.wait("a new code", lambda: teacher.text(code) != board["joinCode"])
    _join(guest, classroom, teacher.text(code))


def _join(guest: Page, classroom: Classroom, code: str, *, refused: bool = False) -> None:
    """Follow the QR code of a board."""
    guest.driver.get(f"{classroom.url}/?board={code}")
    guest.press("[data-form=join] [type=submit]")
    if refused:
        guest.wait("the refusal", lambda: guest.text(".Field_failure"))
    else:
        guest.wait_live()


def test_a_poll_shows_its_results_after_the_vote_and_on_the_wall(
    three: tuple[Page, Page, Page], classroom: Classroom, screenshots: Path
) -> None:
    teacher, student, _ = three
    board = classroom.create("/boards", {"title": "Polls", "guests": True})
    address = f"/boards/{board['id']}"
    for page in (teacher, student):
        page.go(address)
    prompts = ("Which day of the coming week suits you best?", "How was the lesson?")
    for prompt in prompts:
        teacher.press_text("button[aria-expanded]", "New poll")
        teacher.write("[data-form=poll] input[name=prompt]", prompt)
        teacher.write("[data-form=poll] textarea", "Monday\nTuesday\nSunday")
        teacher.press("[data-form=poll] [type=submit]")
        # The student may have it before the teacher has heard that it is there.
        teacher.wait("the end of the form", lambda: not teacher.all("[data-form=poll]"))
        student.with_text("[data-poll]", prompt)
    newest_first = [prompts[1], prompts[0]]
    assert student.texts("[data-poll] h2") == newest_first
    # Nobody is led by others: the figures come with the own vote.
    assert student.all("[data-poll] .Bars_row") == []
    student.press("[data-poll] .Polls_option:nth-child(2)")
    student.press("[data-poll] [type=submit]")
    counts = ["0", "1", "0"]
    student.wait("the results", lambda: student.texts("[data-poll] .Bars_count") == counts)
    assert student.texts("[data-poll] h2") == newest_first
    teacher.wait("the vote", lambda: teacher.texts("[data-poll] .Bars_count")[:3] == counts)
    student.wait_perceivable("polls")
    student.picture(screenshots / "polls.png")

    teacher.go(f"{address}/present")
    teacher.wait("the open poll", lambda: teacher.text(".Wall_large") == newest_first[0])
    option = teacher.with_text(".Wall_head option", prompts[0][:30])
    value = option.get_attribute("value") or ""
    Select(teacher.one(".Wall_head select")).select_by_value(value)
    teacher.wait("the chosen poll", lambda: teacher.text(".Wall_large") == prompts[0])
    assert teacher.all("[data-qr]")
    assert board["joinCode"] in teacher.text(".Wall_join")
    tall = "return document.querySelector('.Wall_wall').offsetHeight >= innerHeight"
    assert teacher.driver.execute_script(tall)
    teacher.wait_perceivable("a poll on the wall")
    teacher.picture(screenshots / "wall-poll.png")
    for page in (teacher, student):
        assert page.complaints() == []


def test_the_school_asks_and_a_member_answers_once(
    three: tuple[Page, Page, Page], head: Page, classroom: Classroom, screenshots: Path
) -> None:
    _, student, _ = three
    question = "How well did the first week go?"
    for page in (head, student):
        page.go("/pulses")
        page.one("h1")
    head.press("[data-new-survey]")
    head.write("[data-form=survey] input[name=text]", question)
    head.one("[data-form=survey] input[name=text]").send_keys(Keys.ENTER)
    head.wait("the survey", lambda: question in "".join(head.texts("[data-survey]")[:1]))

    # The student hears of it in the open page.
    student.wait("the question", lambda: question in "".join(student.texts("[data-survey]")[:1]))
    student.press("[data-form=answer] [type=submit]")
    student.wait("the reason", lambda: "number" in student.text(".Survey_error"))
    student.press("[data-survey] .Scale_number:nth-child(4)")
    student.write("[data-form=answer] textarea", "More time for the lab, please.")
    student.wait_perceivable("a survey")
    student.picture(screenshots / "pulse.png")
    student.press("[data-form=answer] [type=submit]")
    student.wait("the thanks", lambda: "Thank you" in student.text("[data-survey]"))
    student.driver.refresh()
    student.wait("the thanks again", lambda: "Thank you" in student.text("[data-survey]"))

    head.press_text("[data-survey] button", "Results")
    head.wait("too few", lambda: "five answers" in head.text("[data-survey]"))
    total = "1 answer, 0 in the figures"
    head.wait("the total", lambda: total in head.text("[data-total]"))
    for score, name in enumerate(("rithy", "kosal", "maly", "nary"), start=2):
        classroom.answer_first_survey(name, score, f"A word of somebody, number {score}.")
    for _ in range(2):
        head.press_text("[data-survey] button", "Results")
    head.wait("the mean", lambda: "Mean 3.6" in head.text("[data-survey]"))
    assert head.texts("[data-survey] .Bars_count")[:5] == ["0", "1", "1", "2", "1"]
    assert "More time for the lab, please." in head.texts(".Survey_comments li")
    head.wait_perceivable("the results")
    head.picture(screenshots / "pulse-results.png")
    for page in (head, student):
        assert page.complaints() == []


@pytest.mark.parametrize("language", ["en", "km"])
def test_pages_of_boards_and_surveys_fit_and_can_be_read(
    head: Page, classroom: Classroom, language: str, screenshots: Path
) -> None:
    classroom.create("/boards", {"title": "Anonymous questions", "anonymous": True})
    head.go("/classroom")
    head.resize(1280)
    head.press(f".Choices_choice[lang='{language}']")
    head.one(f"html[lang='{language}']")
    for name, view, sign in (
        ("hub", "/classroom", ".Card_link"),
        ("boards", "/boards", ".Card_link"),
        ("surveys", "/pulses", "h1"),
    ):
        head.go(view)
        head.one(sign)
        head.wait_perceivable(view)
        head.picture(screenshots / f"classroom-{name}-{language}.png")
    head.press(".Choices_choice[lang='en']")
    head.one("html[lang='en']")
    assert head.complaints() == []


def _bodies(page: Page) -> list[str]:
    return [body for body, _ in _votes(page)]


def _votes(page: Page) -> list[tuple[str, str]]:
    """The questions and their votes, from top to bottom, read at one moment."""
    return [(body, votes) for body, votes in page.driver.execute_script(VOTES)]


def _question(page: Page, body: str) -> WebElement:
    return page.with_text("[data-question]", body)


def _vote(page: Page, body: str) -> WebElement:
    return _question(page, body).find_element(By.CSS_SELECTOR, ".QuestionCard_vote")


def _choose(page: Page, body: str, item: str) -> None:
    page.press(lambda: _question(page, body).find_element(By.CSS_SELECTOR, "[aria-haspopup=menu]"))
    page.press_text("[role=menuitem]", item)
