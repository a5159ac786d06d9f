"""Schools and people for tests: say what matters, the rest is made up."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert, text

from infra.postgres.identity.guest_tables import guest_passes
from infra.postgres.identity.tables import auth_sessions, users
from infra.postgres.school.tables import (
    academic_years,
    class_enrollments,
    class_teachers,
    classes,
    students,
    subjects,
)
from infra.postgres.tenants.tables import memberships, tenants
from shared.ids import uuid7


@dataclass(frozen=True, slots=True)
class Tenant:
    """A school."""

    id: UUID
    slug: str


@dataclass(frozen=True, slots=True)
class User:
    """A person."""

    id: UUID
    email: str
    name: str


def new_id() -> UUID:
    """A new id, as the application makes them."""
    return uuid7(datetime.now(UTC))


def make_tenant(connection: Connection, *, slug: str | None = None, **columns: Any) -> Tenant:
    """A school, active unless told; every test has its own."""
    tenant = Tenant(new_id(), slug or f"school-{secrets.token_hex(6)}")
    act_for(connection, tenant.id)
    connection.execute(
        insert(tenants).values({"id": tenant.id, "slug": tenant.slug, "name": "School", **columns})
    )
    return tenant


def make_user(connection: Connection, *, email: str | None = None, **columns: Any) -> User:
    """A person with a verified address, in no school yet."""
    values: dict[str, Any] = {
        "id": new_id(),
        "email": email or f"{secrets.token_hex(8)}@example.test",
        "email_verified_at": datetime.now(UTC),
        "first_name": "Sok",
        "last_name": secrets.token_hex(3).title(),
        **columns,
    }
    row = connection.execute(insert(users).values(values).returning(users.c.name)).one()
    return User(values["id"], values["email"], row.name)


def make_membership(
    connection: Connection,
    *,
    tenant_id: UUID,
    user_id: UUID,
    role: str = "STUDENT",
    status: str = "ACTIVE",
) -> None:
    """Make a person belong to a school."""
    act_for(connection, tenant_id)
    connection.execute(
        insert(memberships).values(
            tenant_id=tenant_id, id=new_id(), user_id=user_id, role=role, status=status
        )
    )


def make_member(connection: Connection, *, tenant_id: UUID, role: str = "STUDENT") -> User:
    """A new person in a school."""
    user = make_user(connection)
    make_membership(connection, tenant_id=tenant_id, user_id=user.id, role=role)
    return user


def make_guest_pass(
    connection: Connection, *, tenant_id: UUID, pass_id: UUID, scope: str, **columns: Any
) -> None:
    """A guest's pass, valid for four hours unless told."""
    act_for(connection, tenant_id)
    values = {
        "tenant_id": tenant_id,
        "id": pass_id,
        "scope": scope,
        "nickname": "Guest",
        "expires_at": datetime.now(UTC) + timedelta(hours=4),
    }
    connection.execute(insert(guest_passes).values({**values, **columns}))


def make_session(
    connection: Connection,
    *,
    tenant_id: UUID,
    user_id: UUID,
    refresh_hash: bytes | None = None,
    **columns: Any,
) -> UUID:
    """A signed-in session; returns its id. It lives for a week unless told."""
    act_for(connection, tenant_id)
    session_id, now = new_id(), datetime.now(UTC)
    connection.execute(
        insert(auth_sessions).values(
            {
                "tenant_id": tenant_id,
                "id": session_id,
                "user_id": user_id,
                "family_id": session_id,
                "refresh_hash": refresh_hash or secrets.token_bytes(32),
                "expires_at": now + timedelta(days=7),
                "absolute_expires_at": now + timedelta(days=30),
                **columns,
            }
        )
    )
    return session_id


def make_class(
    connection: Connection,
    *,
    tenant_id: UUID,
    teacher_ids: tuple[UUID, ...] = (),
    student_user_ids: tuple[UUID, ...] = (),
    **columns: Any,
) -> UUID:
    """A class in a year of its own, with its teachers and students; returns its id."""
    act_for(connection, tenant_id)
    class_id, year_id, subject_id = new_id(), new_id(), new_id()
    mark = secrets.token_hex(4)
    today = datetime.now(UTC).date()
    connection.execute(
        insert(academic_years).values(
            tenant_id=tenant_id,
            id=year_id,
            name=f"Year {mark}",
            start_date=today - timedelta(days=30),
            end_date=today + timedelta(days=300),
        )
    )
    connection.execute(
        insert(subjects).values(tenant_id=tenant_id, id=subject_id, code=mark, name="Physics")
    )
    connection.execute(
        insert(classes).values(
            {
                "tenant_id": tenant_id,
                "id": class_id,
                "academic_year_id": year_id,
                "name": f"Class {mark}",
                **columns,
            }
        )
    )
    for user_id in teacher_ids:
        connection.execute(
            insert(class_teachers).values(
                tenant_id=tenant_id, class_id=class_id, user_id=user_id, subject_id=subject_id
            )
        )
    for user_id in student_user_ids:
        student_id = new_id()
        connection.execute(
            insert(students).values(
                tenant_id=tenant_id,
                id=student_id,
                user_id=user_id,
                student_number=secrets.token_hex(6),
                first_name="Dara",
                last_name="Chan",
            )
        )
        connection.execute(
            insert(class_enrollments).values(
                tenant_id=tenant_id,
                id=new_id(),
                class_id=class_id,
                student_id=student_id,
                academic_year_id=year_id,
                started_on=today,
            )
        )
    return class_id


def act_for(connection: Connection, tenant_id: UUID) -> None:
    """Choose the school that row security admits for the rest of the transaction."""
    # Row security binds every role but a superuser; so the factories serve any connection.
    connection.execute(
        text("SELECT set_config('app.tenant_id', :tenant, true)"), {"tenant": str(tenant_id)}
    )
