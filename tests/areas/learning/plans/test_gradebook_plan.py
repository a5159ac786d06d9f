"""The gradebook of one course among many, and what the jobs look for, are read by their indexes.

What is explained is what the repositories sent, with its values, under the policies of production.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, event, text

from infra.local.postgres import EmbeddedPostgres
from infra.postgres.core.engine import create_engine_for, create_patient_engine
from infra.postgres.core.unit_of_work import UnitOfWork
from infra.postgres.learning.gradebooks import GradebookRepository
from infra.postgres.learning.quiz_attempts import QuizAttemptRepository
from infra.postgres.learning.submissions import SubmissionRepository
from tests.areas.learning.factories.assignments import make_work
from tests.areas.learning.factories.courses import course
from tests.areas.learning.factories.quizzes import make_quiz
from tests.areas.people.factories.people import make_member, make_tenant
from tests.support.postgres import make_database

COURSES = 60
STUDENTS = 80
WORKS = 8
_FILL = text(
    """
    INSERT INTO app.assignment_submissions (tenant_id, id, assignment_id, course_id, student_id,
        state, attempt, points, source, version)
    SELECT :t, uuidv7(), a.id, a.course_id, m.user_id, 'GRADED', 1, 50, 'MANUAL', 1
    FROM app.assignments AS a JOIN app.memberships AS m ON m.tenant_id = :t
    WHERE a.tenant_id = :t
    """
)
_ATTEMPTS = text(
    """
    INSERT INTO app.quiz_attempts (tenant_id, id, quiz_id, user_id, number, started_at,
        deadline_at, submitted_at, score, points_earned)
    SELECT :t, uuidv7(), :q, m.user_id, n, now(), now(), now(), 50, 1
    FROM app.memberships AS m, generate_series(1, 100) AS n WHERE m.tenant_id = :t
    """
)


@dataclass(frozen=True, slots=True)
class BusySchool:
    """A school with many gradebooks, as the functions reach it."""

    engine: Engine
    id: UUID
    course_id: UUID
    works: list[UUID]


@pytest.fixture(scope="module")
def busy(postgres: EmbeddedPostgres) -> Iterator[BusySchool]:
    # A database of its own: plans depend on how many rows of others are in the tables.
    name = f"book_plans_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    database = make_database(postgres, name)
    admin = create_patient_engine(database.admin, application_name="tests")
    works: list[UUID] = []
    with admin.begin() as connection:
        tenant_id = make_tenant(connection).id
        people = [make_member(connection, tenant_id=tenant_id).id for _ in range(STUDENTS)]
        of = {"tenant_id": tenant_id, "created_by": people[0]}
        for _ in range(COURSES):
            course_id = course(connection, tenant_id=tenant_id, owner_id=people[0])
            works = [make_work(connection, course_id=course_id, **of) for _ in range(WORKS)]
        connection.execute(_FILL, {"t": tenant_id})
        quiz_id = make_quiz(connection, tenant_id=tenant_id, author_id=people[0])
        connection.execute(_ATTEMPTS, {"t": tenant_id, "q": quiz_id})
    with admin.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE app.assignment_submissions, app.quiz_attempts"))
    admin.dispose()
    engine = create_engine_for(database.app, pool_size=2, application_name="tests")
    yield BusySchool(engine, tenant_id, course_id, works)
    engine.dispose()
    postgres.drop_database(name)


def plan(busy: BusySchool, ask: Callable[[UnitOfWork], object]) -> str:
    """The plan of the one statement that a question sends."""
    sent = list[tuple[str, Any]]()

    def record(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        sent.append((statement, parameters))

    with UnitOfWork(busy.engine) as unit:
        unit.as_tenant(busy.id)
        event.listen(busy.engine, "before_cursor_execute", record)
        try:
            ask(unit)
        finally:
            event.remove(busy.engine, "before_cursor_execute", record)
        ((statement, values),) = [one for one in sent if one[0].startswith(("SELECT", "WITH"))][-1:]
        explained = unit._opened().exec_driver_sql(f"EXPLAIN {statement}", values)
        found = "\n".join(explained.scalars())
    assert "current_setting('app.tenant_id'" in found, "row security is not active"
    return found


@pytest.mark.parametrize("read", [GradebookRepository.find_cells, GradebookRepository.find_lines])
def test_a_gradebook_is_read_by_its_course(busy: BusySchool, read: Callable[..., object]) -> None:
    found = plan(busy, lambda unit: read(unit(GradebookRepository), busy.course_id, busy.works))
    assert "Seq Scan on assignment_submissions " not in found, found


def test_who_handed_in_is_read_by_the_assignment(busy: BusySchool) -> None:
    found = plan(busy, lambda unit: unit(SubmissionRepository).find_of_assignment(busy.works[0]))
    assert "Seq Scan on assignment_submissions " not in found, found


def test_open_attempts_are_found_without_those_that_are_over(busy: BusySchool) -> None:
    now = datetime.now(UTC)
    found = plan(busy, lambda unit: unit(QuizAttemptRepository).find_overdue(now, 100))
    assert "quiz_attempts_open_idx" in found, found
