"""The ledger of marks: every change with its hash, and the seals, for whoever does not trust us."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from functions.runtime.context import Ctx
from functions.school.graded import GradedClassNotFound, access_class
from infra.postgres import school
from shared.auth.permissions import Permission
from shared.http.files import JsonLinesFile
from shared.http.route import route
from shared.school.grades.chain import Statement, digest
from shared.school.grades.schemas import LedgerQuery

if TYPE_CHECKING:
    from infra.postgres.school import SealRow, Sheet
    from shared.school.grades.chain import Sealed


@route(
    "GET",
    "/v1/admin/grades/ledger",
    permission=Permission.AUDIT_READ,
    limits=("read",),
    raises=(GradedClassNotFound,),
)
def admin_grades_ledger(ctx: Ctx, query: LedgerQuery) -> JsonLinesFile:
    """Export the ledger, one JSON document a line: the school's seals, and one class's chains.

    Without a class: the seals with all that they name. `docs/grade-ledger.md` has a script of
    fifty lines that verifies it with nothing of ours.
    """
    lines = (json.dumps(line, ensure_ascii=False) for line in _lines(ctx, query))
    return JsonLinesFile("\n".join(lines) + "\n", JsonLinesFile.documented, "grade-ledger.ndjson")


def _lines(ctx: Ctx, query: LedgerQuery) -> Iterator[dict[str, Any]]:
    ledger, keys = ctx.db(school.LedgerRepository), ctx.deps.grade_seals
    public = {} if keys is None else keys.keys
    yield {
        "type": "ledger",
        "school": str(ledger.tenant),
        "keys": {kid: base64.b64encode(raw).decode() for kid, raw in public.items()},
    }
    sheets: list[Sheet] = []
    if query.class_id is not None:
        of = access_class(ctx, query.class_id, Permission.AUDIT_READ)
        sheets = ctx.db(school.SheetRepository).find_of_class(of.id)
    for sheet in sheets:
        yield from _sheet(ctx, sheet)
    seals = ledger.find_seals()
    numbers = {seal.number for seal in seals}
    if query.class_id is not None:
        numbers &= ledger.find_naming(sheet.id for sheet in sheets)
    items = ledger.find_items(numbers)
    for seal in seals:
        yield _seal(ctx, seal, items.get(seal.number))


def _sheet(ctx: Ctx, sheet: Sheet) -> Iterator[dict[str, Any]]:
    ledger = ctx.db(school.LedgerRepository)
    links = ledger.find_links(sheet.id)
    broken = ledger.find_break(sheet, links)
    yield {
        "type": "sheet",
        "sheet": str(sheet.id),
        "class": str(sheet.class_id),
        "subject": str(sheet.subject_id),
        "period": sheet.period,
        "status": str(sheet.status),
        "length": sheet.head_seq,
        "head": sheet.head_hash,
        "verified": "holds" if broken is None else f"{broken.reason}, link {broken.at}",
    }
    for link in links:
        yield {"type": "link", "hash": link.hash, "document": link.document()}


def _seal(ctx: Ctx, seal: SealRow, items: list[Sealed] | None) -> dict[str, Any]:
    said = Statement(ctx.viewer.tenant_id, seal.number, seal.sealed_at, seal.items, seal.previous)
    line: dict[str, Any] = {
        "type": "seal",
        "hash": digest(said.document()),
        "key": seal.key_id,
        "signature": base64.b64encode(seal.signature).decode(),
        "document": said.document(),
    }
    if items is not None:
        line["names"] = [[item.kind, str(item.id), item.seq, item.hash] for item in items]
    return line
