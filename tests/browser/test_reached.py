"""Devices that pushes reach, and keys that devices have published: listed, and taken off."""

from __future__ import annotations

import base64
import secrets
import uuid
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from tests.browser.page import Page, text_of
from tests.support.stack import Stack

pytestmark = pytest.mark.browser

WHO, PASSWORD = "student", "stunity-demo"
PUSHES, KEYS = (
    "ul[aria-label='Devices that show pushes'] > li",
    "ul[aria-label='Keys of your devices'] > li",
)


def random(length: int) -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(length)).decode().rstrip("=")


@pytest.fixture
def published(stack: Stack) -> list[str]:
    """Two apps of the person: each is reached by pushes, and has a key, which is returned."""
    login = {"email": f"{WHO}@demo.school", "password": PASSWORD}
    keys = [random(32), random(32)]
    with httpx.Client(base_url=f"{stack.app_url}/v1", trust_env=False) as api:
        token = api.post("/auth/login", json=login).raise_for_status().json()["accessToken"]
        api.headers["Authorization"] = f"Bearer {token}"
        for platform, key in zip(("ANDROID", "IOS"), keys, strict=True):
            device = {"platform": platform, "token": random(32)}
            api.post("/users/me/devices", json=device).raise_for_status()
            prekey = {"id": 1, "key": random(32), "signature": random(64)}
            body = {"deviceId": str(uuid.uuid4()), "identityKey": key, "signedPrekey": prekey}
            api.put("/users/me/keys", json=body).raise_for_status()
    return keys


@pytest.fixture
def page(new_page: Callable[[str], Page], stack: Stack, published: list[str]) -> Page:
    """The feed of the person, in a browser that shows no pushes."""
    assert len(published) == 2
    page = new_page(stack.app_url)
    page.visit_first()
    page.sign_in(WHO)
    page.wait_live()
    return page


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
    assert [text_of(e) for e in page.all(f"{PUSHES} b")] == ["iPhone or iPad", "Android"]
    remove_first(page, PUSHES)
    assert [text_of(e) for e in page.all(f"{PUSHES} b")] == ["Android"]
    remove_first(page, PUSHES)
    page.wait("no device", lambda: "No device shows pushes yet" in page.text("main"))

    page.go("/security")
    page.wait("both keys", lambda: len(page.all(KEYS)) == 2)
    look(page, "message-keys", screenshots)
    assert [text_of(e) for e in page.all(f"{KEYS} code")] == published
    remove_first(page, KEYS)
    assert [text_of(e) for e in page.all(f"{KEYS} code")] == published[1:]
    remove_first(page, KEYS)
    page.wait("no key", lambda: "None of your devices has published" in page.text("main"))
    assert page.complaints() == []
