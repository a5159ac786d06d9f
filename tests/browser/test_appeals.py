"""Whoever was moderated asks for a second look, and whoever runs the school sets words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver.common.keys import Keys

from tests.browser.page import Page
from tests.support.stack import Stack

pytestmark = pytest.mark.browser

WIDTHS = (360, 1280)


def send(stack: Stack, name: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
    """POST something in the name of somebody of the demo school."""
    with stack.api(name) as api:
        found: dict[str, Any] = api.post(path, json=body).raise_for_status().json()
        return found


def by_keyboard(page: Page, *keys: str) -> None:
    """Press keys where the focus is."""
    page.driver.switch_to.active_element.send_keys(*keys)


def test_a_decision_is_looked_at_again(
    signed_in: Callable[[str], Page], stack: Stack, screenshots: Path
) -> None:
    text = "A quote that somebody takes for an insult"
    post = send(stack, "student", "/posts", {"content": text, "visibility": "SCHOOL"})
    report = {"targetType": "POST", "targetId": post["id"], "reason": "HARASSMENT"}
    send(stack, "teacher", "/reports", report)
    student, admin = (signed_in(name) for name in ("student", "admin"))
    with stack.api("admin") as api:
        queue = api.get("/moderation/queue", params={"limit": 50})
        (case,) = (
            one for one in queue.raise_for_status().json()["data"] if one["evidence"] == text
        )
    decision = {"decision": "WARN", "reason": "Please be kind", "alsoRemove": True}
    send(stack, "admin", f"/moderation/queue/{case['id']}/decision", decision)
    student.go("/moderation")
    own = f"[data-own-case='{case['id']}']"
    student.wait("the decision", lambda: "Please be kind" in student.text(own))
    student.wait_readable("one's decisions", WIDTHS)
    student.driver.execute_script("arguments[0].focus()", student.one(f"{own} [data-kind=primary]"))
    by_keyboard(student, Keys.ENTER)
    focused = "return document.activeElement.tagName"
    student.wait("the field", lambda: student.driver.execute_script(focused) == "TEXTAREA")
    by_keyboard(student, "It is a quote from the book", Keys.TAB, Keys.TAB, Keys.ENTER)
    student.wait("the appeal", lambda: "Waits for a second look" in student.text(own))
    student.picture(screenshots / "appeal.png")
    admin.go("/moderation")
    admin.press("a[href='/moderation?part=appealed']")
    card = f"[data-case='{case['id']}']"
    admin.wait("the appeal", lambda: "It is a quote from the book" in admin.text(card))
    admin.wait_readable("the appeals", WIDTHS)
    admin.one(f"{card} textarea").send_keys("You are right")
    admin.press(f"{card} [data-verdict=OVERTURNED]")
    admin.wait("its end", lambda: admin.all(card) == [])
    student.wait("the answer", lambda: "You are right" in student.text(own))
    assert student.complaints() == []
    assert admin.complaints() == []


def test_a_school_sets_its_words(signed_in: Callable[[str], Page], screenshots: Path) -> None:
    admin = signed_in("admin")
    admin.go("/moderation")
    admin.press("a[href='/moderation?part=rules']")
    held = admin.one("[data-rules] [name=held]")
    held.send_keys("muppet", Keys.ENTER, "ក្ដាម")
    admin.wait_readable("the words", WIDTHS)
    admin.picture(screenshots / "words.png")
    admin.press("a[href='/moderation?part=decided']")
    admin.wait("another part", lambda: not held.is_displayed())
    admin.driver.back()
    admin.wait(
        "what was typed",
        lambda: held.is_displayed() and "muppet" in str(held.get_property("value")),
    )
    admin.press("nav a[href='/people']")
    admin.one("dialog[open]")
    by_keyboard(admin, Keys.ESCAPE)
    admin.wait("the words still", lambda: admin.all("dialog[open]") == [] and held.is_displayed())
    admin.press("[data-rules] [type=submit]")
    admin.wait("that they hold", lambda: "hold from now on" in admin.text("body"))
    admin.go("/")
    admin.go("/moderation")
    admin.press("a[href='/moderation?part=rules']")
    kept = admin.one("[data-rules] [name=held]")
    admin.wait("the words", lambda: kept.get_property("value") == "muppet\nក្ដាម")
    assert admin.complaints() == []
