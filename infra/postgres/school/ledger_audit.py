"""Whether the ledger of a school is what was written and sealed; and sealing it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from infra.postgres.school.grade_records import SealRow
from infra.postgres.school.ledger import LedgerRepository
from shared.school.grades.chain import (
    Sealed,
    Statement,
    canonical_text,
    digest,
    items_digest,
)

if TYPE_CHECKING:
    from infra.grade_seals import GradeSealer, GradeSealVerifier


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong, and where."""

    reason: str
    where: str


def seal(ledger: LedgerRepository, sealer: GradeSealer, now: datetime) -> int:
    """Sign what has changed since the last seal; returns how many things the new one names."""
    items = ledger.find_unsealed()
    if not items:
        return 0
    last = ledger.get_last_seal()
    number, previous = (1, None) if last is None else (last.number + 1, last.hash)
    named = items_digest(items)
    said = Statement(ledger.tenant, number, now, named, previous).document()
    row = SealRow(
        number=number,
        sealed_at=now,
        items=named,
        previous=previous,
        hash=digest(said),
        key_id=sealer.key_id,
        signature=sealer.sign(canonical_text(said)),
    )
    ledger.insert_seal(row, items)
    return len(items)


def seal_holds(
    ledger: LedgerRepository, row: SealRow, items: Iterable[Sealed], keys: GradeSealVerifier
) -> bool:
    """Whether a seal says what it was signed with, of these things."""
    said = Statement(ledger.tenant, row.number, row.sealed_at, row.items, row.previous).document()
    signed = keys.holds(row.key_id, canonical_text(said), row.signature)
    return signed and row.hash == digest(said) and row.items == items_digest(list(items))


def verify(ledger: LedgerRepository, keys: GradeSealVerifier) -> list[Finding]:
    """Everything that does not hold: seals, chains of sheets, cards."""
    return [*_broken_seals(ledger, keys), *_broken_chains(ledger), *_broken_cards(ledger)]


def _broken_seals(ledger: LedgerRepository, keys: GradeSealVerifier) -> Iterable[Finding]:
    previous = None
    for place, row in enumerate(ledger.find_seals(), start=1):
        items = ledger.find_items([row.number]).get(row.number, [])
        if row.number != place or row.previous != previous:
            yield Finding("a seal is missing", f"seal {place}")
            return
        if not seal_holds(ledger, row, items, keys):
            yield Finding("a seal was changed", f"seal {place}")
        previous = row.hash


def _broken_chains(ledger: LedgerRepository) -> Iterable[Finding]:
    for sheet in ledger.find_sheets():
        found = ledger.find_break(sheet, ledger.find_links(sheet.id))
        if found is not None:
            yield Finding(found.reason, f"sheet {sheet.id}, link {found.at}")
    for kind, item_id in ledger.find_orphans():
        yield Finding(f"a {kind} is missing", f"{kind} {item_id}")


def _broken_cards(ledger: LedgerRepository) -> Iterable[Finding]:
    for card_id, _, stored, content in ledger.find_cards():
        sealed = ledger.find_known(card_id).values()
        if digest(content) != stored or any(said != stored for said in sealed):
            yield Finding("a card was changed", f"card {card_id}")
