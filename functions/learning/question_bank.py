"""The question bank: what a teacher keeps for the next quiz, alone or for the school."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from functions.common.attachments import attached
from functions.common.question_pictures import keep_pictures
from functions.learning.pictures import lent_pictures
from functions.learning.quizzes import (
    NotTheQuizAuthor,
    QuizInUse,
    QuizNotFound,
    access_quiz,
    new_id,
    read,
    require_quiz,
)
from functions.runtime.context import Ctx
from infra.postgres import learning, media
from shared.auth.permissions import Permission
from shared.http.paging import Page, Position
from shared.http.problem import Conflict, Forbidden, NotFound
from shared.http.route import route
from shared.learning.quizzes.bank_schemas import (
    BankedQuestionCreate,
    BankedQuestionPath,
    BankedQuestionRead,
    BankedQuestions,
    BankedQuestionsQuery,
    BankedQuestionWrite,
    BankTag,
    BankTags,
    FromBank,
    tidy,
)
from shared.learning.quizzes.questions import MAX_QUESTIONS, images_of, with_ids, without_ids
from shared.learning.quizzes.schemas import QuizPath, QuizRead
from shared.media.problems import UploadNotFound, UploadNotReady, WrongUse
from shared.media.schemas import AttachmentRead
from shared.media.types import Referrer

if TYPE_CHECKING:
    from infra.postgres.learning import BankEntry

MAX_KEPT = 5000
MAX_TAGS_SHOWN = 100
MAX_BODY_BYTES = 1_048_576


class BankedQuestionNotFound(NotFound):
    """The caller keeps no such question, and nobody shares it."""

    title = "Question not found in the bank"


class NotYourBankedQuestion(Forbidden):
    """The question is shared by somebody else: it is copied, and changed by its owner."""

    code = "not_your_banked_question"
    title = "Only who keeps this question may change it"
    cure = "Copy the question into a quiz, or keep one of your own."


class QuestionBankFull(Conflict):
    """The caller keeps as many questions as one can."""

    code = "question_bank_full"
    title = "You keep as many questions as one can: delete some first"
    cure = "Delete questions that are not used any more, then keep these."


class TooManyQuestions(Conflict):
    """The quiz would have more questions than a quiz may."""

    code = "too_many_questions"
    title = "A quiz has at most 100 questions"
    cure = "Take fewer questions, or make another quiz."


@route("GET", "/v1/question-bank", permission=Permission.QUIZZES_CREATE, limits=("read",))
def question_bank_list(ctx: Ctx, query: BankedQuestionsQuery) -> Page[BankedQuestionRead]:
    """List what the caller keeps and what colleagues share, newest first."""
    found = ctx.db(learning.QuestionBankRepository).find(
        ctx.viewer.user_id,
        mine=query.mine,
        text=query.q,
        tag=None if query.tag is None else tidy([query.tag])[0],
        kind=query.type,
        before=Position.decode(query.cursor),
        limit=query.limit,
    )
    pictures = _pictures(found, ctx)
    return Page.of_rows(found, query.limit, lambda entry: _read(entry, pictures, ctx))


@route("GET", "/v1/question-bank/tags", permission=Permission.QUIZZES_CREATE, limits=("read",))
def question_bank_tags(ctx: Ctx) -> BankTags:
    """List the tags of what the caller may see, the most frequent first."""
    found = ctx.db(learning.QuestionBankRepository).find_tags(ctx.viewer.user_id, MAX_TAGS_SHOWN)
    return BankTags(data=[BankTag(tag=tag, count=count) for tag, count in found])


@route(
    "POST",
    "/v1/question-bank",
    permission=Permission.QUIZZES_CREATE,
    limits=("write",),
    status=201,
    raises=(QuestionBankFull, UploadNotFound, UploadNotReady, WrongUse),
    max_body_bytes=MAX_BODY_BYTES,
)
def question_bank_add(ctx: Ctx, body: BankedQuestionCreate) -> BankedQuestions:
    """Keep questions, all or none of them."""
    bank, now, viewer_id = ctx.db(learning.QuestionBankRepository), ctx.now(), ctx.viewer.user_id
    if bank.count(viewer_id) + len(body.questions) > MAX_KEPT:
        raise QuestionBankFull
    bare = [without_ids(question) for question in body.questions]
    rows = [(ctx.new_id(), question) for question in with_ids(bare, new_id)]
    bank.insert(
        rows,
        owner_id=viewer_id,
        tags=body.tags,
        shared=body.shared,
        created_at=now,
        updated_at=now,
    )
    lent = lent_pictures(ctx, bare)
    for entry_id, question in rows:
        keep_pictures(ctx, Referrer.BANK_QUESTION, entry_id, [question], lent=lent)
    found = bank.find_some(viewer_id, [entry_id for entry_id, _ in rows])
    pictures = _pictures(list(found.values()), ctx)
    return BankedQuestions(data=[_read(found[entry_id], pictures, ctx) for entry_id, _ in rows])


@route(
    "PUT",
    "/v1/question-bank/{entryId}",
    permission=Permission.QUIZZES_CREATE,
    limits=("write",),
    raises=(
        BankedQuestionNotFound,
        NotYourBankedQuestion,
        UploadNotFound,
        UploadNotReady,
        WrongUse,
    ),
)
def question_bank_update(
    ctx: Ctx, path: BankedQuestionPath, body: BankedQuestionWrite
) -> BankedQuestionRead:
    """Replace a kept question. Quizzes that it was copied into stay as they are."""
    entry, bank = _access(ctx, path.entry_id), ctx.db(learning.QuestionBankRepository)
    (question,) = with_ids([body.question], new_id)
    keep_pictures(
        ctx,
        Referrer.BANK_QUESTION,
        entry.id,
        [question],
        before=[entry.question],
        lent=lent_pictures(ctx, [question]),
    )
    bank.replace(entry.id, question, tags=body.tags, shared=body.shared, updated_at=ctx.now())
    changed = bank.get(ctx.viewer.user_id, entry.id)
    assert changed is not None, "it is locked, and its owner's unless the school's"
    return _read(changed, _pictures([changed], ctx), ctx)


@route(
    "DELETE",
    "/v1/question-bank/{entryId}",
    permission=Permission.QUIZZES_CREATE,
    limits=("write",),
    status=204,
    raises=(BankedQuestionNotFound, NotYourBankedQuestion),
)
def question_bank_remove(ctx: Ctx, path: BankedQuestionPath) -> None:
    """Keep a question no longer. Quizzes that it was copied into stay as they are."""
    entry = _access(ctx, path.entry_id)
    ctx.db(media.AttachmentRepository).detach_all(Referrer.BANK_QUESTION, entry.id, ctx.now())
    ctx.db(learning.QuestionBankRepository).delete(entry.id)


@route(
    "POST",
    "/v1/quizzes/{id}/questions/from-bank",
    permission=Permission.QUIZZES_CREATE,
    limits=("write",),
    raises=(QuizNotFound, NotTheQuizAuthor, QuizInUse, BankedQuestionNotFound, TooManyQuestions),
)
def quizzes_from_bank(ctx: Ctx, path: QuizPath, body: FromBank) -> QuizRead:
    """Copy questions of the bank to the end of a quiz, in the order in which they are named."""
    quiz, quizzes = access_quiz(ctx, path.id), ctx.db(learning.QuizRepository)
    if not quizzes.lock(quiz.id, to_change=True):
        raise QuizNotFound
    if ctx.db(learning.QuizAttemptRepository).exist(quiz.id):
        raise QuizInUse
    quiz, bank = require_quiz(ctx, quiz.id), ctx.db(learning.QuestionBankRepository)
    found = bank.find_some(ctx.viewer.user_id, body.entry_ids)
    if len(found) < len(body.entry_ids):
        raise BankedQuestionNotFound
    bare = [without_ids(found[entry_id].question) for entry_id in body.entry_ids]
    questions = [*quiz.questions, *with_ids(bare, new_id)]
    if len(questions) > MAX_QUESTIONS:
        raise TooManyQuestions
    quizzes.replace(quiz.id, questions, updated_at=ctx.now())
    files = ctx.db(media.AttachmentRepository)
    for entry in found.values():
        if images_of([entry.question]):
            files.copy(Referrer.BANK_QUESTION, entry.id, quiz.id, ctx.now(), to=Referrer.QUIZ)
    bank.count_use(body.entry_ids)
    return read(require_quiz(ctx, quiz.id), ctx)


def _access(ctx: Ctx, entry_id: UUID) -> BankEntry:
    """The kept question, locked, if the caller may change it."""
    entry = ctx.db(learning.QuestionBankRepository).get(ctx.viewer.user_id, entry_id, lock=True)
    if entry is None:
        raise BankedQuestionNotFound
    if not _may_edit(entry, ctx):
        raise NotYourBankedQuestion
    return entry


def _may_edit(entry: BankEntry, ctx: Ctx) -> bool:
    """Its owner may; what is shared also who manages the school."""
    manages = ctx.viewer.can_everywhere(Permission.SCHOOL_MANAGE)
    return entry.owner_id == ctx.viewer.user_id or manages


def _pictures(entries: Sequence[BankEntry], ctx: Ctx) -> Mapping[UUID, list[AttachmentRead]]:
    """The pictures of kept questions, by the ids of these."""
    pictured = [entry.id for entry in entries if images_of([entry.question])]
    return attached(ctx, Referrer.BANK_QUESTION, pictured)


def _read(
    entry: BankEntry, pictures: Mapping[UUID, list[AttachmentRead]], ctx: Ctx
) -> BankedQuestionRead:
    return BankedQuestionRead.of(
        entry,
        tags=list(entry.tags),
        pictures=pictures.get(entry.id, []),
        can_edit=_may_edit(entry, ctx),
    )
