"""Posts with all that people do with them, by two people in two browsers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement

from tests.browser.page import Page

pytestmark = pytest.mark.browser


def press_in(page: Page, text: str, words: str) -> None:
    """Press the button of a post that is called so."""
    page.press(lambda: labelled(page.post(text), words))


def options(page: Page, text: str) -> list[str]:
    return [o.text for o in inside(page.post(text), ".Parts_option")]


def inside(post: WebElement, selector: str) -> list[WebElement]:
    return post.find_elements(By.CSS_SELECTOR, selector)


def labelled(post: WebElement, words: str) -> WebElement:
    return post.find_element(By.CSS_SELECTOR, f"button[aria-label*='{words}']")


def wait_reactions(page: Page, text: str, expected: list[str]) -> None:
    page.wait(
        "the reactions",
        lambda: [r.text for r in inside(page.post(text), ".Reactions_reaction")] == expected,
    )


def compose(page: Page, text: str) -> None:
    page.press(".Composer_prompt")
    page.write(".Composer_composer textarea", text)


def submit(page: Page) -> None:
    page.press(".Composer_composer .Button_button[data-kind='primary']")


@pytest.fixture(scope="module")
def two(signed_in: Callable[[str], Page]) -> tuple[Page, Page]:
    return signed_in("teacher"), signed_in("student")


def test_a_poll_is_voted_on_reacted_to_and_kept(two: tuple[Page, Page], screenshots: Path) -> None:
    teacher, student = two
    text = "Which day suits you for the #excursion?"
    compose(teacher, text)
    teacher.press(".PostForm_foot button[aria-pressed]")
    for place, day in enumerate(("Monday", "Friday")):
        teacher.write(lambda at=place: teacher.all(".Parts_fields input.Parts_field")[at], day)  # type: ignore[misc]
    submit(teacher)
    teacher.post(text)

    # What draws a poll comes after its post.
    student.wait("the options", lambda: options(student, text) == ["Monday", "Friday"])
    student.press(lambda: inside(student.post(text), ".Parts_option")[1])
    student.wait("the vote", lambda: options(student, text) == ["Monday\n0", "Friday\n1"])
    teacher.wait(
        "the vote at its author's",
        lambda: [v.text for v in inside(teacher.post(text), ".Parts_votes")] == ["0", "1"],
    )
    press_in(student, text, "React")
    student.press("[role='menuitem']:nth-of-type(4)")
    for page in (student, teacher):
        wait_reactions(page, text, ["Insightful\n1"])
    press_in(student, text, "Keep for later")
    student.wait("the bookmark", lambda: inside(student.post(text), "[data-kept='true']"))
    student.picture(screenshots / "posts-poll.png")
    student.resize(360)
    student.wait_fits("a poll")
    student.picture(screenshots / "posts-poll-phone.png")
    student.resize(1280)
    student.press(".Shell_nav a[href='/bookmarks']")
    student.post(text)
    assert student.complaints() == []
    student.press("a[href='/tags/excursion']")
    student.wait("the page of the tag", lambda: "excursion" in student.text("h1"))
    student.post(text)
    student.press("button[aria-pressed='false'].Button_button")
    student.one("button[aria-pressed='true'].Button_button")
    student.press(".Shell_nav a[href='/']")


def test_a_draft_waits_on_its_page_until_it_is_published(
    two: tuple[Page, Page], screenshots: Path
) -> None:
    teacher, student = two
    text = "Sports day is in the gym."
    compose(teacher, text)
    teacher.press(".PostForm_buttons button[type=submit][data-kind='quiet']")
    teacher.wait("the end of the form", lambda: not teacher.all(".Composer_composer textarea"))
    teacher.press(".Shell_nav a[href='/drafts']")
    teacher.wait("the draft", lambda: text in teacher.text("[data-draft]"))
    teacher.picture(screenshots / "posts-draft.png")
    teacher.resize(360)
    teacher.wait_fits("drafts")
    teacher.resize(1280)
    teacher.press("[data-draft] button[data-kind='primary']")
    teacher.wait("no draft", lambda: not teacher.all("[data-draft]"))
    student.post(text)
    teacher.press(".Shell_nav a[href='/']")


def test_people_are_named_and_comments_changed(two: tuple[Page, Page], screenshots: Path) -> None:
    teacher, student = two
    compose(teacher, "Well done, @Dar")
    teacher.wait("the person", lambda: "Dara Chan" in teacher.text("[role='option']"))
    area = ".Composer_composer textarea"
    teacher.one(area).send_keys(Keys.ENTER)
    teacher.wait("the name", lambda: "@Dara Chan " in str(teacher.one(area).get_property("value")))
    teacher.one(area).send_keys("and all!")
    submit(teacher)
    text = "Well done, @Dara Chan and all!"
    named = ".PostText_text a[href^='/people/']"
    student.wait("the name", lambda: inside(student.post(text), named)[0].text == "@Dara Chan")

    student.open_comments(text)
    student.comment(text, "Thank you")
    teacher.open_comments(text)
    teacher.wait_comment(text, "Thank you")
    press_in(teacher, text, "Like the comment")
    press_in(student, text, "More about the comment")
    student.press("[role='menuitem']")
    student.write(".Comments_edit textarea", "Thank you very much")
    student.press(".Comments_edit [type=submit]")
    teacher.wait_comment(text, "Thank you very much")
    student.picture(screenshots / "posts-comment.png")
    press_in(teacher, text, "More about the comment")
    teacher.press("[role='menuitem']")
    teacher.press("dialog[open] button[data-kind='danger']")
    student.wait("no comment", lambda: not inside(student.post(text), ".Comments_comment"))
    for page in (teacher, student):
        assert page.complaints() == []
