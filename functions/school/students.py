"""Pupils' records: there before any account, kept after it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from functions.runtime.context import Ctx
from functions.school.access import (
    StudentNotFound,
    access_student,
    require_student,
    school_day,
)
from infra.postgres import school
from infra.postgres.core.errors import UniqueViolation
from shared.auth.permissions import Permission
from shared.http.paging import Page
from shared.http.problem import Conflict, ValidationFailed
from shared.http.route import Audit, route
from shared.school.naming import PersonName
from shared.school.places import IdPlace
from shared.school.student_schemas import (
    EnrolmentRead,
    OwnStudentPath,
    StudentCreate,
    StudentDetails,
    StudentNames,
    StudentPath,
    StudentQuery,
    StudentRead,
    StudentUpdate,
    StudentWrite,
)
from shared.text.same import canonical

if TYPE_CHECKING:
    from infra.postgres.school import Student

_NUMBER_DIGITS = 5


class NameMissing(ValidationFailed):
    """A person has a family name and a given name, in Khmer or in Latin letters."""

    title = "Write the family name and the given name, in Khmer or in Latin letters"


class NumberTaken(Conflict):
    """Another pupil has this number."""

    code = "number_taken"
    title = "Another pupil has this number"
    cure = "Choose another number, or leave it out and get the next one."


class StudentChanged(Conflict):
    """Somebody else changed the pupil since they were read."""

    code = "student_changed"
    title = "Somebody else changed this record meanwhile: read it again"
    cure = "Read the record again, lay the change over what it is now, and send its new version."


@route("GET", "/v1/students", permission=Permission.ENROLLMENT_MANAGE, limits=("read",))
def students_list(ctx: Ctx, query: StudentQuery) -> Page[StudentRead]:
    """Find pupils by parts of a name or a number, by class, year and status.

    In the order of their names: family name first, as a Khmer dictionary sorts.
    """
    after = IdPlace.decode(query.cursor)
    found = ctx.db(school.StudentRepository).find(
        words=canonical(query.q or "").split(),
        class_id=query.class_id,
        year_id=query.year_id,
        status=query.status,
        after=None if after is None else after.id,
        limit=query.limit,
    )
    return Page.of_rows(found, query.limit, StudentRead.of, lambda one: IdPlace(one.id))


@route(
    "POST",
    "/v1/students",
    permission=Permission.ENROLLMENT_MANAGE,
    limits=("admin",),
    status=201,
    raises=(NameMissing, NumberTaken),
    audit=Audit("student.added", "student"),
)
def students_create(ctx: Ctx, body: StudentCreate) -> StudentDetails:
    """Add a pupil. Two people of one name stay two; the number tells them apart."""
    students, student_id = ctx.db(school.StudentRepository), ctx.new_id()
    number = body.student_number
    if number is None:
        number = students.next_number(f"{school_day(ctx):%y}", _NUMBER_DIGITS)
    try:
        students.insert(id=student_id, **columns_of_student(body, number), created_at=ctx.now())
    except UniqueViolation as error:
        raise NumberTaken from error
    return _details(ctx, require_student(ctx, student_id))


@route(
    "GET",
    "/v1/students/{id}",
    permission=Permission.GRADES_READ,
    limits=("read",),
    raises=(StudentNotFound,),
)
def students_get(ctx: Ctx, path: OwnStudentPath) -> StudentDetails:
    """Read a pupil: the pupil, their guardians, their teachers and the office may."""
    return _details(ctx, access_student(ctx, path.id, Permission.GRADES_READ))


@route(
    "PUT",
    "/v1/students/{id}",
    permission=Permission.ENROLLMENT_MANAGE,
    limits=("admin",),
    raises=(StudentNotFound, NameMissing, NumberTaken, StudentChanged),
    audit=Audit("student.changed", "student"),
)
def students_update(ctx: Ctx, path: StudentPath, body: StudentUpdate) -> StudentDetails:
    """Change a pupil. What is changed here, imports leave alone; a number left out stays."""
    before = require_student(ctx, path.id)
    values = columns_of_student(body, body.student_number or before.student_number)
    told = values.keys() - {"sort_key", "search_text"}
    changed = {name for name in told if values[name] != getattr(before, name)}
    try:
        done = ctx.db(school.StudentRepository).change(
            path.id, body.version, **values, sticky=sorted({*before.sticky, *changed})
        )
    except UniqueViolation as error:
        raise NumberTaken from error
    if not done:
        raise StudentChanged
    return _details(ctx, require_student(ctx, path.id))


def name_of(body: StudentNames) -> PersonName:
    """The name that a body gives; raises NameMissing where no script has both parts."""
    latin = (body.last_name or "", body.first_name or "")
    khmer = (body.family_name_kh, body.given_name_kh)
    if not all(latin) and not all(khmer):
        raise NameMissing
    return PersonName(*latin, *khmer)


def columns_of_student(body: StudentWrite, number: str) -> dict[str, Any]:
    """The columns of a pupil's row, with what sorts and finds them."""
    name = name_of(body)
    return {
        **body.model_dump(include=set(StudentWrite.model_fields)),
        "student_number": number,
        "last_name": name.last_name,
        "first_name": name.first_name,
        "sort_key": name.sort_key,
        "search_text": name.search_text(number, body.official_id),
    }


def _details(ctx: Ctx, student: Student) -> StudentDetails:
    history = ctx.db(school.EnrolmentRepository).find_history(student.id)
    return StudentDetails.of(student, enrolments=[EnrolmentRead.of(one) for one in history])
