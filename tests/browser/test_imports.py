"""A list of pupils is brought in: dropped, asked about, looked at, confirmed, and found."""

from __future__ import annotations

import base64
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser.page import Page
from tests.support.stack import Stack

pytestmark = pytest.mark.browser

_HEAD = (
    "\ufeffអត្តលេខសិស្ស;គោត្តនាម;នាម;ភេទ;ថ្ងៃខែឆ្នាំកំណើត;ថ្នាក់;"
    "នាមអាណាព្យាបាល;គោត្តនាមអាណាព្យាបាល;ទូរស័ព្ទអាណាព្យាបាល;ចំណាំ"
)
LIST = f"""{_HEAD}
៩៩០១;នួន;ពិសី;ស្រី;03/04/2012;;លក្ខិណា;នួន;012 345 699;ថ្មី
9902;នួន;ពិសាល;ប្រុស;05/06/2013;;លក្ខិណា;នួន;012 345 699;
9903;ចាន់;គ្មានថ្នាក់;ប្រុស;2012-05-06;99Z;;;;
"""
_DROP = """
  const [base64] = arguments;
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File([bytes], "ថ្នាក់ទី៧.csv", { type: "application/vnd.ms-excel" }));
  document.querySelector(".Rosters_drop")
    .dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
"""


def drop(page: Page, table: str = LIST) -> None:
    """Drop a list on the page, as Windows names its type, and ask for its plan."""
    page.one(".Rosters_drop")
    page.driver.execute_script(_DROP, base64.b64encode(table.encode()).decode())
    page.press("[data-plan]:not([disabled])")


def ask_about_the_missing(office: Page) -> None:
    """Of 10A nobody is in the list: it is asked about apart, and here answered with no."""
    office.go("/imports")
    office.press(lambda: office.all("main input[type=checkbox]")[-1])
    drop(office, "family name,given name,class\nNuon,Newcomer,10A\n")
    missing = int(office.one("[data-endings]").get_attribute("data-endings") or 0)
    assert missing > 0
    office.wait("each of them", lambda: len(office.all("[data-fate=END]")) == missing)
    office.press("[data-apply]")
    office.press("dialog [data-kind=primary]")
    office.wait("the number", lambda: f"{missing} pupils leave" in office.text("dialog"))
    office.press(lambda: office.all("dialog button")[0])
    office.wait("no question", lambda: not office.all("dialog"))
    office.one("[data-import-status=PLANNED]")


def test_a_list_is_planned_asked_about_confirmed_and_found(
    passing_page: Callable[[str], Page], stack: Stack, screenshots: Path, tmp_path: Path
) -> None:
    office = passing_page(stack.app_url)
    office.resize(1280)
    office.sign_in("admin")
    office.go("/records")
    office.press("a[href='/imports']")
    office.one(".Rosters_drop")
    office.wait_readable("the start of an import", widths=(360, 1280))
    office.resize(360, 780)
    office.picture(screenshots / "imports-en-360.png", whole=True)

    drop(office)
    office.press("[data-question=days] button:first-of-type")
    office.wait("a plan of known days", lambda: not office.all("[data-question=days]"))
    office.one("[data-question=classes]")
    office.wait("the row without a class", lambda: "Class:" in office.text("[data-fate=ERROR]"))
    office.wait_readable("a plan", widths=(360, 1280))
    office.resize(1280, dark=True)
    office.press("main .Choices_choice:first-of-type")
    office.wait("all rows", lambda: len(office.all("[data-fate]")) == 3)
    office.picture(screenshots / "import-plan-dark.png", whole=True)
    assert "2012-04-03" in office.text("[data-fate=CREATE]")

    office.press("[data-apply]")
    office.press("dialog [data-kind=primary]")
    office.one("[data-import-status=DONE]")
    office.wait("what was written", lambda: "2 pupils written" in office.text(".Rosters_facts"))
    office.picture(screenshots / "import-done.png", whole=True)

    office.go("/records")
    office.write("[type=search]", "នួន ពិសី")
    office.wait("the pupil alone", lambda: len(office.all(".Rows_row")) == 1)

    office.go("/imports")
    drop(office)
    office.press("[data-question=days] button:first-of-type")
    office.wait("a plan of known days", lambda: not office.all("[data-question=days]"))
    office.wait("that both stay", lambda: "2 pupils stay" in office.text(".Rosters_facts"))
    assert office.all("[data-apply][disabled]")
    ask_about_the_missing(office)
    office.go("/imports")
    office.wait("the past ones", lambda: len(office.all("[data-import-status]")) >= 4)

    there = {"behavior": "allow", "downloadPath": str(tmp_path)}
    office.devtools("Browser.setDownloadBehavior", there)
    office.press("[data-export]:not([disabled])")
    saved = tmp_path / "oneroster.zip"
    office.wait("the roster", saved.exists)
    with zipfile.ZipFile(saved) as archive:
        assert "នួន" in archive.read("users.csv").decode()
    office.devtools("Browser.setDownloadBehavior", {"behavior": "default"})
    assert office.complaints() == []
