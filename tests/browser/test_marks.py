"""A sheet of marks is filled by keyboard, handed in, locked and corrected; a card is verified."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement

from infra.local.demo.stage import demo_id
from tests.browser.page import Page
from tests.support.stack import Stack

pytestmark = pytest.mark.browser

CLASS = f"/marks/classes/{demo_id('class', '10A')}"


@pytest.fixture(scope="module")
def teacher(new_page: Callable[[str], Page], stack: Stack) -> Page:
    page = new_page(stack.app_url)
    page.resize(1280)
    page.sign_in("teacher")
    return page


@pytest.fixture(scope="module")
def admin(new_page: Callable[[str], Page], stack: Stack) -> Page:
    page = new_page(stack.app_url)
    page.resize(1280)
    page.sign_in("admin")
    return page


def open_sheet(page: Page, subject: str, month: int) -> None:
    """Open the sheet of a subject; ``month`` counts the periods of the year."""
    page.go(CLASS)
    page.wait("the sheet", lambda: page.all("[data-grid]"))
    script = """
      const [place, wanted] = arguments;
      const field = document.querySelectorAll("main select")[place];
      const option = typeof wanted === "number"
        ? field.options[wanted]
        : [...field.options].find((each) => each.textContent === wanted);
      field.value = option.value;
      field.dispatchEvent(new Event("change", {bubbles: true}));
    """
    page.driver.execute_script(script, 0, subject)
    page.driver.execute_script(script, 1, month)
    page.wait("the sheet again", lambda: page.all("[data-grid]"))


def answer(page: Page) -> None:
    """Say yes to what is asked."""
    page.press(lambda: page.all("dialog button")[-1])


def cells(page: Page) -> list[WebElement]:
    return page.all("[data-cell]")


def test_a_sheet_is_filled_by_keyboard_handed_in_locked_and_corrected(
    teacher: Page, admin: Page
) -> None:
    _fill_and_hand_in(teacher)
    _lock_and_correct(admin)


def _fill_and_hand_in(teacher: Page) -> None:
    open_sheet(teacher, "History", 1)
    teacher.wait("cells", lambda: len(cells(teacher)) > 2)
    teacher.press(lambda: cells(teacher)[0])
    teacher.driver.switch_to.active_element.send_keys("៤២", Keys.ENTER)
    for typed in ("9.5", "a"):
        active = teacher.driver.switch_to.active_element
        active.send_keys(typed, Keys.ENTER)
    teacher.press("[data-save]")
    teacher.wait(
        "the marks",
        lambda: [c.get_attribute("value") for c in cells(teacher)[:3]] == ["42", "9.5", "a"],
    )
    teacher.press(lambda: cells(teacher)[3])
    teacher.write(lambda: cells(teacher)[3], "99999")
    teacher.wait("what is wrong", lambda: cells(teacher)[3].get_attribute("aria-invalid") == "true")
    cells(teacher)[3].send_keys(Keys.BACKSPACE * 5)
    teacher.press("[data-hand-in]:not([disabled])")
    answer(teacher)
    teacher.wait("that it is handed in", lambda: not teacher.all("[data-hand-in]"))


def _lock_and_correct(admin: Page) -> None:
    open_sheet(admin, "History", 1)
    admin.press("[data-lock]:not([disabled])")
    answer(admin)
    admin.wait("corrections", lambda: admin.all("[data-correct]"))
    assert not cells(admin)
    admin.press(lambda: admin.all("[data-correct]")[0])
    admin.wait("the form", lambda: admin.all("dialog [name=mark]"))
    admin.write("dialog [name=mark]", "43")
    admin.write("dialog [name=reason]", "A page was not counted")
    admin.press("dialog button[type=submit]")
    admin.wait("the new mark", lambda: "43.00" in admin.text("[data-grid] tbody tr td"))


def test_cards_are_printed_and_verified_by_anybody(
    admin: Page, new_page: Callable[[str], Page], stack: Stack, screenshots: Path
) -> None:
    admin.go(f"{CLASS}/cards")
    admin.wait("the choices", lambda: admin.all("main select option"))
    script = """
      const field = document.querySelector("main select");
      field.selectedIndex = 0;
      field.dispatchEvent(new Event("change", {bubbles: true}));
    """

    def there() -> bool:
        # Until the page listens to its list, a choice is lost.
        if not admin.all("[data-card]"):
            admin.driver.execute_script(script)
        return len(admin.all("[data-card]")) > 2

    admin.wait("the cards", there)
    code = admin.text("[data-card] .CardPaper_code")
    admin.picture(screenshots / "report-cards.png")
    stranger = new_page(f"{stack.app_url}/verify/{code}")
    stranger.resize(400)
    stranger.wait("the card", lambda: stranger.all("[data-verified=true]"))
    stranger.picture(screenshots / "verify-phone.png")
    stranger.wait_readable("a card that is verified")


def test_a_pupil_reads_marks_and_the_card(
    new_page: Callable[[str], Page], stack: Stack, screenshots: Path
) -> None:
    page = new_page(stack.app_url)
    page.resize(400)
    page.sign_in("student")
    page.go("/marks")
    page.wait("the pupil", lambda: page.all("main li a"))
    page.press(lambda: page.all("main li a")[0])
    page.wait("marks", lambda: page.all("[data-marks]"))
    page.picture(screenshots / "marks-phone.png")


def test_pages_of_marks_fit_and_can_be_read(teacher: Page) -> None:
    for name, address in (
        ("grid", CLASS),
        ("ranks", f"{CLASS}/ranks"),
        ("cards", f"{CLASS}/cards"),
    ):
        teacher.go(address)
        teacher.wait("the tabs", lambda: teacher.all("main nav a"))
        teacher.wait_readable(name)
        if name == "ranks":
            # Nothing of it is out of sight on a phone, nor looks as if it were cut.
            teacher.resize(360)
            hidden = "return arguments[0].scrollWidth - arguments[0].clientWidth"
            table = teacher.one("[data-ranks] .Marks_scroll")
            assert teacher.driver.execute_script(hidden, table) <= 0
