"""Three people write, react and talk; one mutes, one is away for a while; nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from selenium.webdriver.common.by import By

from tests.browser.device import Device
from tests.browser.page import Page, text_of
from tests.browser.talk import say

pytestmark = pytest.mark.browser

POST = "The boats for the water festival are painted."
TALK = "Boats and drums"
_SAID = """
  return [...document.querySelectorAll('.Bubble_bubble .Bubble_text')].map((e) => e.textContent)
"""


@pytest.fixture
def three(signed_in: Callable[[str], Page]) -> tuple[Page, Page, Page]:
    """A teacher, a student and a head of school, signed in and live."""
    return signed_in("teacher"), signed_in("student"), signed_in("admin")


def said(page: Page) -> list[str]:
    """What stands in the open conversation, from top to bottom."""
    found: list[str] = page.driver.execute_script(_SAID)
    return found


def hears(page: Page, *texts: str) -> None:
    page.wait(f"{texts}", lambda: said(page)[-len(texts) :] == list(texts), 60)


def choose(page: Page, opener: Callable[[], object], item: str) -> None:
    """Take an entry of a menu."""
    page.press(opener)  # type: ignore[arg-type]
    page.press_text("[role=menuitem]", item)


def test_three_people_miss_nothing(three: tuple[Page, Page, Page], screenshots: Path) -> None:
    teacher, student, head = three
    teacher.publish(POST)
    for page in (student, head):
        page.like(POST)
    teacher.wait_counts(POST, "2", "Comment")
    student.open_comments(POST)
    student.comment(POST, "May we row?")
    head.open_comments(POST)
    head.reply(POST, "May we row?", "You may.")
    teacher.wait_counts(POST, "2", "2")
    student.wait_comment(POST, "You may.")

    begin(teacher)
    say(teacher, "Who brings the drums?")
    for page in (student, head):
        page.go("/messages")
        page.press_text("main li a", TALK)
        hears(page, "Who brings the drums?")
    say(student, "I do.")
    for page in three:
        hears(page, "Who brings the drums?", "I do.")
    react(head, "I do.", "👍")
    student.wait("the reaction", lambda: "👍 1" in student.text("main ol"))

    # One wants to hear no more of it, and still reads it.
    choose(
        head, lambda: head.one("main [aria-label='What you can do with this conversation']"), "Mute"
    )
    head.go("/messages")
    row = partial(head.with_text, "main li", TALK)
    head.wait("the word of it", lambda: "Muted" in (row().get_attribute("innerHTML") or ""))

    # One is away: what they write waits, and what the others write comes with them.
    away = Device(student)
    away.network(on=False)
    student.wait("word of it", lambda: student.status == "offline", 60)
    say(student, "The small drum too.")
    student.wait("what waits", lambda: "The small drum too." in student.text("main"))
    student.picture(screenshots / "three-away.png")
    for text in ("And the flags?", "At six, then."):
        say(teacher, text)
    hears(teacher, "I do.", "And the flags?", "At six, then.")
    # They are on their way before they are there, and what waited could overtake them.
    teacher.wait("both sent", lambda: "Sending…" not in teacher.text("main"))
    away.network(on=True)
    student.wait_live(90)
    whole = ["Who brings the drums?", "I do.", "And the flags?", "At six, then."]
    for page in (teacher, student):
        hears(page, *whole, "The small drum too.")
        assert said(page) == [*whole, "The small drum too."], "each of them once"
    head.press_text("main li a", TALK)
    hears(head, *whole, "The small drum too.")
    for name, page in zip(("teacher", "student", "head"), three, strict=True):
        page.resize(360, dark=name == "head")
        page.wait_fits("a conversation")
        page.picture(screenshots / f"three-{name}.png")
        assert page.complaints() == []


def begin(page: Page) -> None:
    """Begin a conversation of three."""
    page.go("/messages/new")
    for name in ("Dara Chan", "Chanthou"):
        page.write("main input[type=search]", name)
        page.press_text("main li button", name)
    page.write("main [name=name]", TALK)
    page.press("main [type=submit]")
    page.wait("the group", lambda: page.text("h1") == TALK)


def react(page: Page, text: str, emoji: str) -> None:
    bubble = partial(page.with_text, ".Bubble_bubble", text)
    choose(page, lambda: bubble().find_element(By.CSS_SELECTOR, "[aria-haspopup=menu]"), "React")
    page.press(lambda: next(e for e in page.all(".Bubble_emoji button") if text_of(e) == emoji))
