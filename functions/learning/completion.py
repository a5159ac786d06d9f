"""Lessons that people have done, and courses that they have completed."""

from __future__ import annotations

from uuid import UUID

from functions.learning.access import (
    CourseArchived,
    CourseNotFound,
    LessonNotFound,
    NotInYourCourse,
    access_course,
    require_lesson,
)
from functions.learning.certificates import issue_certificate
from functions.learning.lesson_states import state_in
from functions.learning.lessons import LessonNotOpen
from functions.runtime.context import Ctx
from functions.runtime.service import Received, on, worker
from infra.postgres import learning
from shared.auth.permissions import Permission
from shared.http.paging import Page
from shared.http.route import route
from shared.learning.courses.events import (
    CourseCompleted,
    LessonCompleted,
)
from shared.learning.courses.lesson_schemas import (
    LessonComplete,
    LessonCompletion,
    LessonPath,
    StudentProgress,
)
from shared.learning.courses.policy import CourseRight
from shared.learning.courses.schemas import CoursePath, RosterQuery
from shared.learning.courses.types import CourseRole, CourseStatus, LessonState, MemberStatus
from shared.learning.quizzes.events import QuizAttemptSubmitted

ALL = 100


@route(
    "POST",
    "/v1/lessons/{id}/complete",
    permission=Permission.COURSES_ENROLL,
    limits=("write",),
    idempotent=False,
    emits=(LessonCompleted, CourseCompleted),
    raises=(LessonNotFound, NotInYourCourse, CourseArchived, LessonNotOpen),
)
def lessons_complete(ctx: Ctx, path: LessonPath, body: LessonComplete) -> LessonCompletion:
    """Say that one has done a lesson, or has not after all. May be repeated without effect.

    Whoever has done all lessons and passed all quizzes has completed the course, for good.
    """
    course, lesson = require_lesson(ctx, path.id)
    if course.my_role is not CourseRole.STUDENT:
        raise NotInYourCourse
    if course.status is CourseStatus.ARCHIVED:
        raise CourseArchived
    me, now, progress = ctx.viewer.user_id, ctx.now(), ctx.db(learning.CourseProgressRepository)
    if body.completed:
        if state_in(ctx, course, lesson) in {LessonState.LOCKED, LessonState.NOT_YET}:
            raise LessonNotOpen
        changed = progress.complete(course.id, lesson.id, me, now)
    else:
        changed = progress.undo(lesson.id, me)
    if changed:
        progress.count_anew(course.id, me)
    member = ctx.db(learning.CourseMemberRepository).get(course.id, me)
    assert member is not None, "the caller studies in the course"
    if changed and body.completed:
        done = LessonCompleted(
            course_id=course.id,
            lesson_id=lesson.id,
            progress=float(member.progress),
            completed_lessons=member.completed_lessons,
        )
        ctx.emit(done, user_id=me)
        settle(ctx, course.id, me)
    completed_at = ctx.db(learning.CourseMemberRepository).get(course.id, me)
    assert completed_at is not None, "the caller studies in the course"
    earned = ctx.db(learning.CertificateRepository).get_of(course.id, me)
    return LessonCompletion(
        lesson_id=lesson.id,
        completed_at=require_lesson(ctx, lesson.id)[1].my_completed_at,
        progress=float(member.progress),
        completed_lessons=member.completed_lessons,
        course_completed_at=completed_at.completed_at,
        certificate_code=None if earned is None else earned.code,
    )


@route(
    "GET",
    "/v1/courses/{id}/progress",
    permission=Permission.COURSES_UPDATE,
    limits=("read",),
    raises=(CourseNotFound, NotInYourCourse),
)
def courses_progress(ctx: Ctx, path: CoursePath, query: RosterQuery) -> Page[StudentProgress]:
    """List how far each has come who studies in a course, by name."""
    course = access_course(ctx, path.id, CourseRight.TEACH)
    found = ctx.db(learning.CourseMemberRepository).find(
        course.id,
        role=CourseRole.STUDENT,
        after=learning.RosterPlace.decode(query.cursor),
        limit=query.limit,
    )
    people = [member.user_id for member in found]
    progress = ctx.db(learning.CourseProgressRepository)
    done = progress.find_done(course.id, people)
    quizzes = progress.find_quizzes(course.id, people)

    def show(member: learning.CourseMember) -> StudentProgress:
        theirs = [one for one in done if one.user_id == member.user_id]
        return StudentProgress.of(
            member,
            progress=float(member.progress),
            completed_lessons=[one.lesson_id for one in theirs],
            passed_quizzes=[
                quiz.quiz_id for quiz in quizzes if quiz.passed and quiz.user_id == member.user_id
            ],
            last_completed_at=theirs[-1].completed_at if theirs else None,
        )

    return Page.of_rows(
        found,
        query.limit,
        show,
        place=lambda one: learning.RosterPlace(one.user_name, one.user_id),
    )


def settle(ctx: Ctx, course_id: UUID, user_id: UUID) -> None:
    """Complete the course for somebody who has done all of it, and give them the certificate."""
    course = ctx.db(learning.CourseRepository).get(user_id, course_id)
    member = ctx.db(learning.CourseMemberRepository).get(course_id, user_id)
    if course is None or member is None or member.status is MemberStatus.LEFT:
        return
    if member.role is not CourseRole.STUDENT or member.progress < ALL:
        return
    progress = ctx.db(learning.CourseProgressRepository)
    if not all(quiz.passed for quiz in progress.find_quizzes(course_id, [user_id])):
        return
    now = ctx.now()
    if not progress.mark_completed(course_id, user_id, now):
        return
    code = issue_certificate(ctx, course, user_id, now) if course.certificates else None
    ctx.emit(
        CourseCompleted(
            course_id=course_id, user_id=user_id, completed_at=now, certificate_code=code
        ),
        user_id=user_id,
        instructor_id=course.owner_id,
    )


def _attempted(ctx: Ctx, event: QuizAttemptSubmitted, _received: Received) -> None:
    """A quiz may have been the last thing that was missing."""
    progress = ctx.db(learning.CourseProgressRepository)
    for course_id in progress.find_courses_with(event.quiz_id, event.user_id):
        settle(ctx, course_id, event.user_id)


@worker(on(QuizAttemptSubmitted, _attempted), emits=(CourseCompleted,))
def worker_course_completion() -> None:
    """Complete courses for people whose last quiz is passed."""
