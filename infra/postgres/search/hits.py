"""What was found, as its own tables have it, and as far as the viewer may see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select

from infra.postgres.core.repository import Repository
from infra.postgres.search.records import Hit
from infra.postgres.search.sources import SOURCES
from shared.search.types import Collection


class HitRepository(Repository):
    """Reads what an index has found; who may see it is decided here, again."""

    def read(
        self, viewer_id: UUID, collection: Collection, ids: Sequence[UUID]
    ) -> Mapping[UUID, Hit]:
        """Those of the things that the viewer may see."""
        values = {"tenant_id": self.tenant, "viewer_id": viewer_id, "ids": list(ids)}
        found = self._records(Hit, _hits(collection), **values)
        return {hit.id: hit for hit in found}


@cache
def _hits(collection: Collection) -> Select[Any]:
    return SOURCES[collection].hits()
