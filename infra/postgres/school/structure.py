"""Grades, tracks, shifts and rooms of one school: short lists that are replaced as a whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Any
from uuid import UUID

from sqlalchemy import Table, delete, select
from sqlalchemy.dialects.postgresql import insert as upsert

from infra.postgres.core.repository import Repository, columns_of
from infra.postgres.school.structure_records import GradeLevel, Room, Shift, Track
from infra.postgres.school.structure_tables import grade_levels, rooms, shifts, tracks


class Listed(Enum):
    """Which list."""

    GRADES = grade_levels
    TRACKS = tracks
    SHIFTS = shifts
    ROOMS = rooms


class StructureRepository(Repository):
    """Queries on the lists."""

    def find_grades(self) -> list[GradeLevel]:
        """Grades, from the lowest on."""
        g = grade_levels.c
        query = select(*columns_of(GradeLevel, grade_levels)).where(g.tenant_id == self.tenant)
        return self._records(GradeLevel, query.order_by(g.ordinal, g.code))

    def find_tracks(self) -> list[Track]:
        """Tracks by their codes."""
        query = select(*columns_of(Track, tracks)).where(tracks.c.tenant_id == self.tenant)
        return self._records(Track, query.order_by(tracks.c.code))

    def find_shifts(self) -> list[Shift]:
        """Shifts, the earliest first."""
        query = select(*columns_of(Shift, shifts)).where(shifts.c.tenant_id == self.tenant)
        return self._records(Shift, query.order_by(shifts.c.starts, shifts.c.name))

    def get_shift(self, shift_id: UUID | None) -> Shift | None:
        """One shift; None for None."""
        s = shifts.c
        query = select(*columns_of(Shift, shifts))
        return self._record(Shift, query.where(s.tenant_id == self.tenant, s.id == shift_id))

    def find_rooms(self) -> list[Room]:
        """Rooms by name."""
        query = select(*columns_of(Room, rooms)).where(rooms.c.tenant_id == self.tenant)
        return self._records(Room, query.order_by(rooms.c.name))

    def find_ids(self, listed: Listed) -> set[UUID]:
        """The ids of all that a list has."""
        table: Table = listed.value
        query = select(table.c.id).where(table.c.tenant_id == self.tenant)
        return set(self._values(query.with_for_update()))

    def put(self, listed: Listed, rows: Sequence[Mapping[str, Any]]) -> None:
        """Make these rows the list: those with known ids change, the others come, the rest goes.

        Raises ForeignKeyViolation where something that goes is used, and UniqueViolation.
        """
        table: Table = listed.value
        kept = [row["id"] for row in rows]
        self._unit.execute(
            delete(table).where(table.c.tenant_id == self.tenant, table.c.id.not_in(kept))
        )
        for row in rows:
            adding = upsert(table).values(tenant_id=self.tenant, **row)
            changed = {name: value for name, value in row.items() if name != "id"}
            key = [table.c.tenant_id, table.c.id]
            self._unit.execute(adding.on_conflict_do_update(index_elements=key, set_=changed))
