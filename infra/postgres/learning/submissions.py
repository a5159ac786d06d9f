"""What students hand in, and grades with their history."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Boolean,
    DateTime,
    Integer,
    Numeric,
    Select,
    Text,
    Uuid,
    bindparam,
    column,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql import insert as upsert

from infra.postgres.core.repository import Repository, columns_of, oldest_first
from infra.postgres.identity.tables import users
from infra.postgres.learning.assignment_records import (
    GradeChange,
    HandedIn,
    Submission,
    SubmissionComment,
    Written,
)
from infra.postgres.learning.assignment_tables import (
    submission_attempts,
    submission_comments,
    submission_history,
    submissions,
)
from infra.postgres.people.beside import beside, person_columns
from shared.http.paging import Position
from shared.learning.assignments.types import SubmissionState

TO_GRADE = (SubmissionState.SUBMITTED, SubmissionState.LATE)


class SubmissionRepository(Repository):
    """Queries on submissions; the caller has checked who may see and grade them."""

    def get(self, assignment_id: UUID, submission_id: UUID) -> Submission | None:
        """A submission of the assignment."""
        s = submissions.c
        query = self._submissions().where(s.assignment_id == assignment_id, s.id == submission_id)
        return self._record(Submission, query)

    def get_by_id(self, submission_id: UUID) -> Submission | None:
        """A submission, whatever it is for."""
        return self._record(
            Submission, self._submissions().where(submissions.c.id == submission_id)
        )

    def get_of(self, assignment_id: UUID, student_id: UUID) -> Submission | None:
        """What somebody has done for an assignment, if anything."""
        s = submissions.c
        query = self._submissions().where(
            s.assignment_id == assignment_id, s.student_id == student_id
        )
        return self._record(Submission, query)

    def lock(
        self,
        course_id: UUID,
        pairs: Collection[tuple[UUID, UUID]],
        *,
        now: datetime,
        new_id: Any,
    ) -> dict[tuple[UUID, UUID], Submission]:
        """The submissions of these assignments and students, to change them; new where none was.

        Always in one order, so that two who change the same wait for each other, and no longer.
        """
        if not pairs:
            return {}
        rows = [
            {
                "tenant_id": self.tenant,
                "id": new_id(),
                "assignment_id": assignment_id,
                "course_id": course_id,
                "student_id": student_id,
                "created_at": now,
                "updated_at": now,
            }
            for assignment_id, student_id in sorted(pairs)
        ]
        s = submissions.c
        self._unit.execute(upsert(submissions).values(rows).on_conflict_do_nothing())
        query = (
            self._submissions()
            .where(
                s.assignment_id.in_({assignment for assignment, _ in pairs}),
                s.student_id.in_({student for _, student in pairs}),
            )
            .order_by(s.assignment_id, s.student_id)
            .with_for_update(of=submissions)
        )
        found = self._records(Submission, query)
        return {
            (one.assignment_id, one.student_id): one
            for one in found
            if (one.assignment_id, one.student_id) in pairs
        }

    def find(
        self,
        assignment_id: UUID,
        *,
        states: Collection[SubmissionState] | None,
        after: Position | None,
        limit: int,
    ) -> list[Submission]:
        """Of one assignment, in the order in which they began, ``limit + 1`` rows."""
        s = submissions.c
        query = self._submissions().where(s.assignment_id == assignment_id)
        if states is not None:
            query = query.where(s.state.in_(states))
        page = oldest_first(query, s.created_at, s.id, after=after, limit=limit)
        return self._records(Submission, page)

    def find_of_assignment(
        self, assignment_id: UUID, student_ids: Collection[UUID] | None = None
    ) -> list[Submission]:
        """All of an assignment, or those of some people."""
        s = submissions.c
        query = self._submissions().where(s.assignment_id == assignment_id)
        if student_ids is not None:
            query = query.where(s.student_id.in_(student_ids))
        return self._records(Submission, query.order_by(s.id))

    def find_of_student(
        self, student_id: UUID, assignment_ids: Collection[UUID]
    ) -> dict[UUID, Submission]:
        """What somebody has done for some assignments, by assignment."""
        s = submissions.c
        query = self._submissions().where(
            s.student_id == student_id, s.assignment_id.in_(assignment_ids)
        )
        return {one.assignment_id: one for one in self._records(Submission, query)}

    def count_to_grade(self, assignment_ids: Collection[UUID]) -> Mapping[UUID, int]:
        """How many wait for a grade, by assignment."""
        s = submissions.c
        query = (
            select(s.assignment_id, func.count().label("waiting"))
            .where(
                s.tenant_id == self.tenant,
                s.assignment_id.in_(assignment_ids),
                s.state.in_(TO_GRADE),
            )
            .group_by(s.assignment_id)
        )
        return {row.assignment_id: row.waiting for row in self._unit.all(query)}

    # Drafts and attempts.

    def save_draft(
        self, submission_id: UUID, content: str | None, link: str | None, now: datetime | None
    ) -> None:
        """Keep what is not handed in yet; it changes nothing that a teacher sees."""
        self._change(submission_id, draft_content=content, draft_link=link, draft_saved_at=now)

    def add_attempt(self, **values: Any) -> bool:
        """Add an attempt; keys are column names. False where it has come already."""
        adding = upsert(submission_attempts).values(tenant_id=self.tenant, **values)
        return self._changed(adding.on_conflict_do_nothing())

    def change_attempt(self, attempt_id: UUID, **values: Any) -> None:
        """Change an attempt of a locked submission; keys are column names."""
        t = submission_attempts.c
        change = update(submission_attempts).where(t.tenant_id == self.tenant, t.id == attempt_id)
        self._unit.execute(change.values(**values))

    def remove_attempt(self, attempt_id: UUID) -> None:
        """Take back an attempt of a locked submission."""
        t = submission_attempts.c
        self._unit.execute(
            delete(submission_attempts).where(t.tenant_id == self.tenant, t.id == attempt_id)
        )

    def get_attempt(self, attempt_id: UUID) -> HandedIn | None:
        """An attempt by its id."""
        t = submission_attempts.c
        return self._record(HandedIn, self._attempts().where(t.id == attempt_id))

    def get_attempt_from(
        self, assignment_id: UUID, student_id: UUID, source_id: UUID
    ) -> HandedIn | None:
        """The attempt that came from an attempt of a quiz, or from a live game."""
        s, t = submissions.c, submission_attempts.c
        query = (
            self._attempts()
            .join(submissions, (s.tenant_id == t.tenant_id) & (s.id == t.submission_id))
            .where(
                s.assignment_id == assignment_id,
                s.student_id == student_id,
                t.source_id == source_id,
            )
        )
        return self._record(HandedIn, query)

    def find_work_from(self, course_id: UUID, source_id: UUID) -> UUID | None:
        """The assignment of a course that a quiz's attempt, or a live game, was graded in."""
        s, t = submissions.c, submission_attempts.c
        query = (
            select(s.assignment_id)
            .join(submission_attempts, (s.tenant_id == t.tenant_id) & (s.id == t.submission_id))
            .where(s.tenant_id == self.tenant, s.course_id == course_id, t.source_id == source_id)
            .order_by(s.assignment_id)
            .limit(1)
        )
        found: UUID | None = self._value(query)
        return found

    def find_attempts(self, submission_ids: Collection[UUID]) -> dict[UUID, list[HandedIn]]:
        """The attempts of some submissions, the first one first."""
        if not submission_ids:
            return {}
        t = submission_attempts.c
        query = self._attempts().where(t.submission_id.in_(submission_ids))
        found: dict[UUID, list[HandedIn]] = {}
        for one in self._records(HandedIn, query.order_by(t.submission_id, t.attempt)):
            found.setdefault(one.submission_id, []).append(one)
        return found

    # Grades.

    def write(self, changes: Sequence[Written], now: datetime) -> dict[UUID, int]:
        """Write new standings of locked submissions, each with its line in the history.

        Returns the new versions.
        """
        given = [_row(one) for one in changes]
        if not given:
            return {}
        rows = _recordset(submissions.c)
        s, r = submissions.c, rows.c
        change = update(submissions).where(
            s.tenant_id == self.tenant, s.id == r.id, s.version == r.version - 1
        )
        names = ("state", "points", "source", "attempt", "is_late", "overridden", "version")
        changed = self._unit.execute(
            change.values(
                **{name: r[name] for name in names},
                released_at=r.released_at,
                graded_at=func.coalesce(r.graded_at, s.graded_at),
                graded_by=func.coalesce(r.graded_by, s.graded_by),
                updated_at=now,
            ),
            {"given": given},
        )
        assert changed.rowcount == len(given), "the submissions are locked"
        lines = select(
            bindparam("tenant", self.tenant, Uuid()),
            r.id,
            r.version,
            r.state,
            r.points,
            r.source,
            r.released_at.is_not(None),
            r.cause,
            r.reason,
            r.changed_by,
            bindparam("now", now, DateTime(timezone=True)),
        )
        into = (
            "tenant_id",
            "submission_id",
            "version",
            "state",
            "points",
            "source",
            "released",
            "cause",
            "reason",
            "changed_by",
            "changed_at",
        )
        self._unit.execute(
            insert(submission_history).from_select(list(into), lines), {"given": given}
        )
        return {one.submission.id: one.submission.version + 1 for one in changes}

    def set_feedback(self, submission_id: UUID, feedback: str | None) -> None:
        """Keep what a teacher says of the work."""
        self._change(submission_id, feedback=feedback)

    def set_submitted(self, submission_id: UUID, at: datetime | None) -> None:
        """Keep when the last attempt was received."""
        self._change(submission_id, submitted_at=at)

    def find_history(self, submission_id: UUID) -> list[GradeChange]:
        """All changes of a submission, the last one first."""
        h = submission_history.c
        columns = columns_of(GradeChange, submission_history, changed_by_name=users.c.name)
        query = (
            select(*columns)
            .join_from(submission_history, users, users.c.id == h.changed_by, isouter=True)
            .where(h.tenant_id == self.tenant, h.submission_id == submission_id)
        )
        return self._records(GradeChange, query.order_by(h.version.desc()))

    # The thread.

    def add_comment(self, **values: Any) -> None:
        """Write in the thread; keys are column names."""
        self._unit.execute(insert(submission_comments).values(tenant_id=self.tenant, **values))

    def find_comments(self, submission_id: UUID, limit: int) -> list[SubmissionComment]:
        """The last messages of the thread, the oldest first."""
        c = submission_comments.c
        columns = columns_of(SubmissionComment, submission_comments, person_columns("author"))
        query = beside(select(*columns), submission_comments, "author_id").where(
            c.tenant_id == self.tenant, c.submission_id == submission_id
        )
        found = self._records(
            SubmissionComment, query.order_by(c.created_at.desc(), c.id.desc()).limit(limit)
        )
        return found[::-1]

    def _change(self, submission_id: UUID, **values: Any) -> None:
        s = submissions.c
        change = update(submissions).where(s.tenant_id == self.tenant, s.id == submission_id)
        self._unit.execute(change.values(**values))

    def _attempts(self) -> Select[Any]:
        t = submission_attempts.c
        return select(*columns_of(HandedIn, submission_attempts)).where(t.tenant_id == self.tenant)

    def _submissions(self) -> Select[Any]:
        columns = columns_of(Submission, submissions, person_columns("student"))
        return beside(select(*columns), submissions, "student_id").where(
            submissions.c.tenant_id == self.tenant
        )


