"""What a lost device holds: its session, its pushes and its keys are taken off from another one."""

from __future__ import annotations

import base64
import secrets
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement

from tests.browser.page import Page, text_of
from tests.support.stack import Stack

pytestmark = pytest.mark.browser

WHO, PASSWORD = "student", "stunity-demo"
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15"
    " (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1"
)
PUSHES, KEYS = (
    "ul[aria-label='Devices that show pushes'] > li",
    "ul[aria-label='Keys of your devices'] > li",
)


def random(length: int) -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(length)).decode().rstrip("=")


@pytest.fixture
def published(stack: Stack) -> list[str]:
    """Two apps of the person: each is reached by pushes, and has a key, which is returned."""
    keys = [random(32), random(32)]
    with stack.api(WHO) as api:
        for platform, key in zip(("ANDROID", "IOS"), keys, strict=True):
            device = {"platform": platform, "token": random(32)}
            api.post("/users/me/devices", json=device).raise_for_status()
            prekey = {"id": 1, "key": random(32), "signature": random(64)}
            body = {"deviceId": str(uuid.uuid4()), "identityKey": key, "signedPrekey": prekey}
            api.put("/users/me/keys", json=body).raise_for_status()
    return keys


@pytest.fixture
def page(signed_in: Callable[[str], Page], published: list[str]) -> Page:
    """The feed of the person, in a browser that shows no pushes."""
    assert len(published) == 2
    return signed_in(WHO)


def remove_first(page: Page, lines: str) -> None:
    """Take the first line off, after thinking twice; return when the list is read again."""
    before = len(page.all(lines))
    page.press(f"{lines}:first-child button")
    page.press(".Dialog_dialog [data-kind=danger]")
    page.wait("one less", lambda: len(page.all(lines)) == before - 1)


def look(page: Page, name: str, screenshots: Path) -> None:
    """Both languages, wide and narrow."""
    for language in ("km", "en"):
        page.press(f".Choices_choice[lang='{language}']")
        page.one(f"html[lang='{language}']")
        page.wait_readable(f"{name} in {language}")
        page.resize(360)
        page.picture(screenshots / f"{name}-{language}-360.png", whole=True)
        page.resize(1280)
    page.picture(screenshots / f"{name}-en.png", whole=True)


def test_a_lost_device_gets_no_pushes_and_nothing_sealed(
    page: Page, published: list[str], screenshots: Path
) -> None:
    page.go("/settings/notifications")
    page.wait("both devices", lambda: len(page.all(PUSHES)) == 2)
    look(page, "pushes", screenshots)
    assert page.texts(f"{PUSHES} b") == ["iPhone or iPad", "Android"]
    remove_first(page, PUSHES)
    assert page.texts(f"{PUSHES} b") == ["Android"]
    remove_first(page, PUSHES)
    page.wait("no device", lambda: "No device shows pushes yet" in page.text("main"))

    page.go("/security")
    page.wait("both keys", lambda: len(page.all(KEYS)) == 2)
    look(page, "message-keys", screenshots)
    assert page.texts(f"{KEYS} code") == published
    remove_first(page, KEYS)
    assert page.texts(f"{KEYS} code") == published[1:]
    remove_first(page, KEYS)
    page.wait("no key", lambda: "None of your devices has published" in page.text("main"))
    assert page.complaints() == []


def test_a_lost_phone_is_signed_out_from_the_desk(
    new_page: Callable[[str], Page], stack: Stack
) -> None:
    phone, desk = new_page(stack.app_url), new_page(stack.app_url)
    phone.devtools("Emulation.setUserAgentOverride", {"userAgent": PHONE})
    for page in (phone, desk):
        page.visit_first()
        page.sign_in("teacher")
        page.wait_live()
    desk.go("/settings")

    def lines() -> list[WebElement]:
        return [e for e in desk.all(".Rows_row") if "Safari · iOS" in text_of(e)]

    desk.wait("the phone", lambda: len(lines()) == 1)
    desk.press(lambda: lines()[0].find_element(By.CSS_SELECTOR, "button"))
    desk.wait("the phone to be gone", lambda: not lines())
    # The stream tells it: nothing was pressed there.
    phone.one(".Welcome_notice")
    phone.driver.refresh()
    phone.one("[data-email]")
    desk.driver.refresh()
    desk.one(".Shell_shell")
