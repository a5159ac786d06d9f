"""Who is there is seen by the others, until they hide it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from infra.local.demo.stage import demo_id
from tests.browser.page import Page

pytestmark = pytest.mark.browser

STUDENT = demo_id("user", "student")


def test_somebody_comes_and_hides(signed_in: Callable[[str], Page], screenshots: Path) -> None:
    teacher = signed_in("teacher")
    teacher.go(f"/people/{STUDENT}")
    student = signed_in("student")
    teacher.wait("the sign", lambda: "Online" in teacher.text("main"))
    teacher.picture(screenshots / "online.png")
    student.go("/settings")

    def press() -> None:
        student.press(lambda: next(e for e in student.all("main label") if "Others see" in e.text))

    student.answered("/v1/users/me/preferences", press)
    teacher.wait("its end", lambda: "Online" not in teacher.text("main"))
    teacher.go("/people")
    teacher.wait("the count", lambda: "online" in teacher.text("main"))
    # As it was, for whoever is this student next.
    student.answered("/v1/users/me/preferences", press)
    assert teacher.complaints() == student.complaints() == []
