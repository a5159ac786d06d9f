"""Comments that a teacher keeps for the next time, in two languages."""

from __future__ import annotations

from functions.runtime.context import Ctx
from infra.postgres import learning
from shared.auth.permissions import Permission
from shared.http.paging import Page, Position
from shared.http.problem import Conflict, NotFound
from shared.http.route import route
from shared.learning.assignments.submission_schemas import (
    BankPath,
    BankQuery,
    BankRead,
    BankWrite,
)

MAX_KEPT = 500


class BankedCommentNotFound(NotFound):
    """The caller keeps no such comment."""

    title = "Comment not found"


class BankIsFull(Conflict):
    """The caller keeps as many comments as one can."""

    code = "bank_is_full"
    title = "You keep as many comments as one can: delete one first"
    cure = "Delete a comment that is not used any more, then keep this one."


@route("GET", "/v1/grading-comments", permission=Permission.ASSIGNMENTS_GRADE, limits=("read",))
def grading_comments_list(ctx: Ctx, query: BankQuery) -> Page[BankRead]:
    """List the comments that the caller keeps, newest first."""
    found = ctx.db(learning.CommentBankRepository).find(
        ctx.viewer.user_id,
        text=query.q,
        before=Position.decode(query.cursor),
        limit=query.limit,
    )
    return Page.of_rows(found, query.limit, BankRead.of)


@route(
    "POST",
    "/v1/grading-comments",
    permission=Permission.ASSIGNMENTS_GRADE,
    limits=("write",),
    status=201,
    raises=(BankIsFull,),
)
def grading_comments_create(ctx: Ctx, body: BankWrite) -> BankRead:
    """Keep a comment for the next time."""
    bank, now, comment_id = ctx.db(learning.CommentBankRepository), ctx.now(), ctx.new_id()
    if bank.count(ctx.viewer.user_id) >= MAX_KEPT:
        raise BankIsFull
    bank.insert(id=comment_id, owner_id=ctx.viewer.user_id, created_at=now, **body.model_dump())
    return BankRead(id=comment_id, created_at=now, **body.model_dump())


@route(
    "DELETE",
    "/v1/grading-comments/{commentId}",
    permission=Permission.ASSIGNMENTS_GRADE,
    limits=("write",),
    status=204,
    raises=(BankedCommentNotFound,),
)
def grading_comments_delete(ctx: Ctx, path: BankPath) -> None:
    """Keep a comment no longer."""
    gone = ctx.db(learning.CommentBankRepository).delete(ctx.viewer.user_id, path.comment_id)
    if not gone:
        raise BankedCommentNotFound
