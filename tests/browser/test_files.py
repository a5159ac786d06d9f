"""A photo from a camera: chosen, pasted and dropped, described, published, and seen by another."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver.common.by import By

from tests.areas.media.factories.uploads import picture
from tests.browser.page import Page
from tests.support.stack import Stack

pytestmark = pytest.mark.browser

HEIC = Path(__file__).parents[1] / "areas" / "media" / "files" / "photo.heic"
_STATES = "return [...document.querySelectorAll('.FileList_row')].map((row) => row.dataset.state)"
_GIVE = """
  const [place, type, name, base64] = arguments;
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const data = new DataTransfer();
  data.items.add(new File([bytes], name, { type: 'image/jpeg' }));
  const event = type === 'paste'
    ? new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })
    : new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true });
  place.dispatchEvent(event);
"""
_SHOWN = """
  const post = [...document.querySelectorAll('article[data-post]')]
    .find((one) => one.textContent.includes(arguments[0]));
  return [...(post?.querySelectorAll('.Gallery_picture') ?? [])]
    .map((image) => [image.alt, image.complete, image.naturalWidth, image.naturalHeight]);
"""
PUBLISH = ".Composer_composer [type=submit][data-kind=primary]"


def states(page: Page) -> list[str]:
    found: list[str] = page.driver.execute_script(_STATES)
    return found


def wait_ready(page: Page, count: int) -> None:
    page.wait(f"{count} files", lambda: states(page) == ["ready"] * count)


def give(page: Page, how: str, name: str, body: bytes) -> None:
    encoded = base64.b64encode(body).decode()
    place = page.one(".Composer_composer textarea")
    page.driver.execute_script(_GIVE, place, how, name, encoded)


def shown(page: Page, text: str) -> list[Any]:
    found: list[Any] = page.driver.execute_script(_SHOWN, text)
    return found


def test_photos_are_chosen_pasted_dropped_and_seen(
    new_page: Callable[[str], Page], stack: Stack, tmp_path: Path, screenshots: Path
) -> None:
    teacher, student = new_page(stack.app_url), new_page(stack.app_url)
    for page, role in ((teacher, "teacher"), (student, "student")):
        page.resize(1280)
        page.sign_in(role)
        page.wait_live()
    teacher.press(".Composer_prompt")
    photo = tmp_path / "portrait.jpg"
    photo.write_bytes(picture(turned=6))
    text = "Our garden in the morning."
    teacher.write(".Composer_composer textarea", text)
    teacher.one("input[type=file]").send_keys(f"{photo}\n{HEIC}")
    wait_ready(teacher, 2)
    give(teacher, "paste", "pasted.jpg", picture(80, 40))
    wait_ready(teacher, 3)
    give(teacher, "drop", "dropped.jpg", picture(60, 60))
    wait_ready(teacher, 4)
    teacher.write(lambda: teacher.all(".FileList_alt")[0], "A tree in blossom")
    teacher.picture(screenshots / "files-composer.png")
    teacher.resize(360)
    teacher.wait_fits("the composer")
    teacher.resize(1280)
    teacher.press(PUBLISH)

    expected = [["A tree in blossom", True, 48, 64], ["Picture 2", True, 48, 64]]
    expected += [["Picture 3", True, 80, 40], ["Picture 4", True, 60, 60]]
    for page in (teacher, student):
        page.post(text)
        page.wait("the pictures", lambda page=page: shown(page, text) == expected)  # type: ignore[misc]
        assert page.complaints() == []
    student.resize(360)
    student.wait_fits("the post")
    student.picture(screenshots / "files-post.png")

    student.open_comments(text)
    line = ".Comments_comments > form textarea"
    student.press(lambda: student.post(text).find_element(By.CSS_SELECTOR, line))
    student.one(".Comments_files input[type=file]").send_keys(str(photo))
    wait_ready(student, 1)
    student.picture(screenshots / "files-comment-written.png")
    student.comment(text, "So is ours")
    student.wait("an empty form", lambda: states(student) == [])
    teacher.open_comments(text)
    teacher.wait_comment(text, "So is ours")
    said = ".Comments_comment .Gallery_picture"
    teacher.wait("its picture", lambda: teacher.one(said).get_property("naturalWidth") == 48)
    student.picture(screenshots / "files-comment.png")
    assert [student.overflow(), student.complaints(), teacher.complaints()] == [0, [], []]


def test_a_page_that_says_it_is_a_picture_is_refused_in_words(
    new_page: Callable[[str], Page], stack: Stack
) -> None:
    page = new_page(stack.app_url)
    page.resize(360)
    page.press(".Choices_choice[lang='km']")
    page.one("html[lang='km']")
    page.sign_in("student")
    page.wait_live()
    page.press(".Composer_prompt")
    give(page, "paste", "page.jpg", b"<!DOCTYPE html><p>hello")
    page.wait("the refusal", lambda: states(page) == ["failed"])
    (reason,) = page.texts(".FileList_error")
    assert "ប្រភេទ" in reason
    page.write(".Composer_composer textarea", "x")
    page.one(f"{PUBLISH}[disabled]")
    page.press(".FileList_row button")
    page.wait("no file", lambda: states(page) == [])
    page.one(f"{PUBLISH}:not([disabled])")
