"""Who a caller is to a board: a reader, its owner, a moderator, a guest; and how rows know them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from functions.runtime.context import Ctx
from infra.postgres import boards
from shared.auth.assignments import Scope, ScopeType
from shared.auth.permissions import Permission, Reach
from shared.boards.policy import participant_key, takes_questions
from shared.boards.types import BoardScope, QuestionStatus
from shared.http.problem import Conflict, Forbidden, NotFound

if TYPE_CHECKING:
    from infra.postgres.boards import Board, Question, ReadableBy


class BoardNotFound(NotFound):
    """There is no such board, or the caller may not read it."""

    title = "Board not found"


class QuestionNotFound(NotFound):
    """There is no such question, or the caller may not see it."""

    title = "Question not found"


class NotYourBoard(Forbidden):
    """Only its owner, moderators and administrators may do this on a board."""

    title = "You do not manage or moderate this board"


class BoardClosed(Conflict):
    """The board takes no questions, votes, polls and reactions."""

    code = "board_closed"
    title = "This board is closed"
    cure = "Show the board as closed; who manages it may open it again."


class QuestionFrozen(Conflict):
    """The question takes no votes, edits and answers, until it is thawed."""

    code = "question_frozen"
    title = "This question is frozen"
    cure = "Wait until a moderator thaws the question."


class QuestionNotOpen(Conflict):
    """The question is under review, rejected, merged or answered, which excludes this."""

    code = "question_not_open"
    title = "This question is not open for that"
    cure = "Read the question again, and show what it is now."


_SCOPES = {
    BoardScope.CLASS: ScopeType.CLASS,
    BoardScope.CLUB: ScopeType.CLUB,
    BoardScope.COURSE: ScopeType.COURSE,
}


def require_board(ctx: Ctx, board_id: UUID) -> Board:
    """The board if the caller may read it; raises BoardNotFound."""
    ctx.expect_hidden()
    board = None
    if ctx.viewer.may_enter(scope_of(board_id)):
        board = ctx.db(boards.BoardRepository).get_readable(ctx.viewer.user_id, board_id)
    if board is None:
        raise BoardNotFound
    return board


def require_question(ctx: Ctx, question_id: UUID) -> tuple[Board, Question]:
    """The question and its board if the caller may see both; raises QuestionNotFound."""
    ctx.expect_hidden()
    viewer = ctx.viewer
    board = ctx.db(boards.BoardRepository).get_readable_of_question(viewer.user_id, question_id)
    if board is None or not viewer.may_enter(scope_of(board.id)):
        raise QuestionNotFound
    question = question_on(ctx, board, question_id)
    if not may_see(ctx, board, question):
        raise QuestionNotFound
    return board, question


def question_on(ctx: Ctx, board: Board, question_id: UUID) -> Question:
    """The question as the caller sees it, whatever its status; raises QuestionNotFound."""
    viewer_id = None if moderates(ctx, board) else ctx.viewer.user_id
    questions, keys = ctx.db(boards.QuestionRepository), [key_on(ctx, board)]
    question = questions.get(question_id, keys, viewer_id=viewer_id)
    if question is None:
        raise QuestionNotFound
    return question


def moderated_board(ctx: Ctx, board_id: UUID) -> Board:
    """The board if the caller moderates it; raises BoardNotFound or NotYourBoard."""
    board = require_board(ctx, board_id)
    if not moderates(ctx, board):
        raise NotYourBoard
    return board


def managed_board(ctx: Ctx, board_id: UUID) -> Board:
    """The board if the caller manages it; raises BoardNotFound or NotYourBoard."""
    board = require_board(ctx, board_id)
    if not manages(ctx, board):
        raise NotYourBoard
    return board


def moderated_question(ctx: Ctx, question_id: UUID) -> tuple[Board, Question]:
    """The question, locked, and its board; raises QuestionNotFound or NotYourBoard."""
    board, question = require_question(ctx, question_id)
    if not moderates(ctx, board):
        raise NotYourBoard
    return board, locked(ctx, board, question)


def locked(ctx: Ctx, board: Board, question: Question) -> Question:
    """The question as it is now, kept so until the end; raises QuestionNotFound when it is gone."""
    ctx.db(boards.QuestionRepository).lock(question.id)
    return question_on(ctx, board, question.id)


def act_on(ctx: Ctx, board: Board) -> None:
    """Check that the board takes something new, and hide the caller where it is anonymous."""
    if not takes_questions(board.status):
        raise BoardClosed
    hide_on(ctx, board)


def hide_on(ctx: Ctx, board: Board) -> None:
    """Leave no trace of the caller where the board is anonymous."""
    if board.anonymous:
        ctx.anonymous()


def key_on(ctx: Ctx, board: Board) -> str:
    """How rows of the board know the caller."""
    return participant_key(board.salt, ctx.viewer.user_id)


def scope_of(board_id: UUID) -> str:
    """What a guest's pass for the board is for: its channel."""
    return f"board:{board_id}"


def moderates(ctx: Ctx, board: Board) -> bool:
    """Whether the caller may answer, review and arrange the board's questions."""
    return _may(ctx, Permission.QUESTIONS_MODERATE, board)


def manages(ctx: Ctx, board: Board) -> bool:
    """Whether the caller may change the board itself."""
    return _may(ctx, Permission.BOARDS_MANAGE, board)


def may_see(ctx: Ctx, board: Board, question: Question) -> bool:
    """Those under review or rejected are seen by who asked and who moderates.

    A merged one still says to everybody where it went.
    """
    hidden = question.status in {QuestionStatus.UNDER_REVIEW, QuestionStatus.REJECTED}
    return not hidden or question.mine or moderates(ctx, board)


def _may(ctx: Ctx, permission: Permission, board: Board) -> bool:
    viewer = ctx.viewer
    owns = board.created_by == viewer.user_id
    return (
        viewer.can_everywhere(permission)
        or (owns and viewer.grants.get(permission) is Reach.OWN)
        or viewer.is_assigned(permission, *scopes_of(board))
    )


def scopes_of(board: Board) -> list[Scope]:
    """What a role can be given for so that it holds on the board."""
    scopes = [Scope(ScopeType.BOARD, board.id)]
    if board.scope_id is not None and board.scope_type in _SCOPES:
        scopes.append(Scope(_SCOPES[board.scope_type], board.scope_id))
    return scopes


def reader(ctx: Ctx) -> ReadableBy:
    """Which boards lists show to the caller."""
    viewer = ctx.viewer
    return boards.ReadableBy(
        viewer.user_id,
        everything=viewer.can_everywhere(Permission.QUESTIONS_MODERATE),
        scope_ids=[
            assigned.scope.id
            for assigned in viewer.assignments
            if assigned.grants(Permission.QUESTIONS_MODERATE)
        ],
    )


def audience_of(board: Board, ctx: Ctx) -> dict[str, UUID | None]:
    """Routing of events that a board of the whole school announces to the school as well."""
    whole_school = board.scope_type is BoardScope.TENANT
    return {"board_id": board.id, "school_id": ctx.viewer.tenant_id if whole_school else None}
