"""Events of building what is derived for the search."""

from __future__ import annotations

from uuid import UUID

from shared.events.event import Event, event
from shared.search.types import Rebuild


@event("rebuild:due", audience=("domain:{person_id}",))
class RebuildDue(Event):
    """The next step of a rebuild is to be done; what is known of it goes along.

    ``place`` is behind what the index was built to: a collection, and the last id of it.
    """

    job_id: UUID
    person_id: UUID
    kind: Rebuild
    rate: int
    step: int = 0
    done: int = 0
    total: int = 0
    place: str | None = None
