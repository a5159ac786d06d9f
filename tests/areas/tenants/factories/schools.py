"""Roles for parts of a school, invitations and claim codes."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert

from infra.postgres.identity.guest_tables import join_codes
from infra.postgres.school.tables import students
from infra.postgres.tenants.tables import claim_codes, invitations, role_assignments
from shared.tenants.codes import digest_of, new_code, token_digest
from tests.areas.people.factories.people import act_for, new_id


def make_assignment(
    connection: Connection,
    *,
    tenant_id: UUID,
    user_id: UUID,
    role: str = "MODERATOR",
    scope_type: str = "TENANT",
    scope_id: UUID | None = None,
) -> UUID:
    """A role for a part of the school, for the whole of it unless told; returns its id."""
    act_for(connection, tenant_id)
    assignment_id = new_id()
    connection.execute(
        insert(role_assignments).values(
            tenant_id=tenant_id,
            id=assignment_id,
            user_id=user_id,
            role=role,
            scope_type=scope_type,
            scope_id=scope_id or tenant_id,
        )
    )
    return assignment_id


def make_invitation(
    connection: Connection, *, tenant_id: UUID, created_by: UUID, email: str, **columns: Any
) -> tuple[UUID, str]:
    """An invitation as a teacher whose mail was sent; returns its id and the token."""
    act_for(connection, tenant_id)
    invitation_id, token = new_id(), secrets.token_urlsafe(32)
    values = {
        "tenant_id": tenant_id,
        "id": invitation_id,
        "email": email,
        "role": "TEACHER",
        "expires_at": datetime.now(UTC) + timedelta(days=14),
        "created_by": created_by,
        **columns,
    }
    connection.execute(insert(invitations).values(values))
    _lead_to(connection, "invitation", token_digest(token), tenant_id, invitation_id)
    return invitation_id, token


def make_claim_code(
    connection: Connection, *, tenant_id: UUID, created_by: UUID, **columns: Any
) -> tuple[UUID, str]:
    """A claim code for a teacher unless told; returns its id and the code."""
    act_for(connection, tenant_id)
    code_id, code = new_id(), new_code(secrets.token_bytes(12))
    values = {
        "tenant_id": tenant_id,
        "id": code_id,
        "code_hint": code[-4:],
        "type": "TEACHER",
        "batch_id": new_id(),
        "expires_at": datetime.now(UTC) + timedelta(days=30),
        "created_by": created_by,
        **columns,
    }
    connection.execute(insert(claim_codes).values(values))
    _lead_to(connection, "claim", digest_of(code), tenant_id, code_id)
    return code_id, code


def make_student(connection: Connection, *, tenant_id: UUID, **columns: Any) -> UUID:
    """A pupil's record, without an account; returns its id."""
    act_for(connection, tenant_id)
    student_id = new_id()
    values = {
        "tenant_id": tenant_id,
        "id": student_id,
        "student_number": secrets.token_hex(6),
        "first_name": "Dara",
        "last_name": "Chan",
        **columns,
    }
    connection.execute(insert(students).values(values))
    return student_id


def _lead_to(
    connection: Connection, kind: str, digest: str, tenant_id: UUID, object_id: UUID
) -> None:
    connection.execute(
        insert(join_codes).values(kind=kind, code=digest, tenant_id=tenant_id, object_id=object_id)
    )
