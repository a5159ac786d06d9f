"""A program shows a code, and somebody lets it in on a page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from tests.browser.page import Page
from tests.support.stack import Stack

pytestmark = pytest.mark.browser


def test_a_program_is_let_in_by_whoever_signs_in_there(
    new_page: Callable[[str], Page], stack: Stack, screenshots: Path
) -> None:
    with httpx.Client(base_url=stack.app_url) as program:
        body = {"program": "stunity", "host": "dara-laptop"}
        asked = program.post("/v1/auth/device", json=body).raise_for_status().json()
        page = new_page(stack.app_url)
        page.visit_first()
        page.go(f"/device#{asked['userCode']}", ends_at="/sign-in?then=/device")
        # The code is brought along while somebody signs in, and stands in no address any more.
        page.press("[data-email='teacher@demo.school']")
        page.wait("the code", lambda: page.text("[data-code]") == asked["userCode"])
        page.wait("the program", lambda: "dara-laptop" in page.text("dl"))
        assert asked["userCode"] not in page.driver.current_url
        page.wait_readable("program")
        look(page, screenshots, "ask")
        page.press("[data-kind=primary]")
        page.wait("the answer", lambda: page.text("h1") == "It is let in")
        look(page, screenshots, "done")

        device = {"deviceCode": asked["deviceCode"]}
        tokens = program.post("/v1/auth/device/token", json=device).raise_for_status().json()
        program.headers["Authorization"] = f"Bearer {tokens['accessToken']}"
        me = program.get("/v1/users/me").raise_for_status().json()
        assert me["email"] == "teacher@demo.school"
        program.post("/v1/auth/logout").raise_for_status()

        # Another code in the same tab changes nothing but what is behind the #.
        body = {"program": "stunity", "host": "the other laptop"}
        other = program.post("/v1/auth/device", json=body).raise_for_status().json()
        page.driver.execute_script("location.hash = arguments[0]", other["userCode"])
        page.wait("the other code", lambda: page.text("[data-code]") == other["userCode"])
        assert "the other laptop" in page.text("dl")
        page.press(lambda: page.all("main button")[-1])
        page.wait("a code to type", lambda: page.one("[name=code]").get_property("value") == "")

        page.go("/settings")
        page.go("/device")
        page.write("[name=code]", "ABCDE-FGHJK")
        page.press("form [type=submit]")
        page.wait("the refusal", lambda: "No program waits" in page.text(".Field_failure"))
        look(page, screenshots, "code")


def look(page: Page, screenshots: Path, name: str) -> None:
    for width in (360, 1280):
        for dark in (False, True):
            page.resize(width, dark=dark)
            page.wait_fits(name)
            page.picture(screenshots / f"program-{name}-{width}{'-dark' * dark}.png")
    page.resize(1280)
