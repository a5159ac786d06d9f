"""Writing the index: always the row as it is now, under a lock for each thing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import CompoundSelect, Select, func, select, text, union_all

from infra.postgres.core.repository import Repository
from infra.postgres.search.records import Indexed
from infra.postgres.search.sources import SOURCES
from shared.search.indexed import Document
from shared.search.query import lexemes, prefix_of, spelled, spelling_grams
from shared.search.touching import Touch
from shared.search.types import Collection

PAGE = 200
_NONE = UUID(int=0)
_LOCK = text("SELECT app.search_lock(:tenant_id, :collection, :ids)")
_PUT = text("SELECT app.search_put(:tenant_id, CAST(:documents AS jsonb))")
_REMOVE = text("SELECT app.search_remove(:tenant_id, :collection, :ids)")
_SPELL = text("SELECT app.search_spell(:tenant_id, CAST(:words AS jsonb))")
_FORGET = text("SELECT app.search_forget_words(:tenant_id, :prefix)")


class IndexRepository(Repository):
    """Keeps the index of one school."""

    def renew(self, touched: Iterable[Touch]) -> int:
        """Index what was touched as it is now, whatever events say; returns how many rows changed.

        Of several who do so at the same time each waits for the one before, and reads after it.
        """
        changed, words = 0, set[str]()
        by_collection: dict[Collection, set[UUID]] = {}
        for touch in touched:
            by_collection.setdefault(touch.collection, set()).add(touch.id)
        for collection in sorted(by_collection):
            ids = sorted(by_collection[collection])
            here = {"tenant_id": self.tenant, "collection": collection.value, "ids": ids}
            found = self.lock_and_read(collection, ids)
            gone = sorted(set(ids) - {document.id for document in found})
            if gone:
                changed += self._value(_REMOVE, **(here | {"ids": gone}))
            changed += self.put(collection, found)
            words.update(_words(found))
        self._spell(words)
        return changed

    def lock_and_read(self, collection: Collection, ids: Sequence[UUID]) -> list[Indexed]:
        """Things as they are, which nobody else writes to an index until the unit ends."""
        here = {"tenant_id": self.tenant, "collection": collection.value, "ids": list(ids)}
        self._unit.execute(_LOCK, here)
        return self.read(collection, ids)

    def read(self, collection: Collection, ids: Sequence[UUID]) -> list[Indexed]:
        """Things as they are to be indexed; none of what nobody is to find."""
        here = {"tenant_id": self.tenant, "ids": list(ids)}
        return self._records(Indexed, _some(collection), **here)

    def pages(self, collection: Collection, after: UUID = _NONE) -> Iterator[list[Indexed]]:
        """All that is to be found in a collection, page by page, in the order of ids."""
        while True:
            here = {"tenant_id": self.tenant, "after_id": after, "row_limit": PAGE}
            found = self._records(Indexed, _page(collection), **here)
            if not found:
                return
            yield found
            after = found[-1].id

    def total(self) -> int:
        """How much there is to be found, of all collections."""
        return int(self._value(_total(), tenant_id=self.tenant))

    def put(self, collection: Collection, documents: Sequence[Indexed]) -> int:
        """Write rows; returns how many were not there so."""
        if not documents:
            return 0
        rows = json.dumps([self._row(collection, document) for document in documents])
        return int(self._value(_PUT, tenant_id=self.tenant, documents=rows))

    def stale(self) -> list[Touch]:
        """What the index does not have as it is now, of all collections: none where all is well."""
        found = self._unit.all(_stale(), {"tenant_id": self.tenant})
        return [Touch(Collection(row.collection), row.id) for row in found]

    def forget_words(self) -> int:
        """Drop words that stand in nothing any more."""
        school = prefix_of(self.tenant)
        return int(self._value(_FORGET, tenant_id=self.tenant, prefix=school))

    def _row(self, collection: Collection, document: Indexed) -> dict[str, Any]:
        return {
            "collection": collection.value,
            "id": str(document.id),
            "owner_id": None if document.owner_id is None else str(document.owner_id),
            "audiences": list(document.audiences),
            "facet": document.facet,
            "tags": list(document.tags),
            "lexemes": lexemes(
                self.tenant,
                tags=document.tags,
                title=document.title,
                names=document.names,
                body=document.body,
            ),
            "popularity": document.popularity,
            "shown": document.shown,
            "happened_at": document.happened_at.isoformat(),
            "digest": document.digest,
        }

    def _spell(self, found: set[str]) -> None:
        if not found:
            return
        rows = [{"word": w, "grams": spelling_grams(self.tenant, w)} for w in sorted(found)]
        self._unit.execute(_SPELL, {"tenant_id": self.tenant, "words": json.dumps(rows)})


def _words(documents: Iterable[Document]) -> Iterator[str]:
    for document in documents:
        yield from spelled(document.title, document.names, document.body)


# Built once: that takes longer than running it.
@cache
def _some(collection: Collection) -> Select[Any]:
    return SOURCES[collection].some()


@cache
def _page(collection: Collection) -> Select[Any]:
    return SOURCES[collection].page()


@cache
def _total() -> Select[Any]:
    counted = [
        select(func.count().label("n")).select_from(source.rows().subquery())
        for source in SOURCES.values()
    ]
    return select(func.sum(union_all(*counted).subquery("counted").c.n))


@cache
def _stale() -> CompoundSelect[Any]:
    found = union_all(*(source.stale(one) for one, source in SOURCES.items()))
    return found.order_by("collection", "id")
