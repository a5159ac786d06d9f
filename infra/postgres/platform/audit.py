"""The audit log of one school: it is added to, and read."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic_core import to_jsonable_python
from sqlalchemy import Select, Text, cast, insert, select

from infra.postgres.core.repository import Repository, columns_of, newest_first
from infra.postgres.identity.tables import users
from infra.postgres.platform.audited import AUDITED, State, kept_columns, table_of
from infra.postgres.platform.records import AuditEntry
from infra.postgres.platform.tables import audit_logs
from infra.postgres.tenants.tables import memberships
from shared.http.paging import Position


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which rows are wanted; None asks for any."""

    actor_id: UUID | None = None
    subject_id: UUID | None = None
    action: str | None = None
    entity_type: str | None = None
    entity_id: str | None = None
    since: datetime | None = None
    until: datetime | None = None


class AuditRepository(Repository):
    """Queries on the log, and on the things that it tells of."""

    def get_state(self, entity: str, named: str) -> State | None:
        """The kept values of a thing of the school, or None where there is none."""
        audited = AUDITED[entity]
        table = table_of(audited)
        facts, texts = kept_columns(audited)
        query = select(*facts, *texts).where(cast(table.c[audited.key], Text()) == named)
        school = table.c.get("tenant_id")
        if school is not None:
            query = query.where(school == self.tenant)
        if audited.person is not None:
            query = query.add_columns(table.c[audited.person].label("the_person"))
        row = self._unit.one_or_none(query)
        if row is None:
            return None
        found = row._mapping  # noqa: SLF001 - the documented name of a row's mapping
        return State(
            facts={column.name: to_jsonable_python(found[column.name]) for column in facts},
            texts={column.name: to_jsonable_python(found[column.name]) for column in texts},
            subject_id=None if audited.person is None else found["the_person"],
        )

    def add(self, *, before: State | None, after: State | None, **values: Any) -> None:
        """Add a row; of a thing that was changed it keeps what differs."""
        about = after or before
        self._unit.execute(
            insert(audit_logs).values(
                tenant_id=self.tenant,
                subject_id=None if about is None else about.subject_id,
                before=_difference(before, after, "facts"),
                after=_difference(after, before, "facts"),
                texts=_texts(before, after),
                **values,
            )
        )

    def find(self, wanted: AuditFilter, *, before: Position | None, limit: int) -> list[AuditEntry]:
        """Newest first, ``limit + 1`` rows."""
        a = audit_logs.c
        page = newest_first(self._wanted(wanted), a.created_at, a.id, before=before, limit=limit)
        return self._records(AuditEntry, page)

    def find_actions(self) -> list[str]:
        """Every action that stands in the log, in order."""
        a = audit_logs.c
        query = select(a.action).where(a.tenant_id == self.tenant).distinct().order_by(a.action)
        return self._values(query)

    def _wanted(self, wanted: AuditFilter) -> Select[Any]:
        a, subject, own = audit_logs.c, users.alias("subject"), memberships.c
        query = (
            select(
                *columns_of(
                    AuditEntry,
                    audit_logs,
                    actor_name=users.c.name,
                    actor_avatar=users.c.avatar,
                    actor_role=own.role,
                    subject_name=subject.c.name,
                )
            )
            .join_from(audit_logs, users, users.c.id == a.actor_id, isouter=True)
            .outerjoin(subject, subject.c.id == a.subject_id)
            # An operator of the platform acts without belonging to the school.
            .outerjoin(memberships, (own.tenant_id == a.tenant_id) & (own.user_id == a.actor_id))
            .where(a.tenant_id == self.tenant)
        )
        for field in fields(wanted):
            value = getattr(wanted, field.name)
            if value is not None and field.name in a:
                query = query.where(a[field.name] == value)
        if wanted.since is not None:
            query = query.where(a.created_at >= wanted.since)
        if wanted.until is not None:
            query = query.where(a.created_at < wanted.until)
        return query


def _difference(state: State | None, other: State | None, part: str) -> dict[str, Any] | None:
    """The values of a state that the other does not have; all of them where there is no other."""
    if state is None:
        return None
    values = getattr(state, part)
    known = {} if other is None else getattr(other, part)
    return {k: v for k, v in values.items() if k not in known or known[k] != v}


def _texts(before: State | None, after: State | None) -> dict[str, Any] | None:
    found = {
        "before": _difference(before, after, "texts"),
        "after": _difference(after, before, "texts"),
    }
    kept = {name: values for name, values in found.items() if values}
    return kept or None
