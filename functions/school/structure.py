"""Grades, tracks, shifts and rooms: the lists that a school's years are made of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel

from functions.runtime.context import Ctx
from infra.postgres import school
from infra.postgres.core.errors import ForeignKeyViolation, UniqueViolation
from shared.auth.permissions import Permission
from shared.http.problem import Conflict, NotFound
from shared.http.route import Audit, route
from shared.school.structure_schemas import (
    GradeRead,
    GradesPut,
    RoomRead,
    RoomsPut,
    ShiftRead,
    ShiftsPut,
    StructureRead,
    TrackRead,
    TracksPut,
)


class ListedNotFound(NotFound):
    """An id in the list is none of the school's."""

    title = "Something in this list is not there any more"


class ListedInUse(Conflict):
    """What is left out of the list is used by classes, offerings or records."""

    code = "listed_in_use"
    title = "Something that was left out is in use"
    cure = "Keep what is in use in the list, and send it again."


class ListedTwice(Conflict):
    """Two entries of the list have one name or code."""

    code = "listed_twice"
    title = "Two entries have the same name or code"
    cure = "Give each entry a name and a code of its own, and send the list again."


_RAISED = (ListedNotFound, ListedInUse, ListedTwice)


@route("GET", "/v1/school-structure", permission=Permission.SCHOOL_READ, limits=("read",))
def school_structure_get(ctx: Ctx) -> StructureRead:
    """Read grades, tracks, shifts and rooms of the school."""
    return _read(ctx)


@route(
    "PUT",
    "/v1/school-structure/grades",
    permission=Permission.SCHOOL_MANAGE,
    limits=("admin",),
    raises=_RAISED,
    audit=Audit("grades.changed", "tenant"),
)
def grade_levels_put(ctx: Ctx, body: GradesPut) -> StructureRead:
    """Replace the grades. One that is used by classes or records stays."""
    _put(ctx, school.Listed.GRADES, body.grades)
    return _read(ctx)


@route(
    "PUT",
    "/v1/school-structure/tracks",
    permission=Permission.SCHOOL_MANAGE,
    limits=("admin",),
    raises=_RAISED,
    audit=Audit("tracks.changed", "tenant"),
)
def tracks_put(ctx: Ctx, body: TracksPut) -> StructureRead:
    """Replace the tracks."""
    _put(ctx, school.Listed.TRACKS, body.tracks)
    return _read(ctx)


@route(
    "PUT",
    "/v1/school-structure/shifts",
    permission=Permission.SCHOOL_MANAGE,
    limits=("admin",),
    raises=_RAISED,
    audit=Audit("shifts.changed", "tenant"),
)
def shifts_put(ctx: Ctx, body: ShiftsPut) -> StructureRead:
    """Replace the shifts."""
    _put(ctx, school.Listed.SHIFTS, body.shifts)
    return _read(ctx)


@route(
    "PUT",
    "/v1/school-structure/rooms",
    permission=Permission.SCHOOL_MANAGE,
    limits=("admin",),
    raises=_RAISED,
    audit=Audit("rooms.changed", "tenant"),
)
def rooms_put(ctx: Ctx, body: RoomsPut) -> StructureRead:
    """Replace the rooms."""
    _put(ctx, school.Listed.ROOMS, body.rooms)
    return _read(ctx)


def _put(ctx: Ctx, listed: school.Listed, entries: Sequence[BaseModel]) -> None:
    structure = ctx.db(school.StructureRepository)
    rows: list[dict[str, Any]] = [entry.model_dump() for entry in entries]
    for row in rows:
        row |= {name: sorted(row[name]) for name in ("sessions", "weekdays") if name in row}
    named = [row["id"] for row in rows if row["id"] is not None]
    if not structure.find_ids(listed).issuperset(named):
        raise ListedNotFound
    if len(set(named)) < len(named):
        raise ListedTwice
    for row in rows:
        row["id"] = row["id"] or ctx.new_id()
    try:
        structure.put(listed, rows)
    except ForeignKeyViolation as error:
        raise ListedInUse from error
    except UniqueViolation as error:
        raise ListedTwice from error


def _read(ctx: Ctx) -> StructureRead:
    structure = ctx.db(school.StructureRepository)
    return StructureRead(
        grades=[GradeRead.of(one) for one in structure.find_grades()],
        tracks=[TrackRead.of(one) for one in structure.find_tracks()],
        shifts=[ShiftRead.of(one) for one in structure.find_shifts()],
        rooms=[RoomRead.of(one) for one in structure.find_rooms()],
    )
