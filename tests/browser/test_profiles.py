"""Who people are and who sees it, how they want the app, and what becomes of what is kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import Select

from infra.local.demo.stage import demo_id
from tests.areas.media.factories.uploads import picture
from tests.browser.page import Page, text_of

pytestmark = pytest.mark.browser

TEACHER, STUDENT = (demo_id("user", key) for key in ("teacher", "student"))
PREFERENCES = "/v1/users/me/preferences"
MORE = ".States_more button"
READY = ".Rows_rows, .States_state, dl, form, .AuditLog_entries"


def says(page: Page, words: str) -> None:
    page.wait(words, lambda: words in page.text("main"))


@pytest.mark.parametrize("language", ["en", "km"])
def test_the_pages_fit_and_can_be_read(
    signed_in: Callable[[str], Page], language: str, screenshots: Path
) -> None:
    page = signed_in("admin")
    page.press(f".Choices_choice[lang='{language}']")
    page.one(f"html[lang='{language}']")
    for name, address in (
        ("person", f"/people/{TEACHER}"),
        ("person-closed", f"/people/{STUDENT}"),
        ("person-posts", f"/people/{TEACHER}/posts"),
        ("person-followers", f"/people/{TEACHER}/followers"),
        ("requests", "/people?list=requests"),
        ("profile", "/profile"),
        ("settings", "/settings"),
        ("audit-log", "/audit-log"),
    ):
        page.go(address)
        page.wait(name, lambda: page.all(READY) or page.all("article[data-post]"))
        page.wait_readable(name)
        page.picture(screenshots / f"{name}-{language}.png")
        page.resize(360)
        page.picture(screenshots / f"{name}-{language}-360.png")
        page.resize(1280)
    assert page.complaints() == []


def test_a_private_person_lets_somebody_follow_and_says_who_they_are(
    signed_in: Callable[[str], Page],
) -> None:
    student = signed_in("student")
    teacher = signed_in("teacher")
    teacher.go(f"/people/{STUDENT}")
    says(teacher, "This profile is private")
    teacher.press_text("main button, main a", "Follow")
    says(teacher, "Requested")

    student.go("/people?list=requests")

    def asks() -> WebElement:
        return next(e for e in student.all("main .Rows_row") if "Sophea Kim" in text_of(e))

    def accept() -> WebElement:
        return next(
            e for e in asks().find_elements(By.CSS_SELECTOR, "button") if "Accept" in text_of(e)
        )

    student.wait("the request", asks)
    others = len(student.all("main .Rows_row")) - 1
    assert others > 0, "there are requests of others"
    student.press(accept)
    student.wait("the others' requests", lambda: len(student.all("main .Rows_row")) == others)
    assert not any("Sophea Kim" in text for text in student.texts("main .Rows_row"))
    # What the other had open shows it without a reload.
    says(teacher, "football")

    student.go("/profile")
    student.write("[name=location]", "Kampot")
    student.press("form [type=submit]")
    student.wait("the own page", lambda: student.driver.current_url.endswith(str(STUDENT)))
    says(student, "Kampot")
    teacher.go("/people")
    teacher.go(f"/people/{STUDENT}")
    says(teacher, "Kampot")
    assert student.complaints() == teacher.complaints() == []


def test_a_portrait_is_cut_to_a_square_and_seen_by_others(
    signed_in: Callable[[str], Page], tmp_path: Path, screenshots: Path
) -> None:
    photo = tmp_path / "me.jpg"
    photo.write_bytes(picture(600, 400))
    teacher = signed_in("teacher")
    teacher.go("/profile")
    teacher.wait("the pictures", lambda: teacher.all("main input[data-kind]"))
    teacher.one("main input[data-kind=AVATAR]").send_keys(str(photo))
    teacher.one("dialog canvas")
    teacher.picture(screenshots / "portrait-crop.png")
    teacher.press("dialog [data-take]")
    # The shell shows it too, without a reload.
    teacher.wait("the portrait", lambda: len(loaded(teacher)) > 1)
    teacher.one("main input[data-kind=COVER]").send_keys(str(photo))
    teacher.wait("the cover", lambda: teacher.all("main img[class*=cover]"))
    teacher.picture(screenshots / "portrait-set.png")
    student = signed_in("student")
    student.go(f"/people/{TEACHER}")
    student.wait("the portrait", lambda: loaded(student) == [256])
    student.picture(screenshots / "portrait-seen.png")
    teacher.press_text("main button, main a", "Remove portrait")
    teacher.wait("initials", lambda: not loaded(teacher))
    assert teacher.complaints() == student.complaints() == []


def loaded(page: Page) -> list[int]:
    """The widths of the portraits that are seen."""
    found: list[int] = page.driver.execute_script(
        "return [...document.querySelectorAll('[class*=avatar] img')]"
        ".filter((image) => image.complete && image.naturalWidth > 0)"
        ".map((image) => image.naturalWidth)"
    )
    return found


def test_preferences_follow_the_person_to_another_device(signed_in: Callable[[str], Page]) -> None:
    one, other = (signed_in("teacher") for _ in range(2))
    one.go("/settings")
    one.press_text("main button, main a", "Dark")
    one.one("html[data-theme=dark]")
    other.one("html[data-theme=dark]")
    boxes = "main input[type=checkbox]"
    one.wait("the choices", lambda: len(one.all(boxes)) == 3)
    one.press(lambda: one.all(boxes)[1])
    one.one("html[data-motion=still]")
    before = one.one("main select").get_property("value")
    one.answered(PREFERENCES, lambda: choose_zone(one, "Asia/Tokyo"))
    other.go("/settings")
    for page in (other, one):
        page.wait("the time zone", lambda page=page: zone(page) == "Asia/Tokyo")  # type: ignore[misc]
    one.driver.refresh()
    one.one("html[data-theme=dark][data-motion=still]")
    one.wait("the time zone", lambda: zone(one) == "Asia/Tokyo")
    # As it was, for whoever is this teacher next.
    one.answered(PREFERENCES, lambda: one.press_text("main button, main a", "As the device"))
    one.answered(PREFERENCES, lambda: one.press(lambda: one.all(boxes)[1]))
    one.wait("free motion", lambda: not one.all("html[data-motion]"))
    one.answered(PREFERENCES, lambda: choose_zone(one, str(before)))


def zone(page: Page) -> object:
    """The time zone that the settings show."""
    return page.all("main select")[0].get_property("value")


def choose_zone(page: Page, value: str) -> None:
    Select(page.one("main select")).select_by_value(value)


def test_an_archive_is_made_and_an_account_kept(signed_in: Callable[[str], Page]) -> None:
    page = signed_in("admin")
    page.go("/settings")
    page.press_text("main button, main a", "Make an archive")
    page.wait(
        "the archive", lambda: any("Open" in text_of(e) for e in page.all(".Rows_row button"))
    )

    page.press_text("main button, main a", "Delete my account")
    page.press_text("dialog button", "Delete my account")
    page.one("[data-email]")
    page.sign_in("admin")
    page.go("/settings")
    says(page, "will be erased on")
    page.press_text("main button, main a", "Keep my account")
    page.wait("the account", lambda: "will be erased on" not in page.text("main"))


def test_administrators_read_what_was_changed(signed_in: Callable[[str], Page]) -> None:
    page = signed_in("admin")
    page.go("/audit-log")
    page.wait("rows", lambda: page.all(".AuditLog_entries li"))

    # Others may have changed a lot since: older rows come when they are asked for.
    def read_further() -> bool:
        if "Opened a survey" in page.text("main"):
            return True
        page.driver.execute_script("scrollTo(0, document.body.scrollHeight)")
        for more in page.all(MORE)[:1]:
            more.click()
        return False

    page.wait("the survey", read_further)
    dates = page.one("main").find_elements(By.CSS_SELECTOR, "input[type=date]")
    page.driver.execute_script(
        "arguments[0].value = '2000-01-01';"
        "arguments[0].dispatchEvent(new Event('input', {bubbles: true}))",
        dates[1],
    )
    says(page, "Nothing fits")
    page.press_text("main button, main a", "Show everything")
    page.wait("rows", lambda: page.all(".AuditLog_entries li"))
    assert page.complaints() == []
