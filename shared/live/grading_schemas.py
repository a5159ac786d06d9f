"""Requests and responses about games that become grades."""

from __future__ import annotations

from uuid import UUID

from shared.http.schema import RequestModel, ResponseModel, example
from shared.learning.assignments.schemas import MaxPoints


class LiveGrades(
    RequestModel, json_schema_extra=example(courseId="01890a5d-ac96-774b-bcce-b302099a8057")
):
    """Where the scores go: an assignment of the course, or the game's own one.

    ``maxPoints`` is what all answers right are worth, where the assignment is new.
    """

    course_id: UUID
    assignment_id: UUID | None = None
    max_points: MaxPoints = 100


class LiveGradesRead(ResponseModel):
    """How many students of the course were graded, and how many had been by this game.

    ``withoutAccount`` have played as guests: nobody knows whose grade it would be.
    """

    assignment_id: UUID
    graded: int
    already: int
    without_account: int