def _recordset(s: Any) -> Any:
    """What is written, sent as one value: five hundred cells are one statement."""
    given = func.jsonb_to_recordset(bindparam("given", type_=JSONB()))
    return given.table_valued(
        column("id", Uuid()),
        column("version", Integer()),
        column("state", s.state.type),
        column("points", Numeric()),
        column("source", s.source.type),
        column("attempt", Integer()),
        column("is_late", Boolean()),
        column("overridden", Boolean()),
        column("released_at", DateTime(timezone=True)),
        column("graded_at", DateTime(timezone=True)),
        column("graded_by", Uuid()),
        column("cause", Text()),
        column("reason", Text()),
        column("changed_by", Uuid()),
    ).render_derived(name="given_rows", with_types=True)


def _row(one: Written) -> dict[str, Any]:
    standing = one.standing
    return {
        "id": str(one.submission.id),
        "version": one.submission.version + 1,
        "state": standing.state,
        "points": None if standing.points is None else str(standing.points),
        "source": standing.source,
        "attempt": standing.attempt,
        "is_late": standing.is_late,
        "overridden": standing.overridden,
        "released_at": None if one.released_at is None else one.released_at.isoformat(),
        "graded_at": None if one.graded_at is None else one.graded_at.isoformat(),
        "graded_by": None if one.graded_by is None else str(one.graded_by),
        "cause": one.cause,
        "reason": one.reason,
        "changed_by": None if one.changed_by is None else str(one.changed_by),
    }
