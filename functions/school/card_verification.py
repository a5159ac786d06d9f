"""Whether a card on paper is what the school has issued: for whoever holds the paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions.common.guests import enter_by_code
from functions.runtime.context import Ctx
from infra.postgres import school
from shared.http.problem import NotFound
from shared.http.route import Access, route
from shared.identity.types import CodeKind
from shared.school.grades.card_schemas import CardCodePath, CardContent, VerifiedCard
from shared.school.grades.chain import digest
from shared.tenants.codes import read_code

if TYPE_CHECKING:
    from infra.postgres.school import CardRow


class CardCodeUnknown(NotFound):
    """No card has this code."""

    guess = True
    title = "No report card has this code"


@route(
    "GET",
    "/v1/report-cards/{code}",
    permission=Access.PUBLIC,
    limits=("public", "join"),
    raises=(CardCodeUnknown,),
)
def report_cards_verify(ctx: Ctx, path: CardCodePath) -> VerifiedCard:
    """Read a card by the code on it, as it was issued, and whether it is the latest version."""
    code = read_code(path.code)
    card_id = None if code is None else enter_by_code(ctx, CodeKind.CARD, code)
    card = None if card_id is None else ctx.db(school.CardRepository).get(card_id)
    if card is None:
        raise CardCodeUnknown
    return VerifiedCard.of(
        card,
        latest_version=card.latest,
        intact=_is_intact(ctx, card),
        sealed=_is_sealed(ctx, card),
        content=CardContent.model_validate(card.content),
    )


def _is_intact(ctx: Ctx, card: CardRow) -> bool:
    content = CardContent.model_validate(card.content)
    heads = {head.sheet_id: (head.seq, head.hash) for head in content.heads}
    linked = ctx.db(school.LedgerRepository).has_links(heads)
    return linked and digest(card.content) == card.hash


def _is_sealed(ctx: Ctx, card: CardRow) -> bool:
    from infra.postgres.school.ledger_audit import seal_holds

    ledger, keys = ctx.db(school.LedgerRepository), ctx.deps.grade_seals
    seal = ledger.get_seal_of(card.id, card.hash)
    if seal is None or keys is None:
        return False
    items = ledger.find_items([seal.number]).get(seal.number, [])
    return seal_holds(ledger, seal, items, keys)
