"""Report cards, rank lists and transcripts: every figure explains itself, and papers are proven."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from tests.areas.school.factories.marks import EXAM, MONTH, NEXT, Marks, make_marks
from tests.areas.school.factories.years import enrol, make_class_of, make_guardian
from tests.support.api import Api, all_items, in_parallel, ok, refused

SUBJECTS = {"MATHS": ("2", "100"), "ICT": ("1", "50")}


@pytest.fixture
def marks(api: Api) -> Marks:
    return make_marks(api, subjects=SUBJECTS)


def ranks(marks: Marks, **query: Any) -> list[tuple[str | None, int | None]]:
    of = {"scope": "MONTH", "termId": str(marks.term_ids[0]), "period": MONTH, **query}
    of = {k: v for k, v in of.items() if v is not None}
    found = ok(marks.as_teacher.get(f"/v1/classes/{marks.class_id}/ranks", query=of))
    return [(one["average"], one["rank"]) for one in found["data"]]


def verified(marks: Marks, code: str) -> dict[str, Any]:
    found: dict[str, Any] = ok(marks.api.anonymous().get(f"/v1/report-cards/{code}"))
    return found


def test_maths_50_of_100_with_2_and_ict_25_of_50_with_1_are_25(marks: Marks) -> None:
    marks.locked({"MATHS": ["50", "100", "0"], "ICT": ["25", "50", "0"]})
    assert ranks(marks) == [("50.00", 1), ("25.00", 2), ("0.00", 3)]
    ok(marks.issue())
    card = marks.cards()[0]["content"]
    assert (card["average"], card["rank"], card["outOf"]) == ("25.00", 2, 3)
    assert (card["mention"], card["passed"]) == ("E", True)
    (part,) = card["parts"]
    assert (part["points"], part["weight"], part["average"]) == ("75.00", "3.00", "25.00")
    explained = [(s["code"], s["marks"][0]["points"], s["coefficient"]) for s in card["subjects"]]
    assert explained == [("MATHS", "50.00", "2.00"), ("ICT", "25.00", "1.00")]


def test_equal_figures_share_a_rank_and_the_incomplete_have_none(api: Api) -> None:
    marks = make_marks(api, pupils=4)
    ok(marks.enter(["41.2", "40", "41.20"], submit=True))
    assert ranks(marks) == [("41.20", 1), ("41.20", 1), ("40.00", 3), (None, None)]
    found = ok(
        marks.as_teacher.get(
            f"/v1/classes/{marks.class_id}/ranks",
            query={"termId": str(marks.term_ids[0]), "period": MONTH},
        )
    )
    assert (found["ranked"], found["data"][-1]["missing"]) == (3, ["Maths"])


def test_drafts_are_in_no_rank(marks: Marks) -> None:
    ok(marks.enter(["50"], subject="MATHS"))
    assert ranks(marks) == [(None, None)] * 3


def test_a_semester_and_a_year_are_composed(api: Api) -> None:
    marks = make_marks(api, pupils=1)
    for period, score in ((MONTH, "30"), (NEXT, "40"), (EXAM, "45")):
        marks.locked({"MATHS": [score]}, period)
    ok(marks.issue("SEMESTER", None))
    (card,) = marks.cards("SEMESTER", None)
    assert card["content"]["average"] == "40.00"
    parts = [(p["period"], p["average"]) for p in card["content"]["parts"]]
    assert parts == [(MONTH, "30.00"), (NEXT, "40.00"), (EXAM, "45.00")]
    (subject,) = card["content"]["subjects"]
    assert [m["score"] for m in subject["marks"]] == ["30.00", "40.00", "45.00"]
    assert ranks(marks, scope="SEMESTER", period=None) == [("40.00", 1)]
    # The second semester has nothing yet: the year cannot be told.
    assert ranks(marks, scope="YEAR", termId=None, period=None) == [(None, None)]
    transcript = ok(marks.as_admin.get(f"/v1/students/{marks.pupils[0]}/transcript"))
    (year,) = transcript["data"]
    assert [(p["name"], p["average"]) for p in year["parts"]] == [
        ("Semester 1", "40.00"),
        ("Semester 2", None),
    ]


def test_cards_are_of_locked_sheets_alone(marks: Marks) -> None:
    refused(marks.issue(), 409, "sheets_not_locked")
    ok(marks.enter(["50", "40", "30"], submit=True))
    problem = refused(marks.issue(), 409, "sheets_not_locked")
    assert [e["message"] for e in problem["errors"]] == [str(marks.maths)]
    assert marks.cards() == []
    # What they would be is there to look at.
    assert [c["version"] for c in marks.cards(preview="true")] == [None] * 3
    ok(marks.lock())
    assert ok(marks.issue()) == {"issued": 3, "unchanged": 0}
    assert ok(marks.issue()) == {"issued": 0, "unchanged": 3}
    refused(marks.issue(period="2026-03"), 422, "validation_failed")
    refused(marks.issue(period=EXAM), 422, "validation_failed")


def test_a_correction_issues_version_2_and_version_1_stays_verifiable(marks: Marks) -> None:
    """35 becomes 36: ranks are computed anew, and whoever's card says the same keeps it."""
    child, parent = marks.family(0)
    marks.locked({"MATHS": ["35", "35.5", "10"], "ICT": ["25", "25", "25"]})
    ok(marks.issue())
    before = marks.cards()
    assert [c["content"]["rank"] for c in before] == [2, 1, 3]
    ok(marks.correct(0, "36"))
    after = marks.cards()
    assert [c["content"]["rank"] for c in after] == [1, 2, 3]
    assert [c["version"] for c in after] == [2, 2, 1]
    assert after[0]["reason"] == "A page was not counted"
    assert after[2] == before[2]

    old, new = verified(marks, before[0]["code"]), verified(marks, after[0]["code"])
    assert (old["version"], old["latestVersion"], old["intact"]) == (1, 2, True)
    assert (new["version"], new["latestVersion"], new["intact"]) == (2, 2, True)
    assert old["content"]["subjects"][0]["marks"][0]["score"] == "35.00"
    assert new["content"]["subjects"][0]["marks"][0]["score"] == "36.00"
    told = marks.api.events(marks.admin.tenant, "report_card:issued")
    versions = sorted((e.channel, e.body["data"]["cardVersion"]) for e in told)
    mine = [f"user:{child.id}", f"user:{parent.id}"]
    assert versions == sorted((channel, version) for channel in mine for version in (1, 2))


