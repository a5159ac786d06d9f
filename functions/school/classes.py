"""Classes of a year: their places, teachers and pupils."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from functions.runtime.context import Ctx
from functions.school.access import ClassNotFound, access_class, require_class, school_day
from functions.school.years import YearNotFound
from infra.postgres import school
from infra.postgres.core.errors import ForeignKeyViolation, UniqueViolation
from shared.auth.permissions import Permission
from shared.http.problem import Conflict, NotFound
from shared.http.route import Audit, route
from shared.realtime.events import AccessChanged
from shared.school.student_schemas import (
    ClassCreate,
    ClassDetails,
    ClassesQuery,
    ClassList,
    ClassPath,
    ClassRead,
    ClassUpdate,
    ClassWrite,
    RosterList,
    RosterQuery,
    RosterRead,
    TaughtClassPath,
    TeachersPut,
    TeachingRead,
)


class ClassNameTaken(Conflict):
    """Another class of the year has this name."""

    code = "class_name_taken"
    title = "Another class of this year has this name"
    cure = "Choose a name that no class of this year has."


class PlaceNotFound(NotFound):
    """The grade, track, shift, room, teacher or subject is none of the school's."""

    title = "The grade, track, shift, room, teacher or subject is not there"


class ClassChanged(Conflict):
    """Somebody else changed the class since it was read."""

    code = "class_changed"
    title = "Somebody else changed this class meanwhile: read it again"
    cure = "Read the class again, lay the change over what it is now, and send its new version."


class ClassHasRecords(Conflict):
    """A class with records is archived, not deleted."""

    code = "class_has_records"
    title = "There are records of this class: archive it instead"
    cure = "Archive the class: its records have to stay."


@route("GET", "/v1/classes", permission=Permission.SCHOOL_READ, limits=("read",))
def classes_list(ctx: Ctx, query: ClassesQuery) -> ClassList:
    """List classes by grade and name; without a year those of the current one."""
    year_id = query.year_id
    if year_id is None:
        current = ctx.db(school.YearRepository).get_current()
        year_id = None if current is None else current.id
    found = ctx.db(school.SchoolClassRepository).find(
        year_id=year_id, taught_by=ctx.viewer.user_id if query.mine else None
    )
    return ClassList(data=[ClassRead.of(one) for one in found])


@route(
    "POST",
    "/v1/classes",
    permission=Permission.CLASSES_MANAGE,
    limits=("admin",),
    status=201,
    raises=(YearNotFound, ClassNameTaken, PlaceNotFound),
    audit=Audit("class.added", "class"),
)
def classes_create(ctx: Ctx, body: ClassCreate) -> ClassDetails:
    """Add a class to a year."""
    if ctx.db(school.YearRepository).get(body.academic_year_id) is None:
        raise YearNotFound
    class_id = ctx.new_id()
    try:
        ctx.db(school.SchoolClassRepository).insert(id=class_id, **body.model_dump())
    except UniqueViolation as error:
        raise ClassNameTaken from error
    except ForeignKeyViolation as error:
        raise PlaceNotFound from error
    return _details(ctx, class_id)


@route(
    "GET",
    "/v1/classes/{id}",
    permission=Permission.SCHOOL_READ,
    limits=("read",),
    raises=(ClassNotFound,),
)
def classes_get(ctx: Ctx, path: ClassPath) -> ClassDetails:
    """Read a class and who teaches in it."""
    return _details(ctx, path.id)


@route(
    "PUT",
    "/v1/classes/{id}",
    permission=Permission.CLASSES_MANAGE,
    limits=("admin",),
    raises=(ClassNotFound, ClassNameTaken, ClassChanged, PlaceNotFound),
    emits=(AccessChanged,),
    audit=Audit("class.changed", "class"),
)
def classes_update(ctx: Ctx, path: ClassPath, body: ClassUpdate) -> ClassDetails:
    """Change a class; what is changed here, imports leave alone. ``archived`` closes it."""
    before = require_class(ctx, path.id)
    values: dict[str, Any] = body.model_dump(include=set(ClassWrite.model_fields))
    changed = {name for name in values if values[name] != getattr(before, name)}
    archived_at = (before.archived_at or ctx.now()) if body.archived else None
    try:
        done = ctx.db(school.SchoolClassRepository).change(
            path.id,
            body.version,
            **values,
            sticky=sorted({*before.sticky, *changed}),
            archived_at=archived_at,
        )
    except UniqueViolation as error:
        raise ClassNameTaken from error
    except ForeignKeyViolation as error:
        raise PlaceNotFound from error
    if not done:
        raise ClassChanged
    for person in {before.homeroom_teacher_id, body.homeroom_teacher_id} - {None}:
        ctx.emit(AccessChanged(user_id=person), user_id=person)
    return _details(ctx, path.id)


@route(
    "DELETE",
    "/v1/classes/{id}",
    permission=Permission.CLASSES_MANAGE,
    limits=("admin",),
    status=204,
    raises=(ClassNotFound, ClassHasRecords),
    audit=Audit("class.deleted", "class"),
)
def classes_delete(ctx: Ctx, path: ClassPath) -> None:
    """Delete a class that nobody was ever in. One with records is archived."""
    require_class(ctx, path.id)
    try:
        ctx.db(school.SchoolClassRepository).delete(path.id)
    except ForeignKeyViolation as error:
        raise ClassHasRecords from error


@route(
    "GET",
    "/v1/classes/{id}/students",
    permission=Permission.ATTENDANCE_MARK,
    limits=("read",),
    raises=(ClassNotFound,),
)
def classes_students(ctx: Ctx, path: TaughtClassPath, query: RosterQuery) -> RosterList:
    """List the pupils of a class on a day, in the order of their names."""
    access_class(ctx, path.id, Permission.ATTENDANCE_MARK)
    on = query.on or school_day(ctx)
    found = ctx.db(school.EnrolmentRepository).roster(path.id, on)
    return RosterList(on=on, data=[RosterRead.of(one) for one in found])


@route(
    "PUT",
    "/v1/classes/{id}/teachers",
    permission=Permission.CLASSES_MANAGE,
    limits=("admin",),
    raises=(ClassNotFound, PlaceNotFound),
    emits=(AccessChanged,),
    audit=Audit("class.teachers", "class"),
)
def classes_teachers_put(ctx: Ctx, path: ClassPath, body: TeachersPut) -> ClassDetails:
    """Replace who teaches what in a class. Their streams follow."""
    require_class(ctx, path.id)
    classes = ctx.db(school.SchoolClassRepository)
    classes.lock_teachers(path.id)
    before = classes.find_staff(path.id)
    try:
        classes.replace_teachers(path.id, [(one.user_id, one.subject_id) for one in body.teachers])
    except ForeignKeyViolation as error:
        raise PlaceNotFound from error
    for person in before ^ classes.find_staff(path.id):
        ctx.emit(AccessChanged(user_id=person), user_id=person)
    return _details(ctx, path.id)


def _details(ctx: Ctx, class_id: UUID) -> ClassDetails:
    found = require_class(ctx, class_id)
    teachers = ctx.db(school.SchoolClassRepository).find_teachers(class_id)
    return ClassDetails.of(found, teachers=[TeachingRead.of(one) for one in teachers])
