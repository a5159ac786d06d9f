"""What a school tells the filter."""

from __future__ import annotations

from functions.runtime.context import Ctx
from infra.postgres import moderation
from shared.auth.permissions import Permission
from shared.http.problem import ValidationFailed
from shared.http.route import Audit, route
from shared.moderation.rules import RulesRead, RulesUpdate


class WordsUnclear(ValidationFailed):
    """The filter could not find one of the words, or is told two things about it."""

    code = "words_unclear"
    title = "The filter cannot look for some of these words"
    cure = "Change or leave out the words that `errors` names."


@route("GET", "/v1/moderation/rules", permission=Permission.TENANT_MANAGE, limits=("read",))
def moderation_rules_get(ctx: Ctx) -> RulesRead:
    """Read what the school has added to the filter of questions and word clouds."""
    return RulesRead.of(ctx.db(moderation.RulesRepository).get())


@route(
    "PUT",
    "/v1/moderation/rules",
    permission=Permission.TENANT_MANAGE,
    limits=("admin",),
    raises=(WordsUnclear,),
    audit=Audit("moderation.rules_set", "moderation_rules"),
)
def moderation_rules_put(ctx: Ctx, body: RulesUpdate) -> RulesRead:
    """Set what the school adds to the filter. It holds for the next question that is asked.

    Words for each tier, and what becomes of addresses and numbers. What the product itself refuses
    stays refused, whatever a school sets.
    """
    if unclear := body.unclear():
        raise WordsUnclear(
            errors=[{"field": f, "code": why, "message": word} for f, why, word in unclear]
        )
    rules = ctx.db(moderation.RulesRepository)
    rules.put(body.kept(), ctx.viewer.user_id, ctx.now())
    return RulesRead.of(rules.get())
