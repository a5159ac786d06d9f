"""What moderators do with questions: answer, arrange, review and merge them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from functions.boards.access import (
    NotYourBoard,
    QuestionFrozen,
    QuestionNotFound,
    QuestionNotOpen,
    audience_of,
    moderated_question,
    question_on,
)
from functions.boards.questions import announce_created
from functions.boards.reading import read_question
from functions.runtime.context import Ctx
from infra.postgres import boards
from shared.auth.permissions import Permission
from shared.boards.events import (
    QuestionAnswered,
    QuestionApproved,
    QuestionCreated,
    QuestionMerged,
    QuestionPinned,
    QuestionRejected,
    QuestionTagged,
    QuestionUntagged,
    TagData,
)
from shared.boards.events import (
    QuestionFrozen as QuestionFrozenEvent,
)
from shared.boards.question_schemas import (
    MAX_TAGS,
    AnswerCreate,
    FreezeUpdate,
    MergeInto,
    PinUpdate,
    QuestionPath,
    QuestionRead,
    QuestionTagPath,
    ReviewDecision,
    ReviewPath,
    TagAssign,
)
from shared.boards.types import QuestionStatus
from shared.http.problem import Conflict, NotFound
from shared.http.route import route

if TYPE_CHECKING:
    from infra.postgres.boards import Board, Question


class TagNotFound(NotFound):
    """There is no such tag, or it is not on the question."""

    title = "Tag not found"


class TooManyTags(Conflict):
    """The question carries as many tags as it may."""

    code = "too_many_tags"
    title = f"A question has at most {MAX_TAGS} tags"
    cure = "Take a tag away, then give this one."


class NothingToReview(Conflict):
    """The question does not wait for review."""

    code = "nothing_to_review"
    title = "This question does not wait for review"
    cure = "Read the question again: somebody may have decided already."


class CannotMerge(Conflict):
    """A question is merged into another open one of the same board."""

    code = "cannot_merge"
    title = "Merge an open question into another one of the same board"
    cure = "Read both questions, and choose an open one of the same board."


@route(
    "POST",
    "/v1/questions/{id}/answer",
    permission=Permission.QUESTIONS_MODERATE,
    limits=("write",),
    emits=(QuestionAnswered,),
    raises=(QuestionNotFound, NotYourBoard, QuestionFrozen, QuestionNotOpen),
    hides_caller=True,
)
def questions_answer(ctx: Ctx, path: QuestionPath, body: AnswerCreate) -> QuestionRead:
    """Answer a question, or replace its answer. Who asked is notified, where that is known."""
    board, question = moderated_question(ctx, path.id)
    _expect_open(question)
    now = ctx.now()
    ctx.db(boards.QuestionRepository).update(
        question.id,
        status=QuestionStatus.ANSWERED,
        response_text=body.response_text,
        responded_by=ctx.viewer.user_id,
        responded_at=now,
        updated_at=now,
    )
    ctx.emit(
        QuestionAnswered(
            id=question.id,
            response_text=body.response_text,
            responded_at=now,
            status=QuestionStatus.ANSWERED,
        ),
        author_id=question.author_id,
        **audience_of(board, ctx),
    )
    return _read(ctx, board, question.id)


@route(
    "POST",
    "/v1/questions/{id}/tag",
    permission=Permission.QUESTIONS_MODERATE,
    limits=("write",),
    emits=(QuestionTagged,),
    raises=(QuestionNotFound, NotYourBoard, TagNotFound, TooManyTags),
    hides_caller=True,
)
def questions_tag(ctx: Ctx, path: QuestionPath, body: TagAssign) -> QuestionRead:
    """Put a tag on a question. One that is on it already changes nothing."""
    board, question = moderated_question(ctx, path.id)
    tags = ctx.db(boards.TagRepository)
    if not tags.lock(body.tag_id, to_delete=False):
        raise TagNotFound
    if tags.put_on(question.id, body.tag_id):
        question = question_on(ctx, board, question.id)
        if len(question.tags) > MAX_TAGS:
            raise TooManyTags
        if question.shown:
            event = QuestionTagged(question_id=question.id, tags=_tags(question))
            ctx.emit(event, **audience_of(board, ctx))
    return read_question(question, board, ctx)


@route(
    "DELETE",
    "/v1/questions/{id}/tags/{tagId}",
    permission=Permission.QUESTIONS_MODERATE,
    limits=("write",),
    emits=(QuestionUntagged,),
    raises=(QuestionNotFound, NotYourBoard, TagNotFound),
    hides_caller=True,
)
def questions_untag(ctx: Ctx, path: QuestionTagPath) -> QuestionRead:
    """Take a tag off a question."""
    board, question = moderated_question(ctx, path.id)
    if not ctx.db(boards.TagRepository).take_off(question.id, path.tag_id):
        raise TagNotFound
    question = question_on(ctx, board, question.id)
    if question.shown:
        event = QuestionUntagged(question_id=question.id, tags=_tags(question))
        ctx.emit(event, **audience_of(board, ctx))
    return read_question(question, board, ctx)


@route(
    "POST",
    "/v1/questions/{id}/pin",
    permission=Permission.QUESTIONS_MODERATE,
    limits=("write",),
    emits=(QuestionPinned,),
    raises=(QuestionNotFound, NotYourBoard, QuestionNotOpen),
    hides_caller=True,
)
def questions_pin(ctx: Ctx, path: QuestionPath, body: PinUpdate) -> QuestionRead:
    """Pin a question to the top of its board, or unpin it."""
    board, question = moderated_question(ctx, path.id)
    if not question.shown:
        raise QuestionNotOpen
    if question.is_pinned != body.is_pinned:
        by, at = (ctx.viewer.user_id, ctx.now()) if body.is_pinned else (None, None)
        ctx.db(boards.QuestionRepository).update(
            question.id, is_pinned=body.is_pinned, pinned_by=by, pinned_at=at
        )
        ctx.emit(
            QuestionPinned(
                question_id=question.id, is_pinned=body.is_pinned, pinned_by=by, pinned_at=at
            ),
            **audience_of(board, ctx),
        )
    return _read(ctx, board, question.id)


@route(
    "POST",
    "/v1/questions/{id}/freeze",
    permission=Permission.QUESTIONS_MODERATE,
    limits=("write",),
    emits=(QuestionFrozenEvent,),
    raises=(QuestionNotFound, NotYourBoard, QuestionNotOpen),
    hides_caller=True,
)
def questions_freeze(ctx: Ctx, path: QuestionPath, body: FreezeUpdate) -> QuestionRead:
    """Freeze a question, so that it takes no votes, edits and answers, or thaw it."""
    board, question = moderated_question(ctx, path.id)
    if not question.shown:
        raise QuestionNotOpen
    if question.is_frozen != body.is_frozen:
        by, at = (ctx.viewer.user_id, ctx.now()) if body.is_frozen else (None, None)
        ctx.db(boards.QuestionRepository).update(
            question.id, is_frozen=body.is_frozen, frozen_by=by, frozen_at=at
        )
        ctx.emit(
            QuestionFrozenEvent(
                question_id=question.id, is_frozen=body.is_frozen, frozen_by=by, frozen_at=at
            ),
            **audience_of(board, ctx),
        )
    return _read(ctx, board, question.id)


@route(
    "POST",
    "/v1/questions/{id}/review",
    permission=Permission.QUESTIONS_MODERATE,
    limits=("write",),
    emits=(QuestionApproved, QuestionRejected, QuestionCreated),
    raises=(QuestionNotFound, NotYourBoard, NothingToReview),
    hides_caller=True,
)
def questions_review(ctx: Ctx, path: ReviewPath, body: ReviewDecision) -> QuestionRead:
    """Let a question that was held back through, or refuse it."""
    board, question = moderated_question(ctx, path.id)
    if question.status is not QuestionStatus.UNDER_REVIEW:
        raise NothingToReview
    questions, now = ctx.db(boards.QuestionRepository), ctx.now()
    reviewed = {"reviewed_by": ctx.viewer.user_id, "reviewed_at": now, "updated_at": now}
    if body.decision == "approve":
        questions.update(question.id, status=QuestionStatus.OPEN, **reviewed)
        ctx.db(boards.BoardRepository).count(board.id, questions=1)
        ctx.emit(QuestionApproved(id=question.id), board_id=board.id, author_id=question.author_id)
        announce_created(ctx, board, question)
    else:
        noted = {**question.moderation, "rejection": body.reason}
        questions.update(question.id, status=QuestionStatus.REJECTED, moderation=noted, **reviewed)
        ctx.db(boards.BoardRepository).count(board.id, rejected=1)
        ctx.emit(QuestionRejected(id=question.id, reason=body.reason), author_id=question.author_id)
    return _read(ctx, board, question.id)


@route(
    "POST",
    "/v1/questions/{id}/merge",
    permission=Permission.QUESTIONS_MODERATE,
    limits=("write",),
    emits=(QuestionMerged,),
    raises=(QuestionNotFound, NotYourBoard, CannotMerge, QuestionFrozen),
    hides_caller=True,
)
def questions_merge(ctx: Ctx, path: QuestionPath, body: MergeInto) -> QuestionRead:
    """Merge a duplicate into another question, which takes its votes, once per person.

    Answers with the question that stays.
    """
    questions, on_boards = ctx.db(boards.QuestionRepository), ctx.db(boards.BoardRepository)
    # Two merges at once lock in the same order.
    questions.lock(path.id, body.into_id)
    board, source = moderated_question(ctx, path.id)
    target = questions.get(body.into_id)
    if target is None or target.board_id != board.id:
        raise CannotMerge
    if source.id == target.id or not (source.shown and target.shown):
        raise CannotMerge
    if source.is_frozen or target.is_frozen:
        raise QuestionFrozen
    upvotes = ctx.db(boards.VoteRepository).move(source.id, target.id)
    questions.merge(source.id, target.id, ctx.now())
    on_boards.count(board.id, questions=-1)
    on_boards.stop_presenting(board.id, source.id)
    ctx.emit(QuestionMerged(id=source.id, into_id=target.id, upvotes=upvotes), board_id=board.id)
    return _read(ctx, board, target.id)


def _expect_open(question: Question) -> None:
    if question.is_frozen:
        raise QuestionFrozen
    if not question.shown:
        raise QuestionNotOpen


def _tags(question: Question) -> list[TagData]:
    return [TagData.model_validate(tag) for tag in question.tags]


def _read(ctx: Ctx, board: Board, question_id: UUID) -> QuestionRead:
    return read_question(question_on(ctx, board, question_id), board, ctx)
