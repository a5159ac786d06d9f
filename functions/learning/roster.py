"""Who is in a course: enrolled, joined by code, added by who teaches it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from functions.common.courses import rights_in
from functions.learning.access import (
    CourseArchived,
    CourseNotFound,
    NotInYourCourse,
    access_course,
    change_course,
    require_course,
)
from functions.learning.courses import read_course
from functions.runtime.context import Ctx
from infra.postgres import learning, school
from shared.auth.permissions import Permission
from shared.http.paging import Page
from shared.http.problem import Conflict, NotFound, Problem, ValidationFailed
from shared.http.route import route
from shared.identity.codes import normalise_code
from shared.learning.courses.events import CourseEnrolled, CourseUnenrolled
from shared.learning.courses.policy import CourseRight, may_be, may_enrol
from shared.learning.courses.schemas import (
    MAX_STUDENTS,
    CourseJoin,
    CourseMemberPath,
    CoursePath,
    CourseRead,
    RosterAdd,
    RosterAdded,
    RosterEntry,
    RosterQuery,
)
from shared.learning.courses.types import STAFF, CourseRole, MemberStatus
from shared.realtime.events import AccessChanged

if TYPE_CHECKING:
    from infra.postgres.learning import Course, CourseMember


class CourseCodeNotFound(NotFound):
    """No course of the school lets people in by this code."""

    guess = True
    title = "No course is open under this code"


class EnrolmentClosed(Conflict):
    """The course lets nobody in by themselves: not this way, or not any more."""

    code = "enrolment_closed"
    title = "Ask who teaches this course to add you"
    cure = "Ask who teaches the course to add you, or for its code."


class CourseNotPaid(Problem):
    """The course has to be paid; who teaches it adds who has."""

    status, code, title = 402, "payment_required", "This course has to be paid"
    cure = "Pay as the course says; who teaches it then adds the learner."


class CourseFull(Conflict):
    """The course has as many pupils as it may have."""

    code = "course_full"
    title = "This course is full"
    cure = "Ask who teaches the course; a place is free once somebody leaves."


class OwnerStays(Conflict):
    """A course always has an owner, who can hand it over."""

    code = "owner_stays"
    title = "Hand the course over to somebody else first"
    cure = "Hand the course over to somebody else first."


class PersonNotFound(NotFound):
    """There is no such person in the school, or in the course."""

    title = "Person not found"


class RosterClassNotFound(NotFound):
    """There is no such class, or the caller has nothing to do with it."""

    title = "Class not found"


class CannotTakePart(ValidationFailed):
    """Somebody's role in the school does not allow for that role in a course."""

    title = "Somebody cannot be that in a course"


@route(
    "POST",
    "/v1/courses/{id}/enroll",
    permission=Permission.COURSES_ENROLL,
    limits=("write",),
    idempotent=False,
    emits=(CourseEnrolled, AccessChanged),
    raises=(CourseNotFound, EnrolmentClosed, CourseNotPaid, CourseFull),
)
def courses_enroll(ctx: Ctx, path: CoursePath) -> CourseRead:
    """Come into a course that is open to everybody. Who is in it stays what they are."""
    course = require_course(ctx, path.id)
    return _enrol(ctx, course, by_code=False)


@route(
    "DELETE",
    "/v1/courses/{id}/enroll",
    permission=Permission.COURSES_ENROLL,
    limits=("write",),
    status=204,
    emits=(CourseUnenrolled, AccessChanged),
    raises=(CourseNotFound, OwnerStays),
)
def courses_unenroll(ctx: Ctx, path: CoursePath) -> None:
    """Leave a course; what one did in it is there when one comes back."""
    require_course(ctx, path.id)
    if not ctx.db(learning.CourseRepository).lock(path.id):
        raise CourseNotFound
    # After the lock: somebody may just have handed the course over to the caller.
    course = require_course(ctx, path.id)
    if course.my_role is CourseRole.OWNER:
        raise OwnerStays
    _remove(ctx, course, ctx.viewer.user_id)


