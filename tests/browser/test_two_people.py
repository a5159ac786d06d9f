"""Two people in two browsers see what the other does, whatever happens to the relay."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select

from tests.browser.page import Page, text_of
from tests.support.stack import Stack

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def two(signed_in: Callable[[str], Page]) -> tuple[Page, Page]:
    """A teacher and a student, signed in and live."""
    teacher, student = signed_in("teacher"), signed_in("student")
    for page in (teacher, student):
        page.mark()
    return teacher, student


def _feed(stack: Stack, email: str) -> list[dict[str, object]]:
    """The newest posts as the API gives them to somebody."""
    with stack.api(email) as api:
        page = api.get("/posts", params={"limit": 20})
        data: list[dict[str, object]] = page.raise_for_status().json()["data"]
        return data


def _unread(stack: Stack, role: str) -> int:
    """How many notifications somebody has not read, as the API says it."""
    with stack.api(role) as api:
        return int(api.get("/notifications/unread-count").raise_for_status().json()["unread"])


def test_posts_likes_and_comments_arrive_without_a_reload(
    two: tuple[Page, Page], stack: Stack, screenshots: Path
) -> None:
    teacher, student = two
    post = "The planetarium comes to our gym on Thursday."
    teacher.publish(post)
    student.post(post)
    # The page knows the number once it has asked, and what went before has its own.
    teacher.wait("its number", lambda: int(teacher.badge() or 0) == _unread(stack, "teacher"))
    unread = _unread(stack, "teacher")

    student.like(post)
    student.wait_counts(post, "1", "Comment")
    teacher.wait_counts(post, "1", "Comment")
    teacher.wait("the notification", lambda: int(teacher.badge() or 0) == unread + 1)

    student.open_comments(post)
    student.comment(post, "Is there room for my little sister?")
    teacher.wait_counts(post, "1", "1")
    teacher.open_comments(post)
    teacher.wait_comment(post, "little sister")
    teacher.reply(post, "little sister", "For every little sister!")
    student.wait_comment(post, "For every little sister!")
    student.wait_counts(post, "1", "2")

    student.like(post)
    student.wait_counts(post, "Like", "2")
    teacher.wait_counts(post, "Like", "2")
    for name, page in (("teacher", teacher), ("student", student)):
        assert page.same_document()
        assert page.complaints() == []
        page.picture(screenshots / f"two-people-{name}.png")


def test_changed_and_deleted_posts_follow(two: tuple[Page, Page]) -> None:
    teacher, student = two
    teacher.publish("The library closes at five.")
    student.post("The library closes at five.")

    teacher.choose("The library closes at five.", "Edit")
    # Not the form of a comment that an earlier test has left open below another post.
    form = "article form[aria-label='Edit post']"
    field = teacher.one(f"{form} textarea")
    field.send_keys(Keys.CONTROL, "a")
    field.send_keys("The library closes at six.")
    assert field.get_attribute("value") == "The library closes at six."
    teacher.press(f"{form} [type=submit]")
    # It is sent before anybody can see it elsewhere.
    teacher.wait("the form to close", lambda: not teacher.all(form))
    student.post("The library closes at six.", seconds=60)
    assert student.posts("The library closes at five.") == []

    teacher.choose("The library closes at six.", "Delete")
    teacher.press(".Dialog_dialog [data-kind=danger]")
    gone = "The library closes at six."
    student.wait("the deletion", lambda: not student.posts(gone))
    teacher.wait("the deletion", lambda: not teacher.posts(gone))
    assert student.same_document()


def test_what_is_new_since_the_last_visit_stands_above_a_line(
    two: tuple[Page, Page], stack: Stack
) -> None:
    """The line lies where the reader stopped, on whichever device that was."""
    teacher, student = two
    teacher.publish("Read at the first visit.")
    student.post("Read at the first visit.")
    newest = student.post_ids()[0]
    with stack.api("student") as api:
        student.wait("the mark", lambda: newest in api.get("/markers").raise_for_status().text, 60)
    student.driver.get("about:blank")
    teacher.publish("Written while nobody looked.")
    student.driver.get(student.url)
    # Another document, which the next tests must find unchanged.
    student.mark()
    student.post("Written while nobody looked.")
    line = student.one("article:has(> .PostCard_mark)")
    assert "Read at the first visit." in text_of(line)
    assert len(student.all(".PostCard_mark")) == 1


def test_nothing_is_missing_after_the_relay_was_killed(
    two: tuple[Page, Page], stack: Stack, screenshots: Path
) -> None:
    teacher, student = two
    before = "Before the storm."
    teacher.publish(before)
    student.post(before)

    # The relay may be back before anybody looks: the page itself has to remember the loss.
    student.watch_status()
    killed = stack.kill("relay")
    student.wait("the loss", lambda: set(student.seen_status) - {"live"})
    student.picture(screenshots / "relay-away.png")
    while_away = [f"Written while the relay was away, number {n}." for n in range(3)]
    for text in while_away:
        teacher.publish(text)
    teacher.like(before)
    stack.wait_ready("relay", not_pid=killed)

    for page in two:
        page.wait_live(90)
    for text in while_away:
        student.post(text, seconds=30)
    student.wait_counts(before, "1", "Comment")
    after = "After the storm."
    student.publish(after)
    teacher.post(after)

    expected = _feed(stack, "student@demo.school")
    ids = [str(post["id"]) for post in expected]
    student.wait("the same posts in the same order", lambda: student.post_ids()[: len(ids)] == ids)
    for text in (before, *while_away, after):
        found = next(post for post in expected if post["content"] == text)
        likes, _ = student.counts(text)
        assert likes == (str(found["likesCount"]) if found["likesCount"] else "Like")
    for page in two:
        assert page.same_document()
        assert page.complaints() == []
    student.picture(screenshots / "relay-back.png")


def test_a_person_of_two_schools_works_in_one_at_a_time(
    passing_page: Callable[[str], Page], stack: Stack, screenshots: Path
) -> None:
    page = passing_page(stack.app_url)
    page.resize(1280)
    page.sign_in("teacher")
    page.wait_live()
    schools = Select(page.one(".Shell_schoolChoice"))
    first = schools.first_selected_option.text
    other = next(option.text for option in schools.options if option.text != first)
    here = page.wait("the feed", page.post_ids)

    schools.select_by_visible_text(other)
    page.wait("the other school", lambda: not set(page.post_ids()) & set(here))
    page.wait_live()
    page.publish("Only for the other school.")
    page.resize(320)
    page.wait_fits("the other school")
    page.picture(screenshots / "other-school-320.png")

    page.resize(1280)
    Select(page.one(".Shell_schoolChoice")).select_by_visible_text(first)
    page.wait("the first school", lambda: set(page.post_ids()) & set(here))
    assert page.posts("Only for the other school.") == []
    page.wait_live()


def test_signing_out_leaves_nothing_behind(
    passing_page: Callable[[str], Page], stack: Stack
) -> None:
    page = passing_page(stack.app_url)
    page.resize(1280)
    page.sign_in("student")
    page.wait_live()
    page.press("[aria-label='Sign out']")
    page.one(".Welcome_welcome")
    kept = page.driver.execute_script("return {...sessionStorage}")
    # Where the page was scrolled to may stay; what anybody saw or holds may not.
    assert set(kept) <= {"stunity.spots"}
    # That somebody has signed in on this device is known, and opens nothing.
    assert {cookie["name"] for cookie in page.driver.get_cookies()} <= {"__Host-device"}
    page.driver.refresh()
    page.one(".Welcome_welcome")
