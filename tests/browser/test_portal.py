"""Somebody who knows nothing but the portal's address builds a bot that answers on a board."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.select import Select

from infra.build import portal
from infra.local.demo.people import PASSWORD
from tests.browser.page import Page, text_of
from tests.support.stack import Stack

pytestmark = pytest.mark.browser

LOCAL = "http://localhost:8080"


def test_a_bot_is_built_by_reading_the_portal_alone(
    new_page: Callable[[str], Page], stack: Stack, tmp_path: Path, screenshots: Path
) -> None:
    portal.build()
    page = new_page(f"{stack.app_url}/docs")
    page.one("h1#stunity-for-developers")
    look(page, screenshots, "start")

    find(page, "bot that answers")
    commands = page.texts("article pre code")
    look(page, screenshots, "bot")
    bot = fetched(stack, "answering_bot.py", commands, tmp_path)
    wheel = fetched(stack, ".whl", commands, tmp_path)

    playground(page, stack, "teacher")
    boards = sent(page, "List boards")
    board = next(one["id"] for one in boards["data"] if one["status"] == "OPEN")
    look(page, screenshots, "playground")
    with running(stack, bot, wheel, board):
        playground(page, stack, "student")
        asked = sent(page, "Ask on a board", body={"boardId": board, "body": "Which exam is next?"})

        def answered() -> bool:
            read = sent(page, "Read its questions", path=f"/v1/questions?boardId={board}&sort=new")
            mine = next(one for one in read["data"] if one["id"] == asked["id"])
            return "Friday" in (mine["responseText"] or "")

        page.wait("the bot's answer", answered, seconds=120.0)

    assert page.complaints() == []

    page.driver.get(f"{stack.app_url}/docs/reference/boards.html")
    page.wait("the reference", lambda: "Answer a question" in text_of(page.one("#reference")))
    look(page, screenshots, "reference")
    # Redoc warns of schemas, and tries rules within elements: refused, and nothing lacks them.
    assert [said for said in page.complaints() if "/redoc.js" not in said] == []


def find(page: Page, words: str) -> None:
    """Search the portal, and open the first page that is found."""
    page.press("label[for='__search']" if page.overflow() else ".md-search__input")
    page.one(".md-search__input").send_keys(words)
    page.wait("a result", lambda: page.all(".md-search-result__link"))
    page.one(".md-search__input").send_keys(Keys.ENTER)
    page.wait("the page", lambda: "bot.html" in page.driver.current_url)


def fetched(stack: Stack, ending: str, commands: list[str], folder: Path) -> Path:
    """What the page says to fetch, from where it says."""
    words = " ".join(commands).split()
    url = next(word for word in words if word.startswith(LOCAL) and word.endswith(ending))
    answer = httpx.get(url.replace(LOCAL, stack.app_url)).raise_for_status()
    path = folder / url.rpartition("/")[2]
    path.write_bytes(answer.content)
    return path


def playground(page: Page, stack: Stack, who: str) -> None:
    page.driver.get(f"{stack.app_url}/docs/playground.html")
    field = page.one("#requests input[type='email']")
    field.clear()
    field.send_keys(f"{who}@demo.school")
    page.press("#requests form:first-of-type button")
    page.wait("signed in", lambda: f"Signed in as {who}" in page.text("#requests"))


def sent(page: Page, example: str, *, path: str = "", body: dict[str, str] | None = None) -> Any:
    """Choose an example, change what has to be, send it, and read the answer."""
    request = page.all(".md-content__inner > #requests > form")[1]
    Select(request.find_elements("tag name", "select")[0]).select_by_visible_text(example)
    for field, text in (("input", path), ("textarea", json.dumps(body) if body else "")):
        if text:
            element = request.find_element("tag name", field)
            element.clear()
            element.send_keys(text)
    page.driver.execute_script("arguments[0].querySelector('output').replaceChildren()", request)
    request.find_element("tag name", "button").click()
    page.wait("an answer", lambda: page.all("#requests output pre"))
    assert page.text("#requests output strong").startswith("2")
    return json.loads(page.text("#requests output pre"))


@contextmanager
def running(stack: Stack, bot: Path, wheel: Path, board: str) -> Iterator[None]:
    """The bot with the client that the portal gave out, and nothing of the project's tree."""
    command = [sys.executable, str(bot), stack.app_url, "teacher@demo.school", board]
    env = {**os.environ, "PYTHONPATH": str(wheel), "STUNITY_PASSWORD": PASSWORD}
    with subprocess.Popen(command, cwd=bot.parent, env=env) as process:  # noqa: S603 - our own file
        try:
            yield
        finally:
            process.kill()


def look(page: Page, screenshots: Path, name: str) -> None:
    """Nothing is wider than a phone; pictures for people to look at."""
    page.resize(360)
    assert page.overflow() <= 0, name
    page.picture(screenshots / f"portal-{name}-360.png")
    page.resize(1280)
    page.picture(screenshots / f"portal-{name}.png")
