"""Archives of people's own data, as soon as they are asked for."""

from __future__ import annotations

from functions.common.exports import make_export
from functions.runtime.context import Ctx
from functions.runtime.service import Received, on, worker
from shared.people.events import ExportReady, ExportRequested


def _requested(ctx: Ctx, event: ExportRequested, received: Received) -> None:
    made = make_export(ctx.deps, ctx.db, event.export_id)
    if made is not None:
        export, ready = made
        ctx.emit(ready, person_id=export.user_id)


@worker(on(ExportRequested, _requested), emits=(ExportReady,))
def worker_exports() -> None:
    """Make the archive of a person's data, and say that it is there."""
