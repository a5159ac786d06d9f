"""Conversations, as one opens them and writes in them."""

from __future__ import annotations

from tests.browser.page import Page


def open_talk(page: Page, name: str) -> None:
    page.go("/messages")
    # Its name, and not only in it: a group shows what somebody of that name has said.
    page.press(
        lambda: page.wait(name, lambda: [b for b in page.all("main li a b") if b.text == name])[0]
    )
    page.one("main form textarea")


def say(page: Page, text: str) -> None:
    page.write("main form textarea", text)
    page.press("main form [type=submit]")
