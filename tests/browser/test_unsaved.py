"""What was typed and not saved is asked about, and what cannot be taken back is asked first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.expected_conditions import staleness_of
from selenium.webdriver.support.select import Select

from infra.local.demo.stage import demo_id
from tests.browser.page import Page, text_of
from tests.support.stack import Stack

pytestmark = pytest.mark.browser

CLASS = demo_id("class", "10A")
BACK = "main a[class*=back]"
_WRITE = """
  const [field, value] = arguments;
  field.value = value;
  field.dispatchEvent(new Event("input", {bubbles: true}));
"""
# What stands where the middle of a button is, which a finger would press.
_PRESSED = """
  const {left, top, width, height} = arguments[0].getBoundingClientRect();
  const there = document.elementFromPoint(left + width / 2, top + height / 2);
  return top >= 0 && top + height <= innerHeight && arguments[0].contains(there);
"""


@pytest.fixture(scope="module")
def office(new_page: Callable[[str], Page], stack: Stack) -> Page:
    page = new_page(stack.app_url)
    page.resize(1280)
    page.sign_in("admin")
    return page


def answer(page: Page, *, yes: bool) -> None:
    """Answer what is asked, and see the question go."""
    page.press(lambda: page.all("dialog button")[-1 if yes else 0])
    page.wait("the end of the question", lambda: not page.all("dialog"))


def leave(page: Page, to: str) -> None:
    """Follow the way back: the page asks first, and goes where the answer is yes."""
    before, heading = page.driver.current_url, page.one("h1")
    page.press(BACK)
    page.one("dialog")
    answer(page, yes=False)
    assert page.driver.current_url == before
    page.press(BACK)
    page.one("dialog")
    answer(page, yes=True)
    page.wait(to, lambda: page.driver.current_url.endswith(to))
    # It stays, and asks, until the code of the next page is here.
    page.wait("the end of the page", partial(staleness_of(heading), page.driver))


def chosen(page: Page, place: int) -> str:
    """What a list of the page shows."""
    return Select(page.all("main select")[place]).first_selected_option.text


def choose(page: Page, place: int, number: int) -> None:
    page.wait("the list", lambda: len(Select(page.all("main select")[place]).options) > number)
    Select(page.all("main select")[place]).select_by_index(number)


def in_reach(page: Page, button: str) -> bool:
    """Whether a finger presses the button, and not something before it."""
    return bool(page.driver.execute_script(_PRESSED, page.all(button)[0]))


def test_marks_that_are_typed_stay_where_another_sheet_is_not_wanted(office: Page) -> None:
    office.go(f"/marks/classes/{CLASS}")
    office.one("[data-grid]")
    months = office.wait("months", lambda: len(Select(office.all("main select")[1]).options))
    # A sheet that is still open.
    for month in range(months):
        choose(office, 1, month)
        office.wait("a sheet", lambda: office.all("[data-grid]"))
        if office.all("[data-cell]"):
            break
    office.write("[data-cell]", "7")
    office.one("[data-changed=true]")
    subject = chosen(office, 0)
    other = next(
        at
        for at, option in enumerate(Select(office.all("main select")[0]).options)
        if option.text != subject
    )
    choose(office, 0, other)
    office.one("dialog")
    answer(office, yes=False)
    assert chosen(office, 0) == subject
    assert office.one("[data-cell]").get_property("value") == "7"
    choose(office, 0, other)
    office.one("dialog")
    answer(office, yes=True)
    office.wait("the other subject", lambda: chosen(office, 0) != subject)
    office.wait("nothing typed", lambda: not office.all("[data-changed=true]"))


def test_rules_of_averages_that_are_changed_stay_where_the_answer_is_no(office: Page) -> None:
    office.go("/school/grading")
    office.one("[data-mention]")
    part = chosen(office, 0)
    office.write("[data-mention] input[dir=auto]", "Q")
    choose(office, 0, 1)
    office.one("dialog")
    answer(office, yes=False)
    assert chosen(office, 0) == part
    assert office.one("[data-mention] input[dir=auto]").get_property("value") == "Q"
    leave(office, "/school/year")


def test_periods_and_records_ask_before_they_are_left(office: Page, stack: Stack) -> None:
    office.go("/timetable/periods")
    office.write("main form input[dir=auto]", "Roll call")
    leave(office, "/timetable")
    with stack.api("admin") as api:
        pupil = api.get("/students", params={"q": "Oum"}).raise_for_status().json()["data"][0]
        address = f"/students/{pupil['id']}"
        office.go(f"/records/{pupil['id']}")
        office.write("main [name=placeOfBirth]", "Kampot")
        leave(office, "/records")
        before = api.get(address).raise_for_status().json()
        assert before["placeOfBirth"] != "Kampot"

        # The office says whether a pupil is a girl or a boy; a list that was imported did before.
        office.go(f"/records/{pupil['id']}")
        office.one("main [name=placeOfBirth]")
        last = len(office.all("main select")) - 1
        choose(office, last, 1 if before["gender"] != "FEMALE" else 2)
        office.press("main form [type=submit]")
        wanted = "FEMALE" if before["gender"] != "FEMALE" else "MALE"
        office.wait("the record", lambda: api.get(address).json()["gender"] == wanted)
        choices = (None, "FEMALE", "MALE")
        office.one("main [name=placeOfBirth]")
        office.wait(
            "the record again", lambda: api.get(address).json()["version"] > before["version"]
        )
        choose(office, last, choices.index(before["gender"]))
        office.press("main form [type=submit]")
        office.wait("as it was", lambda: api.get(address).json()["gender"] == before["gender"])


def test_what_saves_on_a_phone_stands_above_the_places_at_the_edge(office: Page) -> None:
    for address, button in (
        (f"/classes/{CLASS}/attendance", ".Campus_bar button"),
        (f"/marks/classes/{CLASS}", ".Marks_bar button"),
    ):
        office.go(address)
        office.resize(360, 640)
        office.one(button)
        office.driver.execute_script("scrollTo(0, 0)")
        office.wait(f"{button} in reach", partial(in_reach, office, button))
    office.resize(1280)


def test_a_book_that_is_wider_than_a_phone_scrolls_in_its_frame(office: Page) -> None:
    office.go(f"/classes/{CLASS}/month")
    office.one("[data-book] tbody tr")
    office.resize(320)
    # As with the days of a whole month.
    wider = """
      const head = document.querySelector("[data-book] thead tr");
      for (let n = 0; n < 20; n += 1) head.append(head.children[2].cloneNode(true));
    """
    office.driver.execute_script(wider)
    office.wait_fits("the book of a month")
    office.resize(1280)


def test_the_tab_of_now_is_in_sight_on_a_phone(office: Page) -> None:
    office.resize(360)
    office.go("/school/functions")
    tab = "main nav [aria-current=page]"
    office.one(tab)
    inside = """
      const {left, right} = arguments[0].getBoundingClientRect();
      return left >= 0 && right <= innerWidth;
    """
    office.wait("the tab", lambda: office.driver.execute_script(inside, office.all(tab)[0]))
    office.resize(1280)


def test_a_timetable_that_cannot_be_read_is_not_said_to_be_empty(
    passing_page: Callable[[str], Page], stack: Stack
) -> None:
    page = passing_page(stack.app_url)
    page.resize(1280)
    page.sign_in("admin")
    fails = """
      const real = window.fetch;
      window.fetch = (input, init) => String(input.url ?? input).includes("/v1/classes")
        ? Promise.resolve(new Response("{}", {status: 503})) : real(input, init);
    """
    page.driver.execute_script(fails)
    page.go("/timetable")
    page.one("main [role=alert]")
    assert "nothing to choose from" not in page.text("main")


def test_an_announcement_that_is_being_written_is_not_lost_by_a_wrong_step(office: Page) -> None:
    office.go("/announcements")
    office.press("[data-new-announcement]")
    office.write("[data-form=announcement] [name=title]", "The gate is closed on Friday")
    office.press("nav a[href='/classroom']")
    office.one("dialog")
    answer(office, yes=False)
    field = office.one("[data-form=announcement] [name=title]")
    assert field.get_property("value") == "The gate is closed on Friday"
    office.press("nav a[href='/classroom']")
    office.one("dialog")
    answer(office, yes=True)
    office.wait("the other page", lambda: office.driver.current_url.endswith("/classroom"))
    # The form stays, and asks, until the code of the next page is here.
    office.wait("the end of the form", lambda: not office.all("[data-form=announcement]"))


def test_an_event_is_cancelled_after_a_question(office: Page) -> None:
    office.go("/calendar")
    office.press("main [data-kind=primary]")
    title = "A walk to the river"
    office.write("dialog [name=title]", title)
    # In two weeks: it is today here while it is tomorrow already where the school is.
    day = (datetime.now(UTC).date() + timedelta(days=14)).isoformat()
    for name in ("firstDay", "lastDay"):
        office.driver.execute_script(_WRITE, office.one(f"dialog [name={name}]"), day)
    office.press("dialog [type=submit]")
    office.wait("the form to close", lambda: not office.all("dialog"))

    def held() -> list[str]:
        return [row for row in office.texts(".Rows_row") if title in row]

    office.wait("the event", lambda: len(held()) == 1)

    def row() -> WebElement:
        return next(one for one in office.all(".Rows_row") if title in text_of(one))

    def cancel() -> None:
        office.press(lambda: row().find_element(By.CSS_SELECTOR, "[data-cancel]"))
        office.one("dialog")

    cancel()
    assert title in office.text("dialog")
    answer(office, yes=False)
    assert len(held()) == 1
    cancel()
    answer(office, yes=True)
    office.wait("its end", lambda: not held())
    assert office.complaints() == []
