"""Pictures that a teacher may put into questions though a colleague has uploaded them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from functions.runtime.context import Ctx
from infra.postgres import learning, media
from shared.auth.permissions import Permission
from shared.learning.quizzes.questions import images_of
from shared.media.types import Referrer

if TYPE_CHECKING:
    from infra.postgres.media import Reference
    from shared.learning.quizzes.questions import Question


def lent_pictures(ctx: Ctx, questions: Sequence[Question]) -> set[UUID]:
    """Those of the pictures that stand in a quiz or in a kept question whose answers one may read.

    A question that was copied is copied on with its picture, whoever uploaded that.
    """
    wanted = images_of(questions)
    if not wanted:
        return set()
    found = ctx.db(media.AttachmentRepository).find_referrers_of(wanted)
    return {one for one, references in found.items() if any(_reads(ctx, r) for r in references)}


def _reads(ctx: Ctx, reference: Reference) -> bool:
    viewer_id = ctx.viewer.user_id
    if reference.kind is Referrer.BANK_QUESTION:
        bank = ctx.db(learning.QuestionBankRepository)
        return bank.get(viewer_id, reference.target_id) is not None
    if reference.kind is not Referrer.QUIZ:
        return False
    quiz = ctx.db(learning.QuizRepository).get(viewer_id, reference.target_id)
    manages = ctx.viewer.can_everywhere(Permission.SCHOOL_MANAGE)
    return quiz is not None and (manages or quiz.author_id == viewer_id)
