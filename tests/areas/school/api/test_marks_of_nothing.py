"""What every route of marks says of a class, a subject or a period that is not there."""

from __future__ import annotations

from uuid import uuid4

from tests.areas.school.factories.marks import make_marks, scored
from tests.support.api import Api, refused


def test_a_class_that_is_not_there_is_not_found(api: Api) -> None:
    marks = make_marks(api)
    nowhere = f"/v1/classes/{uuid4()}"
    for place in ("grades", "grades/history", "sheets", "ranks", "report-cards"):
        refused(marks.as_admin.get(f"{nowhere}/{place}"), 404, "not_found")
    lock = {"termId": str(marks.term_ids[0]), "period": "2026-01"}
    refused(marks.as_admin.post(f"{nowhere}/grades/lock", json=lock), 404, "not_found")
    issue = {"scope": "MONTH", **lock}
    refused(marks.as_admin.post(f"{nowhere}/report-cards", json=issue), 404, "not_found")
    entry = {**marks.of(), **scored(marks.pupils[0], "1"), "reason": "Because"}
    refused(marks.as_admin.post(f"{nowhere}/grades/corrections", json=entry), 404, "not_found")


def test_a_subject_or_period_that_is_not_there_is_refused(api: Api) -> None:
    marks = make_marks(api)
    entry = {**scored(marks.pupils[0], "1"), "reason": "Because"}
    for wrong in ({"subjectId": str(uuid4())}, {"period": "2031-01"}):
        of = {**marks.of(), **wrong}
        history = marks.as_teacher.get(f"{marks.path}/history", query=of)
        refused(history, 422, "validation_failed")
        correction = marks.as_admin.post(f"{marks.path}/corrections", json={**of, **entry})
        refused(correction, 422, "validation_failed")
    query = {"termId": str(uuid4())}
    for place in (
        f"/v1/classes/{marks.class_id}/ranks",
        f"/v1/classes/{marks.class_id}/report-cards",
        f"/v1/students/{marks.pupils[0]}/report-card",
    ):
        refused(marks.as_admin.get(place, query=query), 422, "validation_failed")
