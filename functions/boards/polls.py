"""Polls on a board."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from functions.boards.access import (
    BoardClosed,
    BoardNotFound,
    NotYourBoard,
    act_on,
    key_on,
    managed_board,
    manages,
    require_board,
)
from functions.boards.filtering import filter_of
from functions.boards.reading import read_poll
from functions.runtime.context import Ctx
from infra.postgres import boards
from shared.auth.permissions import Permission
from shared.boards.content import Tier
from shared.boards.events import BoardPollClosed, BoardPollOpened, BoardPollResults
from shared.boards.poll_schemas import BoardPollRead, PollCreate, PollPath, PollVote
from shared.boards.schemas import BoardPath
from shared.boards.types import PollKind, PollStatus
from shared.http.problem import Conflict, NotFound, ValidationFailed
from shared.http.route import route
from shared.text.characters import one_line
from shared.text.same import canonical

if TYPE_CHECKING:
    from infra.postgres.boards import Board, Poll


class PollNotFound(NotFound):
    """There is no such poll, or the caller may not read its board."""

    title = "Poll not found"


class PollClosed(Conflict):
    """The poll takes no votes any more."""

    code = "poll_closed"
    title = "This poll is closed"
    cure = "Show the results of the poll."


class WrongAnswer(ValidationFailed):
    """The answer is not of the poll's kind, or chooses what is not there."""

    code = "wrong_answer"
    title = "This is no answer to the poll"
    cure = "Read the poll, and send an answer of its kind with its options."


class WordsRefused(ValidationFailed):
    """The filter refuses a word: a cloud is shown at once, without review."""

    code = "words_refused"
    title = "Choose other words"
    cure = "Choose other words."


@route(
    "POST",
    "/v1/boards/{id}/polls",
    permission=Permission.BOARDS_MANAGE,
    limits=("write",),
    status=201,
    emits=(BoardPollOpened,),
    raises=(BoardNotFound, NotYourBoard, BoardClosed),
    hides_caller=True,
)
def board_polls_create(ctx: Ctx, path: BoardPath, body: PollCreate) -> BoardPollRead:
    """Open a poll on a board."""
    board = managed_board(ctx, path.id)
    act_on(ctx, board)
    poll_id = ctx.new_id()
    ctx.db(boards.PollRepository).insert(
        **body.model_dump(), id=poll_id, board_id=board.id, opened_at=ctx.now()
    )
    ctx.emit(
        BoardPollOpened(poll_id=poll_id, kind=body.kind, prompt=body.prompt, options=body.options),
        board_id=board.id,
    )
    return read_poll(_require(ctx, poll_id)[1], board, ctx)


@route(
    "POST",
    "/v1/polls/{id}/vote",
    permission=Permission.QUESTIONS_UPVOTE,
    limits=("upvote",),
    emits=(BoardPollResults,),
    raises=(PollNotFound, BoardClosed, PollClosed, WrongAnswer, WordsRefused),
    guests=True,
    hides_caller=True,
)
def board_polls_vote(ctx: Ctx, path: PollPath, body: PollVote) -> BoardPollRead:
    """Answer a poll, or answer it anew."""
    board, poll = _require(ctx, path.id)
    act_on(ctx, board)
    answer = _answer(ctx, poll, body)
    polls = ctx.db(boards.PollRepository)
    if not polls.lock_open(poll.id):
        raise PollClosed
    polls.vote(poll.id, key_on(ctx, board), answer)
    read = read_poll(poll, board, ctx)
    ctx.emit(
        BoardPollResults(poll_id=poll.id, counts=read.counts, total=read.total, words=read.words),
        board_id=board.id,
    )
    return read


@route(
    "POST",
    "/v1/polls/{id}/close",
    permission=Permission.BOARDS_MANAGE,
    limits=("write",),
    emits=(BoardPollClosed,),
    raises=(PollNotFound, NotYourBoard),
    hides_caller=True,
)
def board_polls_close(ctx: Ctx, path: PollPath) -> BoardPollRead:
    """Close a poll and announce its result. Closing it again changes nothing."""
    board, poll = _require(ctx, path.id)
    if not manages(ctx, board):
        raise NotYourBoard
    closed = ctx.db(boards.PollRepository).close(poll.id, ctx.now())
    read = read_poll(_require(ctx, path.id)[1], board, ctx)
    if closed:
        ctx.emit(
            BoardPollClosed(
                poll_id=poll.id, counts=read.counts, total=read.total, words=read.words
            ),
            board_id=board.id,
        )
    return read


def _require(ctx: Ctx, poll_id: UUID) -> tuple[Board, Poll]:
    poll = ctx.db(boards.PollRepository).get(poll_id)
    if poll is None:
        raise PollNotFound
    try:
        return require_board(ctx, poll.board_id), poll
    except BoardNotFound as error:
        raise PollNotFound from error


def _answer(ctx: Ctx, poll: Poll, body: PollVote) -> list[str]:
    """The answer as it is stored; raises WrongAnswer or WordsRefused."""
    if poll.status is not PollStatus.OPEN:
        raise PollClosed
    if poll.kind is PollKind.RATING and body.rating is not None:
        return [str(body.rating)]
    if poll.kind is PollKind.WORDCLOUD and body.words:
        judged = filter_of(ctx)
        if any(judged(word).tier is not Tier.LOW for word in body.words):
            raise WordsRefused
        # The first of several spellings: the others say the same.
        spelt = {canonical(word): one_line(word) for word in reversed(body.words)}
        return list(reversed(spelt.values()))
    if poll.kind is PollKind.CHOICE and body.choices:
        chosen = sorted(set(body.choices))
        if chosen[-1] < len(poll.options) and (poll.multiple or len(chosen) == 1):
            return [str(place) for place in chosen]
    raise WrongAnswer
