"""Claim codes, who may still use them, and whom they tie to a pupil."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Insert,
    Select,
    and_,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.dialects.postgresql import insert as upsert

from infra.postgres.core.repository import Repository, columns_of, newest_first
from infra.postgres.identity.guest_tables import join_codes
from infra.postgres.identity.tables import users
from infra.postgres.school.tables import (
    class_enrollments,
    classes,
    guardians,
    student_guardians,
    students,
)
from infra.postgres.tenants.records import ClaimCode, OpenCode, Pupil
from infra.postgres.tenants.tables import claim_codes, code_reservations
from shared.http.paging import Position
from shared.school.types import StudentStatus
from shared.tenants.policy import MemberPlace
from shared.tenants.types import ClaimStatus, ClaimType
from shared.text.same import canonical


class ClaimCodeRepository(Repository):
    """Queries on the claim codes of the school."""

    def insert(self, rows: Sequence[dict[str, Any]]) -> None:
        """Add a batch."""
        batch = [{"tenant_id": self.tenant, **row} for row in rows]
        self._unit.execute(insert(claim_codes).values(batch))

    def name_students(self, student_ids: Iterable[UUID]) -> dict[UUID, str]:
        """The names of these pupils; whoever is none of the school is left out."""
        query = select(students.c.id, _student_name()).where(
            students.c.tenant_id == self.tenant, students.c.id.in_(list(student_ids))
        )
        found: Sequence[Any] = self._unit.all(query)
        return dict(tuple(row) for row in found)

    def find_pupils(self, *, q: str | None, after: MemberPlace | None, limit: int) -> list[Pupil]:
        """Pupils by name, ``limit + 1`` rows, each with the class that they attend now."""
        s, e, g = students.c, class_enrollments.c, student_guardians.c
        attends = and_(e.tenant_id == s.tenant_id, e.student_id == s.id, e.ended_on.is_(None))
        of_class = and_(classes.c.tenant_id == e.tenant_id, classes.c.id == e.class_id)
        held = (
            select(func.count())
            .where(g.tenant_id == self.tenant, g.student_id == s.id)
            .scalar_subquery()
        )
        name = func.left(func.lower(_student_name()), 80)
        class_name = func.max(classes.c.name)
        columns = columns_of(
            Pupil,
            students,
            name=_student_name(),
            class_name=class_name,
            has_account=s.user_id.is_not(None),
            guardians=held,
            sort_name=name,
        )
        query = (
            select(*columns)
            .outerjoin_from(students, class_enrollments, attends)
            .outerjoin(classes, of_class)
            .where(s.tenant_id == self.tenant, s.status == StudentStatus.ACTIVE)
            .group_by(s.tenant_id, s.id)
        )
        if q:
            texts = (func.lower(_student_name()), func.lower(s.student_number))
            found = or_(*(t.contains(q.lower(), autoescape=True) for t in texts))
            in_class = func.lower(class_name).contains(q.lower(), autoescape=True)
            query = query.having(or_(found, in_class))
        if after is not None:
            query = query.where(tuple_(name, s.id) > (after.name, after.id))
        return self._records(Pupil, query.order_by(name, s.id).limit(limit + 1))

    def find_without_account(self, student_ids: Iterable[UUID]) -> set[UUID]:
        """Those of these pupils who have no account yet."""
        s = students.c
        query = select(s.id).where(
            s.tenant_id == self.tenant, s.id.in_(list(student_ids)), s.user_id.is_(None)
        )
        return set(self._values(query))

    def find(
        self,
        now: datetime,
        *,
        kind: ClaimType | None,
        status: ClaimStatus | None,
        batch_id: UUID | None,
        before: Position | None,
        limit: int,
    ) -> list[ClaimCode]:
        """Codes, newest first, ``limit + 1`` rows."""
        c = claim_codes.c
        query = self._codes()
        if kind is not None:
            query = query.where(c.type == kind)
        if status is not None:
            query = query.where(*_in_status(status, now))
        if batch_id is not None:
            query = query.where(c.batch_id == batch_id)
        page = newest_first(query, c.created_at, c.id, before=before, limit=limit)
        return self._records(ClaimCode, page)

    def find_all(self) -> list[ClaimCode]:
        """Every code, newest first."""
        c = claim_codes.c
        return self._records(ClaimCode, self._codes().order_by(c.created_at.desc(), c.id.desc()))

    def get(self, code_id: UUID) -> ClaimCode | None:
        """A code, whatever became of it."""
        return self._record(ClaimCode, self._codes().where(claim_codes.c.id == code_id))

    def lock_open(self, code_id: UUID, now: datetime) -> OpenCode | None:
        """A code that still lets somebody in, locked: of many at once one person has it."""
        query = select(*columns_of(OpenCode, claim_codes)).where(
            *self._this(code_id), *_in_status(ClaimStatus.ACTIVE, now)
        )
        return self._record(OpenCode, query.with_for_update())

    def claim(self, code_id: UUID, user_id: UUID, now: datetime) -> None:
        """The code has done what it was for."""
        change = update(claim_codes).where(*self._this(code_id))
        self._unit.execute(change.values(claimed_by=user_id, claimed_at=now))

    def revoke(self, code_id: UUID, now: datetime) -> None:
        """Let a code open nothing any more."""
        self._unit.execute(update(claim_codes).where(*self._this(code_id)).values(revoked_at=now))

    def reserve(self, user_id: UUID, code_id: UUID, now: datetime) -> None:
        """Keep a code in mind for who has yet to confirm their address."""
        row = {"user_id": user_id, "code_id": code_id, "tenant_id": self.tenant, "created_at": now}
        self._unit.execute(upsert(code_reservations).values(row).on_conflict_do_nothing())

    def find_reserved(self, user_id: UUID) -> list[tuple[UUID, UUID]]:
        """The codes that a person has in mind, each with its school."""
        r = code_reservations.c
        query = select(r.tenant_id, r.code_id).where(r.user_id == user_id)
        found: Sequence[Any] = self._unit.all(query.order_by(r.created_at))
        return [(row.tenant_id, row.code_id) for row in found]

    def forget_reservations(self, user_id: UUID) -> None:
        """Forget the codes that a person had in mind."""
        self._unit.execute(delete(code_reservations).where(code_reservations.c.user_id == user_id))

    def has_record(self, user_id: UUID) -> bool:
        """Whether the account is tied to a pupil's record; by another code it is not tied now."""
        s = students.c
        self._wait_for_turn("pupil", user_id)
        own = select(s.id).where(s.tenant_id == self.tenant, s.user_id == user_id)
        return self._value(own.limit(1)) is not None

    def lock_unclaimed(self, student_id: UUID | None) -> bool:
        """Whether the pupil has no account yet; their record is locked."""
        s = students.c
        free = (s.tenant_id == self.tenant, s.id == student_id, s.user_id.is_(None))
        return self._value(select(s.id).where(*free).with_for_update()) is not None

    def link_student(self, student_id: UUID, user_id: UUID) -> None:
        """Tie an account to a pupil's record, which has none."""
        s = students.c
        this = (s.tenant_id == self.tenant, s.id == student_id)
        self._unit.execute(update(students).where(*this).values(user_id=user_id))

    def link_guardian(self, student_id: UUID, user_id: UUID, guardian_id: UUID) -> None:
        """Make a person a guardian of the pupil, with one record for all their children.

        A guardian of the pupil without an account who is called as the person is the person: the
        school's record gets the account, with its phone and its other children. ``guardian_id`` is
        that of a new record, where one is needed.
        """
        g, k = guardians.c, student_guardians.c
        known = self._lock_namesake(student_id, user_id)
        theirs = select(g.id).where(g.tenant_id == self.tenant, g.user_id == user_id)
        own = self._value(theirs)
        if own is None and known is not None:
            this = update(guardians).where(g.tenant_id == self.tenant, g.id == known)
            self._unit.execute(this.values(user_id=user_id, version=g.version + 1))
            own = known
        elif own is None:
            # By another code, at the same moment, they may have got one.
            self._unit.execute(self._new_guardian(guardian_id, user_id))
            own = self._value(theirs)
        row = {"tenant_id": self.tenant, "student_id": student_id, "guardian_id": own}
        self._unit.execute(upsert(student_guardians).values(row).on_conflict_do_nothing())
        if known is not None and known != own:
            # They came with another child before: what is known of the tie goes over to them.
            tie = (k.tenant_id == self.tenant, k.student_id == student_id)
            taken = (
                delete(student_guardians)
                .where(*tie, k.guardian_id == known)
                .returning(k.relationship, k.is_primary, k.can_view_grades)
            )
            told = self._unit.execute(taken).one()
            own_tie = update(student_guardians).where(*tie, k.guardian_id == own)
            self._unit.execute(own_tie.values(**told._mapping))  # noqa: SLF001 - SQLAlchemy's public name

    def _lock_namesake(self, student_id: UUID, user_id: UUID) -> UUID | None:
        """The only guardian of the pupil without an account who has the person's name, locked."""
        g, k, u = guardians.c, student_guardians.c, users.c
        tied = and_(g.tenant_id == k.tenant_id, g.id == k.guardian_id)
        query = (
            select(g.id, g.last_name, g.first_name, g.family_name_kh, g.given_name_kh)
            .join_from(student_guardians, guardians, tied)
            .where(k.tenant_id == self.tenant, k.student_id == student_id, g.user_id.is_(None))
            .order_by(g.id)
            .with_for_update(of=guardians)
        )
        found: Sequence[Any] = self._unit.all(query)
        person: Any = self._unit.one_or_none(
            select(u.last_name, u.first_name).where(u.id == user_id)
        )
        if person is None:
            return None
        called = _words(*person)
        same = [
            guardian_id
            for guardian_id, *names in found
            if called and called in (_words(*names[:2]), _words(*names[2:]))
        ]
        return same[0] if len(same) == 1 else None

    def _new_guardian(self, guardian_id: UUID, user_id: UUID) -> Insert:
        names = select(
            literal(self.tenant),
            literal(guardian_id),
            users.c.id,
            users.c.first_name,
            users.c.last_name,
        ).where(users.c.id == user_id)
        columns = ["tenant_id", "id", "user_id", "first_name", "last_name"]
        return upsert(guardians).from_select(columns, names).on_conflict_do_nothing()

    def warn(self, now: datetime, before: datetime) -> dict[UUID, int]:
        """Mark codes that end before a moment as told of; returns how many of whom."""
        c = claim_codes.c
        ending = (
            c.tenant_id == self.tenant,
            *_in_status(ClaimStatus.ACTIVE, now),
            c.expires_at <= before,
            c.warned_at.is_(None),
        )
        whose = self._values(
            update(claim_codes).where(*ending).values(warned_at=now).returning(c.created_by)
        )
        return {person: whose.count(person) for person in whose}

    def find_closed(self, now: datetime) -> list[UUID]:
        """Codes that have expired and still stand among those that lead somewhere."""
        c, j = claim_codes.c, join_codes.c
        leads = and_(j.tenant_id == c.tenant_id, j.object_id == c.id)
        query = select(c.id).join_from(claim_codes, join_codes, leads)
        expired = (c.tenant_id == self.tenant, *_in_status(ClaimStatus.EXPIRED, now))
        return self._values(query.where(*expired))

    def _codes(self) -> Select[Any]:
        c = claim_codes.c
        student = and_(students.c.tenant_id == c.tenant_id, students.c.id == c.student_id)
        columns = columns_of(
            ClaimCode,
            claim_codes,
            student_name=_student_name(),
            claimed_by_name=users.c.name,
        )
        return (
            select(*columns)
            .outerjoin_from(claim_codes, students, student)
            .outerjoin(users, users.c.id == c.claimed_by)
            .where(c.tenant_id == self.tenant)
        )

    def _this(self, code_id: UUID) -> tuple[ColumnElement[bool], ...]:
        return (claim_codes.c.tenant_id == self.tenant, claim_codes.c.id == code_id)


def _words(family: str | None, given: str | None) -> list[str]:
    """The words of a name, in whichever order its parts were written."""
    return sorted(canonical(f"{family or ''} {given or ''}").split())


def _student_name() -> ColumnElement[str]:
    return func.btrim(students.c.last_name + " " + students.c.first_name)


def _in_status(status: ClaimStatus, now: datetime) -> tuple[ColumnElement[bool], ...]:
    c = claim_codes.c
    if status is ClaimStatus.CLAIMED:
        return (c.claimed_at.is_not(None),)
    if status is ClaimStatus.REVOKED:
        return (c.claimed_at.is_(None), c.revoked_at.is_not(None))
    over = c.expires_at <= now if status is ClaimStatus.EXPIRED else c.expires_at > now
    return (c.claimed_at.is_(None), c.revoked_at.is_(None), over)
