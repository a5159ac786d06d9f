"""Who may see a file: whoever may see one of the things that refer to it.

A row for each kind of referrer. What has no row shows its files to their owner alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from functions.common.courses import rights_in
from functions.runtime.context import Ctx
from infra.postgres import clubs, learning, live, messaging, people, social
from shared.auth.permissions import Permission
from shared.clubs.policy import is_known
from shared.learning.courses.policy import CourseRight, state_of
from shared.learning.courses.types import LessonState
from shared.learning.quizzes.policy import shows_questions
from shared.learning.quizzes.types import QuizStatus
from shared.media.types import Referrer

if TYPE_CHECKING:
    from infra.postgres.media import Reference


def _post(ctx: Ctx, post_id: UUID) -> bool:
    if not ctx.viewer.can_in_school(Permission.POSTS_READ):
        return False
    return ctx.db(social.PostRepository).get_visible(ctx.viewer.user_id, post_id) is not None


def _comment(ctx: Ctx, comment_id: UUID) -> bool:
    """Whoever reads the comment: it is there, and so is the post, for them."""
    me = ctx.viewer.user_id
    comment = ctx.db(social.CommentRepository).get_anywhere(comment_id, viewer_id=me)
    return comment is not None and _post(ctx, comment.post_id)


def _person(ctx: Ctx, person_id: UUID) -> bool:
    """A portrait is seen wherever the person's name is."""
    if ctx.viewer.is_guest:
        return False
    return ctx.db(people.PeopleRepository).get_member(ctx.viewer.user_id, person_id) is not None


def _message(ctx: Ctx, message_id: UUID) -> bool:
    """Whoever reads the conversation; a deleted message shows nothing."""
    if not ctx.viewer.can_in_school(Permission.MESSAGES_READ):
        return False
    me = ctx.viewer.user_id
    message = ctx.db(messaging.MessageRepository).get(me, message_id)
    if message is None or message.deleted_at is not None:
        return False
    access = ctx.db(messaging.ConversationRepository).access(me, message.conversation_id)
    return access is not None and message.number >= access.from_number


def _club(ctx: Ctx, club_id: UUID) -> bool:
    """Whoever may know of the club."""
    if not ctx.viewer.can_in_school(Permission.SCHOOL_READ):
        return False
    club = ctx.db(clubs.ClubRepository).get(ctx.viewer.user_id, club_id)
    runs = ctx.viewer.can_in_school(Permission.TENANT_MANAGE)
    return club is not None and (runs or is_known(club.mode, club.status))


def _school(ctx: Ctx, school_id: UUID) -> bool:
    """Everybody in the school."""
    return school_id == ctx.viewer.tenant_id and not ctx.viewer.is_guest


def _lesson(ctx: Ctx, resource_id: UUID) -> bool:
    """What stands beside a lesson is seen by who may read the lesson."""
    viewer, lessons = ctx.viewer, ctx.db(learning.LessonRepository)
    place = lessons.get_course_of_resource(resource_id)
    if place is None or viewer.is_guest:
        return False
    course = ctx.db(learning.CourseRepository).get(viewer.user_id, place[0])
    if course is None:
        return False
    held = rights_in(ctx, course)
    if CourseRight.TEACH in held:
        return True
    entries = lessons.find(viewer.user_id, course.id)
    done = {entry.id for entry in entries if entry.my_completed_at is not None}
    shown = {entry.id for entry in entries if entry.published_at is not None}
    lesson = next(entry for entry in entries if entry.id == place[1])
    state = state_of(lesson, done=done, shown=shown, now=ctx.now())
    return CourseRight.STUDY in held and state in {LessonState.OPEN, LessonState.DONE}


def _submission(ctx: Ctx, target_id: UUID) -> bool:
    """Who handed it in, who teaches the course, and guardians; a draft is seen by nobody else."""
    viewer, submissions = ctx.viewer, ctx.db(learning.SubmissionRepository)
    if viewer.is_guest:
        return False
    draft = submissions.get_by_id(target_id)
    attempt = None if draft is not None else submissions.get_attempt(target_id)
    found = draft if attempt is None else submissions.get_by_id(attempt.submission_id)
    if found is None or draft is not None:
        return found is not None and found.student_id == viewer.user_id
    if found.student_id == viewer.user_id:
        return True
    if ctx.db(learning.AssignmentRepository).is_guardian(viewer.user_id, found.student_id):
        return True
    course = ctx.db(learning.CourseRepository).get(viewer.user_id, found.course_id)
    return course is not None and CourseRight.TEACH in rights_in(ctx, course)


def _quiz(ctx: Ctx, quiz_id: UUID) -> bool:
    """Who may read the questions of the quiz."""
    viewer = ctx.viewer
    if viewer.is_guest or not viewer.can_in_school(Permission.QUIZZES_ATTEMPT):
        return False
    quiz = ctx.db(learning.QuizRepository).get(viewer.user_id, quiz_id)
    if quiz is None:
        return False
    if quiz.author_id == viewer.user_id or viewer.can_everywhere(Permission.SCHOOL_MANAGE):
        return True
    published = quiz.status is QuizStatus.PUBLISHED
    return published and shows_questions(quiz.terms, quiz.attempts_used, ctx.now())


def _bank_question(ctx: Ctx, entry_id: UUID) -> bool:
    if not ctx.viewer.can_in_school(Permission.QUIZZES_CREATE):
        return False
    return ctx.db(learning.QuestionBankRepository).get(ctx.viewer.user_id, entry_id) is not None


def _live_game(ctx: Ctx, game_id: UUID) -> bool:
    """The host alone: players are given the pictures of the questions that they have come to."""
    return ctx.db(live.GameRepository).is_host(ctx.viewer.user_id, game_id)


_AUDIENCES: Mapping[Referrer, Callable[[Ctx, UUID], bool]] = {
    Referrer.POST: _post,
    Referrer.COMMENT: _comment,
    Referrer.MESSAGE: _message,
    Referrer.AVATAR: _person,
    Referrer.COVER: _person,
    Referrer.CLUB_COVER: _club,
    Referrer.SCHOOL_LOGO: _school,
    Referrer.LESSON: _lesson,
    Referrer.SUBMISSION: _submission,
    Referrer.QUIZ: _quiz,
    Referrer.BANK_QUESTION: _bank_question,
    Referrer.LIVE_GAME: _live_game,
}


def may_see(ctx: Ctx, reference: Reference) -> bool:
    """Whether the caller may see what refers to a file."""
    audience = _AUDIENCES.get(reference.kind)
    return audience is not None and audience(ctx, reference.target_id)
