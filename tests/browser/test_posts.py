"""Posts with all that people do with them, by two people in two browsers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement

from tests.browser.page import Page
from tests.support.stack import Stack

pytestmark = pytest.mark.browser


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
    page.one(".Composer_composer textarea").send_keys(text)


def submit(page: Page) -> None:
    page.press(".Composer_composer .Button_button[data-kind='primary']")


@pytest.fixture(scope="module")
def two(new_page: Callable[[str], Page], stack: Stack) -> tuple[Page, Page]:
    teacher, student = new_page(stack.app_url), new_page(stack.app_url)
    for page, role in ((teacher, "teacher"), (student, "student")):
        page.resize(1280)
        page.sign_in(role)
        page.wait_live()
    return teacher, student


def test_a_poll_is_voted_on_reacted_to_and_kept(two: tuple[Page, Page], screenshots: Path) -> None:
    teacher, student = two
    text = "Which day suits you for the #excursion?"
    compose(teacher, text)
    teacher.press(".PostForm_foot button[aria-pressed]")
    options = teacher.all(".Parts_fields input.Parts_field")
    options[0].send_keys("Monday")
    options[1].send_keys("Friday")
    submit(teacher)
    teacher.post(text)

    post = student.post(text)
    assert [o.text for o in inside(post, ".Parts_option")] == ["Monday", "Friday"]
    inside(post, ".Parts_option")[1].click()
    student.wait(
        "the vote",
        lambda: (
            [o.text for o in inside(student.post(text), ".Parts_option")]
            == ["Monday\n0", "Friday\n1"]
        ),
    )
    teacher.wait(
        "the vote at its author's",
        lambda: [v.text for v in inside(teacher.post(text), ".Parts_votes")] == ["0", "1"],
    )
    labelled(student.post(text), "React").click()
    student.press("[role='menuitem']:nth-of-type(4)")
    for page in (student, teacher):
        wait_reactions(page, text, ["Insightful\n1"])
    labelled(student.post(text), "Keep for later").click()
    student.wait("the bookmark", lambda: inside(student.post(text), "[data-kept='true']"))
    student.picture(screenshots / "posts-poll.png")
    student.resize(360)
    assert student.overflow() <= 0
    student.picture(screenshots / "posts-poll-phone.png")
    student.resize(1280)
    student.press(".Shell_nav a[href='/bookmarks']")
    student.post(text)
    assert student.complaints() == []
    student.press("a[href='/tags/excursion']")
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
    teacher.press(".Shell_nav a[href='/drafts']")
    draft = teacher.one("[data-draft]")
    assert text in draft.text
    teacher.picture(screenshots / "posts-draft.png")
    teacher.resize(360)
    assert teacher.overflow() <= 0
    teacher.resize(1280)
    draft.find_element(By.CSS_SELECTOR, "button[data-kind='primary']").click()
    teacher.wait("no draft", lambda: not teacher.all("[data-draft]"))
    student.post(text)
    teacher.press(".Shell_nav a[href='/']")


def test_people_are_named_and_comments_changed(two: tuple[Page, Page], screenshots: Path) -> None:
    teacher, student = two
    compose(teacher, "Well done, @Dar")
    teacher.one("[role='option']")
    area = teacher.one(".Composer_composer textarea")
    area.send_keys(Keys.ENTER)
    teacher.wait("the name", lambda: "@Dara Chan " in str(area.get_property("value")))
    area.send_keys("and all!")
    submit(teacher)
    text = "Well done, @Dara Chan and all!"
    post = student.post(text)
    assert inside(post, ".PostText_text a[href^='/people/']")[0].text == "@Dara Chan"

    student.open_comments(text)
    student.comment(text, "Thank you")
    teacher.open_comments(text)
    teacher.wait_comment(text, "Thank you")
    labelled(teacher.post(text), "Like the comment").click()
    student.post(text)
    labelled(student.post(text), "More about the comment").click()
    student.press("[role='menuitem']")
    field = student.one(".Comments_edit textarea")
    field.send_keys(" very much")
    student.press(".Comments_edit [type=submit]")
    teacher.wait_comment(text, "Thank you very much")
    student.picture(screenshots / "posts-comment.png")
    labelled(teacher.post(text), "More about the comment").click()
    teacher.press("[role='menuitem']")
    teacher.press("dialog[open] button[data-kind='danger']")
    student.wait("no comment", lambda: not inside(student.post(text), ".Comments_comment"))
    for page in (teacher, student):
        assert page.complaints() == []
