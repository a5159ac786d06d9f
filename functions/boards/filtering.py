"""The filter, with what the school has added to it."""

from __future__ import annotations

from collections.abc import Callable

from functions.runtime.context import Ctx
from infra.postgres import moderation
from shared.boards.content import Verdict, judge


def filter_of(ctx: Ctx) -> Callable[[str], Verdict]:
    """What judges a text by the rules of the school as they are now."""
    from infra.khmer_words import cut_khmer

    own = ctx.db(moderation.RulesRepository).get().own_words()
    return lambda text: judge(text, cut_khmer, own)
