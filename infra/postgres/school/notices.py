"""Notices of guardians that a pupil will not come."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, update

from infra.postgres.core.repository import Repository, columns_of
from infra.postgres.school.attendance_records import Notice
from infra.postgres.school.attendance_tables import absence_notices


class NoticeRepository(Repository):
    """Queries on notices of absence."""

    def find_of(self, student_id: UUID, since: date) -> list[Notice]:
        """A pupil's notices that end on or after a day, those withdrawn too, the latest first."""
        n = absence_notices.c
        query = select(*columns_of(Notice, absence_notices)).where(
            n.tenant_id == self.tenant, n.student_id == student_id, n.last_day >= since
        )
        return self._records(Notice, query.order_by(n.first_day.desc(), n.id.desc()).limit(200))

    def find_on(self, student_ids: Iterable[UUID], day: date) -> dict[UUID, Notice]:
        """The notices that hold on a day, by pupil."""
        n = absence_notices.c
        query = select(*columns_of(Notice, absence_notices)).where(
            n.tenant_id == self.tenant,
            n.student_id.in_(list(student_ids)),
            n.first_day <= day,
            n.last_day >= day,
            n.withdrawn_at.is_(None),
        )
        return {n.student_id: n for n in self._records(Notice, query.order_by(n.created_at))}

    def get(self, student_id: UUID, notice_id: UUID) -> Notice | None:
        """A notice of a pupil."""
        n = absence_notices.c
        query = select(*columns_of(Notice, absence_notices)).where(
            n.tenant_id == self.tenant, n.student_id == student_id, n.id == notice_id
        )
        return self._record(Notice, query)

    def insert(self, **values: Any) -> None:
        """Add a notice."""
        self._unit.execute(insert(absence_notices).values(tenant_id=self.tenant, **values))

    def withdraw(self, notice_id: UUID, now: datetime) -> None:
        """Take a notice back; it stays to be seen."""
        n = absence_notices.c
        this = (n.tenant_id == self.tenant, n.id == notice_id, n.withdrawn_at.is_(None))
        self._unit.execute(update(absence_notices).where(*this).values(withdrawn_at=now))
