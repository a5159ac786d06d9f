"""Clubs for tests."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert

from infra.postgres.clubs.tables import club_members, clubs
from tests.areas.people.factories.people import act_for, new_id


def make_club(connection: Connection, *, tenant_id: UUID, owner_id: UUID, **columns: Any) -> UUID:
    """A club with one owner, public unless told."""
    act_for(connection, tenant_id)
    club_id = new_id()
    row = {"tenant_id": tenant_id, "id": club_id, "name": "Chess", "members_count": 1, **columns}
    connection.execute(insert(clubs).values(row))
    owner = {"tenant_id": tenant_id, "club_id": club_id, "user_id": owner_id, "role": "OWNER"}
    connection.execute(insert(club_members).values(owner))
    return club_id
