"""Papers of years and classes that are over: families find what was issued, whatever came after."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.areas.school.factories.marks import EXAM, MONTH, NEXT, Marks, make_card, make_marks
from tests.areas.school.factories.years import enrol, make_class_of, make_year
from tests.support.api import Api, ok, refused
from tests.support.waiting import looking_first


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


def card_of(marks: Marks, scope: str, *, term: int | None = None, **query: Any) -> dict[str, Any]:
    """The card of the first pupil that the office is given."""
    of = {"scope": scope, **query}
    of |= {} if term is None else {"termId": str(marks.term_ids[term])}
    path = f"/v1/students/{marks.pupils[0]}/report-card"
    found: dict[str, Any] = ok(marks.as_admin.get(path, query=of))
    return found


def test_versions_are_counted_of_each_card_alone(marks: Marks) -> None:
    """A month, a semester and a year have cards of their own, and each is found as it is."""
    later = in_the_next_year(marks, 0)
    (next_class,) = marks.api.rows(
        "SELECT class_id FROM app.class_enrollments WHERE academic_year_id = :y", y=later
    )
    first, second = marks.term_ids
    months = [
        {"term_id": first, "period": MONTH},
        {"term_id": first, "period": NEXT},
        {"term_id": second, "period": "2026-07"},
    ]
    semesters = [
        {"scope": "SEMESTER", "term_id": term, "period": "SEMESTER"} for term in (first, second)
    ]
    year = {"scope": "YEAR", "term_id": None, "period": "YEAR"}
    years = [year, {**year, "academic_year_id": later, "class_id": next_class.class_id}]
    # One card more of each than of the one before it.
    with marks.api.scene() as connection:
        for kind in (months, semesters, years):
            for count, card in enumerate(kind, 1):
                for version in range(1, count + 1):
                    make_card(connection, marks, **{**card, "version": version})
    assert [
        (found["version"], found["latestVersion"])
        for found in (
            card_of(marks, "MONTH", term=0, period=MONTH, yearId=marks.year_id),
            card_of(marks, "MONTH", term=0, period=NEXT, yearId=marks.year_id),
            card_of(marks, "MONTH", term=1, period="2026-07", yearId=marks.year_id),
            card_of(marks, "SEMESTER", term=0, yearId=marks.year_id),
            card_of(marks, "SEMESTER", term=1, yearId=marks.year_id),
            card_of(marks, "YEAR", yearId=marks.year_id),
            card_of(marks, "YEAR", yearId=later),
        )
    ] == [(n, n) for n in (1, 2, 3, 1, 2, 1, 2)]


def test_a_class_prints_the_cards_of_one_period_and_its_own(marks: Marks) -> None:
    for period in (MONTH, NEXT):
        marks.locked({"MATHS": ["30", "40", "20"]}, period)
        ok(marks.issue(period=period))
    assert [one["content"]["period"] for one in marks.cards()] == [MONTH] * 3
    assert [one["content"]["period"] for one in marks.cards(period=NEXT)] == [NEXT] * 3
    other = in_another_class(marks, 0, date(2026, 2, 10))
    query = {"termId": str(marks.term_ids[0]), "period": MONTH}
    path = f"/v1/classes/{other.class_id}/report-cards"
    assert ok(marks.as_admin.get(path, query=query))["data"] == []


def test_a_pupil_who_was_in_no_class_has_no_card(marks: Marks) -> None:
    child = ok(
        marks.as_admin.post("/v1/students", json={"lastName": "Sok", "firstName": "Dara"}), 201
    )["id"]
    query = {"termId": str(marks.term_ids[0]), "period": MONTH}
    path = f"/v1/students/{child}/report-card"
    refused(marks.as_admin.get(path, query=query), 404, "not_found")
    refused(marks.as_admin.get(path), 404, "not_found")


def test_the_sheets_of_cards_are_locked_where_there_are_some_and_all_are(marks: Marks) -> None:
    path = f"/v1/classes/{marks.class_id}/report-cards"
    query = {"termId": str(marks.term_ids[0]), "period": MONTH}

    def locked() -> bool:
        found: bool = ok(marks.as_teacher.get(path, query=query))["locked"]
        return found

    assert locked() is False
    ok(marks.enter(["30", "40", "20"], submit=True))
    assert locked() is False
    ok(marks.lock())
    assert locked() is True


def test_of_two_who_issue_cards_at_once_one_issues_them(marks: Marks) -> None:
    marks.locked({"MATHS": ["30", "40", "20"]})
    answers = looking_first(marks.api, "report_cards", [marks.issue, marks.issue])
    assert sorted(ok(answer)["issued"] for answer in answers) == [0, 3]