@pytest.mark.every_school
def test_a_card_is_sealed_in_the_night_after_it_was_issued(marks: Marks) -> None:
    marks.locked({"MATHS": ["50", "40", "30"]})
    ok(marks.issue())
    code = marks.cards()[0]["code"]
    assert verified(marks, code)["sealed"] is False
    marks.api.run_job("job_grades_seal")
    assert verified(marks, code)["sealed"] is True
    # Typed by hand, from any keyboard.
    assert verified(marks, code.replace("-", " ").lower())["intact"] is True
    refused(marks.api.anonymous().get("/v1/report-cards/7K3M-9QRT-X2VW"), 404, "not_found")
    refused(marks.api.anonymous().get("/v1/report-cards/x"), 404, "not_found")


@pytest.mark.every_school
@pytest.mark.parametrize("seal", ["sealed", "fresh"])
def test_a_card_that_was_changed_in_the_database_is_not_intact(marks: Marks, seal: str) -> None:
    marks.locked({"MATHS": ["35", "40", "30"]})
    ok(marks.issue())
    card = marks.cards()[0]
    if seal == "sealed":
        marks.api.run_job("job_grades_seal")
    change = text(
        "UPDATE app.report_cards SET content = jsonb_set(content, '{average}', CAST(:a AS jsonb))"
        " WHERE id = CAST(:c AS uuid)"
    )
    with marks.api.scene() as connection:
        connection.execute(change, {"a": '"49.00"', "c": card["id"]})
    found = verified(marks, card["code"])
    assert (found["intact"], found["content"]["average"]) == (False, "49.00")
    with marks.api.scene() as connection:
        connection.execute(change, {"a": '"17.50"', "c": card["id"]})
    assert verified(marks, card["code"])["intact"] is True


