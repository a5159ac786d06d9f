"""Answering: the path that a whole class takes within the same two seconds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from functions.live.access import GameNotFound, NotInGame, SentAway, find_game, scope_of
from functions.live.memory import Recent, Ticks
from functions.live.questions import limit_ms, questions_of, settings_of, worth
from functions.runtime.context import Ctx
from infra.postgres import live
from shared.auth.permissions import Permission
from shared.http.problem import AlreadyAnswered, Conflict, ValidationFailed
from shared.http.route import route
from shared.learning.quizzes.grading import AnswerMismatch, grade, settled
from shared.learning.quizzes.questions import Question
from shared.live.events import LiveAnswerCount
from shared.live.policy import elapsed_ms, in_time
from shared.live.schemas import AnswerRead, GameAnswer, GamePath, GameSettings

if TYPE_CHECKING:
    from infra.postgres.live import Taken

NEARLY = 20
"""From so many missing answers on the host is told of each: the last one ends the question."""
TICK_SECONDS = 0.25


class QuestionClosed(Conflict):
    """The question is not open: it is over, or not asked yet."""

    code = "question_closed"
    title = "The question is closed"
    cure = "Read the game again, and answer the question that is open then."


class AnswerDoesNotFit(ValidationFailed):
    """The question asks for another kind of answer, or has no such option."""

    code = "answer_does_not_fit"
    title = "The answer does not fit the question"
    cure = "Read the question, and send an answer of its kind with its options."


@dataclass(frozen=True, slots=True)
class OpenedQuestion:
    """A question that was opened; none of it changes any more."""

    question: Question
    settings: GameSettings
    started_at: datetime


# A school uses a code once, and a game opens a question once.
_opened: Recent[tuple[UUID, str, int], OpenedQuestion] = Recent(256)
_ticks = Ticks(TICK_SECONDS)


@route(
    "POST",
    "/v1/live/{code}/answer",
    permission=Permission.LIVE_JOIN,
    limits=("answer",),
    emits=(LiveAnswerCount,),
    raises=(
        GameNotFound,
        NotInGame,
        SentAway,
        QuestionClosed,
        AlreadyAnswered,
        AnswerDoesNotFit,
    ),
    guests=True,
)
def live_answer(ctx: Ctx, path: GamePath, body: GameAnswer) -> AnswerRead:
    """Answer the question that is open. The first answer counts.

    The time is the server's, from the opening of the question to the arrival of this request.
    Sending the same answer again is answered like the first time. Nothing here tells whether it
    is right.
    """
    if not ctx.viewer.may_enter(scope_of(path.code)):
        raise GameNotFound
    opened = _opened_question(ctx, path.code, body.index)
    time_ms = max(0, elapsed_ms(opened.started_at, ctx.request.received_at))
    try:
        said = settled(opened.question, body.answer)
        graded = grade(opened.question, said)
    except AnswerMismatch as mismatch:
        field = {"field": "answer", "code": "does_not_fit", "message": str(mismatch)}
        raise AnswerDoesNotFit(errors=[field]) from mismatch
    answer = said.model_dump(mode="json", by_alias=True, exclude_none=True)
    taken = ctx.db(live.GameRepository).take_answer(
        caller_id=ctx.viewer.user_id,
        code=path.code,
        question_index=body.index,
        in_time=in_time(time_ms, limit_ms(opened.question, opened.settings)),
        answer=answer,
        correct=graded.correct,
        points=worth(opened.question, opened.settings, graded.share, time_ms),
        time_ms=time_ms,
        at=ctx.request.received_at,
    )
    _check(taken, answer)
    assert taken.said_ms is not None, "the answer counts"
    if taken.outcome == "counted":
        ctx.after_commit.append(lambda: _tell_host(ctx, path.code, body.index, taken))
    number = None if body.answer.written is None else said.number
    return AnswerRead(index=body.index, time_ms=taken.said_ms, number=number)


def _opened_question(ctx: Ctx, code: str, index: int) -> OpenedQuestion:
    """The question, if it is or was open; raises GameNotFound or QuestionClosed."""
    key = (ctx.viewer.tenant_id, code, index)
    known = _opened.get(key)
    if known is not None:
        return known
    game, _ = find_game(ctx, code)
    if game.current_index != index or game.question_started_at is None:
        raise QuestionClosed
    opened = OpenedQuestion(
        questions_of(ctx, game)[index], settings_of(game), game.question_started_at
    )
    _opened.put(key, opened)
    return opened


def _check(taken: Taken, answer: dict[str, object]) -> None:
    if taken.outcome == "unknown":
        raise GameNotFound
    if taken.outcome == "kicked":
        raise SentAway
    if taken.outcome == "stranger":
        raise NotInGame
    if taken.outcome == "closed":
        raise QuestionClosed
    if taken.said != answer:
        raise AlreadyAnswered


def _tell_host(ctx: Ctx, code: str, index: int, taken: Taken) -> None:
    """Tell the host how many have answered: a few times a second, and of each of the last ones.

    Counted after the commit, so that of several answers at once the last one sees all of them.
    """
    players = taken.seats or 0
    if players - taken.before > NEARLY and not _ticks.due(f"{ctx.viewer.tenant_id}/{code}"):
        return
    assert taken.session_id is not None, "the answer counted"
    with ctx.deps.unit_of_work() as unit:
        unit.as_tenant(ctx.viewer.tenant_id)
        answered = unit(live.SeatRepository).count_answered(taken.session_id, index)
    ctx.emit(
        LiveAnswerCount(code=code, index=index, answered=answered, participants=players),
        code=code,
    )