@route(
    "POST",
    "/v1/courses/join",
    permission=Permission.COURSES_ENROLL,
    limits=("write", "join"),
    idempotent=False,
    emits=(CourseEnrolled, AccessChanged),
    raises=(CourseCodeNotFound, EnrolmentClosed, CourseNotPaid, CourseFull),
)
def courses_join(ctx: Ctx, body: CourseJoin) -> CourseRead:
    """Come into a course by its code."""
    courses, viewer_id = ctx.db(learning.CourseRepository), ctx.viewer.user_id
    course = courses.get_by_code(viewer_id, normalise_code(body.code))
    if course is None or not rights_in(ctx, course):
        raise CourseCodeNotFound
    try:
        return _enrol(ctx, course, by_code=True)
    except CourseNotFound as error:
        raise CourseCodeNotFound from error


@route(
    "GET",
    "/v1/courses/{id}/roster",
    permission=Permission.COURSES_READ,
    limits=("read",),
    raises=(CourseNotFound, NotInYourCourse),
)
def courses_roster(ctx: Ctx, path: CoursePath, query: RosterQuery) -> Page[RosterEntry]:
    """List who is in a course, by name."""
    course = access_course(ctx, path.id, CourseRight.STUDY)
    found = ctx.db(learning.CourseMemberRepository).find(
        course.id,
        role=query.role,
        after=learning.RosterPlace.decode(query.cursor),
        limit=query.limit,
    )
    teaches = CourseRight.TEACH in rights_in(ctx, course)
    return Page.of_rows(
        found,
        query.limit,
        lambda one: _entry(one, with_progress=teaches or one.user_id == ctx.viewer.user_id),
        place=lambda one: learning.RosterPlace(one.user_name, one.user_id),
    )


@route(
    "POST",
    "/v1/courses/{id}/roster",
    permission=Permission.COURSES_UPDATE,
    limits=("invite",),
    emits=(CourseEnrolled, AccessChanged),
    raises=(
        CourseNotFound,
        NotInYourCourse,
        CourseArchived,
        PersonNotFound,
        RosterClassNotFound,
        CannotTakePart,
        CourseFull,
        OwnerStays,
    ),
)
def courses_roster_add(ctx: Ctx, path: CoursePath, body: RosterAdd) -> RosterAdded:
    """Add people or a class to a course, or give somebody in it another role.

    Only its owner, and who manages the school, says who teaches it.
    """
    course = change_course(ctx, path.id)
    wanted = list(dict.fromkeys([*body.user_ids, *_of_class(ctx, body.class_id)]))
    _check(ctx, wanted, body.role)
    members = ctx.db(learning.CourseMemberRepository)
    before = {one.user_id: one.role for one in members.find_some(course.id, wanted)}
    changed = [person for person in wanted if before.get(person, body.role) is not body.role]
    touches_staff = body.role in STAFF or any(before[person] in STAFF for person in changed)
    if touches_staff and CourseRight.OWN not in rights_in(ctx, course):
        raise NotInYourCourse
    if any(before[person] is CourseRole.OWNER for person in changed):
        raise OwnerStays
    if body.role is CourseRole.STUDENT:
        _check_room(ctx, course, len(wanted) - len(before) + len(changed))
    if body.role is CourseRole.OWNER and before.get(wanted[0]) is not CourseRole.OWNER:
        _hand_over(ctx, course, wanted[0])
    added = members.admit(
        course.id,
        [person for person in wanted if person not in before],
        body.role,
        added_by=ctx.viewer.user_id,
        now=ctx.now(),
    )
    for person in changed:
        members.change_role(course.id, person, body.role)
    _tell(ctx, course.id, [*added, *changed], body.role)
    return RosterAdded(added=added, changed=changed)


@route(
    "DELETE",
    "/v1/courses/{id}/roster/{userId}",
    permission=Permission.COURSES_UPDATE,
    limits=("write",),
    status=204,
    emits=(CourseUnenrolled, AccessChanged),
    raises=(CourseNotFound, NotInYourCourse, CourseArchived, PersonNotFound, OwnerStays),
)
def courses_roster_remove(ctx: Ctx, path: CourseMemberPath) -> None:
    """Take somebody out of a course; what they did stays."""
    course = change_course(ctx, path.id)
    member = ctx.db(learning.CourseMemberRepository).get(course.id, path.user_id)
    if member is None or member.status is MemberStatus.LEFT:
        raise PersonNotFound
    if member.role is CourseRole.OWNER:
        raise OwnerStays
    if member.role in STAFF and CourseRight.OWN not in rights_in(ctx, course):
        raise NotInYourCourse
    _remove(ctx, course, path.user_id)


