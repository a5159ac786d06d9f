"""Quizzes: written by staff, attempted by members."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from functions.common.question_pictures import keep_pictures, question_pictures
from functions.learning.pictures import lent_pictures
from functions.runtime.context import Ctx
from infra.postgres import learning, media, notifications
from shared.auth.permissions import Permission
from shared.http.paging import Page, Position
from shared.http.problem import Conflict, Forbidden, NotFound
from shared.http.route import route
from shared.learning.quizzes.events import QuizPublished
from shared.learning.quizzes.policy import sheet, shows_questions
from shared.learning.quizzes.questions import with_ids
from shared.learning.quizzes.schemas import QuizPath, QuizRead, QuizSummary, QuizWrite, QuizzesQuery
from shared.learning.quizzes.types import QuizStatus
from shared.media.problems import UploadNotFound, UploadNotReady, WrongUse
from shared.media.types import Referrer
from shared.notifications.activity.types import EntityType

if TYPE_CHECKING:
    from infra.postgres.learning import Quiz, QuizEntry
    from shared.learning.quizzes.shown import Pictures

# A hundred questions with six options in two scripts stay well below it.
MAX_BODY_BYTES = 1_048_576


class QuizNotFound(NotFound):
    """There is no such quiz, or it is a draft of somebody else's."""

    title = "Quiz not found"


class NotTheQuizAuthor(Forbidden):
    """Only the author, or who manages the school, may do this."""

    title = "Only the author may do this"


class QuizInUse(Conflict):
    """Attempts have begun: the questions are fixed, and the quiz stays published."""

    code = "quiz_in_use"
    title = "People have attempted this quiz: its questions can no longer change"
    cure = "Copy the quiz, and change the copy."


@route("GET", "/v1/quizzes", permission=Permission.QUIZZES_ATTEMPT, limits=("read",))
def quizzes_list(ctx: Ctx, query: QuizzesQuery) -> Page[QuizSummary]:
    """List quizzes, newest first; drafts of others are left out."""
    found = ctx.db(learning.QuizRepository).find(
        ctx.viewer.user_id,
        drafts_of_others=ctx.viewer.can_everywhere(Permission.SCHOOL_MANAGE),
        mine=query.mine,
        before=Position.decode(query.cursor),
        limit=query.limit,
    )
    return Page.of_rows(
        found, query.limit, lambda quiz: QuizSummary.of(quiz, can_edit=may_edit(quiz, ctx))
    )


@route(
    "POST",
    "/v1/quizzes",
    permission=Permission.QUIZZES_CREATE,
    limits=("write",),
    status=201,
    emits=(QuizPublished,),
    raises=(UploadNotFound, UploadNotReady, WrongUse),
    max_body_bytes=MAX_BODY_BYTES,
)
def quizzes_create(ctx: Ctx, body: QuizWrite) -> QuizRead:
    """Write a quiz, and publish it unless it is a draft."""
    now, quiz_id = ctx.now(), ctx.new_id()
    keep_pictures(
        ctx, Referrer.QUIZ, quiz_id, body.questions, lent=lent_pictures(ctx, body.questions)
    )
    ctx.db(learning.QuizRepository).insert(
        with_ids(body.questions, new_id),
        **body.model_dump(exclude={"questions"}),
        id=quiz_id,
        author_id=ctx.viewer.user_id,
        created_at=now,
        updated_at=now,
    )
    ctx.headers["Location"] = f"/v1/quizzes/{quiz_id}"
    quiz = require_quiz(ctx, quiz_id)
    if quiz.status is QuizStatus.PUBLISHED:
        _announce(ctx, quiz)
    return read(quiz, ctx)


@route(
    "GET",
    "/v1/quizzes/{id}",
    permission=Permission.QUIZZES_ATTEMPT,
    limits=("read",),
    raises=(QuizNotFound,),
)
def quizzes_get(ctx: Ctx, path: QuizPath) -> QuizRead:
    """Read a quiz; only who may edit it sees the answers."""
    return read(require_quiz(ctx, path.id), ctx)


