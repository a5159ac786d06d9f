"""Each register says its own, each span its own days, and each class its own pupils."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests.areas.school.factories.attendance import make_register
from tests.areas.school.factories.scenes import Campus, make_campus
from tests.areas.school.factories.years import make_guardian
from tests.support.api import Api, ok

DAY = date(2026, 2, 10)
DAYS = (date(2026, 1, 30), date(2026, 2, 9), DAY, date(2026, 3, 2))


@pytest.fixture
def campus(api: Api) -> Campus:
    """A school on 10 February 2026, with two pupils in 7A and nobody yet in 7B."""
    found = make_campus(api, pupils=2)
    api.clock.offset = datetime(2026, 2, 10, 2, tzinfo=UTC) - datetime.now(UTC)
    found.admin, found.teacher = fresh(found, found.admin), fresh(found, found.teacher)
    return found


def fresh(campus: Campus, member: Any) -> Any:
    """The person with a token of the time that it is now."""
    return campus.api.signed_in(member.user, member.tenant, member.role, member.session_id)


def taken(campus: Campus, *statuses: str) -> None:
    """Registers of the days with what they say of the first pupil; the second is there."""
    one, two = campus.pupils
    with campus.api.scene() as connection:
        for day, status in zip(DAYS, statuses, strict=True):
            make_register(
                connection, campus.school_id, campus.class_id, day,
                {one: status, two: "PRESENT"}, by=campus.teacher.id,
            )  # fmt: skip


def test_a_register_says_what_was_marked_on_its_day(campus: Campus) -> None:
    statuses = ("ABSENT", "LATE", "PERMISSION", "MEDICAL")
    taken(campus, *statuses)
    path = f"/v1/classes/{campus.class_id}/attendance"
    for day, status in zip(DAYS, statuses, strict=True):
        read = ok(campus.as_teacher.get(path, query={"date": day.isoformat()}))
        assert [one["status"] for one in read["entries"]] == [status, "PRESENT"]
    # Today's, where no day is named.
    assert ok(campus.as_teacher.get(path))["entries"][0]["status"] == "PERMISSION"


def test_days_outside_a_span_count_nowhere(campus: Campus) -> None:
    taken(campus, "ABSENT", "LATE", "PERMISSION", "ABSENT")
    month = ok(campus.as_teacher.get(f"/v1/classes/{campus.class_id}/attendance/month"))
    days = [day.isoformat() for day in DAYS]
    assert [one["date"] for one in month["sessions"]] == days[1:3]
    assert [one["date"] for one in month["rows"][0]["marks"]] == days[1:3]
    figures = {"expected": 2, "present": 1, "late": 1, "absent": 0, "allowed": 1, "rate": "50.0"}
    assert month["rows"][0]["figures"] == figures
    parent = campus.api.as_(fresh(campus, campus.parent(campus.pupils[0])))
    (child,) = ok(parent.get("/v1/users/me/children"))["data"]
    assert (child["today"], child["month"]) == ("PERMISSION", figures)
    path = f"/v1/students/{campus.pupils[0]}/attendance"
    asked = {"first": days[1], "last": days[2]}
    read = ok(parent.get(path, query=asked))
    assert (read["figures"], read["first"], read["last"]) == (figures, days[1], days[2])
    # Up to today, where no day is named.
    assert ok(parent.get(path))["figures"]["expected"] == 3


def test_the_board_counts_the_pupils_of_each_class_and_shows_none_without(campus: Campus) -> None:
    other = campus.another_class("7B")
    campus.another_class("7C")
    campus.pupil(other)
    board = ok(campus.office.get("/v1/attendance/summary"))
    assert [(one["className"], one["pupils"]) for one in board["data"]] == [("7A", 2), ("7B", 1)]


def test_a_register_of_nobody_is_taken_late_with_a_reason(campus: Campus) -> None:
    empty = campus.another_class("7B")
    body = {
        "date": "2026-02-03", "session": "MORNING", "version": 0, "marks": [],
        "reason": "The class was away",
    }  # fmt: skip
    read = ok(campus.office.put(f"/v1/classes/{empty}/attendance", json=body))
    assert (read["version"], read["entries"]) == (1, [])


def test_the_office_announces_an_absence_for_a_guardian(campus: Campus) -> None:
    path, day = f"/v1/students/{campus.pupils[0]}/absence-notices", DAY.isoformat()
    body = {"firstDay": day, "lastDay": day, "kind": "PERMISSION", "reason": "They called"}
    made = ok(campus.office.post(path, json=body), 201)
    assert ok(campus.office.get(path))["data"] == [made]


@pytest.mark.parametrize("status", ["LEFT", "SUSPENDED"])
def test_a_guardian_who_cannot_sign_in_any_more_is_called(campus: Campus, status: str) -> None:
    child = campus.pupils[0]
    parent = campus.parent(child, phone="012 345 678")
    taken(campus, "PRESENT", "PRESENT", "ABSENT", "PRESENT")
    assert ok(campus.office.get("/v1/attendance/calls"))["data"] == []
    campus.api.rows(
        "UPDATE app.memberships SET status = :s WHERE user_id = :u RETURNING 1",
        s=status,
        u=parent.id,
    )
    (call,) = ok(campus.office.get("/v1/attendance/calls"))["data"]
    assert (call["studentId"], call["phone"]) == (str(child), "012 345 678")


def test_of_several_guardians_one_with_an_account_is_enough(campus: Campus) -> None:
    child, other = campus.pupils
    campus.parent(child)
    with campus.api.scene() as connection:
        make_guardian(connection, campus.school_id, child, phone="011 111 111")
        make_guardian(connection, campus.school_id, other, phone="012 345 678")
    taken(campus, "PRESENT", "PRESENT", "ABSENT", "PRESENT")
    assert ok(campus.office.get("/v1/attendance/calls"))["data"] == []
