"""Assignments of the physics course: one on paper, one with a rubric, one that is due, a quiz.

With the gradebook that they make, and what people were notified of: due, missing, graded.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from infra.local.demo.courses import PHYSICS
from infra.local.demo.stage import Stage, demo_id
from infra.local.demo.words import written

if TYPE_CHECKING:
    from uuid import UUID

REPORT, PAPER, POSTER, FORCES = (
    demo_id("assignment", name) for name in ("report", "paper", "poster", "forces")
)

RUBRIC = (
    {
        "id": "measure",
        "title": "It is measured with care",
        "titleKh": "វាស់វែងដោយប្រុងប្រយ័ត្ន",
        "levels": [
            {"id": "none", "title": "Not yet", "titleKh": "មិនទាន់", "points": 0},
            {"id": "some", "title": "Mostly", "titleKh": "ភាគច្រើន", "points": 6},
            {"id": "all", "title": "Fully", "titleKh": "ពេញលេញ", "points": 10},
        ],
    },
    {
        "id": "explain",
        "title": "It is explained",
        "titleKh": "មានការពន្យល់",
        "levels": [
            {"id": "none", "title": "Not yet", "titleKh": "មិនទាន់", "points": 0},
            {"id": "some", "title": "In part", "titleKh": "ខ្លះៗ", "points": 5},
            {
                "id": "all",
                "title": "With reasons",
                "titleKh": "មានហេតុផល",
                "description": "Says why the leaf is slower.",
                "points": 10,
            },
        ],
    },
)
REPORTS = (
    ("student", "The stone needed 0.64 s for two metres, so g is 9.8 m/s². Air slows the leaf."),
    ("pisey", "ដុំថ្មធ្លាក់ក្នុង 0.62 វិនាទី។ ស្លឹកឈើយឺតជាង ដោយសារខ្យល់។"),
    ("rithy", "It took about 0.7 s."),
    ("nary", "Two metres in 0.64 s: g = 2s/t² = 9.8. The leaf has more air against it."),
)
GRADED = (
    ("student", "all", "all", "Well measured, and well explained."),
    ("pisey", "all", "some", "វាស់វែងបានល្អណាស់!"),
)
ON_PAPER = {"student": 17.5, "pisey": 19, "rithy": 11, "kosal": 8, "nary": 18}
COMMENTS = (
    ("Well argued.", "លើកហេតុផលបានល្អ។"),
    ("Write down the units.", "សូមសរសេរឯកតា។"),
    ("Show how you got there.", None),
)


def add(stage: Stage) -> None:
    """Set the assignments, hand some in, and grade some of those."""
    from infra.postgres.learning.assignment_tables import assignments

    if stage.has(assignments, id=REPORT):
        return
    categories = _rules(stage)
    _set(stage, categories)
    handed_in = _hand_in(stage)
    _grade(stage, handed_in)
    _remind(stage)


def _rules(stage: Stage) -> tuple[UUID, UUID]:
    from functions.learning.comment_bank import grading_comments_create
    from functions.learning.gradebook import grade_categories_put, late_policy_put
    from shared.learning.assignments.submission_schemas import BankWrite
    from shared.learning.gradebook.schemas import BookPath, CategoriesWrite, LatePolicyWrite

    path, ago = BookPath(id=PHYSICS), timedelta(days=18)
    both = [
        {"name": "Homework", "nameKh": "កិច្ចការផ្ទះ", "weight": 40},
        {"name": "Tests", "nameKh": "តេស្ត", "weight": 60},
    ]
    wanted = CategoriesWrite.model_validate({"categories": both})
    found = stage.act("teacher", grade_categories_put, path, wanted, ago=ago).categories
    late = written(LatePolicyWrite, deduction_percent=10, minimum_percent=40, grace_minutes=10)
    stage.act("teacher", late_policy_put, path, late, ago=ago)
    for body, body_kh in COMMENTS:
        kept = written(BankWrite, body=body, body_kh=body_kh)
        stage.act("teacher", grading_comments_create, kept, ago=ago)
    return found[0].id, found[1].id


def _set(stage: Stage, categories: tuple[UUID, UUID]) -> None:
    from functions.learning.assignments import assignments_create
    from functions.learning.marking import assignments_rubric_put
    from shared.learning.assignments.schemas import RubricWrite, WorkCreate, WorkPath

    homework, tests = categories
    hour = stage.now.replace(minute=0, second=0, microsecond=0)
    report = written(
        WorkCreate,
        course_id=PHYSICS,
        title="How fast does a stone fall?",
        title_kh="ដុំថ្មធ្លាក់លឿនប៉ុណ្ណា?",
        description="Measure it, and say why a leaf is slower. Half a page is enough.",
        description_kh="សូមវាស់ ហើយពន្យល់ថាហេតុអ្វីស្លឹកឈើយឺតជាង។ កន្លះទំព័រគ្រប់គ្រាន់។",
        type="TEXT",
        max_points=20,
        category_id=homework,
        due_date=hour - timedelta(days=2),
    )
    paper = written(
        WorkCreate,
        course_id=PHYSICS,
        title="Test on free fall",
        title_kh="តេស្តអំពីការធ្លាក់សេរី",
        type="ON_PAPER",
        max_points=20,
        category_id=tests,
    )
    poster = written(
        WorkCreate,
        course_id=PHYSICS,
        title="A poster about forces",
        title_kh="ផ្ទាំងរូបភាពអំពីកម្លាំង",
        description="Draw one force of your day, and hand in a photo.",
        description_kh="គូរកម្លាំងមួយក្នុងជីវិតប្រចាំថ្ងៃ ហើយប្រគល់រូបថត។",
        type="FILE",
        max_points=10,
        category_id=homework,
        due_date=hour + timedelta(hours=23),
        grades_hidden=True,
    )
    forces = written(
        WorkCreate,
        course_id=PHYSICS,
        title="Forces and motion",
        title_kh="កម្លាំង និងចលនា",
        type="QUIZ",
        quiz_id=demo_id("quiz", "forces"),
        max_points=20,
        category_id=tests,
        due_date=hour + timedelta(days=6),
    )
    for made_as, body, days in ((REPORT, report, 9), (PAPER, paper, 7), (POSTER, poster, 1)):
        ago = timedelta(days=days)
        stage.act("teacher", assignments_create, body, ago=ago, made_as=made_as)
    stage.act("teacher", assignments_create, forces, ago=timedelta(hours=20), made_as=FORCES)
    rubric = RubricWrite.model_validate({"criteria": RUBRIC})
    path = WorkPath(id=REPORT)
    stage.act("teacher", assignments_rubric_put, path, rubric, ago=timedelta(days=8, hours=23))


def _hand_in(stage: Stage) -> dict[str, UUID]:
    from functions.learning.handing_in import assignments_submit
    from functions.learning.submissions import submission_comments_create
    from shared.learning.assignments.schemas import WorkPath
    from shared.learning.assignments.submission_schemas import (
        CommentWrite,
        HandIn,
        SubmissionPath,
    )

    handed_in: dict[str, UUID] = {}
    for place, (who, text) in enumerate(REPORTS):
        # The third one comes a day late.
        ago = timedelta(days=1, hours=3) if who == "rithy" else timedelta(days=4, hours=-place)
        body = written(HandIn, content=text)
        done = stage.act(who, assignments_submit, WorkPath(id=REPORT), body, ago=ago)
        handed_in[who] = done.id
    asked = written(CommentWrite, body="Sorry that it is late: my bicycle broke down.")
    path = written(SubmissionPath, id=REPORT, submission_id=handed_in["rithy"])
    stage.act("rithy", submission_comments_create, path, asked, ago=timedelta(days=1, hours=2))
    return handed_in


def _grade(stage: Stage, handed_in: dict[str, UUID]) -> None:
    from functions.learning.cells import gradebook_cells_put
    from functions.learning.marking import submissions_grade
    from shared.learning.assignments.submission_schemas import SubmissionPath, WorkGrade
    from shared.learning.gradebook.schemas import BookPath, CellsWrite

    for who, measured, explained, feedback in GRADED:
        choices = {"measure": {"level": measured}, "explain": {"level": explained}}
        given = {"version": 1, "choices": choices, "feedback": feedback}
        path = written(SubmissionPath, id=REPORT, submission_id=handed_in[who])
        body = WorkGrade.model_validate(given)
        stage.act("teacher", submissions_grade, path, body, ago=timedelta(hours=26))
    cells = [
        {
            "assignmentId": str(PAPER),
            "studentId": str(demo_id("user", who)),
            "version": 0,
            "points": points,
        }
        for who, points in ON_PAPER.items()
    ]
    missing = {"assignmentId": str(REPORT), "studentId": str(demo_id("user", "kosal"))}
    cells.append({**missing, "version": 0, "state": "MISSING"})
    wanted = CellsWrite.model_validate({"cells": cells})
    stage.act("teacher", gradebook_cells_put, BookPath(id=PHYSICS), wanted, ago=timedelta(hours=40))


def _remind(stage: Stage) -> None:
    """What the jobs have told: the poster is due within a day, and a report is missing."""
    from shared.learning.assignments.events import AssignmentDueSoon, AssignmentMissed

    due = stage.now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=23)
    soon = AssignmentDueSoon(
        assignment_id=POSTER,
        course_id=PHYSICS,
        title="A poster about forces",
        due_date=due,
        hours_left=24,
    )
    for who in ("student", "rithy"):
        stage.told(soon, demo_id("user", who), ago=timedelta(minutes=20))
    kosal = demo_id("user", "kosal")
    missed = AssignmentMissed(
        assignment_id=REPORT,
        course_id=PHYSICS,
        student_id=kosal,
        title="How fast does a stone fall?",
    )
    stage.told(missed, kosal, ago=timedelta(hours=40))
