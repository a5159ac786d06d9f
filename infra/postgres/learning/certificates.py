"""Certificates of courses."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.dialects.postgresql import insert as upsert

from infra.postgres.core.repository import Repository, columns_of
from infra.postgres.learning.course_records import Certificate
from infra.postgres.learning.course_tables import certificates
from infra.postgres.school.tables import students


class CertificateRepository(Repository):
    """Queries on certificates."""

    def insert(self, **values: Any) -> bool:
        """Issue one; False when the person has one of the course already."""
        row = upsert(certificates).values(tenant_id=self.tenant, **values)
        return self._changed(row.on_conflict_do_nothing())

    def get(self, certificate_id: UUID) -> Certificate | None:
        """A certificate by its id."""
        return self._record(Certificate, self._all().where(certificates.c.id == certificate_id))

    def get_of(self, course_id: UUID, user_id: UUID) -> Certificate | None:
        """What somebody has earned in a course."""
        c = certificates.c
        mine = (c.course_id == course_id, c.user_id == user_id)
        return self._record(Certificate, self._all().where(*mine))

    def name_kh(self, user_id: UUID) -> str | None:
        """The Khmer name in the school's records of a pupil."""
        s = students.c
        # Family name first, as it is written.
        written = func.concat_ws(" ", s.family_name_kh, s.given_name_kh)
        query = select(func.nullif(written, "")).where(
            s.tenant_id == self.tenant, s.user_id == user_id
        )
        found: str | None = self._value(query.limit(1))
        return found

    def _all(self) -> Select[Any]:
        columns = columns_of(Certificate, certificates)
        return select(*columns).where(certificates.c.tenant_id == self.tenant)