@route(
    "PUT",
    "/v1/quizzes/{id}",
    permission=Permission.QUIZZES_CREATE,
    limits=("write",),
    emits=(QuizPublished,),
    raises=(
        QuizNotFound,
        NotTheQuizAuthor,
        QuizInUse,
        UploadNotFound,
        UploadNotReady,
        WrongUse,
    ),
    max_body_bytes=MAX_BODY_BYTES,
)
def quizzes_update(ctx: Ctx, path: QuizPath, body: QuizWrite) -> QuizRead:
    """Replace a quiz. Once somebody has attempted it, its questions are fixed."""
    quiz, quizzes = access_quiz(ctx, path.id), ctx.db(learning.QuizRepository)
    if not quizzes.lock(quiz.id, to_change=True):
        raise QuizNotFound
    # Read again: what it asks, and whether it is published, may be another before the lock.
    quiz, questions = access_quiz(ctx, path.id), with_ids(body.questions, new_id)
    withdrawn = quiz.status is QuizStatus.PUBLISHED and body.status is QuizStatus.DRAFT
    changed = withdrawn or questions != list(quiz.questions)
    if changed and ctx.db(learning.QuizAttemptRepository).exist(quiz.id):
        raise QuizInUse
    keep_pictures(
        ctx,
        Referrer.QUIZ,
        quiz.id,
        questions,
        before=quiz.questions,
        lent=lent_pictures(ctx, questions),
    )
    values = body.model_dump(exclude={"questions"})
    quizzes.replace(quiz.id, questions, **values, updated_at=ctx.now())
    replaced = require_quiz(ctx, quiz.id)
    if quiz.status is QuizStatus.DRAFT and replaced.status is QuizStatus.PUBLISHED:
        _announce(ctx, replaced)
    return read(replaced, ctx)


@route(
    "DELETE",
    "/v1/quizzes/{id}",
    permission=Permission.QUIZZES_CREATE,
    limits=("write",),
    status=204,
    raises=(QuizNotFound, NotTheQuizAuthor),
)
def quizzes_delete(ctx: Ctx, path: QuizPath) -> None:
    """Delete a quiz. Attempts that are open cannot be handed in any more."""
    quiz, quizzes = access_quiz(ctx, path.id), ctx.db(learning.QuizRepository)
    if not quizzes.lock(quiz.id, to_change=True):
        raise QuizNotFound
    quizzes.mark_deleted(quiz.id, ctx.now())
    ctx.db(media.AttachmentRepository).detach_all(Referrer.QUIZ, quiz.id, ctx.now())
    ctx.db(notifications.ActivityRepository).forget(EntityType.QUIZ, quiz.id)


def require_quiz(ctx: Ctx, quiz_id: UUID) -> Quiz:
    """The quiz if the caller may know of it; raises QuizNotFound."""
    quiz = ctx.db(learning.QuizRepository).get(ctx.viewer.user_id, quiz_id)
    if quiz is None or (quiz.status is QuizStatus.DRAFT and not may_edit(quiz, ctx)):
        raise QuizNotFound
    return quiz


def access_quiz(ctx: Ctx, quiz_id: UUID) -> Quiz:
    """The quiz if the caller may change it; raises QuizNotFound or NotTheQuizAuthor."""
    quiz = require_quiz(ctx, quiz_id)
    if not may_edit(quiz, ctx):
        raise NotTheQuizAuthor
    return quiz


def may_edit(quiz: QuizEntry, ctx: Ctx) -> bool:
    """Whether the caller wrote the quiz or manages the school."""
    manages = ctx.viewer.can_everywhere(Permission.SCHOOL_MANAGE)
    return quiz.author_id == ctx.viewer.user_id or manages


def read(quiz: Quiz, ctx: Ctx) -> QuizRead:
    """The quiz as the API shows it to the caller."""
    edits = may_edit(quiz, ctx)
    if not edits and not shows_questions(quiz.terms, quiz.attempts_used, ctx.now()):
        return QuizRead.of(quiz, can_edit=False, questions=None, pictures=[])
    pictures = pictures_of(quiz, ctx)
    if edits:
        shown = list(pictures.values())
        return QuizRead.of(quiz, can_edit=True, questions=list(quiz.questions), pictures=shown)
    # Not the order of an attempt, but not the author's order of the options either.
    seen = sheet(quiz.questions, seed=str(quiz.id), shuffle=quiz.shuffle, pictures=pictures)
    return QuizRead.of(quiz, can_edit=False, questions=seen, pictures=[])


def pictures_of(quiz: Quiz, ctx: Ctx) -> Pictures:
    """The pictures of a quiz as they can be opened now."""
    return question_pictures(ctx, Referrer.QUIZ, quiz.id, quiz.questions)


def _announce(ctx: Ctx, quiz: Quiz) -> None:
    event = QuizPublished(quiz_id=quiz.id, title=quiz.title, question_count=quiz.question_count)
    ctx.emit(event, school_id=ctx.viewer.tenant_id)


def new_id() -> str:
    """An id for a question or an option that tells nothing."""
    return uuid4().hex[:12]
