"""The ledger of a school's marks: chains, and the seals over their heads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, insert, literal, select, union_all

from infra.postgres.core.repository import Repository, columns_of
from infra.postgres.school.grade_records import SealItemRow, SealRow, Sheet
from infra.postgres.school.grade_tables import (
    grade_entries,
    grade_history,
    grade_seal_items,
    grade_seals,
    grade_sheets,
    report_cards,
)
from shared.school.grades.cells import Cell
from shared.school.grades.chain import Break, Link, Sealed, compare, follow

_PAGE = 2_000


class LedgerRepository(Repository):
    """Queries on links and seals. Nothing of the product changes one."""

    def find_unsealed(self) -> list[Sealed]:
        """Sheets whose heads, and cards which, no seal names yet."""
        s, i, r = grade_sheets.c, grade_seal_items.c, report_cards.c
        reached = (
            select(func.max(i.seq))
            .where(i.tenant_id == self.tenant, i.item_id == s.id)
            .scalar_subquery()
        )
        sheets = select(
            literal("sheet").label("kind"),
            s.id,
            s.head_seq.label("seq"),
            s.head_hash.label("hash"),
        ).where(s.tenant_id == self.tenant, s.head_seq > func.coalesce(reached, 0))
        sealed = select(i.item_id).where(i.tenant_id == self.tenant, i.item_id == r.id)
        cards = select(literal("card").label("kind"), r.id, r.version.label("seq"), r.hash).where(
            r.tenant_id == self.tenant, ~sealed.exists()
        )
        rows = self._unit.all(union_all(sheets, cards))
        return [Sealed(row.kind, row.id, row.seq, row.hash) for row in rows]

    def get_last_seal(self) -> SealRow | None:
        """The latest seal."""
        query = self._seals().order_by(grade_seals.c.number.desc()).limit(1)
        return self._record(SealRow, query)

    def find_seals(self) -> list[SealRow]:
        """All seals, oldest first."""
        return self._records(SealRow, self._seals().order_by(grade_seals.c.number))

    def get_seal_of(self, item_id: UUID, item_hash: str) -> SealRow | None:
        """The seal that names a thing with this hash."""
        i, n = grade_seal_items.c, grade_seals.c
        naming = select(i.number).where(
            i.tenant_id == self.tenant, i.item_id == item_id, i.hash == item_hash
        )
        query = self._seals().where(n.number.in_(naming)).order_by(n.number).limit(1)
        return self._record(SealRow, query)

    def insert_seal(self, seal: SealRow, items: Iterable[Sealed]) -> None:
        """Add a seal and what it names."""
        self._unit.execute(insert(grade_seals).values(tenant_id=self.tenant, **asdict(seal)))
        rows = [
            {
                "tenant_id": self.tenant,
                "number": seal.number,
                "kind": item.kind,
                "item_id": item.id,
                "seq": item.seq,
                "hash": item.hash,
            }
            for item in items
        ]
        for at in range(0, len(rows), _PAGE):
            self._unit.execute(insert(grade_seal_items).values(rows[at : at + _PAGE]))

    def find_items(self, numbers: Iterable[int]) -> dict[int, list[Sealed]]:
        """What these seals name, by their numbers."""
        i = grade_seal_items.c
        query = select(*columns_of(SealItemRow, grade_seal_items)).where(
            i.tenant_id == self.tenant, i.number.in_(list(numbers))
        )
        found: dict[int, list[Sealed]] = {}
        for row in self._records(SealItemRow, query):
            item = Sealed(row.kind, row.item_id, row.seq, row.hash)
            found.setdefault(row.number, []).append(item)
        return found

    def find_naming(self, sheets: Iterable[UUID]) -> set[int]:
        """The numbers of the seals that name one of these sheets."""
        i = grade_seal_items.c
        query = select(i.number).distinct()
        query = query.where(i.tenant_id == self.tenant, i.item_id.in_(list(sheets)))
        return set(self._values(query))

    def find_known(self, sheet_id: UUID) -> Mapping[int, str]:
        """The sealed heads of a sheet: hashes by number."""
        i = grade_seal_items.c
        query = select(i.seq, i.hash).where(i.tenant_id == self.tenant, i.item_id == sheet_id)
        return {row.seq: row.hash for row in self._unit.all(query)}

    def find_links(self, sheet_id: UUID) -> list[Link]:
        """The chain of a sheet, from its first link."""
        h = grade_history.c
        query = select(*columns_of(Link, grade_history)).where(
            h.tenant_id == self.tenant, h.sheet_id == sheet_id
        )
        return self._records(Link, query.order_by(h.seq))

    def find_break(self, sheet: Sheet, links: Sequence[Link]) -> Break | None:
        """Where a sheet is not what its chain and its seals say, or None.

        What does not fit is read again with its row held: somebody may have been writing.
        """
        found = self._break(sheet, links)
        if found is None:
            return None
        query = select(*columns_of(Sheet, grade_sheets)).where(
            grade_sheets.c.tenant_id == self.tenant, grade_sheets.c.id == sheet.id
        )
        held = self._record(Sheet, query.with_for_update(read=True)) or sheet
        return self._break(held, self.find_links(sheet.id))

    def has_links(self, heads: Mapping[UUID, tuple[int, str]]) -> bool:
        """Whether each of these links is in the chain of its sheet as it is named."""
        h = grade_history.c
        query = select(h.sheet_id, h.seq, h.hash).where(
            h.tenant_id == self.tenant,
            h.sheet_id.in_(list(heads)),
            h.seq.in_({seq for seq, _ in heads.values()}),
        )
        found = {(row.sheet_id, row.seq): row.hash for row in self._unit.all(query)}
        return all(found.get((sheet, seq)) == digest for sheet, (seq, digest) in heads.items())

    def find_sheets(self) -> Iterator[Sheet]:
        """Every sheet of the school, page by page in the order of ids."""
        s, seen = grade_sheets.c, None
        while True:
            query = select(*columns_of(Sheet, grade_sheets)).where(s.tenant_id == self.tenant)
            if seen is not None:
                query = query.where(s.id > seen)
            page = self._records(Sheet, query.order_by(s.id).limit(_PAGE))
            yield from page
            if len(page) < _PAGE:
                return
            seen = page[-1].id

    def find_orphans(self) -> list[tuple[str, UUID]]:
        """Sheets that links or seals name, and cards that seals name, that are no longer there."""
        h, i, s, r = grade_history.c, grade_seal_items.c, grade_sheets.c, report_cards.c
        there = select(s.id).where(s.tenant_id == self.tenant)
        linked = select(literal("sheet").label("kind"), h.sheet_id.label("id")).where(
            h.tenant_id == self.tenant, h.sheet_id.not_in(there)
        )
        issued = select(r.id).where(r.tenant_id == self.tenant)
        sealed = [
            select(i.kind, i.item_id).where(
                i.tenant_id == self.tenant, i.kind == kind, i.item_id.not_in(known)
            )
            for kind, known in (("sheet", there), ("card", issued))
        ]
        return [(row.kind, row.id) for row in self._unit.all(linked.union(*sealed))]

    def find_cards(self) -> list[tuple[UUID, int, str, Any]]:
        """Each card: id, version, hash and content."""
        r = report_cards.c
        query = select(r.id, r.version, r.hash, r.content).where(r.tenant_id == self.tenant)
        return [(row.id, row.version, row.hash, row.content) for row in self._unit.all(query)]

    def _break(self, sheet: Sheet, links: Sequence[Link]) -> Break | None:
        broken = follow(links, sheet.head, self.find_known(sheet.id))
        return broken or compare(links, self._cells(sheet.id), sheet.status)

    def _cells(self, sheet_id: UUID) -> dict[UUID, str]:
        e = grade_entries.c
        query = select(e.student_id, e.state, e.score, e.remarks).where(
            e.tenant_id == self.tenant, e.sheet_id == sheet_id
        )
        return {
            row.student_id: Cell(row.state, row.score, row.remarks).text()
            for row in self._unit.all(query)
        }

    def _seals(self) -> Select[Any]:
        query = select(*columns_of(SealRow, grade_seals))
        return query.where(grade_seals.c.tenant_id == self.tenant)
