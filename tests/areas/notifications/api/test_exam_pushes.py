"""Pushes wait while a pupil who wants quiet writes an examination of the school's calendar."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.areas.notifications.factories.pushes import WAYS, browser, liked
from tests.fakes.push_services import Browser, PushFakes
from tests.support.api import Api, ok
from tests.support.school import School, make_school

pytestmark = pytest.mark.every_school

EVENTS = "/v1/calendar/events"
TO_ITS_END = 48


@pytest.fixture
def school(fakes: PushFakes, api: Api) -> School:
    """A school in the sixth minute of an hour: what lasts for fifty of it goes on."""
    assert fakes.asked == 0
    school = make_school(api)
    school.api.clock.advance(minutes=65 - school.api.clock().minute)
    return school


def exam(school: School, **differing: Any) -> Any:
    """An examination that began five minutes ago, in the calendar."""
    now = school.api.clock()
    day, hour = now.date().isoformat(), f"{now.hour:02}"
    hours = {"starts": f"{hour}:00", "ends": f"{hour}:50"}
    written = {"kind": "EXAM", "title": "Semester", "firstDay": day, "lastDay": day, **hours}
    return ok(school.caller("Head", "ADMIN").post(EVENTS, json=written | differing), 201)


def wants_quiet(school: School, fakes: PushFakes, name: str) -> Browser:
    ok(school.caller(name).put(WAYS, json={"quietInLessons": True}))
    return browser(school, fakes, name)


def tell(school: School, name: str) -> None:
    """Something that is pushed to the person, where nothing speaks against it."""
    post = ok(school.caller(name).post("/v1/posts", json={"content": "Mine"}), 201)
    liked(school, "Bopha", post)


def release(school: School) -> None:
    school.api.run_job("job_held_pushes")
    school.api.deliver("worker_push", school.author.tenant)


@pytest.mark.parametrize("of", ["a class", "the school", "a week", "a holiday"])
def test_what_came_in_an_exam_is_pushed_after_it(school: School, fakes: PushFakes, of: str) -> None:
    class_id = str(school.make_class(students=("Dara",)))
    today = school.api.clock().date()
    if of == "a class":
        exam(school, classId=class_id)
    elif of == "a week":
        days = [(today + timedelta(days=days)).isoformat() for days in (-3, 3)]
        exam(school, classId=class_id, firstDay=days[0], lastDay=days[1])
    else:
        exam(school)
    if of == "a holiday":
        exam(school, kind="CLOSURE", starts=None, ends=None)
    here = wants_quiet(school, fakes, "Dara")
    tell(school, "Dara")
    release(school)
    assert fakes.messages(here.endpoint) == []
    school.api.clock.advance(minutes=TO_ITS_END)
    release(school)
    (told,) = fakes.messages(here.endpoint)
    assert told["title"] == "New like"
    # The hours of a week are those of each of its days.
    tell(school, "Dara")
    assert len(fakes.messages(here.endpoint)) == 2


@pytest.mark.parametrize("how", ["other class", "all day", "event", "cancelled", "not asked for"])
def test_an_exam_that_one_does_not_write_holds_nothing(
    school: School, fakes: PushFakes, how: str
) -> None:
    school.make_class(students=("Dara",))
    differing: dict[str, dict[str, Any]] = {
        "other class": {"classId": str(school.make_class(students=("Chan",)))},
        "all day": {"starts": None, "ends": None},
        "event": {"kind": "EVENT"},
    }
    made = exam(school, **differing.get(how, {}))
    if how == "cancelled":
        ok(school.caller("Head").delete(f"{EVENTS}/{made['id']}"), 204)
    quiet = how != "not asked for"
    here = wants_quiet(school, fakes, "Dara") if quiet else browser(school, fakes, "Dara")
    tell(school, "Dara")
    assert len(fakes.messages(here.endpoint)) == 1


def test_who_has_no_class_writes_no_exam_of_the_school(school: School, fakes: PushFakes) -> None:
    exam(school)
    school.make_class(teachers=("Sreymom",), students=("Dara",))
    here = wants_quiet(school, fakes, "Sreymom")
    tell(school, "Sreymom")
    assert len(fakes.messages(here.endpoint)) == 1
