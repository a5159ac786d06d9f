"""Assignments and submissions for tests."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert

from infra.postgres.learning.assignment_tables import (
    assignment_extension_people,
    assignment_extensions,
    assignments,
    grading_comments,
    submissions,
)
from tests.areas.people.factories.people import act_for, new_id


def make_work(
    connection: Connection, *, tenant_id: UUID, course_id: UUID, created_by: UUID, **columns: Any
) -> UUID:
    """A published assignment without dates, worth a hundred, unless told; returns its id."""
    act_for(connection, tenant_id)
    work_id = new_id()
    values = {
        "tenant_id": tenant_id,
        "id": work_id,
        "course_id": course_id,
        "created_by": created_by,
        "title": "An essay",
        "type": "TEXT",
        "status": "PUBLISHED",
        "max_points": 100,
        "published_at": datetime.now(UTC),
        **columns,
    }
    connection.execute(insert(assignments).values(values))
    return work_id


def make_submission(
    connection: Connection,
    *,
    tenant_id: UUID,
    course_id: UUID,
    assignment_id: UUID,
    student_id: UUID,
    **columns: Any,
) -> UUID:
    """Work that was begun and not handed in, unless told; returns its id."""
    act_for(connection, tenant_id)
    submission_id = new_id()
    values = {
        "tenant_id": tenant_id,
        "id": submission_id,
        "course_id": course_id,
        "assignment_id": assignment_id,
        "student_id": student_id,
        **columns,
    }
    connection.execute(insert(submissions).values(values))
    return submission_id


def make_extension(
    connection: Connection,
    *,
    tenant_id: UUID,
    assignment_id: UUID,
    granted_by: UUID,
    user_id: UUID,
    **columns: Any,
) -> UUID:
    """Another date for one person; returns its id."""
    act_for(connection, tenant_id)
    extension_id = new_id()
    values = {
        "tenant_id": tenant_id,
        "id": extension_id,
        "assignment_id": assignment_id,
        "kind": "PERSON",
        "due_at": datetime.now(UTC),
        "granted_by": granted_by,
        **columns,
    }
    connection.execute(insert(assignment_extensions).values(values))
    connection.execute(
        insert(assignment_extension_people).values(
            tenant_id=tenant_id, extension_id=extension_id, user_id=user_id
        )
    )
    return extension_id


def make_banked(connection: Connection, *, tenant_id: UUID, owner_id: UUID) -> UUID:
    """A comment that somebody keeps; returns its id."""
    act_for(connection, tenant_id)
    comment_id = new_id()
    connection.execute(
        insert(grading_comments).values(
            tenant_id=tenant_id, id=comment_id, owner_id=owner_id, body="Well argued."
        )
    )
    return comment_id
