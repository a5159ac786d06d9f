"""Lists of questions: of one board or of many, and those like what somebody is typing."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING

from functions.boards.access import (
    BoardNotFound,
    key_on,
    moderates,
    reader,
    require_board,
)
from functions.boards.reading import read_question
from functions.runtime.context import Ctx
from infra.postgres import boards
from shared.auth.permissions import Permission
from shared.boards.policy import Age, Place
from shared.boards.question_schemas import (
    QuestionQuery,
    QuestionRead,
)
from shared.http.paging import Page
from shared.http.problem import ValidationFailed
from shared.http.route import route

if TYPE_CHECKING:
    from infra.postgres.boards import Board, Question, QuestionFilter

MOST_BOARDS = 100


class BoardNotNamed(ValidationFailed):
    """Similar questions are looked for on one board, and a guest sees one only."""

    code = "board_not_named"
    title = "Give the boardId"
    cure = "Send `boardId`; a guest has one board."


@route(
    "GET",
    "/v1/questions",
    permission=Permission.QUESTIONS_READ,
    limits=("read",),
    raises=(BoardNotFound, BoardNotNamed),
    guests=True,
    hides_caller=True,
)
def questions_list(ctx: Ctx, query: QuestionQuery) -> Page[QuestionRead]:
    """List questions of a board, or of the newest hundred boards: pinned, most votes, newest.

    Without ``status``: open and answered ones. Those under review, rejected or merged are shown to
    moderators, and to everybody their own.
    """
    listed = _boards(ctx, query)
    by_id = {board.id: board for board in listed}
    newest, limit = query.sort == "new", query.limit
    if query.similar_to is not None:
        found = _similar(ctx, listed, query)
        limit = len(found)
    else:
        found = ctx.db(boards.QuestionRepository).find(
            _filter(ctx, listed, query),
            after=Age.decode(query.cursor) if newest else Place.decode(query.cursor),
            limit=limit,
            newest=newest,
        )
    return Page.of_rows(
        found,
        limit,
        lambda question: read_question(question, by_id[question.board_id], ctx),
        attrgetter("age" if newest else "place"),
    )


def _boards(ctx: Ctx, query: QuestionQuery) -> list[Board]:
    if query.board_id is not None:
        return [require_board(ctx, query.board_id)]
    if ctx.viewer.is_guest:
        raise BoardNotNamed
    return ctx.db(boards.BoardRepository).find(
        reader(ctx),
        status=None,
        scope_id=query.team_id,
        before=None,
        limit=MOST_BOARDS,
    )[:MOST_BOARDS]


def _filter(ctx: Ctx, listed: list[Board], query: QuestionQuery) -> QuestionFilter:
    return boards.QuestionFilter(
        board_ids=[board.id for board in listed],
        keys=[key_on(ctx, board) for board in listed],
        viewer_id=ctx.viewer.user_id,
        status=query.status,
        tag=query.tag,
        moderates=all(moderates(ctx, board) for board in listed),
    )


def _similar(ctx: Ctx, listed: list[Board], query: QuestionQuery) -> list[Question]:
    assert query.similar_to is not None
    if query.board_id is None:
        raise BoardNotNamed
    board = listed[0]
    return ctx.db(boards.QuestionRepository).find_similar(
        board.id, ctx.viewer.user_id, [key_on(ctx, board)], query.similar_to
    )
