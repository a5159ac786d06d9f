"""From a question that was answered to what a course is asked often."""

from __future__ import annotations

from functions.boards.access import (
    NotYourBoard,
    QuestionNotFound,
    hide_on,
    moderated_question,
)
from functions.boards.courses import BoardCourseNotFound, taught_course
from functions.runtime.context import Ctx
from infra.postgres import learning
from shared.auth.permissions import Permission
from shared.boards.question_schemas import QuestionPath, QuestionPromote
from shared.boards.types import BoardScope, QuestionStatus
from shared.http.problem import Conflict
from shared.http.route import route
from shared.learning.courses.events import CourseUpdated
from shared.learning.courses.schemas import FaqRead


class QuestionNotAnswered(Conflict):
    """Only a question with an answer helps others."""

    code = "question_not_answered"
    title = "Answer the question first"
    cure = "Answer the question first."


@route(
    "POST",
    "/v1/questions/{id}/promote",
    permission=Permission.QUESTIONS_MODERATE,
    limits=("write",),
    status=201,
    idempotent=False,
    emits=(CourseUpdated,),
    raises=(QuestionNotFound, NotYourBoard, QuestionNotAnswered, BoardCourseNotFound),
    hides_caller=True,
)
def questions_promote(ctx: Ctx, path: QuestionPath, body: QuestionPromote) -> FaqRead:
    """Put an answered question among what a course is asked often; done again, it is put anew.

    Of a board of a course it is that course, unless another is named. Who asked stays unnamed.
    """
    board, question = moderated_question(ctx, path.id)
    hide_on(ctx, board)
    if question.status is not QuestionStatus.ANSWERED or question.response_text is None:
        raise QuestionNotAnswered
    of_board = board.scope_id if board.scope_type is BoardScope.COURSE else None
    course_id = taught_course(ctx, body.course_id or of_board)
    faq = ctx.db(learning.FaqRepository)
    faq.put(
        id=ctx.new_id(),
        course_id=course_id,
        question_id=question.id,
        question=body.question or question.body,
        answer=body.answer or question.response_text,
        promoted_by=ctx.viewer.user_id,
        created_at=ctx.now(),
    )
    ctx.emit(CourseUpdated(course_id=course_id, changed=["faq"]), course_id=course_id)
    return FaqRead.of(faq.require_of(course_id, question.id))
