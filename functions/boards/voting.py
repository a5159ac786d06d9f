"""Votes on questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions.boards.access import (
    BoardClosed,
    QuestionFrozen,
    QuestionNotFound,
    QuestionNotOpen,
    act_on,
    audience_of,
    key_on,
    locked,
    require_question,
)
from functions.runtime.context import Ctx
from infra.postgres import boards
from shared.auth.permissions import Permission
from shared.boards.events import QuestionUpvoted
from shared.boards.question_schemas import QuestionPath, VoteRead
from shared.http.problem import Conflict, Problem
from shared.http.route import route

if TYPE_CHECKING:
    from infra.postgres.boards import Board, Question, Vote


class NoVotesLeft(Conflict):
    """The caller holds as many votes on this board as it allows."""

    code = "no_votes_left"
    title = "You have no votes left on this board; take one back first"
    cure = "Take a vote back on this board, then vote."


@route(
    "POST",
    "/v1/questions/{id}/upvote",
    permission=Permission.QUESTIONS_UPVOTE,
    limits=("upvote",),
    emits=(QuestionUpvoted,),
    raises=(QuestionNotFound, BoardClosed, QuestionFrozen, QuestionNotOpen, NoVotesLeft),
    guests=True,
    hides_caller=True,
)
def questions_upvote(ctx: Ctx, path: QuestionPath) -> VoteRead:
    """Vote for a question. A second vote changes nothing."""
    board, question = require_question(ctx, path.id)
    act_on(ctx, board)
    if question.voted:
        return _unchanged(question)
    votes, key = ctx.db(boards.VoteRepository), key_on(ctx, board)
    if board.votes_per_user is not None:
        votes.wait_for_turn(board.id, key)
        if votes.count_held(board.id, key) >= board.votes_per_user:
            raise NoVotesLeft
    vote = votes.vote(question.id, key, None if board.anonymous else ctx.now())
    return _counted(ctx, board, question, vote, voted=True)


@route(
    "DELETE",
    "/v1/questions/{id}/upvote",
    permission=Permission.QUESTIONS_UPVOTE,
    limits=("upvote",),
    emits=(QuestionUpvoted,),
    raises=(QuestionNotFound, BoardClosed, QuestionFrozen, QuestionNotOpen),
    guests=True,
    hides_caller=True,
)
def questions_unvote(ctx: Ctx, path: QuestionPath) -> VoteRead:
    """Take a vote back. Without one nothing changes."""
    board, question = require_question(ctx, path.id)
    act_on(ctx, board)
    if not question.voted:
        return _unchanged(question)
    vote = ctx.db(boards.VoteRepository).unvote(question.id, key_on(ctx, board))
    return _counted(ctx, board, question, vote, voted=False)


def _unchanged(question: Question) -> VoteRead:
    """The answer to a repetition, without a lock that voters wait for."""
    if question.is_frozen or not question.shown:
        raise _refusal(question)
    return VoteRead(question_id=question.id, voted=question.voted, upvotes=question.upvotes)


def _counted(
    ctx: Ctx, board: Board, question: Question, vote: Vote | None, *, voted: bool
) -> VoteRead:
    if vote is None:
        raise _refusal(locked(ctx, board, question))
    if vote.changed:
        ctx.emit(
            QuestionUpvoted(question_id=question.id, upvotes=vote.upvotes),
            **audience_of(board, ctx),
        )
    return VoteRead(question_id=question.id, voted=voted, upvotes=vote.upvotes)


def _refusal(question: Question) -> Problem:
    return QuestionFrozen() if question.is_frozen else QuestionNotOpen()
