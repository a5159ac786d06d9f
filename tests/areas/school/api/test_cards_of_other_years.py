"""Papers of years and classes that are over: families find what was issued, whatever came after."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.areas.school.factories.marks import EXAM, MONTH, NEXT, Marks, make_marks
from tests.areas.school.factories.years import enrol, make_class_of, make_year
from tests.support.api import Api, ok, refused


@pytest.fixture
def marks(api: Api) -> Marks:
    return make_marks(api)


def left(marks: Marks, pupil: int, on: date) -> None:
    """The pupil's time in the class ends: ``on`` is the first day on which they are not there."""
    marks.api.rows(
        "UPDATE app.class_enrollments SET ended_on = :d WHERE student_id = :s RETURNING 1",
        d=on,
        s=marks.pupils[pupil],
    )


def in_another_class(marks: Marks, pupil: int, on: date) -> Marks:
    """The pupil goes into 7B on a day."""
    left(marks, pupil, on)
    tenant = marks.admin.tenant.id
    with marks.api.scene() as connection:
        other = make_class_of(
            connection, tenant, year_id=marks.year_id, grade_id=marks.grade_id, name="7B"
        )
        enrol(
            connection, tenant, year_id=marks.year_id, class_id=other,
            student_id=marks.pupils[pupil], started_on=on,
        )  # fmt: skip
    return Marks(**{**vars(marks), "class_id": other, "pupils": [marks.pupils[pupil]]})


def in_the_next_year(marks: Marks, pupil: int) -> str:
    """The pupil goes into a class of the year after; returns its id."""
    left(marks, pupil, date(2026, 9, 1))
    tenant = marks.admin.tenant.id
    starts, ends = date(2026, 11, 1), date(2027, 8, 31)
    with marks.api.scene() as connection:
        year = make_year(connection, tenant, start_date=starts, end_date=ends, status="PLANNING")
        class_id = make_class_of(
            connection, tenant, year_id=year.id, grade_id=marks.grade_id, name="8A"
        )
        enrol(
            connection, tenant, year_id=year.id, class_id=class_id,
            student_id=marks.pupils[pupil], started_on=starts,
        )  # fmt: skip
    return str(year.id)


def test_families_find_cards_of_an_earlier_year(marks: Marks) -> None:
    family, path = marks.family(0), f"/v1/students/{marks.pupils[0]}"
    marks.locked({"MATHS": ["35", "20", "10"]})
    ok(marks.issue())
    later = in_the_next_year(marks, 0)
    of = {"termId": str(marks.term_ids[0]), "period": MONTH, "yearId": str(marks.year_id)}
    for who in family:
        reader = marks.api.as_(who)
        found = ok(reader.get(f"{path}/grades"))
        assert (found["yearId"], found["className"]) == (later, "8A")
        assert [one["id"] for one in found["years"]] == [later, str(marks.year_id)]
        earlier = ok(reader.get(f"{path}/grades", query={"yearId": str(marks.year_id)}))
        assert (earlier["className"], earlier["years"]) == ("7A", found["years"])
        assert [one["score"] for one in earlier["data"]] == ["35.00"]
        card = ok(reader.get(f"{path}/report-card", query=of))["content"]
        assert (card["className"], card["average"], card["rank"]) == ("7A", "35.00", 1)
        # Without a year it is that of today's, of which there is none.
        refused(reader.get(f"{path}/report-card"), 404, "not_found")
        elsewhere = f"/v1/students/{marks.pupils[1]}/report-card"
        refused(reader.get(elsewhere, query=of), 404, "not_found")
    stranger = {**of, "yearId": str(make_marks(marks.api).year_id)}
    refused(marks.api.as_(family[0]).get(f"{path}/report-card", query=stranger), 404, "not_found")


def transcript(marks: Marks, pupil: int) -> list[dict[str, Any]]:
    found = ok(marks.as_admin.get(f"/v1/students/{marks.pupils[pupil]}/transcript"))
    years: list[dict[str, Any]] = found["data"]
    return years


def test_who_left_within_the_year_has_it_in_the_transcript(marks: Marks) -> None:
    """Moved away in May, after the first semester: its average stays, and nobody is outranked."""
    for period in (MONTH, NEXT, EXAM):
        marks.locked({"MATHS": ["30", "40", "20"]}, period)
    left(marks, 0, date(2026, 5, 4))
    (year,) = transcript(marks, 0)
    assert [(p["average"], p["absent"]) for p in year["parts"]] == [("30.00", False), (None, True)]
    assert (year["className"], year["average"], year["rank"]) == ("7A", "30.00", None)


def test_who_left_without_any_mark_has_no_year(marks: Marks) -> None:
    marks.locked({"MATHS": ["30"]})
    left(marks, 1, date(2025, 12, 2))
    assert transcript(marks, 1) == []


def test_who_left_keeps_the_cards_that_were_issued(marks: Marks) -> None:
    """The class prints them, and a correction is ranked among those who were there then."""
    marks.locked({"MATHS": ["30", "40", "20"]})
    ok(marks.issue())
    left(marks, 0, date(2026, 1, 20))
    assert [(c["content"]["average"], c["content"]["rank"]) for c in marks.cards()] == [
        ("30.00", 2),
        ("40.00", 1),
        ("20.00", 3),
    ]
    ok(marks.correct(0, "45"))
    after = [(c["version"], c["content"]["average"], c["content"]["rank"]) for c in marks.cards()]
    assert after == [(2, "45.00", 1), (2, "40.00", 2), (1, "20.00", 3)]


def test_two_classes_that_issue_a_card_of_one_pupil_make_versions_of_it(marks: Marks) -> None:
    """The move was written down afterwards: the first class has issued the month already."""
    marks.locked({"MATHS": ["30", "40", "20"]})
    ok(marks.issue())
    other = in_another_class(marks, 0, date(2026, 1, 20))
    ok(other.enter([], submit=True, by=marks.admin))
    ok(other.lock())
    assert ok(other.issue()) == {"issued": 1, "unchanged": 0}
    query = {"termId": str(marks.term_ids[0]), "period": MONTH}
    card = ok(marks.as_admin.get(f"/v1/students/{marks.pupils[0]}/report-card", query=query))
    assert (card["version"], card["content"]["className"]) == (2, "7B")
    assert ok(other.issue()) == {"issued": 0, "unchanged": 1}
