"""Courses for tests: published, with an owner and whoever is named."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert, update

from infra.postgres.boards.tables import boards
from infra.postgres.identity.guest_tables import join_codes
from infra.postgres.learning.course_tables import (
    certificates,
    course_faq,
    course_members,
    course_modules,
    courses,
    lesson_progress,
    lesson_resources,
    lessons,
)
from shared.identity.types import CodeKind
from tests.areas.people.factories.people import act_for, new_id


def course(
    connection: Connection,
    *,
    tenant_id: UUID,
    owner_id: UUID,
    teachers: Sequence[UUID] = (),
    assistants: Sequence[UUID] = (),
    students: Sequence[UUID] = (),
    **columns: Any,
) -> UUID:
    """A published course that anybody may enrol in, unless told; returns its id."""
    act_for(connection, tenant_id)
    course_id = new_id()
    values = {
        "tenant_id": tenant_id,
        "id": course_id,
        "owner_id": owner_id,
        "title": "A course",
        "join_code": secrets.token_hex(6).upper(),
        "published_at": datetime.now(UTC),
        **columns,
    }
    connection.execute(insert(courses).values(values))
    make_course_member(
        connection, tenant_id=tenant_id, course_id=course_id, user_id=owner_id, role="OWNER"
    )
    for role, people in (("TEACHER", teachers), ("ASSISTANT", assistants), ("STUDENT", students)):
        for user_id in people:
            make_course_member(
                connection, tenant_id=tenant_id, course_id=course_id, user_id=user_id, role=role
            )
    return course_id


def make_course_member(
    connection: Connection,
    *,
    tenant_id: UUID,
    course_id: UUID,
    user_id: UUID,
    role: str = "STUDENT",
    **columns: Any,
) -> None:
    """Somebody in the course."""
    act_for(connection, tenant_id)
    values = {
        "tenant_id": tenant_id,
        "course_id": course_id,
        "user_id": user_id,
        "role": role,
        **columns,
    }
    connection.execute(insert(course_members).values(values))


def make_module(
    connection: Connection, *, tenant_id: UUID, course_id: UUID, **columns: Any
) -> UUID:
    """A module at the end of the course; returns its id."""
    return _row(
        connection, course_modules, tenant_id, course_id=course_id, **_placed("A module", columns)
    )


def make_lesson(
    connection: Connection, *, tenant_id: UUID, course_id: UUID, **columns: Any
) -> UUID:
    """A published lesson of the course; returns its id."""
    values = {"content": "Some words.", "published_at": datetime.now(UTC)}
    return _row(
        connection,
        lessons,
        tenant_id,
        course_id=course_id,
        **_placed("A lesson", {**values, **columns}),
    )


def make_resource(
    connection: Connection, *, tenant_id: UUID, lesson_id: UUID, **columns: Any
) -> UUID:
    """A link beside a lesson, unless told; returns its id."""
    values: dict[str, Any] = {"kind": "LINK", **columns}
    if values["kind"] != "QUIZ":
        values.setdefault("url", "https://example.test/page")
    return _row(
        connection, lesson_resources, tenant_id, lesson_id=lesson_id, **_placed("A link", values)
    )


def make_completion(
    connection: Connection, *, tenant_id: UUID, course_id: UUID, lesson_id: UUID, user_id: UUID
) -> None:
    """A lesson that somebody has completed."""
    act_for(connection, tenant_id)
    values = {
        "tenant_id": tenant_id,
        "course_id": course_id,
        "lesson_id": lesson_id,
        "user_id": user_id,
    }
    connection.execute(insert(lesson_progress).values(values))


def make_faq(
    connection: Connection, *, tenant_id: UUID, course_id: UUID, promoted_by: UUID
) -> UUID:
    """A question with its answer; returns its id."""
    return _row(
        connection,
        course_faq,
        tenant_id,
        course_id=course_id,
        promoted_by=promoted_by,
        question="When is the test?",
        answer="On Monday.",
    )


def set_board_scope(connection: Connection, board_id: UUID, course_id: UUID) -> None:
    """Make a board one of a course."""
    change = update(boards).where(boards.c.id == board_id)
    connection.execute(change.values(scope_type="COURSE", scope_id=course_id))


def make_certificate(
    connection: Connection, *, tenant_id: UUID, course_id: UUID, user_id: UUID, **columns: Any
) -> str:
    """A certificate of the course; returns its code."""
    act_for(connection, tenant_id)
    code, certificate_id, now = secrets.token_hex(6).upper(), new_id(), datetime.now(UTC)
    values = {
        "tenant_id": tenant_id,
        "id": certificate_id,
        "course_id": course_id,
        "user_id": user_id,
        "code": code,
        "snapshot": {
            "personName": "Sok Dara",
            "courseTitle": "Physics",
            "teacherName": "Chan Bopha",
            "schoolName": "School",
            "lessons": 3,
            "quizzes": [{"title": "Light", "score": 80}],
            "completedAt": now,
        },
        **columns,
    }
    connection.execute(insert(certificates).values(values))
    lead = {
        "kind": CodeKind.CERTIFICATE,
        "code": code,
        "tenant_id": tenant_id,
        "object_id": certificate_id,
    }
    connection.execute(insert(join_codes).values(lead))
    return code


def _placed(title: str, columns: dict[str, Any]) -> dict[str, Any]:
    return {"title": title, "position": 0, **columns}


def _row(connection: Connection, table: Any, tenant_id: UUID, **columns: Any) -> UUID:
    act_for(connection, tenant_id)
    row_id = new_id()
    connection.execute(insert(table).values({"tenant_id": tenant_id, "id": row_id, **columns}))
    return row_id
