"""A school year is lived through: set up, attended, marked, locked, corrected, and rolled over."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.select import Select

from infra.passwords import hash_password
from tests.areas.people.factories.people import make_membership, make_tenant, make_user
from tests.browser.database import database_of
from tests.browser.page import Page
from tests.support.sign_in import signed_in_api
from tests.support.stack import Stack

pytestmark = pytest.mark.browser

PASSWORD = "a year of lessons"
EMAIL = "office@year.test"
PUPILS = (("Sok", "Dara"), ("Chan", "Bopha"), ("Mao", "Rithy"))
_WRITE = """
  const [field, value] = arguments;
  field.value = value;
  field.dispatchEvent(new Event("input", {bubbles: true}));
"""


class Office:
    """The office of a new school: its page, and its requests for what is done in bulk."""

    def __init__(self, page: Page, stack: Stack) -> None:
        self.page = page
        self._api = signed_in_api(stack.app_url, EMAIL, PASSWORD)

    def ask(self, method: str, path: str, body: object = None) -> Any:
        return self._api.request(method, path, json=body).raise_for_status().json()

    def write(self, step: str, **values: str) -> None:
        """Fill the fields of a step of the set-up, and send it."""
        place = f"section[aria-label='{step}']"
        for name, value in values.items():

            def written(selector: str = f"{place} [name={name}]", text: str = value) -> bool:
                field = self.page.all(selector)[0]
                self.page.driver.execute_script(_WRITE, field, text)
                return field.get_property("value") == text

            self.page.wait(f"a field called {name}", written)
        self.page.press(f"{place} form [type=submit]")

    def choose(self, step: str, place: int, words: str) -> None:
        """Choose in a list of a step."""

        def chosen() -> bool:
            field = self.page.all(f"section[aria-label='{step}'] select")[place]
            Select(field).select_by_visible_text(words)
            return True

        self.page.wait(words, chosen)

    def says(self, step: str, words: str) -> None:
        """Wait for what a step says of itself."""
        place = f"section[aria-label='{step}']"
        self.page.wait(words, lambda: words in self.page.text(place))

    def close(self) -> None:
        self._api.close()


def found_school(stack: Stack) -> None:
    """A school with nobody but who runs it."""
    with database_of(stack) as connection:
        school = make_tenant(connection, slug="a-school-year", name="Year School")
        hashed = hash_password(PASSWORD, rounds=4)
        user = make_user(connection, email=EMAIL, password_hash=hashed, first_name="Chan")
        make_membership(connection, tenant_id=school.id, user_id=user.id, role="ADMIN")


def answer(page: Page) -> None:
    """Say yes to what is asked."""
    page.one("dialog button")
    page.press(lambda: page.all("dialog button")[-1])


def test_a_school_year_is_lived_through(
    passing_page: Callable[[str], Page], stack: Stack, screenshots: Path
) -> None:
    found_school(stack)
    page = passing_page(stack.app_url)
    page.resize(1280)
    for name, value in (("email", EMAIL), ("password", PASSWORD)):
        page.one(f"[name={name}]").send_keys(value)
    page.press("form [type=submit]")
    page.one(".Shell_shell")
    with closing(Office(page, stack)) as office:
        _set_up(office)
        class_id = _people(office)
        _attendance(page, class_id, screenshots)
        _marks(page, class_id)
        _cards(page, class_id, screenshots)
        _grading(page, screenshots)
        _roll_over(office, screenshots)
    assert page.complaints() == []


def _set_up(office: Office) -> None:
    """The guided path: the year, grades, what is taught, classes."""
    today = datetime.now(UTC).date()
    days = {"startDate": -100, "middle": 60, "endDate": 200}
    office.page.go("/school/year")
    year = "1. The year and its semesters"
    dates = {name: (today + timedelta(days=by)).isoformat() for name, by in days.items()}
    office.write(year, **dates)
    office.says(year, "Semester 1")
    # Every day of the week: the test is right on a Sunday as well.
    shift = {
        "name": "Morning",
        "sessions": ["MORNING"],
        "weekdays": [1, 2, 3, 4, 5, 6, 7],
        "starts": "07:00",
        "ends": "11:00",
    }
    office.ask("PUT", "/school-structure/shifts", {"shifts": [shift]})
    office.write("2. Grades", **{"from": "7", "to": "8"})
    office.says("2. Grades", "Grade 8")
    subjects = "4. Subjects"
    office.write(subjects, name="Mathematics", code="MAT", coefficient="2", maxScore="100")
    office.says(subjects, "Mathematics")
    office.page.press(
        lambda: office.page.all(f"section[aria-label='{subjects}'] form")[-1].find_element(
            "css selector", "[type=submit]"
        )
    )
    office.page.wait("what is taught", lambda: len(_offered(office)) == 2)
    office.page.go("/school/year")
    for name, grade in (("7A", "Grade 7"), ("8A", "Grade 8")):
        office.choose("5. Classes", 0, grade)
        office.choose("5. Classes", 1, "Morning")
        office.write("5. Classes", name=name)
        office.says("5. Classes", name)


def _offered(office: Office) -> list[Any]:
    (year,) = office.ask("GET", "/academic-years")["data"]
    offered: list[Any] = office.ask("GET", f"/academic-years/{year['id']}/offerings")["data"]
    return offered


def _people(office: Office) -> str:
    """Three pupils of 7A; returns the id of the class."""
    classes = office.ask("GET", "/classes")["data"]
    class_id = next(one["id"] for one in classes if one["name"] == "7A")
    first_day = office.ask("GET", "/academic-years")["data"][0]["startDate"]
    for number, (last, first) in enumerate(PUPILS):
        body = {"lastName": last, "firstName": first, "studentNumber": f"Y{number}"}
        pupil = office.ask("POST", "/students", body)
        there = {"studentId": pupil["id"], "startedOn": first_day}
        office.ask("POST", f"/classes/{class_id}/students", there)
    return str(class_id)


def _attendance(page: Page, class_id: str, screenshots: Path) -> None:
    """One is absent, and it stands in the book of the month."""
    page.go(f"/classes/{class_id}/attendance")
    page.press(".Campus_pupil")
    page.one(".Campus_pupil[data-status=ABSENT]")
    page.press(".Campus_bar button")
    page.wait("a register that was taken", lambda: "Save changes" in page.text(".Campus_bar"))
    page.go(f"/classes/{class_id}/month")
    page.wait("the book", lambda: len(page.all("[data-book] tbody tr")) == len(PUPILS))
    cells = "[data-book] tbody tr td"
    page.wait("the absence", lambda: page.texts(cells).count("A") == 1)
    page.wait_readable("the book of a month", widths=(360, 1280))
    # However many days it has: what is said to screen readers alone is scrolled with its table.
    within = "return document.querySelector('[data-book] th .visually-hidden').offsetParent.role"
    assert page.driver.execute_script(within) == "region"
    page.resize(1280)
    page.picture(screenshots / "month-book.png", whole=True)


def _marks(page: Page, class_id: str) -> None:
    """A sheet is filled, handed in and locked."""
    page.go(f"/marks/classes/{class_id}")
    page.wait("cells", lambda: len(page.all("[data-cell]")) == len(PUPILS))
    page.press("[data-cell]")
    for mark in ("80", "70", "60"):
        page.driver.switch_to.active_element.send_keys(mark, Keys.ENTER)
    page.press("[data-save]")
    page.wait("that they are kept", lambda: not page.all("[data-changed=true]"))
    page.press("[data-hand-in]:not([disabled])")
    answer(page)
    page.press("[data-lock]:not([disabled])")
    answer(page)
    page.wait("that it is locked", lambda: page.all("[data-correct]"))


def _cards(page: Page, class_id: str, screenshots: Path) -> None:
    """Cards are issued; a correction makes a second version, and ranks follow."""
    page.go(f"/marks/classes/{class_id}/cards")
    page.wait("the button", lambda: page.all("[data-issue]:not([disabled])"))
    page.press("[data-issue]")
    page.wait("the cards", lambda: len(page.all("[data-card] .CardPaper_code")) == len(PUPILS))
    page.go(f"/marks/classes/{class_id}")
    page.wait("corrections", lambda: len(page.all("[data-correct]")) == len(PUPILS))
    page.press(lambda: page.all("[data-correct]")[1])
    page.write("dialog [name=mark]", "95")
    page.write("dialog [name=reason]", "A page was not counted")
    page.press("dialog button[type=submit]")
    page.wait("the new mark", lambda: "95.00" in page.text("[data-grid]"))
    page.go(f"/marks/classes/{class_id}/cards")
    page.wait(
        "the second version", lambda: "A page was not counted" in page.text(".CardPaper_papers")
    )
    page.wait_readable("cards", widths=(360, 1280))
    page.resize(1280)
    page.picture(screenshots / "cards-of-a-year.png", whole=True)


def _grading(page: Page, screenshots: Path) -> None:
    """What contradicts itself is said, and the preset mends it."""
    page.go("/school/grading")
    page.one("[data-mention=A]")
    field = page.one("[data-mention=A] [type=number]")
    page.driver.execute_script(_WRITE, field, "1")
    page.one("[data-wrong='wrong.mentions']")
    page.press("[data-preset]")
    page.wait("that nothing is wrong", lambda: not page.all("[data-wrong]"))
    page.press("[data-save]")
    page.wait("that it is kept", lambda: "Saved" in page.text("[class^=Toasts]"))
    page.wait_readable("how averages are made", widths=(360, 1280))
    page.resize(1280)
    page.picture(screenshots / "grading.png", whole=True)


def _roll_over(office: Office, screenshots: Path) -> None:
    """The next year is prepared; one repeats, the others are promoted."""
    page = office.page
    page.go("/school/rollover")
    page.press("[data-prepare]")
    page.wait("everybody", lambda: len(page.all("[data-decision]")) == len(PUPILS))
    promoted = ["Promoted"] * len(PUPILS)
    page.wait("what becomes of them", lambda: page.texts("[data-outcome]") == promoted)
    Select(page.all("[data-decision]")[0]).select_by_value("REPEAT")
    page.one("[data-outcome=REPEATED]")
    page.wait_readable("a dry run", widths=(360, 1280))
    page.resize(1280)
    page.picture(screenshots / "rollover.png", whole=True)
    page.press("[data-roll-over]:not([disabled])")
    answer(page)
    page.one("[data-rolled-over]")
    page.press("[data-begin]")
    page.wait("the new year", lambda: "is the current year now" in page.text("[data-rolled-over]"))
    classes = office.ask("GET", "/classes")["data"]
    years = {one["id"]: one["isCurrent"] for one in office.ask("GET", "/academic-years")["data"]}
    counts = {one["name"]: one["studentCount"] for one in classes if years[one["academicYearId"]]}
    assert counts == {"7A": 1, "8A": 2}
    page.press(".Choices_choice[lang='km']")
    page.one("html[lang='km']")
    page.go("/school/rollover")
    page.wait_readable("the next year in Khmer", widths=(360, 1280))
    page.resize(360, dark=True)
    page.picture(screenshots / "next-year-km-dark.png", whole=True)
    page.go("/school/grading")
    page.one("[data-mention=A]")
    page.picture(screenshots / "grading-km-dark.png", whole=True)
