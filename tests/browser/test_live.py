"""A live quiz with three people in three browsers, one of them without an account."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement

from tests.browser.page import Page, wait_all
from tests.support.stack import Stack

pytestmark = pytest.mark.browser

# Nobody has to be quick: while a question is open, all of it is looked at.
LONG = 240
QUESTIONS = [
    {
        "type": "SINGLE",
        "text": "Which planet is the largest of all?",
        "textKh": "តើភពណាធំជាងគេ?",
        "options": [{"text": "Mars"}, {"text": "Jupiter"}, {"text": "Venus"}, {"text": "Mercury"}],
        "correct": 1,
        "explanation": "Jupiter is heavier than all other planets together.",
        "seconds": LONG,
    },
    {
        "type": "NUMERIC",
        "text": "How much is 12 times 12?",
        "minimum": 144,
        "maximum": 144,
        "seconds": LONG,
    },
    {
        "type": "ORDERING",
        "text": "Put in order, the shortest first",
        "options": [{"text": "Millimetre"}, {"text": "Metre"}, {"text": "Kilometre"}],
        "seconds": LONG,
    },
]
NAMES = ".Host_lobby .Host_name > span"
TILE = "button.Question_tile"


@pytest.fixture(scope="module")
def quiz(stack: Stack) -> str:
    """The id of a quiz of the teacher's."""
    with stack.api("teacher") as api:
        body = {"title": "The world around us", "questions": QUESTIONS}
        return str(api.post("/quizzes", json=body).raise_for_status().json()["id"])


@pytest.fixture(scope="module")
def three(
    new_page: Callable[[str], Page], signed_in: Callable[[str], Page], stack: Stack
) -> tuple[Page, Page, Page]:
    """A teacher and a student, signed in and live, and somebody without an account."""
    guest = new_page(stack.app_url)
    guest.resize(360)
    return signed_in("teacher"), signed_in("student"), guest


def _key(page: Page, *keys: str) -> None:
    page.driver.find_element(By.TAG_NAME, "body").send_keys(*keys)


def _wait_verdict(page: Page, verdict: str) -> None:
    selector = f".Player_verdict[data-verdict='{verdict}'] .Player_rank"
    page.wait(f"the verdict {verdict}", lambda: page.all(selector))


def _lead(teacher: Page, command: str) -> None:
    """Go on with the key for it, as soon as that is the next thing: players may be told sooner."""
    teacher.one(f"[data-command='{command}']:not([disabled], [aria-disabled='true'])")
    _key(teacher, Keys.ARROW_RIGHT)


def _wait_answers(teacher: Page, text: str) -> None:
    teacher.wait(text, lambda: text in teacher.text(".Host_answered"))


def _meet_in_lobby(three: tuple[Page, Page, Page], quiz: str) -> str:
    """The teacher opens a game; a member opens its address, a guest follows its QR code."""
    teacher, student, guest = three
    teacher.go(f"/live/new?quiz={quiz}")
    teacher.one("[data-setup]")
    teacher.wait_perceivable("the rules")
    teacher.press("[data-setup] [type=submit]")
    code = teacher.text(".Host_code").replace(" ", "")
    teacher.wait("the QR code", lambda: teacher.one(".Host_qr").get_property("naturalWidth"))

    student.go(f"/play/{code}")
    student.press(".Player_door [type=submit]")
    student.one("[data-screen=lobby]")
    guest.driver.get(f"{guest.url}/?live={code}")
    guest.one("[name=nickname]")
    guest.wait_perceivable("the door")
    guest.write("[name=nickname]", "Sokha")
    guest.one("[name=nickname]").send_keys(Keys.ENTER)
    guest.wait_live()
    teacher.wait("two players", lambda: len(teacher.texts(NAMES)) == 2)
    assert "Sokha" in teacher.texts(NAMES)
    return code


def _sends_below_the_field(player: Page) -> None:
    """Where the keyboard of a phone leaves room for both."""
    player.one(".Question_input")
    assert player.one(".Player_answer > [type=submit]").size["height"] <= 49


def _write_what_could_be_two_numbers(player: Page) -> None:
    """It is sent back, and stands there to be changed: what is written next replaces it."""
    player.write(".Question_input", "1,000")
    player.one(".Question_input").send_keys(Keys.ENTER)
    player.one(".Question_reading[data-unclear='true']")
    assert player.one(".Question_input").get_property("value") == "1,000"


