"""Requests and responses of the to-do list, the calendar and the statistics of a course."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field

from shared.http.schema import RequestModel, ResponseModel, Token
from shared.learning.assignments.schemas import WorkSummary
from shared.people.schemas import AuthorRead


class Todo(ResponseModel):
    """What to do: to hand in (by date), what is missing, and what waits to be graded."""

    due: list[WorkSummary]
    missing: list[WorkSummary]
    to_grade: list[WorkSummary]


class CalendarToken(ResponseModel):
    """The secret address of the caller's calendar; who has it reads it. The old one is void."""

    token: str
    path: str


class CalendarQuery(RequestModel):
    """``token`` is the secret of the address."""

    token: Annotated[Token, Field(min_length=1, max_length=200)]


class StatisticsPath(RequestModel):
    """The course whose figures they are."""

    id: UUID


class LessonStep(ResponseModel):
    """One step of the funnel: how many have completed a lesson."""

    lesson_id: UUID
    title: str
    title_kh: str | None
    completed: int


class WorkStep(ResponseModel):
    """An assignment: how many handed in, were graded, miss it; and the mean of its grades."""

    assignment_id: UUID
    title: str
    title_kh: str | None
    handed_in: int
    graded: int
    missing: int
    mean_percent: float | None


class StudentAtWork(ResponseModel):
    """A student with what is missing.

    ``attendance`` is per cent of the school's sessions of the last four weeks, null where the
    school has counted too few, and to whom does not teach a class of the student. ``atRisk``: three
    are missing, the total is low, or attendance is.
    """

    student: AuthorRead
    progress: float
    total: float | None
    missing: list[UUID]
    attendance: float | None
    at_risk: bool


class CourseStatistics(ResponseModel):
    """Figures of a course, for who teaches it."""

    course_id: UUID
    course_title: str
    course_title_kh: str | None
    students: int
    started: int
    completed: int
    lessons: list[LessonStep]
    assignments: list[WorkStep]
    people: list[StudentAtWork]
