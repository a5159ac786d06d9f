"""Gradebooks: categories, the late policy, and the matrix of grades."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, Uuid, and_, bindparam, cast, column, delete, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import insert as upsert

from infra.postgres.core.repository import Repository, columns_of
from infra.postgres.learning.assignment_tables import (
    assignments,
    grade_categories,
    late_policies,
    submissions,
)
from shared.learning.assignments.dates import NO_LATE_POLICY, LatePolicy
from shared.learning.assignments.types import GradeSource, Spread, SubmissionState
from shared.learning.gradebook.book import Cell, Line
from shared.learning.gradebook.totals import Category

# Looked up, not made: an enumeration takes a microsecond for each of thirty thousand cells.
_STATES = {one.value: one for one in SubmissionState}
_SOURCES: dict[str | None, GradeSource | None] = {one.value: one for one in GradeSource}
_SOURCES[None] = None


@dataclass(frozen=True, slots=True)
class GradeCategory:
    """A category of a course's gradebook."""

    id: UUID
    name: str
    name_kh: str | None
    weight: Decimal
    spread: Spread
    drop_lowest: int
    drop_highest: int
    position: int

    @property
    def category(self) -> Category:
        """As the totals need it."""
        return Category(self.id, self.weight, self.spread, self.drop_lowest, self.drop_highest)


