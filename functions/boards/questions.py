"""Questions: asking, reading, editing and deleting them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions.boards.access import (
    BoardClosed,
    BoardNotFound,
    QuestionFrozen,
    QuestionNotFound,
    QuestionNotOpen,
    act_on,
    audience_of,
    hide_on,
    key_on,
    locked,
    moderates,
    question_on,
    require_board,
    require_question,
)
from functions.boards.filtering import filter_of
from functions.boards.reading import read_question
from functions.runtime.context import Ctx
from infra.postgres import boards
from shared.auth.permissions import Permission
from shared.boards.content import Tier, Verdict
from shared.boards.events import (
    QuestionCreated,
    QuestionDeleted,
    QuestionReviewRequested,
    QuestionUpdated,
)
from shared.boards.policy import first_status, may_edit
from shared.boards.question_schemas import (
    QuestionCreate,
    QuestionPath,
    QuestionRead,
    QuestionUpdate,
)
from shared.boards.types import QuestionStatus
from shared.http.problem import Forbidden, ValidationFailed
from shared.http.route import route

if TYPE_CHECKING:
    from infra.postgres.boards import Board, Question


class ContentRefused(ValidationFailed):
    """The filter is sure that the text does harm. Nothing of it is kept but the count."""

    code = "content_refused"
    title = "This question cannot be asked in these words"
    cure = "Ask in other words. Nothing was kept."
    commits = True


class NotTheAsker(Forbidden):
    """Only who asked may edit a question; they or a moderator may delete it."""

    title = "Only who asked may do this"


@route(
    "POST",
    "/v1/questions",
    permission=Permission.QUESTIONS_CREATE,
    limits=("questions",),
    status=201,
    emits=(QuestionCreated, QuestionReviewRequested),
    raises=(BoardNotFound, BoardClosed, ContentRefused),
    guests=True,
    hides_caller=True,
)
def questions_create(ctx: Ctx, body: QuestionCreate) -> QuestionRead:
    """Ask a question on a board.

    The filter refuses the worst, and may hold a question back until a moderator has seen it; then
    its status is UNDER_REVIEW.
    """
    board = require_board(ctx, body.board_id)
    act_on(ctx, board)
    verdict = _judged(ctx, board, body.body)
    question_id, now = ctx.new_id(), ctx.now()
    status = _first_status(ctx, board, verdict)
    named = not board.anonymous
    ctx.db(boards.QuestionRepository).insert(
        id=question_id,
        board_id=board.id,
        team_id=board.scope_id,
        author_id=ctx.viewer.user_id if named and not ctx.viewer.is_guest else None,
        author_name=ctx.viewer.name if named and ctx.viewer.is_guest else None,
        author_key=key_on(ctx, board),
        body=body.body,
        status=status,
        moderation=_noted(verdict),
        created_at=now,
        updated_at=now,
    )
    question = question_on(ctx, board, question_id)
    ctx.headers["Location"] = f"/v1/questions/{question_id}"
    if status is QuestionStatus.OPEN:
        ctx.db(boards.BoardRepository).count(board.id, questions=1)
        announce_created(ctx, board, question)
    else:
        ctx.db(boards.BoardRepository).count(board.id, held=1)
        _ask_for_review(ctx, board, question, verdict)
    return read_question(question, board, ctx)


@route(
    "GET",
    "/v1/questions/{id}",
    permission=Permission.QUESTIONS_READ,
    limits=("read",),
    raises=(QuestionNotFound,),
    guests=True,
    hides_caller=True,
)
def questions_get(ctx: Ctx, path: QuestionPath) -> QuestionRead:
    """Read a question."""
    board, question = require_question(ctx, path.id)
    return read_question(question, board, ctx)


@route(
    "PUT",
    "/v1/questions/{id}",
    permission=Permission.QUESTIONS_CREATE,
    limits=("questions",),
    emits=(QuestionUpdated, QuestionDeleted, QuestionReviewRequested),
    raises=(
        QuestionNotFound,
        NotTheAsker,
        BoardClosed,
        QuestionFrozen,
        QuestionNotOpen,
        ContentRefused,
    ),
    guests=True,
    hides_caller=True,
)
def questions_update(ctx: Ctx, path: QuestionPath, body: QuestionUpdate) -> QuestionRead:
    """Edit a question while nobody has answered it. The filter looks again."""
    board, question = require_question(ctx, path.id)
    if not question.mine:
        raise NotTheAsker
    act_on(ctx, board)
    question = locked(ctx, board, question)
    if question.is_frozen:
        raise QuestionFrozen
    if not may_edit(question.status, mine=True, frozen=False):
        raise QuestionNotOpen
    if body.body != question.body:
        _replace(ctx, board, question, body.body)
    return read_question(question_on(ctx, board, question.id), board, ctx)


@route(
    "DELETE",
    "/v1/questions/{id}",
    permission=Permission.QUESTIONS_READ,
    limits=("write",),
    status=204,
    emits=(QuestionDeleted,),
    raises=(QuestionNotFound, NotTheAsker),
    guests=True,
    hides_caller=True,
)
def questions_delete(ctx: Ctx, path: QuestionPath) -> None:
    """Delete a question with its votes. Who asked may, and who moderates the board."""
    board, question = require_question(ctx, path.id)
    if not (question.mine or moderates(ctx, board)):
        raise NotTheAsker
    hide_on(ctx, board)
    question = locked(ctx, board, question)
    ctx.db(boards.QuestionRepository).delete(question.id)
    on_boards = ctx.db(boards.BoardRepository)
    on_boards.stop_presenting(board.id, question.id)
    if question.shown:
        on_boards.count(board.id, questions=-1)
        ctx.emit(QuestionDeleted(id=question.id), **audience_of(board, ctx))


def announce_created(ctx: Ctx, board: Board, question: Question) -> None:
    """Tell the board, and the school where it is the school's, of a question to be seen."""
    ctx.emit(
        QuestionCreated(
            id=question.id,
            body=question.body,
            upvotes=question.upvotes,
            status=QuestionStatus.OPEN,
            team_id=question.team_id,
            board_id=board.id,
            is_anonymous=board.anonymous,
            created_at=question.created_at,
        ),
        **audience_of(board, ctx),
    )