def _enrol(ctx: Ctx, course: Course, *, by_code: bool) -> CourseRead:
    if course.my_role is None and not ctx.db(learning.CourseRepository).lock(course.id):
        raise CourseNotFound
    # After the lock: who teaches the course may just have closed it.
    course = require_course(ctx, course.id)
    if course.my_role is not None:
        return read_course(ctx, course)
    if not may_enrol(course.enrolment, course.status, course.ends_at, ctx.now(), by_code=by_code):
        raise EnrolmentClosed
    if course.is_paid:
        raise CourseNotPaid
    _check_room(ctx, course, 1)
    added = ctx.db(learning.CourseMemberRepository).admit(
        course.id, [ctx.viewer.user_id], CourseRole.STUDENT, added_by=None, now=ctx.now()
    )
    _tell(ctx, course.id, added, CourseRole.STUDENT)
    return read_course(ctx, require_course(ctx, course.id))


def _of_class(ctx: Ctx, class_id: UUID | None) -> list[UUID]:
    """The pupils of a class that the caller teaches, or manages; raises RosterClassNotFound."""
    if class_id is None:
        return []
    viewer = ctx.viewer
    everywhere = viewer.can_everywhere(Permission.COURSES_UPDATE)
    by = None if everywhere else viewer.user_id
    if not ctx.db(school.ClassRepository).is_open(class_id, to=by):
        raise RosterClassNotFound
    return ctx.db(learning.CourseMemberRepository).find_of_class(class_id)


def _check(ctx: Ctx, people: Sequence[UUID], role: CourseRole) -> None:
    """Raises PersonNotFound and CannotTakePart."""
    known = ctx.db(learning.CourseMemberRepository).find_eligible(people)
    if len(known) < len(people):
        raise PersonNotFound
    wrong = [place for place, person in enumerate(people) if not may_be(role, known[person])]
    if wrong:
        raise CannotTakePart(
            errors=[
                {"field": f"userIds.{place}", "code": "role", "message": f"cannot be {role}"}
                for place in wrong
            ]
        )


def _check_room(ctx: Ctx, course: Course, more: int) -> None:
    if ctx.db(learning.CourseMemberRepository).count_students(course.id) + more > MAX_STUDENTS:
        raise CourseFull


def _hand_over(ctx: Ctx, course: Course, owner_id: UUID) -> None:
    """Make somebody the owner; the role of their own is written with the others'."""
    ctx.db(learning.CourseMemberRepository).change_role(
        course.id, course.owner_id, CourseRole.TEACHER
    )
    ctx.db(learning.CourseRepository).update(course.id, owner_id=owner_id, updated_at=ctx.now())
    _tell(ctx, course.id, [course.owner_id], CourseRole.TEACHER)


def _remove(ctx: Ctx, course: Course, user_id: UUID) -> None:
    if ctx.db(learning.CourseMemberRepository).remove(course.id, user_id, ctx.now()):
        left = CourseUnenrolled(course_id=course.id, user_id=user_id)
        ctx.emit(left, course_id=course.id, user_id=user_id)
        ctx.emit(AccessChanged(user_id=user_id), user_id=user_id)


def _tell(ctx: Ctx, course_id: UUID, people: Sequence[UUID], role: CourseRole) -> None:
    for user_id in people:
        enrolled = CourseEnrolled(course_id=course_id, user_id=user_id, role=role)
        ctx.emit(enrolled, course_id=course_id, user_id=user_id)
        ctx.emit(AccessChanged(user_id=user_id), user_id=user_id)


def _entry(member: CourseMember, *, with_progress: bool) -> RosterEntry:
    shown = with_progress and member.role is CourseRole.STUDENT
    return RosterEntry.of(
        member,
        progress=float(member.progress) if shown else None,
        completed_lessons=member.completed_lessons if shown else None,
        completed_at=member.completed_at if shown else None,
    )
