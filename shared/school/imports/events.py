"""Events of imports."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from shared.events.event import Event, event
from shared.school.imports.types import ImportStatus


@event("import:due", audience=("domain:{person_id}",))
class ImportDue(Event):
    """The next step of an import is to be done; each has a number of its own."""

    import_id: UUID
    step: int


@event("job:progress", audience=("user:{person_id}",), durable=False)
class JobProgress(Event):
    """How far a long piece of work of a person has come."""

    job_id: UUID
    kind: Literal["IMPORT", "SEARCH", "EMBEDDINGS"] = "IMPORT"
    done: int
    total: int
    status: ImportStatus
