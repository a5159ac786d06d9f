"""Cases: what was reported, in the order in which it should be looked at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, exists, func, or_, select, text, tuple_, update
from sqlalchemy.dialects.postgresql import insert

from infra.postgres.core.repository import Repository, columns_of
from infra.postgres.identity.tables import users
from infra.postgres.moderation.records import Case, Past, Report
from infra.postgres.moderation.tables import moderation_cases, reports
from infra.postgres.people.beside import beside, person_columns
from infra.postgres.tenants.tables import memberships, role_assignments
from shared.auth.roles import Role
from shared.moderation.policy import CasePlace
from shared.moderation.types import AppealVerdict, CaseStatus, QueuePart, TargetType, Verdict


class CaseRepository(Repository):
    """Queries on cases and their reports."""

    def open(self, **values: Any) -> UUID:
        """The open case about something, made where there is none, and locked."""
        m = moderation_cases.c
        adding = insert(moderation_cases).values(tenant_id=self.tenant, **values)
        # One statement: a case that is decided at this moment is not open, and another one is made.
        joining = adding.on_conflict_do_update(
            index_elements=[m.tenant_id, m.target_type, m.target_id],
            index_where=text("status = 'OPEN'"),
            set_={"score": m.score},
        )
        found: UUID = self._value(joining.returning(m.id))
        return found

    def report(self, *, weight: int, **values: Any) -> bool:
        """Add a report to a case that is locked; False where the person has reported it before."""
        row = {"tenant_id": self.tenant, **values}
        if not self._changed(insert(reports).values(row).on_conflict_do_nothing()):
            return False
        m = moderation_cases.c
        this = (m.tenant_id == self.tenant, m.id == values["case_id"])
        self._unit.execute(update(moderation_cases).where(*this).values(score=m.score + weight))
        return True

    def get_report(self, case_id: UUID, reporter_id: UUID) -> UUID:
        """The report of a person who has made one."""
        r = reports.c
        mine = (r.tenant_id == self.tenant, r.case_id == case_id, r.reporter_id == reporter_id)
        found: UUID = self._value(select(r.id).where(*mine))
        return found

    def is_reported(self, target_type: TargetType, target_id: UUID) -> bool:
        """Whether there is an open case about something."""
        m = moderation_cases.c
        query = select(m.id).where(
            m.tenant_id == self.tenant,
            m.target_type == target_type,
            m.target_id == target_id,
            m.status == CaseStatus.OPEN,
        )
        return self._value(query) is not None

    def find(
        self, part: QueuePart, *, viewer_id: UUID, after: CasePlace | None, limit: int
    ) -> list[Case]:
        """Open cases by what they weigh, decided ones the latest first, appeals the oldest first.

        But for what is the viewer's; ``limit + 1`` rows.
        """
        m = moderation_cases.c
        query = self._shown().where(m.author_id != viewer_id)
        if part is QueuePart.DECIDED:
            query = query.where(m.status == CaseStatus.DECIDED)
            if after is not None:
                query = query.where(m.id < after.id)
            query = query.order_by(m.id.desc())
        elif part is QueuePart.APPEALED:
            query = query.where(m.appealed_at.is_not(None), m.appeal_verdict.is_(None))
            if after is not None:
                query = query.where(m.id > after.id)
            query = query.order_by(m.id)
        else:
            query = query.where(m.status == CaseStatus.OPEN)
            if after is not None:
                query = query.where(tuple_(-m.score, m.id) > (-after.score, after.id))
            query = query.order_by(m.score.desc(), m.id)
        return self._records(Case, query.limit(limit + 1))

    def lock(self, case_id: UUID) -> Case | None:
        """A case, which nobody else decides at the same moment."""
        query = self._shown().where(moderation_cases.c.id == case_id)
        return self._record(Case, query.with_for_update(of=moderation_cases))

    def find_of(self, author_id: UUID, *, before: UUID | None, limit: int) -> list[Case]:
        """What was decided about a person's things, the latest first; ``limit + 1`` rows.

        Not what was left as it is: who was reported for nothing does not learn of it.
        """
        m = moderation_cases.c
        query = self._shown().where(
            m.author_id == author_id,
            m.status == CaseStatus.DECIDED,
            m.decision != Verdict.APPROVE,
        )
        if before is not None:
            query = query.where(m.id < before)
        return self._records(Case, query.order_by(m.id.desc()).limit(limit + 1))

    def is_removed(self, target_type: TargetType, target_id: UUID) -> bool:
        """Whether a decision has taken something away."""
        m = moderation_cases.c
        query = select(m.id).where(
            m.tenant_id == self.tenant,
            m.target_type == target_type,
            m.target_id == target_id,
            m.removed,
        )
        return bool(self._values(query.limit(1)))

    def get_author(self, case_id: UUID) -> UUID | None:
        """Whose it is that a case is about."""
        m = moderation_cases.c
        query = select(m.author_id).where(m.tenant_id == self.tenant, m.id == case_id)
        found: UUID | None = self._value(query)
        return found

    def decide(self, case_id: UUID, **values: Any) -> None:
        """Close a case that is locked."""
        m = moderation_cases.c
        this = update(moderation_cases).where(m.tenant_id == self.tenant, m.id == case_id)
        self._unit.execute(this.values(status=CaseStatus.DECIDED, **values))

    def change(self, case_id: UUID, **values: Any) -> None:
        """Write what was said against a decision, or what became of it; the case is locked."""
        m = moderation_cases.c
        this = update(moderation_cases).where(m.tenant_id == self.tenant, m.id == case_id)
        self._unit.execute(this.values(**values))

    def find_reports(self, case_ids: Sequence[UUID]) -> Mapping[UUID, list[Report]]:
        """Who reported, the first first, by case."""
        r, found = reports.c, dict[UUID, list[Report]]()
        columns = columns_of(Report, reports, person_columns("reporter"))
        query = beside(select(*columns), reports, "reporter_id").where(
            r.tenant_id == self.tenant, r.case_id.in_(case_ids)
        )
        for report in self._records(Report, query.order_by(r.created_at, r.id)):
            found.setdefault(report.case_id, []).append(report)
        return found

    def find_past(self, author_ids: Sequence[UUID]) -> Mapping[UUID, Past]:
        """What was decided about these people before."""
        m = moderation_cases.c
        columns = columns_of(
            Past,
            moderation_cases,
            warnings=func.count().filter(m.decision == Verdict.WARN),
            removals=func.count().filter(m.removed),
            suspensions=func.count().filter(m.decision == Verdict.SUSPEND),
        )
        query = (
            select(*columns)
            .where(
                m.tenant_id == self.tenant,
                m.author_id.in_(author_ids),
                m.status == CaseStatus.DECIDED,
                # What was found wrong counts no longer.
                m.appeal_verdict.is_distinct_from(AppealVerdict.OVERTURNED),
            )
            .group_by(m.author_id)
        )
        return {past.author_id: past for past in self._records(Past, query)}

    def find_moderators(self) -> list[UUID]:
        """Those who moderate the whole school."""
        m, a = memberships.c, role_assignments.c
        assigned = exists().where(
            a.tenant_id == self.tenant,
            a.user_id == m.user_id,
            a.role == Role.MODERATOR,
            a.scope_type == "TENANT",
            a.scope_id == self.tenant,
        )
        query = select(m.user_id).where(
            m.tenant_id == self.tenant,
            m.status == "ACTIVE",
            or_(m.role == Role.ADMIN, assigned),
        )
        return self._values(query.order_by(m.user_id))

    def _shown(self) -> Select[Any]:
        m = moderation_cases.c
        judge, role = users.alias("judge"), memberships.alias("judges")
        columns = columns_of(
            Case,
            moderation_cases,
            person_columns("author"),
            decided_by_id=m.decided_by,
            decided_by_name=judge.c.name,
            decided_by_avatar=judge.c.avatar,
            decided_by_role=role.c.role,
        )
        is_judge = and_(role.c.tenant_id == m.tenant_id, role.c.user_id == m.decided_by)
        return (
            beside(select(*columns), moderation_cases, "author_id")
            .outerjoin(judge, judge.c.id == m.decided_by)
            .outerjoin(role, is_judge)
            .where(m.tenant_id == self.tenant)
        )
