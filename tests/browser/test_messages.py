"""Two people write to each other, and a third one judges what was said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement

from tests.browser.page import Page, text_of
from tests.browser.talk import open_talk, say

pytestmark = pytest.mark.browser

WIDTHS = (360, 1280)
_AT_ITS_END = """
  const newest = [...document.querySelectorAll("main ol > li")].at(-1).getBoundingClientRect();
  return scrollY > 0 && newest.top > 0 && newest.bottom < innerHeight;
"""


def test_two_people_write_read_react_and_report(
    signed_in: Callable[[str], Page], screenshots: Path
) -> None:
    teacher = signed_in("teacher")
    student = signed_in("student")
    student.go("/messages")
    student.one("main li a")
    student.wait_readable("the conversations", WIDTHS)
    student.picture(screenshots / "conversations.png")
    open_talk(student, "Sophea Kim")
    student.wait("the line", lambda: "New messages" in student.text("main ol"))
    open_talk(teacher, "Dara Chan")
    teacher.write("main form textarea", "Do not forget")

    def sees_typing() -> bool:
        # A sign that nobody caught is lost; the next key gives another.
        teacher.one("main form textarea").send_keys("!")
        return "is writing" in student.text("main")

    student.wait("typing", sees_typing)
    teacher.press("main form [type=submit]")
    student.wait("the message", lambda: "Do not forget" in student.text("main ol"))
    teacher.wait("the receipt", lambda: "Read" in teacher.texts("main ol > li")[-1])
    say(student, "I will not")
    teacher.wait("the answer", lambda: "I will not" in teacher.text("main ol"))
    teacher.wait("an empty outbox", lambda: not teacher.all("[data-outbox]"))
    student.wait_readable("a conversation", WIDTHS)
    for name, width, dark in (("light", 1280, False), ("phone", 360, False), ("dark", 360, True)):
        student.resize(width, dark=dark)
        student.picture(screenshots / f"thread-{name}.png")
    # Read again from memory, it begins at its newest message all the same.
    open_talk(student, "Sophea Kim")
    student.wait("the newest message", lambda: student.driver.execute_script(_AT_ITS_END))
    assert teacher.complaints() == student.complaints() == []


def test_somebody_begins_a_group(signed_in: Callable[[str], Page]) -> None:
    page = signed_in("teacher")
    page.go("/messages/new")
    for name in ("Maly", "Kosal"):
        page.write("main input[type=search]", name)
        page.press_text("main li button", name, "Student")
    page.write("main [name=name]", "Class council")
    page.wait_readable("a new group", WIDTHS)
    page.press("main [type=submit]")
    page.wait("the group", lambda: page.text("h1") == "Class council")
    say(page, "Welcome")
    page.wait("the message", lambda: "Welcome" in page.text("main ol"))
    assert page.complaints() == []


def test_what_is_reported_is_decided(signed_in: Callable[[str], Page], screenshots: Path) -> None:
    admin = signed_in("admin")
    admin.go("/moderation")
    words = "Nobody wants you there."

    def primary() -> WebElement:
        case = next(e for e in admin.all("[data-case]") if words in text_of(e))
        return case.find_element(By.CSS_SELECTOR, "[data-kind=primary]")

    admin.wait("the case", primary)
    admin.wait_readable("the queue", WIDTHS)
    admin.picture(screenshots / "moderation.png")
    admin.press(primary)
    admin.press("dialog input[value=REMOVE]")
    admin.write("dialog textarea", "Please be kind")
    admin.picture(screenshots / "decide.png")
    admin.press("dialog [type=submit]")
    admin.wait("the queue without it", lambda: words not in admin.text("main"))
    assert admin.complaints() == []
