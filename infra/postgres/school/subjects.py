"""Subjects of one school, and what is taught of them in a grade of a year."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, delete, insert, select, update

from infra.postgres.core.repository import Repository, columns_of
from infra.postgres.school.structure_records import Offering, Subject
from infra.postgres.school.structure_tables import subject_offerings
from infra.postgres.school.tables import subjects


class SubjectRepository(Repository):
    """Queries on subjects and offerings."""

    def find(self) -> list[Subject]:
        """Every subject, by code."""
        s = subjects.c
        query = select(*columns_of(Subject, subjects)).where(s.tenant_id == self.tenant)
        return self._records(Subject, query.order_by(s.code))

    def get(self, subject_id: UUID) -> Subject | None:
        """One subject."""
        query = select(*columns_of(Subject, subjects)).where(*self._this(subject_id))
        return self._record(Subject, query)

    def insert(self, **values: Any) -> None:
        """Add a subject; raises UniqueViolation for a code that is taken."""
        self._unit.execute(insert(subjects).values(tenant_id=self.tenant, **values))

    def change(self, subject_id: UUID, **values: Any) -> bool:
        """Change a subject; false where there is none."""
        return self._changed(update(subjects).where(*self._this(subject_id)).values(values))

    def find_offerings(self, year_id: UUID) -> list[Offering]:
        """What is taught in a year."""
        o = subject_offerings.c
        query = self._offerings().where(o.academic_year_id == year_id)
        return self._records(Offering, query.order_by(o.grade_id, o.ordinal, subjects.c.code))

    def lock_offerings(
        self, year_id: UUID, grade_id: UUID, track_id: UUID | None
    ) -> list[Offering]:
        """The offerings of exactly this grade and track, locked; nobody adds any meanwhile."""
        self._wait_for_turn("offerings", year_id, grade_id, track_id)
        query = self._offerings().where(*self._exactly(year_id, grade_id, track_id))
        return self._records(Offering, query.with_for_update(of=subject_offerings))

    def replace_offerings(
        self,
        year_id: UUID,
        grade_id: UUID,
        track_id: UUID | None,
        rows: Sequence[Mapping[str, Any]],
    ) -> None:
        """Make these the offerings of exactly this grade and track, by their subjects.

        Those that are frozen keep their figures: the caller has looked. Raises
        ForeignKeyViolation where one that goes has sheets.
        """
        o = subject_offerings.c
        exactly = self._exactly(year_id, grade_id, track_id)
        kept = [row["subject_id"] for row in rows]
        self._unit.execute(delete(subject_offerings).where(*exactly, o.subject_id.not_in(kept)))
        there = set(self._values(select(o.subject_id).where(*exactly)))
        for row in rows:
            subject_id = row["subject_id"]
            changed = {name: value for name, value in row.items() if name != "id"}
            if subject_id in there:
                this = update(subject_offerings).where(*exactly, o.subject_id == subject_id)
                self._unit.execute(this.values(changed))
                continue
            self._unit.execute(
                insert(subject_offerings).values(
                    tenant_id=self.tenant,
                    academic_year_id=year_id,
                    grade_id=grade_id,
                    track_id=track_id,
                    **row,
                )
            )

    def insert_offerings(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Add many offerings in one statement."""
        if values := [{"tenant_id": self.tenant, **row} for row in rows]:
            self._unit.execute(insert(subject_offerings).values(values))

    def freeze_offering(self, offering_id: UUID, now: datetime) -> None:
        """Let an offering's figures stand from now on: a sheet of it was submitted."""
        o = subject_offerings.c
        this = (o.tenant_id == self.tenant, o.id == offering_id, o.frozen_at.is_(None))
        self._unit.execute(update(subject_offerings).where(*this).values(frozen_at=now))

    def _offerings(self) -> Select[Any]:
        o, s = subject_offerings.c, subjects.c
        columns = columns_of(
            Offering,
            subject_offerings,
            subject_code=s.code,
            subject_name=s.name,
            subject_name_kh=s.name_kh,
        )
        taught = and_(s.tenant_id == o.tenant_id, s.id == o.subject_id)
        joined = select(*columns).join_from(subject_offerings, subjects, taught)
        return joined.where(o.tenant_id == self.tenant)

    def _exactly(
        self, year_id: UUID, grade_id: UUID, track_id: UUID | None
    ) -> tuple[ColumnElement[bool], ...]:
        o = subject_offerings.c
        return (
            o.tenant_id == self.tenant,
            o.academic_year_id == year_id,
            o.grade_id == grade_id,
            o.track_id.is_(None) if track_id is None else o.track_id == track_id,
        )

    def _this(self, subject_id: UUID) -> tuple[ColumnElement[bool], ...]:
        return (subjects.c.tenant_id == self.tenant, subjects.c.id == subject_id)
