"""Where an item stands in a list that the database orders by more than a cursor holds."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from shared.http.paging import Cursor


@dataclass(frozen=True, slots=True)
class IdPlace(Cursor):
    """After the item with this id, wherever it stands now."""

    id: UUID