def test_a_host_a_member_and_a_guest_play_a_game(
    three: tuple[Page, Page, Page], quiz: str, screenshots: Path
) -> None:
    teacher, student, guest = three
    code = _meet_in_lobby(three, quiz)
    teacher.wait_perceivable("the lobby")
    teacher.picture(screenshots / "live-lobby.png")

    teacher.press("[data-command=start]")
    for page in (student, guest):
        page.one(TILE)
    guest.wait_perceivable("a question")
    teacher.picture(screenshots / "live-question-host.png")
    guest.picture(screenshots / "live-question-player-360.png")
    _key(guest, "1")
    student.press(lambda: _tile(student, "Jupiter"))
    guest.one("[data-screen=answered]")
    guest.driver.refresh()
    guest.one("[data-screen=answered]")
    _wait_answers(teacher, "2 of 2")
    _lead(teacher, "reveal")
    teacher.wait("the leaderboard", lambda: len(teacher.all(".Leaderboard_place")) == 2)
    _wait_verdict(student, "right")
    _wait_verdict(guest, "wrong")
    guest.wait("the own answer", lambda: "Mars" in guest.text(".Figures_row:has(.Figures_own)"))
    teacher.wait_perceivable("the answer")
    guest.wait_perceivable("the own result")
    teacher.picture(screenshots / "live-reveal-host.png")
    guest.picture(screenshots / "live-verdict-360.png")

    _come_back(teacher, guest, code)
    _lead(teacher, "next")
    _sends_below_the_field(guest)
    _write_what_could_be_two_numbers(student)
    for page, number in ((student, "143"), (guest, "១៤៤")):
        page.write(".Question_input", number)
        page.one(".Question_input").send_keys(Keys.ENTER)
    guest.wait("the number as it was read", lambda: "144" in guest.text(".Player_wait"))
    _wait_answers(teacher, "2 of 2")
    _lead(teacher, "reveal")
    _wait_verdict(student, "wrong")
    _wait_verdict(guest, "right")

    _lead(teacher, "next")
    for page in (student, guest):
        _sort(page, ["Millimetre", "Metre", "Kilometre"])
        page.press(".Player_answer > [type=submit]")
    _wait_answers(teacher, "2 of 2")
    _lead(teacher, "reveal")
    _wait_verdict(student, "right")
    _lead(teacher, "next")

    teacher.wait("all places", lambda: len(teacher.all(".Host_places tbody tr")) == 2)
    places = teacher.texts(".Host_places tbody th")
    wait_all(three, "the podium", lambda page: page.texts(".Podium_name") == places)
    for page in (student, guest):
        page.one("[data-screen=end] .Player_points")
    teacher.wait_perceivable("the podium")
    teacher.picture(screenshots / "live-podium.png")
    student.picture(screenshots / "live-end-player.png")
    for page in three:
        assert page.complaints() == []


def _come_back(teacher: Page, guest: Page, code: str) -> None:
    """A guest whose device forgot everything takes the own seat with a code of the host."""
    guest.driver.execute_script("sessionStorage.clear()")
    guest.driver.get(f"{guest.url}/play/{code}")
    guest.press(".Player_door [type=button]:last-child")
    teacher.press("[aria-haspopup=dialog]")
    teacher.press(lambda: teacher.one("dialog [aria-label*='Sokha to come back']"))
    way_back = teacher.text("dialog .Host_returnCode")
    guest.write("[name=returnCode]", "WRONG234")
    guest.one("[name=returnCode]").send_keys(Keys.ENTER)
    guest.wait("the refusal", lambda: "no seat" in guest.text("main [role=alert]"))
    guest.write("[name=returnCode]", way_back)
    guest.one("[name=returnCode]").send_keys(Keys.ENTER)
    _wait_verdict(guest, "wrong")
    teacher.wait_perceivable("the players")
    teacher.press_text("dialog button", "Close")
    teacher.wait("the stage", lambda: not teacher.all("dialog"))


def test_codes_that_lead_nowhere_say_so(passing_page: Callable[[str], Page], stack: Stack) -> None:
    page = passing_page(f"{stack.app_url}/play/000000")
    page.write("[name=nickname]", "Dara")
    page.one("[name=nickname]").send_keys(Keys.ENTER)
    page.wait("the reason", lambda: "no game" in page.text("main [role=alert]"))


@pytest.mark.parametrize("language", ["en", "km"])
def test_the_stage_fills_a_projector_in_both_languages(
    three: tuple[Page, Page, Page], quiz: str, language: str, screenshots: Path
) -> None:
    teacher, _, _ = three
    teacher.go("/")
    teacher.press(f".Choices_choice[lang='{language}']")
    teacher.one(f"html[lang='{language}']")
    teacher.go(f"/live/new?quiz={quiz}")
    teacher.press("[data-setup] [type=submit]")
    teacher.one(".Host_code")
    teacher.resize(1920, 1080, dark=True)
    width = "return document.querySelector('.Stage_main').getBoundingClientRect().width"
    teacher.wait("the whole width", lambda: teacher.driver.execute_script(width) > 1850)
    teacher.picture(screenshots / f"live-stage-dark-{language}.png")
    teacher.resize(1280)
    teacher.press(lambda: teacher.all(".Stage_bar button")[-1])
    teacher.press("dialog [data-kind=danger]")
    teacher.one(".Host_report")
    teacher.wait_perceivable("the end")
    teacher.go("/")
    teacher.press(".Choices_choice[lang='en']")
    teacher.one("html[lang='en']")
    assert teacher.complaints() == []


def _tile(page: Page, text: str) -> WebElement:
    return page.with_text(TILE, text)


def _sort(page: Page, wanted: list[str]) -> None:
    """Put an ordering right with its buttons."""

    def up(text: str) -> WebElement:
        item = page.with_text(".Question_orderItem", text)
        return item.find_element(By.CSS_SELECTOR, "[data-by='-1']")

    texts = ".Question_orderItem .Question_optionText"
    page.one(".Question_orderItem")
    for place, text in enumerate(wanted):
        while (at := page.texts(texts).index(text)) > place:
            page.press(partial(up, text))
            # One that is pressed again before it has moved would move too far.
            page.wait("the other place", lambda: page.texts(texts).index(text) == at - 1)  # noqa: B023
    assert page.texts(texts) == wanted
