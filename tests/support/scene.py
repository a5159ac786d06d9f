"""Schools and people for tests of the API, signed in with real tokens."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Engine, text

from infra.bootstrap import Dependencies, dependencies
from infra.tokens import Claims
from shared.identity.policy import ACCESS_LIFE_SECONDS
from tests.areas.people.factories.people import (
    Tenant,
    User,
    make_guest_pass,
    make_membership,
    make_session,
    make_user,
    new_id,
)
from tests.areas.people.factories.people import make_tenant as insert_tenant

AGENT = "tests/1"
_NEWCOMER = text(
    """
    WITH school AS (
        INSERT INTO app.tenants (id, slug, name) VALUES (:tenant, :slug, 'School')
    ), person AS (
        INSERT INTO app.users (id, email, email_verified_at, first_name, last_name)
        VALUES (:user, :email, now(), 'Sok', 'Chan')
    ), membership AS (
        INSERT INTO app.memberships (tenant_id, id, user_id, role)
        VALUES (:tenant, :user, :user, :role)
    )
    INSERT INTO app.auth_sessions (tenant_id, id, user_id, family_id, refresh_hash, user_agent,
                                   expires_at, absolute_expires_at)
    VALUES (:tenant, :session, :user, :session, sha256(CAST(:session AS uuid)::text::bytea),
            :agent, now() + interval '7 days', now() + interval '30 days')
    """
)


@dataclass(frozen=True, slots=True)
class Member:
    """A signed-in person in a school."""

    user: User
    tenant: Tenant
    role: str
    session_id: UUID
    token: str

    @property
    def id(self) -> UUID:
        return self.user.id


class Scene:
    """Sets the scene as a superuser, with the factories."""

    def __init__(self, admin: Engine) -> None:
        self.admin = admin
        self._local = threading.local()

    @property
    def deps(self) -> Dependencies:
        """The dependencies that the functions use."""
        return dependencies()

    @contextmanager
    def scene(self) -> Iterator[Connection]:
        """A transaction of a superuser, to set the scene with the factories.

        One within another is part of it.
        """
        outer: Connection | None = getattr(self._local, "scene", None)
        if outer is not None:
            yield outer
            return
        with self.admin.begin() as connection:
            self._local.scene = connection
            try:
                yield connection
            finally:
                self._local.scene = None

    def tenant(self, **columns: Any) -> Tenant:
        """A new school."""
        with self.scene() as connection:
            return insert_tenant(connection, **columns)

    def member(self, role: str = "STUDENT", tenant: Tenant | None = None, **columns: Any) -> Member:
        """A new signed-in person, in a school of their own unless told."""
        if tenant is None and not columns:
            return self._newcomer(role)
        with self.scene() as connection:
            school = tenant or insert_tenant(connection)
            user = make_user(connection, **columns)
            make_membership(connection, tenant_id=school.id, user_id=user.id, role=role)
            session_id = make_session(
                connection, tenant_id=school.id, user_id=user.id, user_agent=AGENT
            )
        return self.signed_in(user, school, role, session_id)

    def _newcomer(self, role: str) -> Member:
        """What ``member`` does, in one statement: the guards make a thousand of them."""
        tenant = Tenant(new_id(), f"school-{secrets.token_hex(6)}")
        user = User(new_id(), f"{secrets.token_hex(8)}@example.test", "Sok Chan")
        session_id = new_id()
        with self.scene() as connection:
            connection.execute(
                _NEWCOMER,
                {
                    "tenant": tenant.id,
                    "slug": tenant.slug,
                    "user": user.id,
                    "email": user.email,
                    "role": role,
                    "session": session_id,
                    "agent": AGENT,
                },
            )
        return self.signed_in(user, tenant, role, session_id)

    def signed_in(self, user: User, tenant: Tenant, role: str, session_id: UUID) -> Member:
        """The person with an access token of the session."""
        token = self.deps.token_signer.sign(self.claims(user.id, tenant.id, session_id, role=role))
        return Member(user, tenant, role, session_id, token)

    def guest(self, tenant: Tenant, scope: str, **columns: Any) -> Member:
        """Somebody without an account, with a pass for one game or board."""
        pass_id = new_id()
        with self.scene() as connection:
            make_guest_pass(
                connection, tenant_id=tenant.id, pass_id=pass_id, scope=scope, **columns
            )
        user = User(pass_id, "", str(columns.get("nickname", "Guest")))
        return self.signed_in(user, tenant, "GUEST", pass_id)

    def claims(
        self,
        user_id: UUID,
        tenant_id: UUID,
        session_id: UUID,
        *,
        role: str = "STUDENT",
        **more: Any,
    ) -> Claims:
        """What an access token says."""
        now = int(datetime.now(UTC).timestamp())
        values = {
            "user_id": user_id,
            "tenant_id": tenant_id,
            "session_id": session_id,
            "token_version": 0,
            "role": role,
            "token_id": new_id(),
            "issued_at": now,
            "expires_at": now + ACCESS_LIFE_SECONDS,
            "audience": "api",
        }
        return Claims(**{**values, **more})
