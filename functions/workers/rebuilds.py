"""Rebuilds in steps: each commits with what it wrote, and asks for the next one."""

from __future__ import annotations

import time
from typing import Any
from uuid import UUID

from functions.runtime.context import Ctx
from functions.runtime.service import Received, on, worker
from infra.postgres import search
from shared.school.imports.events import JobProgress
from shared.school.imports.types import ImportStatus
from shared.search.events import RebuildDue
from shared.search.touching import Touch
from shared.search.types import Collection, Rebuild

MOST_AT_ONCE = 20
pause = time.sleep


def _due(ctx: Ctx, event: RebuildDue, received: Received) -> None:
    if event.kind is Rebuild.EMBEDDINGS:
        _embed(ctx, event)
    else:
        _index(ctx, event)


@worker(on(RebuildDue, _due), emits=(RebuildDue, JobProgress))
def worker_rebuilds() -> None:
    """Build anew, step by step, what is derived from the rows of a school."""


def _embed(ctx: Ctx, event: RebuildDue) -> None:
    from functions.common.embedding import embedder_for, model_of, renew_stale
    from infra.embeddings.embedder import EmbedderUnavailable

    embedder = embedder_for(ctx.deps, ctx.db)
    if embedder is None:
        _tell(ctx, event, ImportStatus.FAILED)
        return
    # Two seconds at most: a transaction waits meanwhile.
    page = min(MOST_AT_ONCE, 2 * event.rate)
    if event.step:
        pause(page / event.rate)
    else:
        stale = ctx.db(search.VectorRepository).count_stale(model_of(embedder))
        event = _with(event, total=stale)
    try:
        found = renew_stale(ctx.deps, ctx.db, embedder, page)
    except EmbedderUnavailable:
        # It has been reported; the job of every ten minutes goes on from here.
        _tell(ctx, event, ImportStatus.FAILED)
        return
    done = _with(event, done=event.done + found)
    if found < page:
        _tell(ctx, done, ImportStatus.DONE)
    else:
        _go_on(ctx, done)


def _index(ctx: Ctx, event: RebuildDue) -> None:
    from functions.common.search_server import renew as renew_engine
    from infra.postgres.search.sources import SOURCES

    index = ctx.db(search.IndexRepository)
    if not event.step:
        event = _with(event, total=index.total())
    names = list(SOURCES)
    collection, after = _place(event.place) if event.place else (names[0], UUID(int=0))
    page = next(index.pages(collection, after), None)
    if page is None:
        left = names[names.index(collection) + 1 :]
        if left:
            _go_on(ctx, _with(event, place=f"{left[0]}:{UUID(int=0)}"))
            return
        # What is in the index and is nothing any more.
        index.renew(index.stale())
        _tell(ctx, event, ImportStatus.DONE)
        return
    touched = [Touch(collection, one.id) for one in page]
    index.renew(touched)
    if ctx.deps.search_engine is not None:
        renew_engine(ctx.deps.search_engine, ctx.db, touched)
    _go_on(ctx, _with(event, place=f"{collection}:{page[-1].id}", done=event.done + len(page)))


def _place(said: str) -> tuple[Collection, UUID]:
    collection, _, after = said.partition(":")
    return Collection(collection), UUID(after)


def _with(event: RebuildDue, **known: Any) -> RebuildDue:
    return event.model_copy(update=known)


def _go_on(ctx: Ctx, event: RebuildDue) -> None:
    _tell(ctx, event, ImportStatus.APPLYING)
    ctx.emit(_with(event, step=event.step + 1), person_id=event.person_id)


def _tell(ctx: Ctx, event: RebuildDue, status: ImportStatus) -> None:
    told = JobProgress(
        job_id=event.job_id,
        kind=event.kind.value,
        done=event.done,
        # What has come since it began is done as well.
        total=max(event.total, event.done),
        status=status,
    )
    ctx.emit(told, person_id=event.person_id)
