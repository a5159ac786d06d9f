"""Registering, as far as the mail of the local stack goes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement

from tests.browser.page import Page
from tests.support.stack import Stack

pytestmark = pytest.mark.browser


def test_who_registers_opens_the_account_with_the_link_in_the_mail(
    passing_page: Callable[[str], Page], stack: Stack
) -> None:
    page = passing_page(stack.app_url)
    page.resize(1280)
    page.press("a[href='/register']")
    values = {
        "firstName": "Sok",
        "lastName": "Chan",
        "email": "sok.chan@example.test",
        "password": "a long way home",
    }
    for name, value in values.items():
        page.write(f"[name={name}]", value)
    page.press("form [type=submit]")
    page.one(".SendAgain_again")

    page.driver.get(f"{stack.app_url}/dev")
    mail = f"//details[contains(., '{values['email']}')]"

    def part(place: str) -> Callable[[], WebElement]:
        """Of the mail to this person: others are told of something as well."""
        return lambda: page.driver.find_element(By.XPATH, f"{mail}//{place}")

    page.press(part("summary"))
    page.press(part("a[contains(@href, '/confirm#')]"))
    page.write("[name=password]", values["password"])
    page.press("form [type=submit]")
    page.one(".Shell_shell")
    page.wait("the name", lambda: page.text(".Shell_me b") == "Sok Chan")
    page.go("/settings")
    page.wait("this device", lambda: len(page.all(".Rows_row")) == 1)
    # Where nothing is yet, the page says where to go on.
    for empty, onward in (("/assignments", "/courses"), ("/marks", "/claim/mine")):
        page.go(empty)
        page.press(f".States_state a[href='{onward}']")
        page.wait(onward, lambda to=onward: page.driver.current_url.endswith(to))  # type: ignore[misc]