def test_a_mark_that_was_changed_without_its_chain_is_seen_on_the_card(marks: Marks) -> None:
    marks.locked({"MATHS": ["35", "40", "30"]})
    ok(marks.issue())
    code = marks.cards()[0]["code"]
    forge = "UPDATE app.grade_history SET hash = :h WHERE tenant_id = :t AND seq = 5 RETURNING 1"
    (kept,) = marks.api.rows(
        "SELECT hash FROM app.grade_history WHERE tenant_id = :t AND seq = 5",
        t=marks.admin.tenant.id,
    )
    marks.api.rows(forge, h="0" * 64, t=marks.admin.tenant.id)
    assert verified(marks, code)["intact"] is False
    marks.api.rows(forge, h=kept.hash, t=marks.admin.tenant.id)
    assert verified(marks, code)["intact"] is True


def test_two_corrections_at_once_make_versions_one_after_the_other(marks: Marks) -> None:
    marks.locked({"MATHS": ["35", "40", "30"], "ICT": ["25", "25", "25"]})
    ok(marks.issue())
    answers = in_parallel(
        [
            lambda: marks.correct(0, "36"),
            lambda: marks.correct(0, "26", "ICT"),
            lambda: marks.correct(1, "41"),
        ]
    )
    assert [a.status_code for a in answers] == [200] * 3
    cards = marks.cards()
    scores = [s["marks"][0]["score"] for s in cards[0]["content"]["subjects"]]
    assert scores == ["36.00", "26.00"]
    assert cards[0]["content"] == {
        **marks.cards(preview="true")[0]["content"],
        "heads": cards[0]["content"]["heads"],
    }


def test_families_read_what_was_handed_in_and_cards_that_were_issued(marks: Marks) -> None:
    child, parent = marks.family(0)
    path, query = f"/v1/students/{marks.pupils[0]}", {"termId": str(marks.term_ids[0])}
    ok(marks.enter(["35", "20", "10"]))
    for who in (child, parent):
        (own,) = ok(marks.api.as_(who).get("/v1/grades/pupils"))["data"]
        assert own["id"] == str(marks.pupils[0])
        assert ok(marks.api.as_(who).get(f"{path}/grades"))["data"] == []
    ok(marks.enter([], submit=True))
    (mark,) = ok(marks.api.as_(parent).get(f"{path}/grades"))["data"]
    assert (mark["subjectName"], mark["score"], mark["period"]) == ("Maths", "35.00", MONTH)
    of = {**query, "period": MONTH}
    refused(marks.api.as_(parent).get(f"{path}/report-card", query=of), 404, "not_found")
    ok(marks.lock())
    ok(marks.issue())
    card = ok(marks.api.as_(child).get(f"{path}/report-card", query=of))
    assert card["content"]["pupil"]["id"] == str(marks.pupils[0])
    stranger = marks.api.member("PARENT", marks.admin.tenant)
    for place in ("grades", "report-card", "transcript"):
        refused(marks.api.as_(stranger).get(f"{path}/{place}"), 404, "not_found")
        other = f"/v1/students/{marks.pupils[1]}/{place}"
        refused(marks.api.as_(parent).get(other), 404, "not_found")


def test_a_guardian_who_may_not_see_marks_sees_none(marks: Marks) -> None:
    _, parent = marks.family(0)
    marks.api.rows(
        "UPDATE app.student_guardians SET can_view_grades = false WHERE student_id = :s"
        " RETURNING 1",
        s=marks.pupils[0],
    )
    path = f"/v1/students/{marks.pupils[0]}/grades"
    refused(marks.api.as_(parent).get(path), 404, "not_found")
    ok(marks.enter(["35"], submit=True))
    told = marks.api.events(marks.admin.tenant, "grade:posted")
    assert f"user:{parent.id}" not in {event.channel for event in told}


def moved(marks: Marks, pupil: int, on: date) -> UUID:
    """Another class of the grade, into which the pupil goes on a day; returns its id."""
    tenant = marks.admin.tenant.id
    with marks.api.scene() as connection:
        other = make_class_of(
            connection, tenant, year_id=marks.year_id, grade_id=marks.grade_id, name="7B"
        )
        connection.execute(
            text("UPDATE app.class_enrollments SET ended_on = :d WHERE student_id = :s"),
            {"d": on, "s": marks.pupils[pupil]},
        )
        enrol(
            connection, tenant, year_id=marks.year_id, class_id=other,
            student_id=marks.pupils[pupil], started_on=on,
        )  # fmt: skip
    return other


