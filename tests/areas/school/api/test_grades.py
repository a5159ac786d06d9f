"""Sheets of marks: entered, handed in, locked and corrected, each change a link in a chain."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.areas.school.factories.marks import EXAM, MONTH, NEXT, Marks, make_marks, scored
from tests.areas.school.factories.years import enrol, make_class_of, make_student
from tests.support.api import Api, in_parallel, ok, refused


@pytest.fixture
def marks(api: Api) -> Marks:
    return make_marks(api)


def scores(sheet: dict[str, Any]) -> list[str | None]:
    return [p["entry"] and p["entry"]["score"] for p in sheet["pupils"]]


def history(marks: Marks, **of: Any) -> list[Any]:
    return marks.api.rows(
        "SELECT h.* FROM app.grade_history AS h JOIN app.grade_sheets AS s"
        " ON s.tenant_id = h.tenant_id AND s.id = h.sheet_id"
        " WHERE s.class_id = :c AND s.subject_id = :s AND s.period = :p ORDER BY h.seq",
        c=marks.class_id,
        s=UUID(marks.of(**of)["subjectId"]),
        p=marks.of(**of)["period"],
    )


def test_a_teacher_enters_hands_in_and_an_admin_locks(marks: Marks) -> None:
    sheet = ok(marks.as_teacher.get(marks.path, query=marks.of()))
    assert (sheet["id"], sheet["status"], sheet["canEdit"]) == (None, "OPEN", True)
    assert scores(sheet) == [None] * 3
    assert [p["lastName"] for p in sheet["pupils"]] == ["Chan", "Kim", "Lim"]
    sheet = ok(marks.enter(["35", "9.5"]))
    assert scores(sheet) == ["35.00", "9.50", None]
    assert ok(marks.enter([None, None, "0"], submit=True))["status"] == "SUBMITTED"
    assert ok(marks.lock()) == {"locked": 1, "blank": 0}
    sheet = marks.sheet()
    assert (sheet["status"], scores(sheet)) == ("LOCKED", ["35.00", "9.50", "0.00"])
    refused(marks.enter(["36"]), 409, "sheet_locked")
    actions = [row.action for row in history(marks)]
    assert actions == ["ENTERED", "ENTERED", "ENTERED", "SUBMITTED", "LOCKED"]
    assert sheet["headHash"] == history(marks)[-1].hash


def test_what_is_as_it_was_writes_no_history(marks: Marks) -> None:
    """9.5 and 9.50 are one mark."""
    before = ok(marks.enter(["9.5"]))
    again = ok(marks.enter(["9.50"]))
    assert again == before
    assert len(history(marks)) == 1


def test_a_blank_cell_is_no_zero(marks: Marks) -> None:
    ok(marks.enter(["0", "1"]))
    emptied = {"studentId": str(marks.pupils[0]), "state": None}
    sheet = ok(marks.as_teacher.put(marks.path, json={**marks.of(), "entries": [emptied]}))
    assert scores(sheet) == [None, "1.00", None]
    links = [(row.action, row.old, row.new) for row in history(marks)]
    assert links[-1] == ("REMOVED", "SCORED 0.00", None)


def test_absent_and_exempt_are_no_scores(marks: Marks) -> None:
    entries = [
        {"studentId": str(marks.pupils[0]), "state": "ABSENT", "remarks": "ill"},
        {"studentId": str(marks.pupils[1]), "state": "EXEMPT"},
    ]
    sheet = ok(marks.as_teacher.put(marks.path, json={**marks.of(), "entries": entries}))
    assert [p["entry"] and p["entry"]["state"] for p in sheet["pupils"]] == [
        "ABSENT",
        "EXEMPT",
        None,
    ]
    assert history(marks)[0].new == "ABSENT | ill"


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"score": "50.01"}, "entries.0.score", "too_high"),
        ({"score": None}, "entries.0.score", "state"),
        ({"state": "ABSENT"}, "entries.0.score", "state"),
        ({"studentId": str(uuid4())}, "entries.0.studentId", "not_on_sheet"),
    ],
)
def test_a_cell_that_cannot_be_is_refused_with_all_others(
    marks: Marks, change: dict[str, Any], field: str, code: str
) -> None:
    wrong = {**scored(marks.pupils[0], "10"), **change}
    body = {**marks.of(), "entries": [wrong, scored(marks.pupils[1], "10")]}
    problem = refused(marks.as_teacher.put(marks.path, json=body), 422, "validation_failed")
    assert [(e["field"], e["code"]) for e in problem["errors"]] == [(field, code)]
    assert scores(marks.sheet()) == [None] * 3


def test_a_pupil_is_in_a_request_once(marks: Marks) -> None:
    twice = [scored(marks.pupils[0], "10"), scored(marks.pupils[0], "11")]
    body = {**marks.of(), "entries": twice}
    problem = refused(marks.as_teacher.put(marks.path, json=body), 422, "validation_failed")
    assert problem["errors"][0]["code"] == "twice"


def test_what_somebody_else_changed_is_not_overwritten(marks: Marks) -> None:
    ok(marks.enter(["10"]))
    stale = {**scored(marks.pupils[0], "11"), "version": 0}
    body = {**marks.of(), "entries": [stale]}
    problem = refused(marks.as_teacher.put(marks.path, json=body), 409, "entries_changed")
    assert problem["errors"][0]["field"] == "entries.0"
    assert scores(marks.sheet())[0] == "10.00"
    body["entries"] = [{**stale, "version": 1}]
    assert scores(ok(marks.as_teacher.put(marks.path, json=body)))[0] == "11.00"


def test_a_cell_that_was_emptied_and_filled_again_is_another_one(marks: Marks) -> None:
    def put(score: str | None, version: int) -> Any:
        entry = scored(marks.pupils[0], score or "0", version=version)
        if score is None:
            entry |= {"state": None, "score": None}
        return marks.as_teacher.put(marks.path, json={**marks.of(), "entries": [entry]})

    def version() -> int:
        entry = marks.sheet()["pupils"][0]["entry"]
        return 0 if entry is None else int(entry["version"])

    ok(put("10", 0))
    read = version()
    ok(put(None, read))
    ok(put("11", 0))
    refused(put("12", read), 409, "entries_changed")
    assert scores(marks.sheet())[0] == "11.00"
    ok(put("12", version()))


def test_only_whoever_teaches_the_subject_enters_its_marks(api: Api) -> None:
    marks = make_marks(api, subjects={"MATHS": ("1", "50"), "ICT": ("1", "50")})
    colleague = api.member("TEACHER", marks.admin.tenant)
    refused(marks.enter(["10"], by=colleague), 404, "not_found")
    api.rows(
        "UPDATE app.class_teachers SET user_id = :u WHERE class_id = :c AND subject_id = :s"
        " RETURNING 1",
        u=colleague.id,
        c=marks.class_id,
        s=marks.subjects["ICT"],
    )
    refused(marks.enter(["10"], by=colleague), 403, "not_your_subject")
    read = ok(api.as_(colleague).get(marks.path, query=marks.of()))
    assert read["canEdit"] is False
    ok(marks.enter(["10"], by=colleague, subject="ICT"))
    refused(marks.enter(["10"], subject="ICT"), 403, "not_your_subject")
    ok(marks.enter(["10"], by=marks.admin))


def test_a_sheet_is_of_what_the_class_is_taught_in_its_year(marks: Marks) -> None:
    for wrong in ({"subjectId": str(uuid4())}, {"termId": str(uuid4())}, {"period": "2026-03"}):
        query = {**marks.of(), **wrong}
        refused(marks.as_teacher.get(marks.path, query=query), 422, "validation_failed")
        body = {**query, "entries": []}
        refused(marks.as_teacher.put(marks.path, json=body), 422, "validation_failed")
    refused(marks.as_admin.get(f"/v1/classes/{uuid4()}/grades", query=marks.of()), 404, "not_found")


def test_what_was_not_handed_in_cannot_be_locked(api: Api) -> None:
    marks = make_marks(api, subjects={"MATHS": ("1", "50"), "ICT": ("1", "50")})
    refused(marks.lock(), 409, "sheets_not_submitted")
    ok(marks.enter(["10"], submit=True))
    ok(marks.enter(["10"], subject="ICT"))
    problem = refused(marks.lock(), 409, "sheets_not_submitted")
    assert [e["message"] for e in problem["errors"]] == [str(marks.subjects["ICT"])]
    body = {"termId": str(marks.term_ids[0]), "period": MONTH}
    one = {**body, "subjectIds": [str(marks.maths)]}
    assert ok(marks.as_admin.post(f"{marks.path}/lock", json=one)) == {"locked": 1, "blank": 2}
    # Again changes nothing.
    assert ok(marks.as_admin.post(f"{marks.path}/lock", json=one)) == {"locked": 0, "blank": 0}
    wrong = {**body, "termId": str(uuid4())}
    refused(marks.as_admin.post(f"{marks.path}/lock", json=wrong), 422, "validation_failed")


def test_a_locked_mark_is_corrected_with_a_reason(marks: Marks) -> None:
    """AT-X-4: a change writes history, a locked sheet refuses, and its chain verifies."""
    refused(marks.correct(0, "36"), 409, "sheet_not_locked")
    marks.locked({"MATHS": ["35", "20", "10"]})
    sheet = ok(marks.correct(0, "36"))
    assert scores(sheet)[0] == "36.00"
    refused(marks.enter(["37"]), 409, "sheet_locked")
    last = history(marks)[-1]
    assert (last.action, last.old, last.new) == ("CORRECTED", "SCORED 35.00", "SCORED 36.00")
    assert last.reason == "A page was not counted"
    refused(marks.correct(0, "51"), 422, "validation_failed")
    refused(marks.correct(0, "36", reason=""), 422, "validation_failed")
    # A correction to what it is already is none.
    ok(marks.correct(0, "36.00"))
    assert len(history(marks)) == last.seq
    verified = ok(marks.as_teacher.get(f"{marks.path}/history", query=marks.of()))
    assert (verified["holds"], len(verified["data"])) == (True, last.seq)
    body = {**marks.of(), **scored(marks.pupils[0], "1"), "reason": "Mine"}
    refused(marks.as_teacher.post(f"{marks.path}/corrections", json=body), 403, "forbidden")


def test_drafts_are_silent_and_what_is_handed_in_is_told_to_families(marks: Marks) -> None:
    child, parent = marks.family(0)
    ok(marks.enter(["35", "20"]))
    assert marks.api.events(marks.admin.tenant, "grade:posted") == []
    ok(marks.enter([], submit=True))
    told = marks.api.events(marks.admin.tenant, "grade:posted")
    assert {e.channel for e in told} == {f"user:{child.id}", f"user:{parent.id}"}
    assert {e.body["data"]["score"] for e in told} == {"35.00"}
    # A change after that is told, and of others nothing.
    ok(marks.enter(["36", "21"]))
    told = marks.api.events(marks.admin.tenant, "grade:posted")
    assert [e.body["data"]["score"] for e in told].count("36.00") == 2
    ok(marks.lock())
    locked = marks.api.events(marks.admin.tenant, "grade:sheet_locked")
    assert {e.channel for e in locked} == {f"user:{marks.teacher.id}"}
    ok(marks.correct(0, "37"))
    told = marks.api.events(marks.admin.tenant, "grade:posted")
    assert [e.body["data"]["score"] for e in told].count("37.00") == 2


def test_the_mark_of_a_pupil_who_moved_is_carried_and_read_only(marks: Marks) -> None:
    """From 7A to 7B on 10 February: the mark of 7A stands in 7B, and there it cannot change."""
    api, tenant = marks.api, marks.admin.tenant.id
    ok(marks.enter(["35", "20"], period=NEXT, submit=True))
    with api.scene() as connection:
        other = make_class_of(
            connection, tenant, year_id=marks.year_id, grade_id=marks.grade_id, name="7B",
            teachers=[(marks.teacher.id, marks.maths)],
        )  # fmt: skip
        api.rows(
            "UPDATE app.class_enrollments SET ended_on = :d WHERE student_id = :s RETURNING 1",
            d=date(2026, 2, 10),
            s=marks.pupils[0],
        )
        enrol(
            connection, tenant, year_id=marks.year_id, class_id=other,
            student_id=marks.pupils[0], started_on=date(2026, 2, 10),
        )  # fmt: skip
    path = f"/v1/classes/{other}/grades"
    sheet = ok(marks.as_teacher.get(path, query=marks.of(period=NEXT)))
    (line,) = sheet["pupils"]
    assert (line["carriedFrom"], line["entry"]["score"]) == ("7A", "35.00")
    body = {**marks.of(period=NEXT), "entries": [scored(marks.pupils[0], "40")]}
    problem = refused(marks.as_teacher.put(path, json=body), 422, "validation_failed")
    assert problem["errors"][0]["code"] == "carried"
    # The sheet of 7A keeps its line.
    assert scores(marks.sheet(period=NEXT))[0] == "35.00"
    # March's marks, and the examination, are given in 7B.
    assert ok(marks.as_teacher.get(path, query=marks.of(period=EXAM)))["pupils"]


def test_two_classes_cannot_both_give_the_mark_of_a_pupil_who_moves(marks: Marks) -> None:
    api, tenant = marks.api, marks.admin.tenant.id
    with api.scene() as connection:
        mover = make_student(connection, tenant)
        others = [
            make_class_of(
                connection,
                tenant,
                year_id=marks.year_id,
                grade_id=marks.grade_id,
                teachers=[(marks.teacher.id, marks.maths)],
            )
            for _ in range(4)
        ]
        for at, class_id in enumerate(others):
            enrol(
                connection, tenant, year_id=marks.year_id, class_id=class_id, student_id=mover,
                started_on=date(2026, 1, 1 + at),
                ended_on=None if at == 3 else date(2026, 1, 2 + at),
            )  # fmt: skip
    body = {**marks.of(), "entries": [scored(mover, "30")]}
    put = [partial(marks.as_teacher.put, f"/v1/classes/{c}/grades", json=body) for c in others]
    answers = in_parallel(put)
    assert min(a.status_code for a in answers) == 200
    assert {a.status_code for a in answers} <= {200, 409, 422}
    rows = api.rows("SELECT count(*) AS n FROM app.grade_entries WHERE student_id = :s", s=mover)
    assert rows[0].n == 1


def test_a_sheet_keeps_its_maximum_once_it_was_handed_in(marks: Marks) -> None:
    ok(marks.enter(["50"], submit=True))
    (offering,) = marks.api.rows(
        "SELECT frozen_at FROM app.subject_offerings WHERE subject_id = :s", s=marks.maths
    )
    assert offering.frozen_at is not None
    marks.api.rows(
        "UPDATE app.subject_offerings SET max_score = 100 WHERE subject_id = :s RETURNING 1",
        s=marks.maths,
    )
    refused(marks.enter(["51"]), 422, "validation_failed")
    assert marks.sheet()["maxScore"] == "50.00"
    assert marks.sheet(period=NEXT)["maxScore"] == "100.00"


def test_marks_above_a_maximum_that_was_lowered_are_not_handed_in(marks: Marks) -> None:
    ok(marks.enter(["40", "20"]))
    marks.api.rows(
        "UPDATE app.subject_offerings SET max_score = 30 WHERE subject_id = :s RETURNING 1",
        s=marks.maths,
    )
    problem = refused(marks.enter([], submit=True), 422, "validation_failed")
    assert [e["message"] for e in problem["errors"]] == [str(marks.pupils[0])]
    assert ok(marks.enter(["30"], submit=True))["status"] == "SUBMITTED"


def test_forty_enter_at_once_while_sheets_are_locked_under_them(api: Api) -> None:
    """Forty teachers: no entry is lost, none is in a locked sheet, and all chains verify."""
    marks = make_marks(api, pupils=8, subjects={f"S{n}": ("1", "50") for n in range(5)})
    for code in marks.subjects:
        ok(marks.enter([], subject=code, submit=True))
    cells = [(code, n) for code in marks.subjects for n in range(8)]
    sent = [
        {**marks.of(code), "entries": [scored(marks.pupils[n], str(n + 1))]} for code, n in cells
    ]
    teachers = [api.member("TEACHER", marks.admin.tenant) for _ in cells]
    teaching = [
        {"userId": str(person.id), "subjectId": body["subjectId"]}
        for person, body in zip(teachers, sent, strict=True)
    ]
    path = f"/v1/classes/{marks.class_id}/teachers"
    ok(marks.as_admin.put(path, json={"teachers": teaching}))
    writers: list[Callable[[], Any]] = [
        partial(api.as_(person).put, marks.path, json=body)
        for person, body in zip(teachers, sent, strict=True)
    ]
    calls = [*writers, marks.lock, marks.lock]
    answers = in_parallel(calls)
    entered = dict(zip(cells, answers, strict=False))
    taken = {cell for cell, answer in entered.items() if answer.status_code == 200}
    assert {answer.status_code for answer in entered.values()} <= {200, 409}
    assert [answer.status_code for answer in answers[-2:]] == [200, 200]
    for code in marks.subjects:
        sheet = marks.sheet(subject=code)
        kept = {n for n, score in enumerate(scores(sheet)) if score is not None}
        assert kept == {n for c, n in taken if c == code}
        assert sheet["status"] == "LOCKED"
        links = history(marks, subject=code)
        assert [row.seq for row in links] == list(range(1, len(links) + 1))
        assert links[-1].action == "LOCKED"
        assert len(links) == len(kept) + 2
        assert [row.previous for row in links[1:]] == [row.hash for row in links[:-1]]
        assert (sheet["headSeq"], sheet["headHash"]) == (len(links), links[-1].hash)
        told = marks.as_admin.get(f"{marks.path}/history", query=marks.of(code))
        assert ok(told)["holds"] is True
