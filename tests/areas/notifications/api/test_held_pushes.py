"""Pushes that wait while their reader has a lesson or sleeps, and come as one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from functions.jobs import notices
from functions.runtime.schools import emit
from tests.areas.messaging.factories.talk import begin, say
from tests.areas.notifications.factories.pushes import (
    WAYS,
    browser,
    choose,
    deliver,
    in_a_lesson,
    liked,
)
from tests.fakes.push_services import PushFakes
from tests.support.api import Api, ok
from tests.support.school import School, make_school

pytestmark = pytest.mark.every_school

TO_ITS_END = 48


@pytest.fixture
def school(fakes: PushFakes, api: Api) -> School:
    """A school whose author does not want to be disturbed in lessons, and is in one."""
    assert fakes.asked == 0
    school = make_school(api)
    in_a_lesson(school)
    choose(school, quietInLessons=True)
    return school


def release(school: School) -> int:
    """The minute has passed, and the worker has heard of it; how many people it concerned."""
    asked: int = school.api.run_job("job_held_pushes")["asked"]
    school.api.deliver("worker_push", school.author.tenant)
    return asked


def test_what_came_in_a_lesson_is_one_push_after_it(school: School, fakes: PushFakes) -> None:
    here = browser(school, fakes)
    for name in ("Bopha", "Chan"):
        liked(school, name)
    talk = begin(school.caller("Chan"), school.author)
    for number in range(2):
        say(school.caller("Chan"), talk, f"secret {number}")
    deliver(school)
    assert (release(school), fakes.arrived) == (0, []), "the lesson goes on"

    school.api.clock.advance(minutes=TO_ITS_END)
    assert (release(school), release(school)) == (1, 0)

    (told,) = fakes.messages(here.endpoint)
    assert told["title"] == "3 new notifications"
    assert told["body"] == "Open Stunity to read them."
    assert told["link"] == "/notifications"
    assert not {school.member(name).user.name for name in ("Bopha", "Chan")} & {*told.values()}
    # It is one of the three of a day.
    for _ in range(3):
        liked(school)
    assert len(fakes.messages(here.endpoint)) == 3


def test_one_that_waited_alone_says_what_it_is(school: School, fakes: PushFakes) -> None:
    here = browser(school, fakes)
    post = liked(school, "Bopha")
    liked(school, "Chan", post)
    school.api.clock.advance(minutes=TO_ITS_END)
    release(school)
    (told,) = fakes.messages(here.endpoint)
    assert (told["title"], told["link"]) == ("New like", f"/posts/{post['id']}")


@pytest.mark.parametrize("how", ["read", "looking", "turned off"])
def test_what_is_no_news_any_more_is_not_pushed(school: School, fakes: PushFakes, how: str) -> None:
    browser(school, fakes)
    liked(school, "Bopha")
    school.api.clock.advance(minutes=TO_ITS_END)
    if how == "read":
        ok(school.as_author.put("/v1/notifications/read-all"))
    elif how == "looking":
        ok(school.as_author.post("/v1/users/heartbeat"))
    else:
        ok(school.as_author.put(WAYS, json={"types": {"POST_LIKE": {"push": False}}}))
    assert (release(school), release(school), fakes.arrived) == (1, 0, [])


def test_it_waits_on_where_quiet_hours_have_begun(school: School, fakes: PushFakes) -> None:
    here = browser(school, fakes)
    liked(school, "Bopha")
    now = school.api.clock()
    hours = [(now + timedelta(minutes=minutes)).strftime("%H:%M") for minutes in (30, 90)]
    ok(school.as_author.put("/v1/users/me/preferences", json={"locale": "en", "timezone": "UTC"}))
    choose(school, quietInLessons=True, quietHours={"start": hours[0], "end": hours[1]})
    school.api.clock.advance(minutes=TO_ITS_END)
    liked(school, "Chan")
    assert (release(school), fakes.arrived) == (1, [])
    school.api.clock.advance(minutes=45)
    assert release(school) == 1
    (told,) = fakes.messages(here.endpoint)
    assert told["title"] == "2 new notifications"


def test_what_is_urgent_waits_for_nothing(school: School, fakes: PushFakes) -> None:
    """AT-S4-4."""
    here = browser(school, fakes)
    urgent = {"title": "Storm", "body": "Stay inside.", "priority": "URGENT"}
    ok(school.caller("Head", "ADMIN").post("/v1/announcements", json=urgent), 201)
    school.api.deliver("worker_announcements", school.author.tenant)
    school.api.deliver("worker_push", school.author.tenant)
    (told,) = fakes.messages(here.endpoint)
    assert told["title"] == "Urgent news from your school"


def test_a_run_that_is_cut_off_loses_and_repeats_nothing(
    school: School, fakes: PushFakes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The release and its events are one transaction: the next run finds what was not told."""
    pupil = school.caller("Dara")
    ok(pupil.put(WAYS, json={"quietInLessons": True}))
    screens = [browser(school, fakes), browser(school, fakes, "Dara")]
    liked(school, "Bopha")
    liked(school, "Bopha", ok(pupil.post("/v1/posts", json={"content": "Mine"}), 201))
    school.api.clock.advance(minutes=TO_ITS_END)
    told: list[object] = []

    def dies(*what: Any) -> None:
        if told:
            raise ConnectionResetError
        told.append(what)
        emit(*what)

    with monkeypatch.context() as patch:
        patch.setattr(notices, "emit", dies)
        with pytest.raises(ExceptionGroup):
            notices.job_held_pushes(school.api.deps)
    school.api.deliver("worker_push", school.author.tenant)
    assert fakes.arrived == []
    assert (release(school), release(school)) == (2, 0)
    assert [len(fakes.messages(screen.endpoint)) for screen in screens] == [1, 1]
