"""Second factors, passkeys and codes on paper, as people use them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pyotp
import pytest
from selenium.webdriver.common.virtual_authenticator import VirtualAuthenticatorOptions
from sqlalchemy import delete, update

from infra.local.demo.people import PASSWORD
from infra.postgres.identity.factor_tables import authenticators, session_proofs
from tests.browser.database import database_of
from tests.browser.page import Page
from tests.support.stack import Stack

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser_page(new_page: Callable[[str], Page], stack: Stack) -> Page:
    # Browsers make no passkeys for an IP address.
    return new_page(f"http://localhost:{stack.port}")


@pytest.fixture
def page(browser_page: Page) -> Iterator[Page]:
    """The sign-in page, as on a first visit."""
    browser_page.visit_first()
    yield browser_page
    browser_page.driver.execute_script("localStorage.clear()")


def sign_in(page: Page, email: str) -> None:
    page.write("[name=email]", email)
    page.write("[name=password]", PASSWORD)
    page.press("form [type=submit]")


def sign_out(page: Page) -> None:
    page.visit_first()


def press(page: Page, label: str) -> None:
    """Click the button with these words."""
    script = """
      return [...document.querySelectorAll("button, a")].find((each) =>
        each.textContent.trim() === arguments[0] && each.checkVisibility()) ?? null;
    """
    page.press(lambda: page.wait(label, lambda: page.driver.execute_script(script, label)))


def forget_proofs(stack: Stack) -> None:
    """As if ten minutes had gone by since anybody signed in."""
    with database_of(stack) as connection:
        connection.execute(delete(session_proofs))


def next_code(stack: Stack, secret: str) -> str:
    """The code of now, as if none had been used before: each counts once.

    It is taken half a minute longer than it is shown, and typed by then.
    """
    with database_of(stack) as connection:
        connection.execute(update(authenticators).values(last_step=None))
    return pyotp.TOTP(secret).now()


def remove_later(page: Page, stack: Stack, secret: str, screenshots: Path) -> None:
    """Who finds an open session does not get rid of the app: password and code are asked for."""
    forget_proofs(stack)
    press(page, "Remove the app")
    page.press("dialog [data-kind=danger]")
    page.write("dialog [name=currentPassword]", PASSWORD)
    page.write("dialog [name=code]", "000000")
    page.press("dialog [type=submit]")
    page.wait("the refusal", lambda: "is wrong" in page.text("dialog .Field_failure"))
    page.wait_readable("proof")
    page.resize(360)
    page.picture(screenshots / "proof-360.png")
    page.write("dialog [name=code]", next_code(stack, secret))
    page.press("dialog [type=submit]")


def test_an_app_is_set_up_and_asked_for_from_then_on(
    page: Page, stack: Stack, screenshots: Path
) -> None:
    sign_in(page, "samnang@demo.school")
    page.one(".Shell_shell")
    page.go("/security")
    page.one(".Secrets_part")
    page.wait_readable("security")
    press(page, "Set up an app")
    secret = page.text("[data-secret]").replace(" ", "")
    page.wait_readable("set-up")
    page.picture(screenshots / "security-set-up.png")
    page.write("[name=code]", next_code(stack, secret))
    press(page, "Turn it on")
    page.wait("recovery codes", lambda: len(page.all(".Secrets_codes li")) == 10)
    page.wait_readable("recovery codes")
    recovery = page.text(".Secrets_codes li")
    press(page, "I have kept them")
    page.wait("how many are left", lambda: "10 recovery codes" in page.text(".Secrets_part"))

    sign_out(page)
    sign_in(page, "samnang@demo.school")
    page.write("[name=typed]", "000000")
    page.wait_readable("second step")
    page.picture(screenshots / "second-step.png")
    page.press("form [type=submit]")
    page.wait("the refusal", lambda: "is wrong" in page.text(".Field_failure"))
    page.write("[name=typed]", next_code(stack, secret))
    page.press("form [type=submit]")
    page.one(".Shell_shell")

    sign_out(page)
    sign_in(page, "samnang@demo.school")
    press(page, "Use a recovery code")
    page.write("[name=typed]", recovery)
    page.press("form [type=submit]")
    page.one(".Shell_shell")
    page.go("/security")
    page.wait("one less", lambda: "9 recovery codes" in page.text(".Secrets_part"))
    remove_later(page, stack, secret, screenshots)
    press(page, "Set up an app")
    assert page.complaints() == []


@pytest.fixture
def passkeys(page: Page) -> Iterator[None]:
    """The browser keeps passkeys until the test is over."""
    options = VirtualAuthenticatorOptions()
    options.has_resident_key = options.has_user_verification = options.is_user_verified = True
    options.transport = VirtualAuthenticatorOptions.Transport.INTERNAL
    page.driver.add_virtual_authenticator(options)
    yield
    page.driver.remove_virtual_authenticator()


@pytest.mark.usefixtures("passkeys")
def test_a_passkey_signs_in_alone(page: Page, stack: Stack, screenshots: Path) -> None:
    sign_in(page, "leakena@demo.school")
    page.one(".Shell_shell")
    page.go("/security")
    press(page, "Add a passkey")
    page.wait("recovery codes", lambda: len(page.all(".Secrets_codes li")) == 10)
    press(page, "I have kept them")
    page.press("button[aria-label^='Rename']")
    page.write("dialog [name=name]", "Library")
    page.press("dialog [type=submit]")
    page.wait("the name", lambda: "Library" in page.text(".Rows_row b"))
    page.wait_readable("passkeys")
    page.picture(screenshots / "passkeys.png")

    sign_out(page)
    press(page, "Sign in with a passkey")
    page.one(".Shell_shell")

    # After the password it is asked for as a second step.
    sign_out(page)
    sign_in(page, "leakena@demo.school")
    press(page, "Use a passkey")
    page.one(".Shell_shell")
    page.go("/security")
    forget_proofs(stack)
    page.press("button[aria-label='Remove Library']")
    page.press("dialog [data-kind=danger]")
    page.one("dialog [name=recoveryCode]")
    press(page, "Use a passkey")
    page.wait("no passkey", lambda: not page.all(".Rows_row"))
    assert page.complaints() == []


def test_a_key_for_a_program_is_shown_once(page: Page, screenshots: Path) -> None:
    sign_in(page, "leakena@demo.school")
    page.one(".Shell_shell")
    page.go("/security")
    press(page, "Make a key")
    page.write("[name=name]", "Timetable")
    page.press(".Secrets_choices input")
    page.wait_readable("new key")
    page.picture(screenshots / "api-key.png")
    press(page, "Make the key")
    assert page.text("[data-secret]").startswith("stk_")
    press(page, "Done")
    page.wait("the key", lambda: "Timetable" in page.text(".Rows_row"))
    page.press("button[aria-label='Revoke Timetable']")
    page.press("dialog [data-kind=danger]")
    page.wait("no key", lambda: not page.all(".Rows_row"))
    assert page.complaints() == []


def test_a_pupil_comes_back_with_a_code_on_paper(page: Page, screenshots: Path) -> None:
    page.sign_in("teacher")
    page.go("/pupils")
    page.write("[type=search]", "Rithy")
    page.press("button[aria-label='Give a code to Rithy Heng']")
    code = page.text("[data-code]")
    page.wait_readable("paper")
    page.picture(screenshots / "paper.png")
    press(page, "Done")

    sign_out(page)
    press(page, "I have a code from my teacher")
    page.write("[name=code]", "ABCDE-FGHJK")
    page.press("form [type=submit]")
    page.wait("the refusal", lambda: "does not work" in page.text(".Field_failure"))
    page.write("[name=code]", code.lower())
    page.press("form [type=submit]")
    page.write("[name=password]", PASSWORD)
    page.wait_readable("choose a password")
    page.press("form [type=submit]")
    page.one(".Shell_shell")
    page.wait("the pupil", lambda: page.text(".Shell_me b") == "Rithy Heng")


@pytest.mark.parametrize("language", ["en", "km"])
def test_the_pages_fit_a_phone_in_both_languages(
    page: Page, language: str, screenshots: Path
) -> None:
    if language == "km":
        page.press(".Choices_choice[lang='km']")
        page.one("html[lang='km']")
    page.driver.get(f"{page.url}/code")
    page.one("[name=code]")
    page.wait_readable(f"code {language}")
    page.resize(360)
    page.picture(screenshots / f"code-{language}-360.png")
    page.driver.get(page.url)
    page.sign_in("teacher")
    for name, there in (("security", ".Secrets_part"), ("pupils", ".Rows_row")):
        page.go(f"/{name}")
        page.one(there)
        page.wait_readable(f"{name} {language}")
        page.resize(360)
        page.picture(screenshots / f"{name}-{language}-360.png")
    assert page.complaints() == []
