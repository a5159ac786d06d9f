"""A school announces something, and a pupil says that they have read it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement

from tests.browser.page import Page, text_of
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


def card(page: Page, heading: str) -> WebElement:
    """The announcement with this heading."""
    return next(one for one in page.all("[data-announcement]") if heading in text_of(one))


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
    head.write(f"{form} input[name=title]", HEADING)
    head.write(f"{form} textarea", "We paint the walls.")
    head.press(lambda: head.all(f"{form} input[type=checkbox]")[1])
    head.picture(screenshots / "announcement-new.png")
    head.press(f"{form} [type=submit]")

    # The pupil hears of it in the open page.
    pupil.press(lambda: card(pupil, HEADING).find_element(By.CSS_SELECTOR, "[data-read]"))
    pupil.wait("the thanks", lambda: "you have read it" in text_of(card(pupil, HEADING)))
    pupil.wait_readable("announcements")
    pupil.picture(screenshots / "announcement-read.png")
    head.driver.refresh()
    head.wait("the count", lambda: "One person has" in text_of(card(head, HEADING)))
    assert pupil.complaints() == []
    assert head.complaints() == []


def announce_urgently(head: Page, heading: str) -> None:
    head.press("[data-new-announcement]")
    form = "[data-form=announcement]"
    head.write(f"{form} input[name=title]", heading)
    head.write(f"{form} textarea", "Please come to the gate.")
    head.press(lambda: head.all(f"{form} input[type=checkbox]")[0])
    head.press(f"{form} [type=submit]")
    head.wait("its end", lambda: not head.all(form))


def take_back(head: Page, heading: str) -> None:
    """An announcement is taken back, and with it what tells of it."""
    head.press(lambda: card(head, heading).find_element(By.CSS_SELECTOR, "[data-take-back]"))
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
        page.wait_fits("the page")
        # The navigation is fixed: what it has beyond the window makes no page wider.
        page.wait("the navigation", partial(page.driver.execute_script, _NAV_IS_THERE))
    pupil.picture(screenshots / "urgent-360.png")
    pupil.press(f"{toast} button:last-of-type")
    pupil.wait("nothing", lambda: not pupil.all(toast))
    pupil.go("/settings")
    sounds = "//label[contains(., 'Sounds')]//input"
    preferences = "/v1/users/me/preferences"

    def press_sounds() -> None:
        pupil.press(lambda: pupil.driver.find_element(By.XPATH, sounds))

    pupil.answered(preferences, press_sounds)
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
    # As it was, for whoever is this pupil next.
    pupil.go("/settings")
    pupil.answered(preferences, press_sounds)
    assert pupil.complaints() == []