class GradebookRepository(Repository):
    """Queries on gradebooks; the caller has checked who may see them."""

    def find_categories(self, course_id: UUID) -> list[GradeCategory]:
        """The categories of a course, in their order."""
        c = grade_categories.c
        query = select(*columns_of(GradeCategory, grade_categories)).where(
            c.tenant_id == self.tenant, c.course_id == course_id
        )
        return self._records(GradeCategory, query.order_by(c.position, c.id))

    def keep_category(self, category_id: UUID) -> None:
        """Keep a category, where there is one, for an assignment that comes to stand in it."""
        c = grade_categories.c
        query = select(c.id).where(c.tenant_id == self.tenant, c.id == category_id)
        self._unit.all(query.with_for_update(read=True, key_share=True))

    def replace_categories(self, course_id: UUID, rows: Sequence[Mapping[str, Any]]) -> None:
        """Make these the categories of a course; what stood in one that goes stands in none."""
        c, a = grade_categories.c, assignments.c
        kept = [row["id"] for row in rows]
        of_course = (c.tenant_id == self.tenant, c.course_id == course_id)
        going = select(c.id).where(*of_course, c.id.not_in(kept)).order_by(c.id)
        gone = self._values(going.with_for_update())
        if gone:
            loose = assignments.update().where(a.tenant_id == self.tenant, a.category_id.in_(gone))
            self._unit.execute(loose.values(category_id=None))
            self._unit.execute(
                delete(grade_categories).where(c.tenant_id == self.tenant, c.id.in_(gone))
            )
        if not rows:
            return
        values = [{"tenant_id": self.tenant, "course_id": course_id, **row} for row in rows]
        add = upsert(grade_categories).values(values)
        names = [name for name in rows[0] if name != "id"]
        self._unit.execute(
            add.on_conflict_do_update(
                index_elements=["tenant_id", "id"],
                set_={name: add.excluded[name] for name in names},
            )
        )

    def get_policy(self, course_id: UUID) -> LatePolicy:
        """What lateness and absence cost in a course; nothing where nobody has said."""
        p = late_policies.c
        query = select(*columns_of(LatePolicy, late_policies)).where(
            p.tenant_id == self.tenant, p.course_id == course_id
        )
        return self._record(LatePolicy, query) or NO_LATE_POLICY

    def put_policy(self, course_id: UUID, policy: LatePolicy, now: datetime) -> None:
        """Say what lateness and absence cost in a course from now on."""
        values = {
            "deduction_percent": policy.deduction_percent,
            "interval": policy.interval,
            "minimum_percent": policy.minimum_percent,
            "grace_minutes": policy.grace_minutes,
            "missing_percent": policy.missing_percent,
            "updated_at": now,
        }
        put = upsert(late_policies).values(tenant_id=self.tenant, course_id=course_id, **values)
        self._unit.execute(
            put.on_conflict_do_update(index_elements=["tenant_id", "course_id"], set_=values)
        )

    def find_cells(
        self,
        course_id: UUID,
        assignment_ids: Sequence[UUID],
        student_ids: Collection[UUID] | None = None,
    ) -> dict[UUID, list[Cell]]:
        """The cells of a gradebook by student; what nobody has touched is left out.

        Each student is one row, with the cells of each column in one value: thirty thousand rows,
        or lists, would take longer than everything else together.
        """
        s = submissions.c
        ids = bindparam("assignments", list(assignment_ids), ARRAY(Uuid()))
        parts = (
            func.array_position(ids, s.assignment_id) - 1,
            cast(s.points * 100, Integer),
            s.state,
            s.source,
            s.version,
            s.is_late,
            s.released_at.is_not(None),
            s.overridden,
            s.attempt,
        )
        cells = func.json_build_array(*(func.json_agg(part) for part in parts))
        query = (
            select(s.student_id, cells.label("cells"))
            .where(
                s.tenant_id == self.tenant,
                s.course_id == course_id,
                s.assignment_id == func.any(ids),
            )
            .group_by(s.student_id)
        )
        if student_ids is not None:
            query = query.where(s.student_id.in_(student_ids))
        return {row.student_id: _cells(assignment_ids, *row.cells) for row in self._unit.all(query)}

    def find_lines(self, course_id: UUID, assignment_ids: Sequence[UUID]) -> dict[UUID, Line]:
        """The whole gradebook by student, without those who have nothing yet.

        The server puts the cells of each student together, and leaves out what is not shown of
        them: what it has to write and the driver to read is what takes the time.
        """
        s = submissions.c
        ids = bindparam("assignments", list(assignment_ids), ARRAY(Uuid()))
        columns = (
            func.unnest(ids)
            .table_valued(column("id", Uuid()), with_ordinality="number")
            .render_derived("columns")
        )
        place = columns.c.number - 1
        marked = (
            s.is_late,
            and_(s.source.is_not(None), s.released_at.is_(None)),
            s.overridden,
            s.source == GradeSource.AUTO_MISSING,
        )
        parts = (place, cast(s.points * 100, Integer), s.state, s.version)
        line = func.json_build_array(
            *(func.json_agg(part) for part in parts),
            *(func.json_agg(place).filter(mark) for mark in marked),
        )
        query = (
            select(s.student_id, line.label("line"))
            .join(columns, columns.c.id == s.assignment_id)
            .where(s.tenant_id == self.tenant, s.course_id == course_id)
            .group_by(s.student_id)
        )
        many = len(assignment_ids)
        return {row.student_id: _line(many, *row.line) for row in self._unit.all(query)}


def _line(
    columns: int,
    places: list[int],
    cents: list[int | None],
    states: list[str],
    versions: list[int],
    *marked: list[int] | None,
) -> Line:
    """The line of one student, of whom each list has one part, in any order."""
    line = Line.untouched(columns)
    line = Line(line.cents, line.states, line.versions, *(sorted(part or ()) for part in marked))
    for place, points, state, version in zip(places, cents, states, versions, strict=True):
        line.cents[place] = points
        line.states[place] = _STATES[state]
        line.versions[place] = version
    return line


def _cells(
    ids: Sequence[UUID],
    places: list[int],
    cents: list[int | None],
    states: list[str],
    sources: list[str | None],
    *others: list[Any],
) -> list[Cell]:
    """The cells of one student, of which each list has one part."""
    found = zip(
        [ids[place] for place in places],
        cents,
        [_STATES[state] for state in states],
        [_SOURCES[source] for source in sources],
        *others,
        strict=True,
    )
    return [Cell._make(parts) for parts in found]