def test_who_moved_is_ranked_in_the_new_class_with_the_mark_of_the_old_one(marks: Marks) -> None:
    """From 7A to 7B on 10 February: counted once, in 7B, and 7A is ranked without them."""
    ok(marks.enter(["100", "40", "30"], period=NEXT, submit=True))
    other = moved(marks, 0, date(2026, 2, 10))
    query = {"termId": str(marks.term_ids[0]), "period": NEXT}
    found = ok(marks.as_admin.get(f"/v1/classes/{other}/ranks", query=query))["data"]
    assert [(one["average"], one["rank"]) for one in found] == [("50.00", 1)]
    assert ranks(marks, period=NEXT) == [("20.00", 1), ("15.00", 2)]
    card = ok(
        marks.as_admin.get(f"/v1/classes/{other}/report-cards", query={**query, "preview": "true"})
    )["data"][0]["content"]
    assert card["subjects"][0]["marks"][0]["carried"] is True


def test_a_card_waits_for_the_marks_that_a_pupil_brought_along(marks: Marks) -> None:
    """7A has handed in, and may still change the mark of who is in 7B now."""
    ok(marks.enter(["100", "40", "30"], period=NEXT, submit=True))
    other = replace(marks, class_id=moved(marks, 0, date(2026, 2, 10)), pupils=marks.pupils[:1])
    ok(other.enter(["25"], subject="ICT", period=NEXT, submit=True, by=marks.admin))
    ok(other.lock(NEXT))
    (error,) = refused(other.issue(period=NEXT), 409, "sheets_not_locked")["errors"]
    assert (error["code"], error["message"]) == ("not_locked_elsewhere", str(marks.maths))
    ok(marks.lock(NEXT))
    ok(other.issue(period=NEXT))
    as_office = replace(other, teacher=marks.admin)
    (card,) = as_office.cards(period=NEXT)
    sheets = {marks.sheet(period=NEXT)["id"], other.sheet(subject="ICT", period=NEXT)["id"]}
    assert {head["sheetId"] for head in card["content"]["heads"]} == sheets
    assert verified(marks, card["code"])["intact"] is True


def test_a_class_says_how_far_its_sheets_are(marks: Marks) -> None:
    ok(marks.enter(["50"]))
    found = ok(marks.as_teacher.get(f"/v1/classes/{marks.class_id}/sheets"))
    assert [(s["code"], s["canEdit"]) for s in found["subjects"]] == [
        ("MATHS", True),
        ("ICT", True),
    ]
    (sheet,) = found["sheets"]
    assert (sheet["period"], sheet["status"], sheet["entered"]) == (MONTH, "OPEN", 1)
    assert [t["months"] for t in found["terms"]] == [
        ["2025-12", "2026-01", "2026-02"],
        ["2026-05", "2026-06", "2026-07"],
    ]
    query = {"termId": str(marks.term_ids[1])}
    other = ok(marks.as_teacher.get(f"/v1/classes/{marks.class_id}/sheets", query=query))
    assert other["sheets"] == []


def test_families_are_notified_in_their_language_and_no_mark_is_in_it(marks: Marks) -> None:
    child, _ = marks.family(0)
    reader = marks.api.member("PARENT", marks.admin.tenant, locale="km")
    with marks.api.scene() as connection:
        make_guardian(connection, marks.admin.tenant.id, marks.pupils[0], user_id=reader.id)
    marks.locked({"MATHS": ["35", "40", "30"]})
    ok(marks.issue())
    ok(marks.correct(0, "36"))
    # Each mark and each version, to the child, one guardian and the other.
    assert marks.api.deliver("worker_marks", marks.admin.tenant) == 3 * 4
    told = all_items(marks.api.as_(child), "/v1/notifications")
    assert {one["message"] for one in told} == {
        "Marks were handed in",
        "A report card can be read",
        "A report card was corrected",
    }
    assert {one["link"] for one in told} == {f"/marks/pupils/{marks.pupils[0]}"}
    (title,) = {one["title"] for one in all_items(marks.api.as_(reader), "/v1/notifications")} & {
        "ពិន្ទុថ្មី"
    }
    assert title
