"""Whoever runs a school has what happens sent to its programs, by the keyboard as well."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from selenium.webdriver.common.keys import Keys

from tests.browser.page import Page
from tests.support.stack import Stack

pytestmark = pytest.mark.browser

WIDTHS = (360, 1280)
FORM = "[data-webhooks] form"


def test_a_webhook_is_made_tried_out_and_switched_off(
    new_page: Callable[[str], Page], stack: Stack, screenshots: Path
) -> None:
    page = new_page(stack.app_url)
    page.visit_first()
    page.sign_in("admin")
    page.wait_live()
    page.go("/school/functions")
    page.wait("the one of the demo", lambda: "Board in the hall" in page.text("[data-webhooks]"))
    page.driver.execute_script("arguments[0].focus()", page.one("[data-webhooks] [data-add]"))
    page.driver.switch_to.active_element.send_keys(Keys.ENTER)
    page.one(f"{FORM} [name=name]").send_keys("Register")
    page.one(f"{FORM} [name=url]").send_keys("https://hooks.example.invalid/stunity")
    page.driver.execute_script(
        "for (const label of document.querySelectorAll(arguments[0] + ' fieldset label'))"
        " if (label.textContent === 'grade:posted') label.querySelector('input').focus()",
        FORM,
    )
    page.driver.switch_to.active_element.send_keys(Keys.SPACE)
    send = f"{FORM} [type=submit]"
    page.wait("the question", lambda: "may leave the school" in page.text(FORM))
    assert not page.one(send).is_enabled(), "nobody has said yet that marks may leave"
    page.wait_readable("a new webhook", WIDTHS)
    page.picture(screenshots / "webhook-new.png")
    page.press(f"{FORM} > div:not([class*=choices]) input[type=checkbox]")
    page.wait("that it can be sent", lambda: page.one(send).is_enabled())
    page.press(send)
    page.wait("the secret", lambda: page.text("[data-secret]").startswith("whsec_"))
    page.picture(screenshots / "webhook-secret.png")
    page.press("[data-kept]")
    page.wait("that it is gone", lambda: page.all("[data-secret]") == [])
    mine = "[data-webhook][aria-label=Register]"
    page.press(f"{mine} [data-test]")
    page.wait("the attempt", lambda: "unreachable" in page.text(f"{mine} [data-delivery]"), 60)
    page.wait_readable("the deliveries", WIDTHS)
    page.picture(screenshots / "webhook-deliveries.png")
    page.press(f"{mine} [data-delivery] button")
    page.wait("another attempt", lambda: "2 attempts" in page.text(f"{mine} [data-delivery]"), 60)
    page.press(f"{mine} [data-switch]")
    page.wait("that it is off", lambda: "Switch on" in page.text(f"{mine} [data-switch]"))
    assert not page.one(f"{mine} [data-test]").is_enabled()
    assert page.complaints() == []
