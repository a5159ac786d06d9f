"""Marks of the demo class 10A: a month that is locked with its report cards, and one to enter."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from infra.local.demo.stage import Stage, demo_id
from infra.local.demo.words import written

# Per cent of the maximum for each pupil in the order of names, by subject: None for a blank cell.
DONE = {
    "khmer": (82, 91, 64, 73, 88, 55, 70, 95, 61),
    "maths": (90, 74, 58, 81, 66, 49, 77, 88, 70),
    "physics": (76, 85, 62, 90, 71, 44, 68, 93, 59),
    "history": (88, 79, 71, 84, 92, 63, 75, 90, 66),
}
BEGUN = {"maths": (84, 71, None, 79, 69, 52, None, 91, 72)}


def add(stage: Stage) -> None:
    """Enter, hand in, lock and issue, as teachers and the office do."""
    from functions.school.grades import grades_class, grades_enter, grades_lock
    from functions.school.rank_lists import grade_sheets_list
    from functions.school.report_cards import report_cards_issue
    from infra.postgres.school.grade_tables import grade_sheets
    from shared.school.grades.card_schemas import CardsIssue
    from shared.school.grades.schemas import (
        EntryPut,
        GradesEnter,
        GradesLock,
        GradesPath,
        ManagedGradesPath,
        SheetQuery,
        SheetsQuery,
    )
    from shared.school.grades.types import CardScope, EntryState

    class_id, term_id = demo_id("class", "10A"), demo_id("term", 1)
    if stage.has(grade_sheets, class_id=class_id):
        return
    path, days = written(GradesPath, id=class_id), timedelta(days=3)
    known = stage.act("teacher", grade_sheets_list, path, SheetsQuery(), ago=days)
    done, begun, *_ = next(term.months for term in known.terms if term.id == term_id)

    def enter(subject: str, period: str, shares: tuple[int | None, ...], *, submit: bool) -> None:
        subject_id = demo_id("subject", subject)
        of = {"subject_id": subject_id, "term_id": term_id, "period": period}
        sheet = stage.act("teacher", grades_class, path, written(SheetQuery, **of), ago=days)
        entries = [
            written(
                EntryPut,
                student_id=pupil.student_id,
                state=EntryState.SCORED,
                score=(sheet.max_score * share / 100).quantize(Decimal("0.5")),
            )
            for pupil, share in zip(sheet.pupils, shares, strict=False)
            if share is not None
        ]
        body = written(GradesEnter, **of, entries=entries, submit=submit)
        stage.act("teacher", grades_enter, path, body, ago=days)

    for subject, shares in DONE.items():
        enter(subject, done, shares, submit=True)
    office = written(ManagedGradesPath, id=class_id)
    lock = written(GradesLock, term_id=term_id, period=done)
    stage.act("admin", grades_lock, office, lock, ago=timedelta(days=2))
    issue = written(CardsIssue, scope=CardScope.MONTH, term_id=term_id, period=done)
    stage.act("admin", report_cards_issue, office, issue, ago=timedelta(days=2))
    for subject, some in BEGUN.items():
        enter(subject, begun, some, submit=False)
