"""Guardians of pupils: records of the school, tied to each child."""

from __future__ import annotations

from uuid import UUID

from functions.runtime.context import Ctx
from functions.school.access import StudentNotFound, require_student
from functions.school.students import NameMissing, name_of
from infra.postgres import school
from shared.auth.permissions import Permission
from shared.http.problem import Conflict, NotFound
from shared.http.route import Audit, route
from shared.realtime.events import AccessChanged
from shared.school.student_schemas import (
    GuardianLink,
    GuardianList,
    GuardianPath,
    GuardianRead,
    GuardianUpdate,
    GuardianWrite,
    StudentPath,
)

_TIE = {"relationship", "is_primary", "can_view_grades"}


class GuardianNotFound(NotFound):
    """The pupil has no such guardian, or the school knows none."""

    title = "Guardian not found"


class GuardianChanged(Conflict):
    """Somebody else changed the guardian since they were read."""

    code = "guardian_changed"
    title = "Somebody else changed this record meanwhile: read it again"
    cure = "Read the record again, lay the change over what it is now, and send its new version."


@route(
    "GET",
    "/v1/students/{id}/guardians",
    permission=Permission.GUARDIANS_MANAGE,
    limits=("read",),
    raises=(StudentNotFound,),
)
def guardians_list(ctx: Ctx, path: StudentPath) -> GuardianList:
    """List a pupil's guardians, the first to be called first."""
    require_student(ctx, path.id)
    return _list(ctx, path)


@route(
    "POST",
    "/v1/students/{id}/guardians",
    permission=Permission.GUARDIANS_MANAGE,
    limits=("admin",),
    status=201,
    emits=(AccessChanged,),
    raises=(StudentNotFound, GuardianNotFound, NameMissing),
    audit=Audit("guardian.linked", "student"),
)
def guardians_link(ctx: Ctx, path: StudentPath, body: GuardianLink) -> GuardianList:
    """Tie a guardian to a pupil: one whom the school knows from a sibling, or a new one."""
    require_student(ctx, path.id)
    guardians, guardian_id = ctx.db(school.GuardianRepository), body.guardian_id
    if guardian_id is None:
        guardian_id = ctx.new_id()
        guardians.insert(id=guardian_id, **_columns(body), created_at=ctx.now())
    elif not guardians.exists(guardian_id):
        raise GuardianNotFound
    _tie(ctx, path.id, guardian_id, body)
    return _list(ctx, path)


@route(
    "PUT",
    "/v1/students/{id}/guardians/{guardianId}",
    permission=Permission.GUARDIANS_MANAGE,
    limits=("admin",),
    emits=(AccessChanged,),
    raises=(StudentNotFound, GuardianNotFound, GuardianChanged, NameMissing),
    audit=Audit("guardian.changed", "guardian"),
)
def guardians_update(ctx: Ctx, path: GuardianPath, body: GuardianUpdate) -> GuardianList:
    """Change a guardian, and how they stand to the pupil. Siblings' records name the same one."""
    require_student(ctx, path.id)
    guardians = ctx.db(school.GuardianRepository)
    before = guardians.get_of(path.id, path.guardian_id)
    if before is None:
        raise GuardianNotFound
    values = _columns(body)
    changed = {name for name in values if values[name] != getattr(before, name)}
    kept = sorted({*before.sticky, *changed})
    if not guardians.change(path.guardian_id, body.version, **values, sticky=kept):
        raise GuardianChanged
    _tie(ctx, path.id, path.guardian_id, body)
    return _list(ctx, StudentPath(id=path.id))


@route(
    "DELETE",
    "/v1/students/{id}/guardians/{guardianId}",
    permission=Permission.GUARDIANS_MANAGE,
    limits=("admin",),
    status=204,
    emits=(AccessChanged,),
    raises=(StudentNotFound, GuardianNotFound),
    audit=Audit("guardian.unlinked", "guardian"),
)
def guardians_unlink(ctx: Ctx, path: GuardianPath) -> None:
    """Untie a guardian from a pupil; they see and hear nothing of the pupil any more."""
    require_student(ctx, path.id)
    guardians = ctx.db(school.GuardianRepository)
    held = guardians.get_of(path.id, path.guardian_id)
    if held is None:
        raise GuardianNotFound
    guardians.unlink(path.id, path.guardian_id)
    if held.user_id is not None:
        ctx.emit(AccessChanged(user_id=held.user_id), user_id=held.user_id)


def _tie(ctx: Ctx, student_id: UUID, guardian_id: UUID, body: GuardianWrite) -> None:
    guardians = ctx.db(school.GuardianRepository)
    if body.is_primary:
        guardians.leave_primary(student_id, guardian_id)
    guardians.link(student_id, guardian_id, **body.model_dump(include=_TIE))
    tied = guardians.get_of(student_id, guardian_id)
    assert tied is not None, "tied above"
    if tied.user_id is not None:
        ctx.emit(AccessChanged(user_id=tied.user_id), user_id=tied.user_id)


def _columns(body: GuardianWrite) -> dict[str, str | None]:
    name = name_of(body)
    return {
        "last_name": name.last_name,
        "first_name": name.first_name,
        "family_name_kh": name.family_name_kh,
        "given_name_kh": name.given_name_kh,
        "phone": body.phone,
    }


def _list(ctx: Ctx, path: StudentPath) -> GuardianList:
    found = ctx.db(school.GuardianRepository).find_of(path.id)
    return GuardianList(
        data=[GuardianRead.of(one, has_account=one.user_id is not None) for one in found]
    )
