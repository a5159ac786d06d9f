"""Pictures of questions, wherever these are: in quizzes, in the bank and in live games.

keep_pictures(ctx, Referrer.QUIZ, quiz.id, body.questions, before=quiz.questions)
pictures = question_pictures(ctx, Referrer.QUIZ, quiz.id, quiz.questions)
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from functions.common.attachments import attach, attached
from functions.runtime.context import Ctx
from infra.postgres import media
from shared.learning.quizzes.questions import images_of
from shared.media.schemas import Attachment
from shared.media.types import MediaKind, Referrer

if TYPE_CHECKING:
    from shared.learning.quizzes.questions import Question
    from shared.learning.quizzes.shown import Pictures


def keep_pictures(
    ctx: Ctx,
    kind: Referrer,
    target_id: UUID,
    questions: Sequence[Question],
    *,
    before: Sequence[Question] = (),
    lent: Collection[UUID] = (),
) -> None:
    """Make the pictures of the questions the ones that something refers to.

    ``before`` are the questions as they were: a picture that somebody has deleted since may stay
    named there. Raises UploadNotFound, UploadNotReady and WrongUse.
    """
    wanted, known = images_of(questions), set(images_of(before))
    if not wanted and not known:
        return
    if known:
        here = ctx.db(media.AttachmentRepository).find(kind, [target_id]).get(target_id, [])
        gone = known - {file.upload_id for file in here}
        wanted = [upload_id for upload_id in wanted if upload_id not in gone]
    files = [Attachment(uploadId=upload_id) for upload_id in wanted]
    attach(ctx, kind, target_id, files, lent=lent, only=MediaKind.IMAGE)


def question_pictures(
    ctx: Ctx, kind: Referrer, target_id: UUID, questions: Sequence[Question]
) -> Pictures:
    """The pictures of questions as they can be opened now, by the ids of their uploads."""
    if not images_of(questions):
        return {}
    files = attached(ctx, kind, [target_id]).get(target_id, [])
    return {file.upload_id: file for file in files}
