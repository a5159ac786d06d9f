"""A device whose clock is wrong sees the same time left as everybody else."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.classroom import Classroom
from tests.browser.page import Page
from tests.support.stack import Stack

pytestmark = pytest.mark.browser

# Nobody has to be quick: the whole test takes place within the one question.
SECONDS = 240
HOUR_MS = 3_600_000
# Whatever a page may ask for the time is off by this many milliseconds, until it is changed.
WRONG_CLOCK = """
  let off = %d;
  const Right = Date;
  globalThis.setTheClock = (milliseconds) => void (off = milliseconds);
  globalThis.Date = class extends Right {
    constructor(...parts) {
      if (parts.length === 0) super(Right.now() + off);
      else super(...parts);
    }
    static now() { return Right.now() + off; }
  };
  const origin = performance.timeOrigin + off;
  Object.defineProperty(performance, "timeOrigin", { get: () => origin });
"""
QUESTION = {
    "type": "SINGLE",
    "text": "Which planet is the largest of all?",
    "options": [{"text": "Mars"}, {"text": "Jupiter"}],
    "correct": 1,
    "seconds": SECONDS,
}


@pytest.fixture
def code(classroom: Classroom) -> str:
    """A game whose lobby is open."""
    quiz = classroom.create("/quizzes", {"title": "Clocks", "questions": [QUESTION]})
    return str(classroom.create("/live", {"quizId": quiz["id"]})["code"])


def left(page: Page) -> int:
    """The seconds that the countdown shows, as ``59`` or ``3:59``."""
    minutes, _, seconds = page.text(".Countdown_number").rpartition(":")
    return 60 * int(minutes or 0) + int(seconds)


def ages(page: Page) -> dict[str, str]:
    """How long ago each post was, as the page says it."""
    script = """
      return Object.fromEntries([...document.querySelectorAll("article[data-post]")].map(
        (post) => [post.dataset.post, post.querySelector("time").textContent]))
    """
    found: dict[str, str] = page.driver.execute_script(script)
    return found


def same_ages(one: Page, other: Page) -> bool:
    """Whether both say the same; a minute may pass between two looks."""
    seen, told = ages(one), ages(other)
    common = seen.keys() & told.keys()
    return len(common) > 3 and all(seen[post] == told[post] for post in common)


def same_time_left(one: Page, other: Page) -> bool:
    """Whether the countdowns agree, for as long as it takes to look at them."""
    before, there, after = left(one), left(other), left(one)
    return after - 1 <= there <= before + 1


@pytest.mark.parametrize("off_hours", [7, -400 * 24], ids=["seven hours", "400 days"])
def test_a_countdown_runs_by_the_servers_clock(
    passing_page: Callable[[str], Page],
    stack: Stack,
    classroom: Classroom,
    code: str,
    off_hours: int,
) -> None:
    right, wrong = passing_page(stack.app_url), passing_page("about:blank")
    script = WRONG_CLOCK % (off_hours * HOUR_MS)
    command = "Page.addScriptToEvaluateOnNewDocument"
    added = wrong.driver.execute_cdp_cmd(command, {"source": script})
    wrong.driver.get(stack.app_url)
    wrong.url = stack.app_url
    for page, role in ((right, "student"), (wrong, "admin")):
        page.resize(1280)
        page.sign_in(role)
        page.wait_live()
    for page in (right, wrong):
        page.one("article[data-post] time")
    right.wait("posts of the same ages", lambda: same_ages(right, wrong))
    for page in (right, wrong):
        page.go(f"/play/{code}")
        page.press(".Player_door [type=submit]")
        page.one("[data-screen=lobby]")
    classroom.create(f"/live/{code}/start", {})
    for page in (right, wrong):
        page.one(".Countdown_number")
    assert all(0 < left(page) <= SECONDS for page in (right, wrong))
    right.wait("the same time left", lambda: same_time_left(right, wrong))

    # Somebody puts the clock right, in the middle of the question.
    wrong.driver.execute_script("setTheClock(0)")
    right.wait("the same time left again", lambda: same_time_left(right, wrong))
    wrong.press(".Question_tile:last-of-type")
    wrong.one("[data-screen=answered]")
    command = "Page.removeScriptToEvaluateOnNewDocument"
    wrong.driver.execute_cdp_cmd(command, {"identifier": added["identifier"]})
