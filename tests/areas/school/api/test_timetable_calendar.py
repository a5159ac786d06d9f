"""The timetable in a calendar: read back by two programs that nobody here wrote."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
import vobject
from icalendar import Calendar

from tests.areas.school.factories.scenes import Campus, make_campus
from tests.areas.school.factories.timetable import make_lesson
from tests.support.api import Api, ok
from tests.support.scene import Member

ZONE = ZoneInfo("Asia/Phnom_Penh")


@pytest.fixture
def campus(api: Api) -> Campus:
    """On a Monday; lessons of class 7A on Tuesdays at seven, until 31 August 2026."""
    found = make_campus(api, pupils=1)
    api.clock.offset = datetime(2026, 2, 9, 2, tzinfo=UTC) - datetime.now(UTC)
    found.admin = api.signed_in(
        found.admin.user, found.admin.tenant, found.admin.role, found.admin.session_id
    )
    return found


def weekly(campus: Campus, teacher_id: UUID | None = None) -> UUID:
    with campus.api.scene() as connection:
        return make_lesson(
            connection,
            campus.school_id,
            class_id=campus.class_id,
            subject_id=campus.subject_id,
            teacher_id=teacher_id or campus.teacher.id,
        )


def text_of(campus: Campus, who: Member) -> str:
    api = campus.api
    fresh = api.signed_in(who.user, who.tenant, who.role, who.session_id)
    made = ok(api.as_(fresh).post("/v1/users/me/calendar-token"), 201)
    answer = api.anonymous().get(made["path"])
    assert answer.status_code == 200
    return answer.text.replace("\r\n ", "")


def event(text: str, uid: str) -> tuple[Any, Any]:
    """One event as both programs read it."""
    read: Any = Calendar.from_ical(text)
    (one,) = [each for each in read.walk("VEVENT") if str(each["UID"]) == f"{uid}@stunity"]
    reader: Any = vobject
    others = reader.readOne(text).vevent_list
    (other,) = [each for each in others if each.uid.value == f"{uid}@stunity"]
    return one, other


def dates(other: Any) -> list[date]:
    """The days on which it is held, as the second program lays them out."""
    return [at.date() for at in other.rruleset]


def close(campus: Campus, first: str, last: str, **fields: Any) -> str:
    body = {
        "kind": "CLOSURE",
        "title": "Holiday",
        "titleKh": "ថ្ងៃឈប់សម្រាក",
        "firstDay": first,
        "lastDay": last,
        **fields,
    }
    return str(ok(campus.office.post("/v1/calendar/events", json=body), 201)["id"])


def test_a_weekly_lesson_lasts_until_the_last_moment_of_its_last_day(campus: Campus) -> None:
    lesson = weekly(campus)
    close(campus, "2026-04-14", "2026-04-16")
    close(campus, "2026-05-05", "2026-05-05", sessions=["AFTERNOON"])
    close(campus, "2026-05-12", "2026-05-12", classId=str(campus.another_class()))
    text = text_of(campus, campus.teacher)
    assert "RRULE:FREQ=WEEKLY;UNTIL=20260831T165959Z" in text
    assert text.count("EXDATE") == 1
    assert "EXDATE;TZID=Asia/Phnom_Penh:20260414T070000" in text
    one, other = event(text, f"timetable-{lesson}")
    assert one["DTSTART"].dt == datetime(2025, 11, 4, 7, tzinfo=ZONE)
    assert one["DTEND"].dt - one["DTSTART"].dt == timedelta(minutes=50)
    assert one["RRULE"]["UNTIL"] == [datetime(2026, 8, 31, 16, 59, 59, tzinfo=UTC)]
    assert [at.dt for at in one["EXDATE"].dts] == [datetime(2026, 4, 14, 7, tzinfo=ZONE)]
    held = dates(other)
    assert (held[0], held[-1]) == (date(2025, 11, 4), date(2026, 8, 25))
    assert len(held) == 42
    assert date(2026, 4, 14) not in held
    assert {day.isoweekday() for day in held} == {2}


def test_a_closure_that_is_taken_back_gives_the_lesson_back(campus: Campus) -> None:
    lesson = weekly(campus)
    closure = close(campus, "2026-03-03", "2026-03-03")
    before, _ = event(text_of(campus, campus.teacher), f"timetable-{lesson}")
    assert "EXDATE" in before
    ok(campus.office.delete(f"/v1/calendar/events/{closure}"), 204)
    text = text_of(campus, campus.teacher)
    after, other = event(text, f"timetable-{lesson}")
    assert "EXDATE" not in after
    assert date(2026, 3, 3) in dates(other)
    assert int(after["SEQUENCE"]) >= int(before["SEQUENCE"])
    gone, _ = event(text, f"event-{closure}")
    assert (str(gone["STATUS"]), int(gone["SEQUENCE"])) == ("CANCELLED", 1)
    assert (gone["DTSTART"].dt, gone["DTEND"].dt) == (date(2026, 3, 3), date(2026, 3, 4))


def test_what_differs_on_a_day_is_in_the_calendars_of_whom_it_concerns(campus: Campus) -> None:
    lesson, api = weekly(campus), campus.api
    substitute = api.member("TEACHER", campus.admin.tenant)
    path = f"/v1/timetable/{lesson}/changes"
    stands_in = {"date": "2026-02-10", "kind": "SUBSTITUTED", "teacherId": str(substitute.id)}
    change = ok(campus.office.put(path, json=stands_in))["id"]
    ok(campus.office.put(path, json={"date": "2026-02-17", "kind": "CANCELLED"}))
    uid = f"timetable-{lesson}"
    _, teachers = event(text_of(campus, campus.teacher), uid)
    assert not {date(2026, 2, 10), date(2026, 2, 17)} & set(dates(teachers))
    text = text_of(campus, substitute)
    once, _ = event(text, f"lesson-change-{change}")
    assert once["DTSTART"].dt == datetime(2026, 2, 10, 7, tzinfo=ZONE)
    assert text.count("BEGIN:VEVENT") == 1
    _, parents = event(text_of(campus, campus.parent(campus.pupils[0])), uid)
    held = set(dates(parents))
    assert date(2026, 2, 10) in held
    assert date(2026, 2, 17) not in held
