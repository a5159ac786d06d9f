"""The accounts of those who are in classes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, Select, and_, select

from infra.postgres.school.tables import class_enrollments, students


def pupils_in(tenant: UUID | BindParameter[UUID], class_ids: Any) -> Select[tuple[UUID, UUID]]:
    """Who learns now in which of these classes: ``user_id`` and ``class_id``.

    ``class_ids`` is whatever ``in_`` takes. Pupils without an account are left out.
    """
    e, s = class_enrollments.c, students.c
    same = and_(s.tenant_id == e.tenant_id, s.id == e.student_id)
    return (
        select(s.user_id, e.class_id)
        .join_from(class_enrollments, students, same)
        .where(
            e.tenant_id == tenant,
            e.class_id.in_(class_ids),
            e.ended_on.is_(None),
            s.user_id.is_not(None),
        )
    )
