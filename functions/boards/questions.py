"""Questions: asking, reading, editing and deleting them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

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
    reader,
    require_board,
    require_question,
)
from functions.boards.reading import read_question, read_questions
from functions.runtime.context import Ctx
from shared.auth.permissions import Permission
from shared.boards.content import Tier, Verdict, judge
from shared.boards.events import (
    QuestionCreated,
    QuestionDeleted,
    QuestionReviewRequested,
    QuestionUpdated,
)
from shared.boards.policy import Age, Place, first_status, may_edit
from shared.boards.schemas import (
    QuestionCreate,
    QuestionPath,
    QuestionQuery,
    QuestionRead,
    QuestionUpdate,
)
from shared.boards.types import QuestionStatus
from shared.http.paging import Page, PageInfo, page_of
from shared.http.problem import Forbidden, ValidationFailed
from shared.http.route import route

if TYPE_CHECKING:
    from infra.postgres.boards.boards import Board
    from infra.postgres.boards.questions import Question, QuestionFilter

MOST_BOARDS = 100


class ContentRefused(ValidationFailed):
    """The filter is sure that the text does harm. Nothing of it is kept but the count."""

    code = "content_refused"
    title = "This question cannot be asked in these words"
    commits = True


class NotTheAsker(Forbidden):
    """Only who asked may edit a question; they or a moderator may delete it."""

    title = "Only who asked may do this"


class BoardNotNamed(ValidationFailed):
    """Similar questions are looked for on one board, and a guest sees one only."""

    code = "board_not_named"
    title = "Give the boardId"


@route(
    "GET",
    "/v1/questions",
    permission=Permission.QUESTIONS_READ,
    limits=("read",),
    raises=(BoardNotFound, BoardNotNamed),
    guests=True,
)
def questions_list(ctx: Ctx, query: QuestionQuery) -> Page[QuestionRead]:
    """List questions of a board, or of the newest hundred boards: pinned, most votes, newest.

    Without ``status``: open and answered ones. Those under review, rejected or merged are shown to
    moderators, and to everybody their own.
    """
    boards = _boards(ctx, query)
    by_id = {board.id: board for board in boards}
    if query.similar_to is not None:
        return _similar(ctx, boards, query)
    newest = query.sort == "new"
    after = Age.decode(query.cursor) if newest else Place.decode(query.cursor)
    found = ctx.db.questions.find(
        ctx.viewer.tenant_id,
        _filter(ctx, boards, query),
        after=after,
        limit=query.limit,
        newest=newest,
    )
    place = (lambda q: q.age) if newest else (lambda q: q.place)
    questions, page_info = page_of(found, query.limit, place)
    return Page(data=read_questions(questions, by_id, ctx), page_info=page_info)


@route(
    "POST",
    "/v1/questions",
    permission=Permission.QUESTIONS_CREATE,
    limits=("questions",),
    status=201,
    emits=(QuestionCreated, QuestionReviewRequested),
    raises=(BoardNotFound, BoardClosed, ContentRefused),
    guests=True,
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
    ctx.db.questions.insert(
        {
            "tenant_id": ctx.viewer.tenant_id,
            "id": question_id,
            "board_id": board.id,
            "team_id": board.scope_id,
            "author_id": ctx.viewer.user_id if named and not ctx.viewer.is_guest else None,
            "author_name": ctx.viewer.name if named and ctx.viewer.is_guest else None,
            "author_key": key_on(ctx, board),
            "body": body.body,
            "status": status,
            "moderation": _noted(verdict),
            "created_at": now,
            "updated_at": now,
        }
    )
    question = _require(ctx, board, question_id)
    ctx.headers["Location"] = f"/v1/questions/{question_id}"
    if status is QuestionStatus.OPEN:
        ctx.db.boards.count(ctx.viewer.tenant_id, board.id, questions=1)
        announce_created(ctx, board, question)
    else:
        ctx.db.boards.count(ctx.viewer.tenant_id, board.id, held=1)
        _ask_for_review(ctx, board, question, verdict)
    return read_question(question, board, [], ctx)


@route(
    "GET",
    "/v1/questions/{id}",
    permission=Permission.QUESTIONS_READ,
    limits=("read",),
    raises=(QuestionNotFound,),
    guests=True,
)
def questions_get(ctx: Ctx, path: QuestionPath) -> QuestionRead:
    """Read a question."""
    board, question = require_question(ctx, path.id)
    return read_questions([question], {board.id: board}, ctx)[0]


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
    return read_questions([_require(ctx, board, question.id)], {board.id: board}, ctx)[0]


@route(
    "DELETE",
    "/v1/questions/{id}",
    permission=Permission.QUESTIONS_READ,
    limits=("write",),
    status=204,
    emits=(QuestionDeleted,),
    raises=(QuestionNotFound, NotTheAsker),
    guests=True,
)
def questions_delete(ctx: Ctx, path: QuestionPath) -> None:
    """Delete a question with its votes. Who asked may, and who moderates the board."""
    board, question = require_question(ctx, path.id)
    if not (question.mine or moderates(ctx, board)):
        raise NotTheAsker
    hide_on(ctx, board)
    question = locked(ctx, board, question)
    ctx.db.questions.delete(ctx.viewer.tenant_id, question.id)
    ctx.db.boards.stop_presenting(ctx.viewer.tenant_id, board.id, question.id)
    if question.shown:
        ctx.db.boards.count(ctx.viewer.tenant_id, board.id, questions=-1)
        ctx.emit(QuestionDeleted(id=question.id), board_id=board.id)


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


def _require(ctx: Ctx, board: Board, question_id: UUID) -> Question:
    found = ctx.db.questions.get(ctx.viewer.tenant_id, question_id, [key_on(ctx, board)])
    if found is None:
        raise QuestionNotFound
    return found


def _judged(ctx: Ctx, board: Board, text: str) -> Verdict:
    verdict = judge(text)
    if verdict.tier is Tier.HIGH:
        ctx.db.boards.count(ctx.viewer.tenant_id, board.id, refused=1)
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
    tenant_id = ctx.viewer.tenant_id
    ctx.db.questions.replace_text(
        tenant_id,
        question,
        text,
        {"status": status, "moderation": _noted(verdict), "updated_at": now},
    )
    if status is QuestionStatus.OPEN:
        ctx.emit(QuestionUpdated(id=question.id, body=text, updated_at=now), board_id=board.id)
        return
    if question.shown:
        # Out of sight until a moderator has seen the new text.
        ctx.db.boards.count(tenant_id, board.id, questions=-1, held=1)
        ctx.db.boards.stop_presenting(tenant_id, board.id, question.id)
        ctx.emit(QuestionDeleted(id=question.id), board_id=board.id)
    _ask_for_review(ctx, board, _require(ctx, board, question.id), verdict)


def _boards(ctx: Ctx, query: QuestionQuery) -> list[Board]:
    if query.board_id is not None:
        return [require_board(ctx, query.board_id)]
    if ctx.viewer.is_guest:
        raise BoardNotNamed
    return ctx.db.boards.find(
        ctx.viewer.tenant_id,
        reader(ctx),
        status=None,
        scope_id=query.team_id,
        before=None,
        limit=MOST_BOARDS,
    )[:MOST_BOARDS]


def _filter(ctx: Ctx, boards: list[Board], query: QuestionQuery) -> QuestionFilter:
    from infra.postgres.boards.questions import QuestionFilter

    return QuestionFilter(
        board_ids=[board.id for board in boards],
        keys=[key_on(ctx, board) for board in boards],
        viewer_id=ctx.viewer.user_id,
        status=query.status,
        tag=query.tag,
        moderates=all(moderates(ctx, board) for board in boards),
    )


def _similar(ctx: Ctx, boards: list[Board], query: QuestionQuery) -> Page[QuestionRead]:
    assert query.similar_to is not None
    if query.board_id is None:
        raise BoardNotNamed
    board = boards[0]
    found = ctx.db.questions.find_similar(
        ctx.viewer.tenant_id,
        board.id,
        ctx.viewer.user_id,
        [key_on(ctx, board)],
        query.similar_to,
    )
    info = PageInfo(next_cursor=None, has_more=False)
    return Page(data=read_questions(found, {board.id: board}, ctx), page_info=info)
