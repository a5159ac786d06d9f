"""Boards, questions and polls as the API shows them to the caller."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from functions.boards.access import key_on, manages, moderates
from functions.runtime.context import Ctx
from shared.auth.permissions import Permission
from shared.boards.policy import may_edit, takes_questions
from shared.boards.schemas import (
    RATINGS,
    AskerRead,
    BoardRead,
    BoardSettings,
    BoardTransparency,
    PollRead,
    QuestionRead,
    QuestionTagRead,
)
from shared.boards.types import PollKind

if TYPE_CHECKING:
    from infra.postgres.boards.boards import Board
    from infra.postgres.boards.polls import Poll, Votes
    from infra.postgres.boards.questions import Question, Tag

CLOUD_WORDS = 50


def read_board(board: Board, ctx: Ctx) -> BoardRead:
    """A board."""
    managed = manages(ctx, board)
    may_ask = ctx.viewer.reach(Permission.QUESTIONS_CREATE) is not None
    return BoardRead(
        id=board.id,
        slug=board.slug,
        title=board.title,
        scope_type=board.scope_type,
        scope_id=board.scope_id,
        join_code=board.join_code if managed else None,
        settings=BoardSettings(
            anonymous=board.anonymous,
            moderation=board.moderation,
            guests=board.guests,
            votes_per_user=board.votes_per_user,
        ),
        status=board.status,
        presenting_question_id=board.presenting_question_id,
        questions_count=board.questions_count,
        transparency=BoardTransparency(
            refused=board.refused_count,
            held=board.held_count,
            rejected=board.rejected_count,
            waiting=board.waiting,
        ),
        can_manage=managed,
        can_moderate=moderates(ctx, board),
        can_ask=may_ask and takes_questions(board.status),
        created_at=board.created_at,
        updated_at=board.updated_at,
    )


def read_questions(
    found: Sequence[Question], boards: Mapping[UUID, Board], ctx: Ctx
) -> list[QuestionRead]:
    """Questions of these boards, with their tags."""
    tags = ctx.db.questions.find_tags(ctx.viewer.tenant_id, [question.id for question in found])
    return [
        read_question(question, boards[question.board_id], tags.get(question.id, []), ctx)
        for question in found
    ]


def read_question(question: Question, board: Board, tags: Sequence[Tag], ctx: Ctx) -> QuestionRead:
    """A question: on anonymous boards without who asked, and without what is for moderators."""
    moderated = moderates(ctx, board)
    own_or_moderated = question.mine or moderated
    return QuestionRead(
        id=question.id,
        board_id=question.board_id,
        team_id=question.team_id,
        author=_asker(question, board),
        body=question.body,
        status=question.status,
        upvotes=question.upvotes,
        voted=question.voted,
        mine=question.mine,
        is_pinned=question.is_pinned,
        pinned_at=question.pinned_at,
        is_frozen=question.is_frozen,
        frozen_at=question.frozen_at,
        response_text=question.response_text,
        responded_at=question.responded_at,
        merged_into=question.merged_into,
        review_reasons=list(question.moderation.get("reasons", [])) if moderated else [],
        rejection_reason=question.moderation.get("rejection") if own_or_moderated else None,
        tags=[QuestionTagRead(id=tag.id, name=tag.name, color=tag.color) for tag in tags],
        can_edit=may_edit(question.status, mine=question.mine, frozen=question.is_frozen)
        and takes_questions(board.status),
        can_delete=own_or_moderated,
        created_at=question.created_at,
        updated_at=question.updated_at,
    )


def _asker(question: Question, board: Board) -> AskerRead | None:
    if board.anonymous or question.author_name is None:
        return None
    return AskerRead(
        id=question.author_id, name=question.author_name, avatar=question.author_avatar
    )


def results_of(poll: Poll, votes: Votes) -> tuple[list[int], list[str]]:
    """``counts`` and ``words`` of a poll, as its events describe them."""
    if poll.kind is PollKind.WORDCLOUD:
        common = sorted(votes.by_answer.items(), key=lambda item: (-item[1], item[0]))
        top = common[:CLOUD_WORDS]
        return [count for _, count in top], [word for word, _ in top]
    first, places = (1, RATINGS) if poll.kind is PollKind.RATING else (0, len(poll.options))
    return [votes.by_answer[str(place)] for place in range(first, first + places)], []


def read_poll(poll: Poll, board: Board, ctx: Ctx) -> PollRead:
    """A poll with its votes so far."""
    tenant_id = ctx.viewer.tenant_id
    votes = ctx.db.board_polls.count(tenant_id, poll.id)
    counts, words = results_of(poll, votes)
    return PollRead(
        id=poll.id,
        board_id=poll.board_id,
        kind=poll.kind,
        prompt=poll.prompt,
        options=list(poll.options),
        multiple=poll.multiple,
        status=poll.status,
        counts=counts,
        words=words,
        total=votes.total,
        voted=ctx.db.board_polls.has_voted(tenant_id, poll.id, key_on(ctx, board)),
        opened_at=poll.opened_at,
        closed_at=poll.closed_at,
    )
