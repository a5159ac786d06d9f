"""Boards, questions and polls as the API shows them to the caller."""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions.boards.access import key_on, manages, moderates
from functions.runtime.context import Ctx
from infra.postgres import boards
from shared.auth.permissions import Permission
from shared.boards.policy import cloud, may_edit, takes_questions
from shared.boards.poll_schemas import RATINGS, BoardPollRead
from shared.boards.question_schemas import AskerRead, QuestionRead
from shared.boards.schemas import BoardRead, BoardSettings, BoardTransparency
from shared.boards.types import PollKind

if TYPE_CHECKING:
    from infra.postgres.boards import Board, Poll, Question, Votes

CLOUD_WORDS = 50


def read_board(board: Board, ctx: Ctx) -> BoardRead:
    """A board."""
    managed = manages(ctx, board)
    may_ask = ctx.viewer.reach(Permission.QUESTIONS_CREATE) is not None
    return BoardRead.of(
        board,
        join_code=board.join_code if managed else None,
        settings=BoardSettings.of(board),
        transparency=BoardTransparency.of(board),
        can_manage=managed,
        can_moderate=moderates(ctx, board),
        can_ask=may_ask and takes_questions(board.status),
    )


def read_question(question: Question, board: Board, ctx: Ctx) -> QuestionRead:
    """A question: on anonymous boards without who asked, and without what is for moderators."""
    moderated = moderates(ctx, board)
    own_or_moderated = question.mine or moderated
    editable = may_edit(question.status, mine=question.mine, frozen=question.is_frozen)
    return QuestionRead.of(
        question,
        author=_asker(question, board),
        review_reasons=question.moderation.get("reasons", []) if moderated else [],
        rejection_reason=question.moderation.get("rejection") if own_or_moderated else None,
        can_edit=editable and takes_questions(board.status),
        can_delete=own_or_moderated,
    )


def _asker(question: Question, board: Board) -> AskerRead | None:
    if board.anonymous or question.author_name is None:
        return None
    return AskerRead(
        id=question.author_id, name=question.author_name, avatar=question.author_avatar
    )


def read_poll(poll: Poll, board: Board, ctx: Ctx) -> BoardPollRead:
    """A poll with its votes so far."""
    votes = ctx.db(boards.PollRepository).count(poll.id, key_on(ctx, board))
    counts, words = _results(poll, votes)
    return BoardPollRead.of(poll, counts=counts, words=words, total=votes.total, voted=votes.voted)


def _results(poll: Poll, votes: Votes) -> tuple[list[int], list[str]]:
    """``counts`` and ``words`` of a poll, as its events describe them."""
    if poll.kind is PollKind.WORDCLOUD:
        top = cloud(votes.by_answer, CLOUD_WORDS)
        return [count for _, count in top], [word for word, _ in top]
    first, places = (1, RATINGS) if poll.kind is PollKind.RATING else (0, len(poll.options))
    return [votes.by_answer[str(place)] for place in range(first, first + places)], []
