"""Accounts, schools and memberships, before and after somebody is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import and_, func, insert, select
from sqlalchemy.dialects.postgresql import insert as upsert

from infra.postgres.core.records import record
from infra.postgres.identity.tables import login_attempts, users
from infra.postgres.tenants.tables import memberships, tenants

if TYPE_CHECKING:
    from infra.postgres.core.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Account:
    """What signing in needs to know of a person."""

    id: UUID
    email: str
    password_hash: str | None
    locale: str
    token_version: int


@dataclass(frozen=True, slots=True)
class School:
    """A school by its slug."""

    id: UUID
    slug: str
    status: str
    settings: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Membership:
    """One of a person's schools."""

    tenant_id: UUID
    slug: str
    name: str
    name_kh: str | None
    timezone: str
    locale: str
    tenant_status: str
    role: str
    status: str


@dataclass(frozen=True, slots=True)
class Me:
    """A person's own account."""

    id: UUID
    email: str
    email_verified_at: datetime | None
    first_name: str
    last_name: str
    name: str
    avatar: str | None
    cover_photo: str | None
    bio: str | None
    verified: bool
    locale: str
    created_at: datetime


class AccountRepository:
    """Queries on accounts. Persons exist once, across schools; memberships show own rows only."""

    def __init__(self, unit: UnitOfWork) -> None:
        self._unit = unit

    def get_by_email(self, email: str) -> Account | None:
        """A live account."""
        u = users.c
        row = self._unit.one_or_none(
            select(u.id, u.email, u.password_hash, u.locale, u.token_version).where(
                u.email == email, u.deleted_at.is_(None)
            )
        )
        return None if row is None else record(Account, row)

    def get(self, user_id: UUID) -> Me | None:
        """The person's own account."""
        u = users.c
        row = self._unit.one_or_none(
            select(
                u.id,
                u.email,
                u.email_verified_at,
                u.first_name,
                u.last_name,
                u.name,
                u.avatar,
                u.cover_photo,
                u.bio,
                u.verified,
                u.locale,
                u.created_at,
            ).where(u.id == user_id, u.deleted_at.is_(None))
        )
        return None if row is None else record(Me, row)

    def get_school(self, slug: str) -> School | None:
        """A school by its slug."""
        t = tenants.c
        row = self._unit.one_or_none(
            select(t.id, t.slug, t.status, t.settings).where(t.slug == slug)
        )
        return None if row is None else record(School, row)

    def insert(self, values: dict[str, Any]) -> bool:
        """Add an account; False when the address is taken."""
        statement = (
            upsert(users)
            .values(**values)
            .on_conflict_do_nothing(index_elements=["email"])
            .returning(users.c.id)
        )
        return self._unit.one_or_none(statement) is not None

    def join(self, values: dict[str, Any]) -> None:
        """Add a membership of the unit's school."""
        self._unit.execute(insert(memberships).values(**values))

    def find_memberships(self, user_id: UUID) -> list[Membership]:
        """Active memberships in active schools, the oldest first."""
        m, t = memberships.c, tenants.c
        query = (
            select(
                m.tenant_id,
                t.slug,
                t.name,
                t.name_kh,
                t.timezone,
                t.locale,
                t.status.label("tenant_status"),
                m.role,
                m.status,
            )
            .join_from(memberships, tenants, and_(t.id == m.tenant_id))
            .where(m.user_id == user_id, m.status == "ACTIVE", t.status == "ACTIVE")
            .order_by(m.joined_at, m.tenant_id)
        )
        return [record(Membership, row) for row in self._unit.all(query)]

    def find_schools(self) -> list[UUID]:
        """All schools, for jobs that go from one to the next."""
        return [row.id for row in self._unit.all(select(tenants.c.id).order_by(tenants.c.id))]

    def record_attempt(self, values: dict[str, Any]) -> None:
        """Keep a sign-in attempt; keys are column names."""
        self._unit.execute(insert(login_attempts).values(**values))

    def count_failures(self, ip: str, since: datetime) -> int:
        """Failed sign-ins from an address."""
        a = login_attempts.c
        row = self._unit.one_or_none(
            select(func.count().label("failures")).where(a.ip == ip, a.at > since, a.ok.is_(False))
        )
        return 0 if row is None else int(row.failures)
