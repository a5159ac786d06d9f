"""Certificates: issued once, shown to their person, verified by anybody who has the code."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING
from uuid import UUID

from functions.common.guests import enter_by_code
from functions.learning.access import CourseNotFound, NotInYourCourse, access_course
from functions.runtime.context import Ctx
from infra.postgres import identity, learning, people, tenants
from shared.auth.permissions import Permission
from shared.http.problem import NotFound
from shared.http.route import Access, route
from shared.identity.codes import CODE_LENGTH, code_of, normalise_code
from shared.identity.types import CodeKind
from shared.learning.courses.certificates import (
    CertificatePath,
    CertificateRead,
    EarnedQuiz,
    Snapshot,
)
from shared.learning.courses.policy import CourseRight
from shared.learning.courses.schemas import CoursePath

if TYPE_CHECKING:
    from datetime import datetime

    from infra.postgres.learning import Course


class CertificateNotFound(NotFound):
    """There is no certificate with this code."""

    guess = True
    title = "There is no certificate with this code"


class CertificateNotEarned(NotFound):
    """The caller has not completed the course, or it gives no certificates."""

    code = "certificate_not_earned"
    title = "You have no certificate of this course yet"
    cure = (
        "Complete the lessons of the course first; the course says whether it gives certificates."
    )


@route(
    "GET",
    "/v1/courses/{id}/certificate",
    permission=Permission.COURSES_READ,
    limits=("read",),
    raises=(CourseNotFound, NotInYourCourse, CertificateNotEarned),
)
def courses_certificate(ctx: Ctx, path: CoursePath) -> CertificateRead:
    """Read the certificate that the caller has earned in a course."""
    course = access_course(ctx, path.id, CourseRight.STUDY)
    earned = ctx.db(learning.CertificateRepository).get_of(course.id, ctx.viewer.user_id)
    if earned is None:
        raise CertificateNotEarned
    return CertificateRead.of(earned)


@route(
    "GET",
    "/v1/certificates/{code}",
    permission=Access.PUBLIC,
    limits=("public", "join"),
    raises=(CertificateNotFound,),
)
def certificates_verify(ctx: Ctx, path: CertificatePath) -> CertificateRead:
    """Verify a certificate: anybody who was shown its code reads what it says."""
    found = enter_by_code(ctx, CodeKind.CERTIFICATE, normalise_code(path.code))
    earned = None if found is None else ctx.db(learning.CertificateRepository).get(found)
    if earned is None:
        raise CertificateNotFound
    return CertificateRead.of(earned)


def issue_certificate(ctx: Ctx, course: Course, user_id: UUID, now: datetime) -> str | None:
    """Give somebody the certificate of a course; the code, also of one that they have already."""
    certificates, certificate_id = ctx.db(learning.CertificateRepository), ctx.new_id()
    earned = certificates.get_of(course.id, user_id)
    if earned is not None:
        return earned.code
    person = ctx.db(people.PeopleRepository).get_member(user_id, user_id)
    if person is None:
        return None
    quizzes = ctx.db(learning.CourseProgressRepository).find_quizzes(course.id, [user_id])
    school = ctx.db(tenants.TenantRepository).details()
    snapshot = Snapshot(
        person_name=person.name,
        person_name_kh=certificates.name_kh(user_id),
        course_title=course.title,
        course_title_kh=course.title_kh,
        teacher_name=course.owner_name,
        school_name=school.name,
        lessons=course.lessons_count,
        # As far as they are told by the day: a score that its quiz still hides is on no paper.
        quizzes=[
            EarnedQuiz(title=q.title, score=q.best_score or 0) for q in quizzes if q.tells(now)
        ],
        completed_at=now,
    )
    code = _code(ctx, certificate_id)
    certificates.insert(
        id=certificate_id,
        course_id=course.id,
        user_id=user_id,
        code=code,
        snapshot=snapshot,
        issued_at=now,
    )
    return code


def _code(ctx: Ctx, certificate_id: UUID) -> str:
    """Twice as long as a code on a wall: nobody types it by chance."""
    codes = ctx.db(identity.GuestRepository)
    while True:
        code = "".join(code_of(secrets.token_bytes(CODE_LENGTH)) for _ in range(2))
        if codes.reserve_code(CodeKind.CERTIFICATE, code, certificate_id):
            return code
