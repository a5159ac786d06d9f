"""A board as a table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from functions.boards.access import (
    BoardNotFound,
    NotYourBoard,
    managed_board,
)
from functions.runtime.context import Ctx
from infra.postgres import boards
from shared.auth.permissions import Permission
from shared.boards.schemas import (
    BoardPath,
)
from shared.http.files import TextFile, csv_text
from shared.http.route import route

if TYPE_CHECKING:
    from infra.postgres.boards import Board, Question

EXPORT_PAGE = 500
EXPORT_COLUMNS = (
    "id",
    "status",
    "votes",
    "question",
    "answer",
    "tags",
    "author",
    "pinned",
    "asked at",
    "answered at",
)


@route(
    "GET",
    "/v1/boards/{id}/export.csv",
    permission=Permission.BOARDS_MANAGE,
    limits=("export",),
    raises=(BoardNotFound, NotYourBoard),
    hides_caller=True,
)
def boards_export(ctx: Ctx, path: BoardPath) -> TextFile:
    """Export the shown questions of a board as CSV, in their order.

    UTF-8 with a byte order mark, so that spreadsheets read Khmer; no cell is a formula.
    """
    board = managed_board(ctx, path.id)
    rows = (
        (
            question.id,
            question.status.value,
            question.upvotes,
            question.body,
            question.response_text,
            ", ".join(tag["name"] for tag in question.tags),
            None if board.anonymous else question.author_name,
            "yes" if question.is_pinned else "no",
            question.created_at.isoformat(),
            question.responded_at and question.responded_at.isoformat(),
        )
        for question in _everything(ctx, board)
    )
    return TextFile(csv_text((EXPORT_COLUMNS, *rows)), "text/csv", f"{board.slug}.csv")


def _everything(ctx: Ctx, board: Board) -> Iterator[Question]:
    questions, after = ctx.db(boards.QuestionRepository), None
    wanted = boards.QuestionFilter([board.id], [], ctx.viewer.user_id, moderates=True)
    while True:
        found = questions.find(wanted, after=after, limit=EXPORT_PAGE, newest=False)
        page = found[:EXPORT_PAGE]
        yield from page
        if len(found) <= EXPORT_PAGE:
            return
        after = page[-1].place
