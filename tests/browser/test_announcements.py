"""A school announces something, and a pupil says that they have read it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from selenium.webdriver.common.by import By

from tests.browser.page import Page
from tests.support.stack import Stack

_NAV_IS_THERE = """
  return [...document.querySelectorAll("nav a")]
    .map((link) => link.getBoundingClientRect())
    .every(({ left, right }) => left >= 0 && right <= innerWidth);
"""
# What the urgent news hide of the rest while nothing is scrolled.
_COVERED = """
  const news = document.querySelector(".stunity-toast").getBoundingClientRect();
  return [...document.querySelectorAll("main :is(a, button, h1, h2)")]
    .filter((one) => one.getBoundingClientRect().top < news.bottom)
    .map((one) => one.textContent);
"""
# Counts the notes that the page plays: what runs the tests may have nothing to hear them by.
_NOTES = """
  window.notes = 0;
  const node = () => ({ connect: (next) => next });
  window.AudioContext = class {
    state = "running";
    currentTime = 0;
    destination = node();
    createOscillator() {
      return { ...node(), frequency: {}, start: () => void (window.notes += 1), stop() {} };
    }
    createGain() {
      return { ...node(), gain: { setValueAtTime() {}, exponentialRampToValueAtTime() {} } };
    }
  };
"""
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


def announce_urgently(head: Page, heading: str) -> None:
    head.press("[data-new-announcement]")
    form = "[data-form=announcement]"
    head.one(f"{form} input[name=title]").send_keys(heading)
    head.one(f"{form} textarea").send_keys("Please come to the gate.")
    head.press(lambda: head.all(f"{form} input[type=checkbox]")[0])
    head.press(f"{form} [type=submit]")
    head.wait("its end", lambda: not head.all(form))


def take_back(head: Page, heading: str) -> None:
    """An announcement is taken back, and with it what tells of it."""
    card = f"//section[@data-announcement][contains(., '{heading}')]"
    head.press(lambda: head.driver.find_element(By.XPATH, f"{card}//*[@data-take-back]"))
    head.press(lambda: head.all("dialog button")[-1])
    head.wait("its end", lambda: heading not in "".join(head.texts("[data-announcement]")))


def test_what_is_urgent_stands_above_the_page_and_is_heard_by_whoever_wants_to(
    stack: Stack, new_page: Callable[[str], Page], screenshots: Path
) -> None:
    head, pupil = new_page(stack.app_url), new_page(stack.app_url)
    pupil.devtools("Page.addScriptToEvaluateOnNewDocument", {"source": _NOTES})
    for page, who in ((head, "admin"), (pupil, "student")):
        page.visit_first()
        page.sign_in(who)
        page.wait_live()
    head.go("/announcements")
    announce_urgently(head, "The river rises")
    toast = ".stunity-toast[data-urgent]"
    pupil.wait("the toast", lambda: "The river rises" in "".join(pupil.texts(toast)), 60)
    notes = "return window.notes"
    pupil.wait("two notes", lambda: pupil.driver.execute_script(notes) == 2)
    for page in (head, pupil):
        page.resize(360)
        assert page.overflow() <= 0
        # The navigation is fixed: what it has beyond the window makes no page wider.
        assert page.driver.execute_script(_NAV_IS_THERE)
    pupil.picture(screenshots / "urgent-360.png")
    pupil.press(f"{toast} button:last-of-type")
    pupil.wait("nothing", lambda: not pupil.all(toast))
    pupil.go("/settings")
    sounds = "//label[contains(., 'Sounds')]//input"
    pupil.press(lambda: pupil.driver.find_element(By.XPATH, sounds))
    announce_urgently(head, "The river falls")
    pupil.wait("the toast", lambda: "The river falls" in "".join(pupil.texts(toast)), 60)
    assert pupil.driver.execute_script(notes) == 2, "sounds are off"
    # It has room of its own: what stands at the top of the page can be pressed.
    pupil.go("/announcements")
    pupil.one("[data-announcement]")
    pupil.wait("room of its own", lambda: pupil.driver.execute_script(_COVERED) == [])
    pupil.picture(screenshots / "urgent-again-360.png")
    for heading in ("The river falls", "The river rises"):
        take_back(head, heading)
    pupil.wait("nothing", lambda: not pupil.all(toast))
    assert pupil.complaints() == []
