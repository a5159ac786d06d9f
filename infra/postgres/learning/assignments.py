"""Assignments of one school, and other dates for some of its people."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    union_all,
    update,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by

from infra.postgres.core.repository import Repository, columns_of, newest_first
from infra.postgres.learning.assignment_records import (
    Assignment,
    GrantedExtension,
    PersonsExtension,
)
from infra.postgres.learning.assignment_tables import (
    assignment_extension_people,
    assignment_extensions,
    assignments,
)
from infra.postgres.learning.course_tables import course_members, courses
from infra.postgres.school.tables import (
    class_enrollments,
    classes,
    guardians,
    student_guardians,
    students,
)
from shared.http.paging import Position
from shared.learning.assignments.dates import Dates, effective
from shared.learning.assignments.types import AssignmentStatus, ExtensionFor
from shared.learning.courses.types import STAFF, CourseRole, MemberStatus

SEEN = (AssignmentStatus.PUBLISHED, AssignmentStatus.CLOSED)


class AssignmentRepository(Repository):
    """Queries on assignments; the caller decides who may see a draft."""

    def insert(self, **values: Any) -> None:
        """Add an assignment; keys are column names."""
        self._unit.execute(insert(assignments).values(tenant_id=self.tenant, **values))

    def get(self, assignment_id: UUID) -> Assignment | None:
        """An assignment that was not deleted."""
        query = self._assignments().where(assignments.c.id == assignment_id)
        return self._record(Assignment, query)

    def lock(self, assignment_id: UUID, *, to_change: bool) -> bool:
        """Keep an assignment as it is, or to oneself; False when it was deleted meanwhile."""
        query = select(assignments.c.id).where(*self._this(assignment_id))
        locked = query.with_for_update(key_share=to_change, read=not to_change)
        return self._value(locked) is not None

    def wait_for_turn_of_games(self, course_id: UUID) -> None:
        """Let only one request at a time look which assignment of a course a game fills."""
        self._wait_for_turn("games", course_id)

    def find(
        self,
        viewer_id: UUID,
        *,
        everywhere: bool,
        course_id: UUID | None,
        status: AssignmentStatus | None,
        due_after: datetime | None,
        due_before: datetime | None,
        before: Position | None,
        limit: int,
    ) -> list[Assignment]:
        """Newest first, ``limit + 1`` rows: of the courses that the person is in.

        Drafts are left out where they do not teach. ``everywhere``: of all courses.
        """
        a, query = assignments.c, self._assignments()
        if not everywhere:
            query = query.where(or_(self._teaches(viewer_id), self._studies(viewer_id)))
        if course_id is not None:
            query = query.where(a.course_id == course_id)
        if status is not None:
            query = query.where(a.status == status)
        if due_after is not None:
            query = query.where(a.due_at >= due_after)
        if due_before is not None:
            query = query.where(a.due_at < due_before)
        page = newest_first(query, a.created_at, a.id, before=before, limit=limit)
        return self._records(Assignment, page)

    def find_of_course(self, course_id: UUID, *, drafts: bool = False) -> list[Assignment]:
        """All of a course, in the order in which they are due."""
        a, query = assignments.c, self._assignments()
        query = query.where(a.course_id == course_id)
        if not drafts:
            query = query.where(a.status.in_(SEEN))
        return self._records(
            Assignment, query.order_by(a.due_at.asc().nulls_last(), a.created_at, a.id)
        )

    def find_due(self, due_after: datetime, due_before: datetime, limit: int) -> list[Assignment]:
        """What is due to somebody in a span of time, also by other dates of their own."""
        a, e = assignments.c, assignment_extensions.c
        extended = exists().where(
            e.tenant_id == self.tenant,
            e.assignment_id == a.id,
            e.due_at >= due_after,
            e.due_at < due_before,
        )
        own = and_(a.due_at >= due_after, a.due_at < due_before)
        query = self._assignments().where(
            a.status == AssignmentStatus.PUBLISHED,
            courses.c.published_at.is_not(None),
            courses.c.archived_at.is_(None),
            or_(own, extended),
        )
        return self._records(Assignment, query.order_by(a.due_at, a.id).limit(limit))

    def find_of_quiz(self, quiz_id: UUID) -> list[Assignment]:
        """The assignments that a quiz is."""
        query = self._assignments().where(
            assignments.c.quiz_id == quiz_id, assignments.c.status.in_(SEEN)
        )
        return self._records(Assignment, query.order_by(assignments.c.created_at))

    def update(self, assignment_id: UUID, **values: Any) -> None:
        """Change a locked assignment, and count its version up; keys are column names."""
        change = update(assignments).where(*self._this(assignment_id))
        self._unit.execute(change.values(version=assignments.c.version + 1, **values))

    def mark_deleted(self, assignment_id: UUID, now: datetime) -> None:
        """Hide an assignment for good; what was handed in stays for the records."""
        self.update(assignment_id, deleted_at=now, updated_at=now)

    # Other dates.

    def extend(self, extension_id: UUID, people: Collection[UUID], **values: Any) -> None:
        """Give some people other dates; keys are column names."""
        self._unit.execute(
            insert(assignment_extensions).values(tenant_id=self.tenant, id=extension_id, **values)
        )
        if people:
            rows = [
                {"tenant_id": self.tenant, "extension_id": extension_id, "user_id": user_id}
                for user_id in sorted(people)
            ]
            self._unit.execute(insert(assignment_extension_people).values(rows))

    def drop_extensions(
        self,
        assignment_id: UUID,
        *,
        kind: ExtensionFor,
        class_id: UUID | None,
        people: Collection[UUID],
    ) -> None:
        """Take back what a new one replaces: of the class, or of the one person."""
        e, p = assignment_extensions.c, assignment_extension_people.c
        which = [e.tenant_id == self.tenant, e.assignment_id == assignment_id, e.kind == kind]
        if kind is ExtensionFor.GROUP:
            return
        if kind is ExtensionFor.CLASS:
            which.append(e.class_id == class_id)
        else:
            theirs = select(p.extension_id).where(p.tenant_id == self.tenant, p.user_id.in_(people))
            which.append(e.id.in_(theirs))
        ids = self._values(select(e.id).where(*which))
        if ids:
            self.remove_extensions(ids)

    def remove_extensions(self, extension_ids: Sequence[UUID]) -> None:
        """Take other dates back."""
        e, p = assignment_extensions.c, assignment_extension_people.c
        self._unit.execute(
            delete(assignment_extension_people).where(
                p.tenant_id == self.tenant, p.extension_id.in_(extension_ids)
            )
        )
        self._unit.execute(
            delete(assignment_extensions).where(e.tenant_id == self.tenant, e.id.in_(extension_ids))
        )

    def find_extensions(self, assignment_id: UUID) -> list[GrantedExtension]:
        """All other dates of an assignment, the oldest first."""
        e, p = assignment_extensions.c, assignment_extension_people.c
        people = (
            select(func.array_agg(aggregate_order_by(p.user_id, p.user_id)))
            .where(p.tenant_id == e.tenant_id, p.extension_id == e.id)
            .scalar_subquery()
        )
        columns = columns_of(
            GrantedExtension,
            assignment_extensions,
            class_name=classes.c.name,
            people=func.coalesce(people, []),
        )
        query = (
            select(*columns)
            .join_from(
                assignment_extensions,
                classes,
                and_(classes.c.tenant_id == e.tenant_id, classes.c.id == e.class_id),
                isouter=True,
            )
            .where(e.tenant_id == self.tenant, e.assignment_id == assignment_id)
            .order_by(e.created_at, e.id)
        )
        return self._records(GrantedExtension, query)

    def find_dates(
        self, of: Sequence[Assignment], user_ids: Collection[UUID] | None = None
    ) -> Mapping[tuple[UUID, UUID], Dates]:
        """Other dates by assignment and person, for those who have some; see :func:`dates_of`."""
        if not of or (user_ids is not None and not user_ids):
            return {}
        found: dict[tuple[UUID, UUID], list[PersonsExtension]] = {}
        ids = [one.id for one in of]
        for one in self._records(PersonsExtension, self._extensions_of(ids, user_ids)):
            found.setdefault((one.assignment_id, one.user_id), []).append(one)
        defaults = {one.id: one.dates for one in of}
        return {
            place: effective(defaults[place[0]], [one.extension for one in mine])
            for place, mine in found.items()
        }

    def is_guardian(self, guardian_id: UUID, student_id: UUID) -> bool:
        """Whether one person is a guardian of another, by the school's records, and sees grades."""
        g, l_, s = guardians.c, student_guardians.c, students.c
        query = (
            select(s.id)
            .join(
                student_guardians,
                and_(l_.tenant_id == s.tenant_id, l_.student_id == s.id),
            )
            .join(guardians, and_(g.tenant_id == l_.tenant_id, g.id == l_.guardian_id))
            .where(
                s.tenant_id == self.tenant,
                l_.can_view_grades,
                g.user_id == guardian_id,
                s.user_id == student_id,
            )
        )
        return self._unit.one_or_none(query.limit(1)) is not None

    def find_guardians(self, student_ids: Collection[UUID]) -> dict[UUID, list[UUID]]:
        """The guardians of some students who have an account and may see grades, by student."""
        if not student_ids:
            return {}
        g, l_, s = guardians.c, student_guardians.c, students.c
        query = (
            select(s.user_id.label("student_id"), g.user_id)
            .join(student_guardians, and_(l_.tenant_id == s.tenant_id, l_.student_id == s.id))
            .join(guardians, and_(g.tenant_id == l_.tenant_id, g.id == l_.guardian_id))
            .where(
                s.tenant_id == self.tenant,
                s.user_id.in_(student_ids),
                l_.can_view_grades,
                g.user_id.is_not(None),
            )
            .distinct()
            .order_by(s.user_id, g.user_id)
        )
        found: dict[UUID, list[UUID]] = {}
        for row in self._unit.all(query):
            found.setdefault(row.student_id, []).append(row.user_id)
        return found

    def _extensions_of(
        self, assignment_ids: Sequence[UUID], user_ids: Collection[UUID] | None
    ) -> Any:
        e, p = assignment_extensions.c, assignment_extension_people.c
        c, s = class_enrollments.c, students.c
        dates = (e.kind, e.unlock_at, e.due_at, e.lock_at)
        which = (e.tenant_id == self.tenant, e.assignment_id.in_(assignment_ids))
        named = (
            select(e.assignment_id, p.user_id, *dates)
            .join(
                assignment_extension_people,
                and_(p.tenant_id == e.tenant_id, p.extension_id == e.id),
            )
            .where(*which)
        )
        in_class = (
            select(e.assignment_id, s.user_id, *dates)
            .join(
                class_enrollments,
                and_(c.tenant_id == e.tenant_id, c.class_id == e.class_id, c.ended_on.is_(None)),
            )
            .join(students, and_(s.tenant_id == c.tenant_id, s.id == c.student_id))
            .where(*which, s.user_id.is_not(None))
        )
        if user_ids is not None:
            named = named.where(p.user_id.in_(user_ids))
            in_class = in_class.where(s.user_id.in_(user_ids))
        return union_all(named, in_class)

    def _this(self, assignment_id: UUID) -> tuple[ColumnElement[bool], ...]:
        a = assignments.c
        return (a.tenant_id == self.tenant, a.id == assignment_id, a.deleted_at.is_(None))

    def _teaches(self, viewer_id: UUID) -> ColumnElement[bool]:
        return self._member(viewer_id, course_members.c.role.in_(STAFF))

    def _studies(self, viewer_id: UUID) -> ColumnElement[bool]:
        open_course = or_(courses.c.published_at.is_not(None), courses.c.archived_at.is_not(None))
        student = course_members.c.role == CourseRole.STUDENT
        return and_(assignments.c.status.in_(SEEN), open_course, self._member(viewer_id, student))

    def _member(self, viewer_id: UUID, role: ColumnElement[bool]) -> ColumnElement[bool]:
        m = course_members.c
        return exists().where(
            m.tenant_id == self.tenant,
            m.course_id == assignments.c.course_id,
            m.user_id == viewer_id,
            m.status == MemberStatus.ACTIVE,
            role,
        )

    def _assignments(self) -> Select[Any]:
        a, c = assignments.c, courses.c
        columns = columns_of(
            Assignment, assignments, course_title=c.title, course_title_kh=c.title_kh
        )
        return (
            select(*columns)
            .join_from(assignments, courses, and_(c.tenant_id == a.tenant_id, c.id == a.course_id))
            .where(a.tenant_id == self.tenant, a.deleted_at.is_(None), c.deleted_at.is_(None))
        )
