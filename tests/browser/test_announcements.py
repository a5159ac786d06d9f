"""A school announces something, and a pupil says that they have read it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.browser.page import Page
from tests.support.stack import Stack

HEADING = "The library is closed today"


def test_what_the_school_announces_is_read_and_counted(
    stack: Stack, new_page: Callable[[str], Page], screenshots: Path
) -> None:
    head, pupil = new_page(stack.app_url), new_page(stack.app_url)
    head.resize(1280)
    pupil.resize(360)
    for page, who in ((head, "admin"), (pupil, "student")):
        page.sign_in(who)
        page.wait_live()
        page.go("/announcements")
        page.one("[data-announcement]")

    head.press("[data-new-announcement]")
    form = "[data-form=announcement]"
    head.one(f"{form} input[name=title]").send_keys(HEADING)
    head.one(f"{form} textarea").send_keys("We paint the walls.")
    head.press(lambda: head.all(f"{form} input[type=checkbox]")[1])
    head.picture(screenshots / "announcement-new.png")
    head.press(f"{form} [type=submit]")

    # The pupil hears of it in the open page.
    first = "[data-announcement]:first-of-type"
    pupil.wait("the news", lambda: HEADING in pupil.text("[data-announcement]"))
    pupil.press("[data-announcement] [data-read]")
    pupil.wait("the thanks", lambda: "you have read it" in pupil.text(first))
    pupil.wait_readable("announcements")
    pupil.picture(screenshots / "announcement-read.png")
    head.driver.refresh()
    head.wait("the count", lambda: "One person has" in "".join(head.texts("[data-announcement]")))
    assert pupil.complaints() == []
    assert head.complaints() == []
