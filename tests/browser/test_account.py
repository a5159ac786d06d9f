"""Mailed links, passwords, devices, and how the app looks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from infra.local.demo.people import PASSWORD
from tests.browser.conftest import DemoServer
from tests.browser.page import Page

pytestmark = pytest.mark.browser

CONFIRM, RESET, OVER = "t" * 43, "r" * 43, "x" * 43


@pytest.fixture(scope="module")
def browser_page(new_page: Callable[[str], Page], demo: DemoServer) -> Page:
    return new_page(demo.app_url)


@pytest.fixture
def page(browser_page: Page) -> Iterator[Page]:
    """The sign-in page, as on a first visit."""
    browser_page.visit_first()
    yield browser_page
    browser_page.driver.execute_script("localStorage.clear()")


def choose_language(page: Page, language: str) -> None:
    if page.driver.execute_script("return document.documentElement.lang") != language:
        page.press(f".Choices_choice[lang='{language}']")
    page.one(f"html[lang='{language}']")


def open_link(page: Page, demo: DemoServer, address: str) -> None:
    page.driver.get("about:blank")
    page.driver.get(f"{demo.app_url}{address}")


@pytest.mark.parametrize("language", ["en", "km"])
def test_every_way_in_fits_and_can_be_read(
    page: Page, demo: DemoServer, language: str, screenshots: Path
) -> None:
    choose_language(page, language)
    for name, address, there in (
        ("confirm", f"/confirm#{CONFIRM}", "[name=password]"),
        ("reset", f"/reset-password#{RESET}", "[name=password]"),
        ("over", f"/confirm#{OVER}", "a[href='/forgot-password']"),
        ("forgot", "/forgot-password", "[name=email]"),
    ):
        open_link(page, demo, address)
        page.one(there)
        page.wait_readable(name)
        page.picture(screenshots / f"{name}-{language}-dark.png")
    page.resize(1280)
    assert page.complaints() == []


@pytest.mark.parametrize("language", ["en", "km"])
def test_the_settings_fit_and_can_be_read(page: Page, language: str, screenshots: Path) -> None:
    page.sign_in("teacher")
    choose_language(page, language)
    page.press("a[href='/settings']")
    page.one(".Rows_rows")
    page.wait_readable("settings")
    page.picture(screenshots / f"settings-{language}-dark.png")
    page.resize(360)
    page.picture(screenshots / f"settings-{language}-360.png")
    page.resize(1280)
    assert page.complaints() == []


def test_a_link_confirms_once_and_signs_in(page: Page, demo: DemoServer) -> None:
    demo.bend(unconfirmed="student@demo.school")
    page.one("[name=email]").send_keys("student@demo.school")
    page.one("[name=password]").send_keys(PASSWORD)
    page.press("form [type=submit]")
    page.press(".SendAgain_again button")
    page.wait("the mail", lambda: "on its way" in page.text(".SendAgain_again p"))

    open_link(page, demo, f"/confirm#{CONFIRM}")
    page.one("[name=password]").send_keys(PASSWORD)
    page.press("form [type=submit]")
    page.one("article[data-post]")
    assert "#" not in page.driver.current_url


def test_a_forgotten_password_is_replaced(page: Page, demo: DemoServer) -> None:
    page.press("a[href='/forgot-password']")
    page.wait("the form", lambda: page.text("h1") == "Choose another password")
    page.one("[name=email]").send_keys("student@demo.school")
    page.press("form [type=submit]")
    page.wait("the mail", lambda: "on its way" in page.text(".Welcome_notice"))
    open_link(page, demo, f"/reset-password#{RESET}")
    page.one("[name=password]").send_keys(PASSWORD)
    page.press("form [type=submit]")
    page.one("article[data-post]")


def test_a_password_is_changed_by_who_knows_it(page: Page) -> None:
    page.sign_in("admin")
    page.go("/settings")
    page.one("[name=currentPassword]").send_keys("not this one")
    page.one("[name=newPassword]").send_keys("another long one")
    page.press("form [type=submit]")
    page.wait("the refusal", lambda: "is wrong" in page.text(".Field_failure"))
    page.write("[name=currentPassword]", PASSWORD)
    page.press("form [type=submit]")
    page.wait("the empty form", lambda: not page.one("[name=newPassword]").get_property("value"))
    page.one("[name=currentPassword]").send_keys("another long one")
    page.one("[name=newPassword]").send_keys(PASSWORD)
    page.press("form [type=submit]")
    page.wait("the empty form", lambda: not page.one("[name=newPassword]").get_property("value"))


def test_devices_are_signed_out_one_by_one_or_all(page: Page) -> None:
    page.sign_in("student")
    page.go("/settings")
    page.wait("the devices", lambda: len(page.all(".Rows_row")) == 3)
    page.press(".Rows_row button")
    page.wait("one less", lambda: len(page.all(".Rows_row")) == 2)
    page.press("[data-kind=danger]")
    page.press(".Dialog_dialog [data-kind=danger]")
    page.wait("this one alone", lambda: len(page.all(".Rows_row")) == 1)
    assert page.all(".Rows_row button") == []


def test_colours_are_chosen_for_this_device(page: Page) -> None:
    page.sign_in("student")
    page.go("/settings")
    page.wait("the choice", lambda: len(page.all("[aria-label='Colours'] button")) == 3)
    page.press("[aria-label='Colours'] button:last-child")
    page.one("html[data-theme=dark]")
    page.driver.refresh()
    page.one("html[data-theme=dark]")
    page.press("[aria-label='Colours'] button:first-child")
    page.wait("the device's", lambda: page.all("html[data-theme]") == [])
