"""A day at school: attendance on a phone, the board of the office, and a parent who hears of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from infra.local.demo.people import PASSWORD
from tests.browser.page import Page
from tests.support.stack import Stack

pytestmark = pytest.mark.browser

# What stays at the bottom of the window covers nothing, and nothing covers it.
_ABOVE = """
  const [bar, places] = [".Campus_bar", ".Shell_nav"].map((name) =>
    document.querySelector(name).getBoundingClientRect());
  return bar.bottom <= places.top + 1;
"""


@pytest.fixture
def open_page(passing_page: Callable[[str], Page], stack: Stack) -> Callable[[str], Page]:
    """Somebody with a browser of their own, at the door."""
    return lambda role: _signed_in(passing_page(stack.app_url), role)


def _signed_in(page: Page, role: str) -> Page:
    page.resize(1280)
    page.sign_in(role)
    return page


def test_attendance_is_taken_on_a_phone_and_seen_by_office_and_parent(
    open_page: Callable[[str], Page],
    passing_page: Callable[[str], Page],
    stack: Stack,
    screenshots: Path,
) -> None:
    teacher = open_page("teacher")
    teacher.resize(360, 780)
    teacher.go("/classes")
    teacher.press("a[href$='/attendance'].Button_button")
    first = teacher.one(".Campus_pupil")
    pupil = first.text.splitlines()[0]
    assert first.get_attribute("data-status") == "PRESENT"
    teacher.wait("the way to save above the places", lambda: teacher.driver.execute_script(_ABOVE))
    teacher.press(".Campus_pupil")
    teacher.wait(
        "the pupil as absent",
        lambda: teacher.one(".Campus_pupil").get_attribute("data-status") == "ABSENT",
    )
    teacher.wait_readable("a register")
    teacher.picture(screenshots / "attendance-en-360.png")
    office = open_page("admin")
    office.go("/attendance")
    office.wait("the board", lambda: "10A" in office.text(".Rows_rows"))
    assert "10A" not in office.texts(".Rows_row")[-1]
    teacher.press(".Campus_bar button")
    teacher.wait("a register that was taken", lambda: "Save changes" in teacher.text(".Campus_bar"))
    # The board is live.
    office.wait("the register", lambda: "10A" in office.texts(".Rows_row")[-1])
    assert "10B" in office.texts(".Rows_row")[0]
    office.wait_readable("the board", widths=(360, 1280))
    office.resize(1280, dark=True)
    office.picture(screenshots / "attendance-board-dark.png")

    office.go("/records")
    office.one("[type=search]").send_keys(pupil)
    office.wait("the pupil alone", lambda: len(office.all(".Rows_row")) == 1)
    office.press("a.Rows_row")
    office.wait("the record", lambda: office.text("h1") == pupil)
    office.wait_readable("a record", widths=(360, 1280))
    office.picture(screenshots / "record-dark.png", whole=True)
    office.go("/school/year")
    office.wait("five steps", lambda: len(office.all(".Campus_steps > li")) == 5)
    office.wait_readable("the set-up", widths=(360, 1280))
    office.picture(screenshots / "year-setup-dark.png", whole=True)

    parent = passing_page(stack.app_url)
    for name, value in (("email", "leakena@demo.school"), ("password", PASSWORD)):
        parent.one(f"[name={name}]").send_keys(value)
    parent.press("form [type=submit]")
    parent.one(".Shell_shell")
    parent.go("/children")
    parent.wait("both children", lambda: len(parent.all(".Card_link")) == 2)
    parent.resize(360, 780)
    parent.picture(screenshots / "children-360.png")
    parent.press(".Card_link")
    parent.one("form [type=date]")
    parent.wait_readable("a child", widths=(360, 1280))
    for page in (teacher, office, parent):
        assert page.complaints() == []