def _judged(ctx: Ctx, board: Board, text: str) -> Verdict:
    verdict = filter_of(ctx)(text)
    if verdict.tier is Tier.HIGH:
        ctx.db(boards.BoardRepository).count(board.id, refused=1)
        raise ContentRefused(
            errors=[{"field": "body", "code": reason, "message": ""} for reason in verdict.reasons]
        )
    return verdict


def _first_status(ctx: Ctx, board: Board, verdict: Verdict) -> QuestionStatus:
    return first_status(
        board.moderation,
        doubtful=verdict.tier is Tier.MEDIUM,
        by_moderator=moderates(ctx, board),
    )


def _noted(verdict: Verdict) -> dict[str, object]:
    if not verdict.reasons:
        return {}
    return {"reasons": list(verdict.reasons), "confidence": verdict.confidence}


def _ask_for_review(ctx: Ctx, board: Board, question: Question, verdict: Verdict) -> None:
    ctx.emit(
        QuestionReviewRequested(
            id=question.id,
            body=question.body,
            reasons=list(verdict.reasons) or ["all"],
            confidence=verdict.confidence,
        ),
        board_id=board.id,
    )


def _replace(ctx: Ctx, board: Board, question: Question, text: str) -> None:
    verdict, now = _judged(ctx, board, text), ctx.now()
    status = _first_status(ctx, board, verdict)
    if question.status is QuestionStatus.UNDER_REVIEW:
        status = QuestionStatus.UNDER_REVIEW
    ctx.db(boards.QuestionRepository).replace_text(
        question, text, status=status, moderation=_noted(verdict), updated_at=now
    )
    if status is QuestionStatus.OPEN:
        ctx.emit(QuestionUpdated(id=question.id, body=text, updated_at=now), board_id=board.id)
        return
    if question.shown:
        # Out of sight until a moderator has seen the new text.
        on_boards = ctx.db(boards.BoardRepository)
        on_boards.count(board.id, questions=-1, held=1)
        on_boards.stop_presenting(board.id, question.id)
        ctx.emit(QuestionDeleted(id=question.id), **audience_of(board, ctx))
    _ask_for_review(ctx, board, question_on(ctx, board, question.id), verdict)
