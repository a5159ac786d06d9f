"""Clubs, and how one is told: founded, joined, written in; and what is chosen holds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.areas.media.factories.uploads import picture
from tests.browser.page import Page, text_of
from tests.support.stack import Stack

pytestmark = pytest.mark.browser


def says(page: Page, words: str) -> None:
    page.wait(words, lambda: words in page.text("main"), seconds=60)


def choose_cover(page: Page, photo: Path) -> None:
    photo.write_bytes(picture(400, 100))
    page.one("input[data-kind='CLUB_COVER']").send_keys(str(photo))
    page.one("[data-picture='CLUB_COVER'] img")


def see_cover(page: Page, address: str, screenshot: Path) -> None:
    """In the list of clubs on a phone; goes back to the club."""
    page.go("/clubs")
    page.one(".Cover_cover")
    page.picture(screenshot)
    page.go(address)


def test_a_club_is_founded_asked_for_and_written_in(
    signed_in: Callable[[str], Page], stack: Stack, screenshots: Path, tmp_path: Path
) -> None:
    teacher = signed_in("teacher")
    student = signed_in("student")
    teacher.go("/clubs")
    teacher.press_text("main button, main a", "New club")
    teacher.write("form[data-form='club'] input[name='name']", "Chess at noon")
    teacher.picture(screenshots / "club-new.png")
    teacher.press_text("main button, main a", "Found the club")
    teacher.wait("the new club", lambda: "/clubs/" in teacher.driver.current_url)
    says(teacher, "1 member")
    address = teacher.driver.current_url.split(stack.app_url)[-1]
    student.go("/clubs")
    says(student, "Chess at noon")
    student.go(address)
    student.press_text("main button, main a", "Join")
    says(student, "Leave")
    says(teacher, "2 members")
    teacher.wait_readable("club")
    teacher.picture(screenshots / "club.png")
    teacher.press_text("main button, main a", "Edit")
    teacher.write("form[data-form='club'] textarea", "Boards are in the library.")
    choose_cover(teacher, tmp_path / "cover.jpg")
    teacher.press_text("main button, main a", "Save")
    says(student, "Boards are in the library.")
    shown = ".Cover_cover"
    student.wait("the cover", lambda: student.one(shown).get_property("naturalWidth") == 400)
    invited = "section[aria-label='Invited']"
    teacher.write("[aria-label='Invite'] input", "Rithy")
    teacher.press("button[aria-label='Invite Rithy Heng']")
    teacher.wait("the invitation", lambda: "Rithy Heng" in "".join(teacher.texts(invited)))
    teacher.press_text("main button, main a", "New board")
    teacher.write("form[data-form='club-board'] input", "Openings")
    teacher.press_text("main button, main a", "Open the board")
    teacher.wait("the board", lambda: "/boards/" in teacher.driver.current_url)
    teacher.go(address)
    says(teacher, "Openings")
    teacher.resize(360)
    teacher.wait_fits("the club")
    teacher.picture(screenshots / "club-managed-360.png")
    see_cover(teacher, address, screenshots / "clubs-360.png")
    teacher.resize(1280)
    student.press_text("main button, main a", "Posts")
    student.write("main textarea", "Who plays white?")
    student.press_text("main button, main a", "Publish")
    says(student, "Who plays white?")
    student.picture(screenshots / "club-posts.png")
    # The post is passed on, and counted.
    student.press("article[data-post] button[aria-label='Share']")
    student.wait("the ways to share", lambda: student.all("[role=menuitem]"))
    student.press(
        lambda: next(e for e in student.all("[role=menuitem]") if "followers" in text_of(e))
    )
    student.one("article[data-post] button[aria-label='Share, shared once']")
    assert teacher.complaints() == student.complaints() == []


@pytest.mark.parametrize("language", ["en", "km"])
def test_how_one_is_told_is_chosen_and_kept(
    signed_in: Callable[[str], Page], screenshots: Path, language: str
) -> None:
    page = signed_in("teacher")
    page.press(f".Choices_choice[lang='{language}']")
    page.one(f"html[lang='{language}']")
    page.go("/settings/notifications")
    box = "main fieldset input[type='checkbox']"
    page.wait("types", lambda: page.all(box))
    page.wait_readable("ways")
    page.picture(screenshots / f"ways-{language}.png")
    page.resize(360, dark=True)
    page.picture(screenshots / f"ways-{language}-360.png")
    page.resize(1280)
    kept = "/v1/notifications/preferences"
    page.answered(kept, lambda: page.press(lambda: page.all(box)[1]))
    page.go("/settings")
    page.go("/settings/notifications")
    page.wait("the choice", lambda: page.all(box) and not page.all(box)[1].is_selected())
    # As it was, for whoever is this teacher next.
    page.answered(kept, lambda: page.press(lambda: page.all(box)[1]))
    assert page.complaints() == []
