"""Imports in steps: planned once, then applied some rows at a time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from functions.runtime.context import Ctx
from functions.runtime.service import Received, on, worker
from functions.workers.importing import Importing, options_of
from infra.postgres import media, school
from shared.media.formats import FileFormat
from shared.realtime.events import AccessChanged
from shared.school.events import EnrolmentChanged
from shared.school.imports.directory import NAME_PARTS, KnownPupil
from shared.school.imports.events import ImportDue, JobProgress
from shared.school.imports.planning import Planner, hash_of
from shared.school.imports.tables import (
    MAX_COLUMNS,
    MAX_ROWS,
    ImportedRow,
    UnusableFile,
    cells_of_csv,
    rows_of,
)
from shared.school.imports.types import (
    FileProblem,
    ImportKind,
    ImportStatus,
    RowOutcome,
    progress,
)

if TYPE_CHECKING:
    from infra.postgres.school import Import

ROWS_A_STEP = 200
MAX_FILE_BYTES = 10 * 1024 * 1024


def _due(ctx: Ctx, event: ImportDue, received: Received) -> None:
    """Do one step: it commits with its rows, so that a step cut off is done again from nothing."""
    found = ctx.db(school.ImportRepository).get(event.import_id, lock=True)
    if found is None or found.step != event.step:
        return
    if found.status is ImportStatus.PLANNING:
        _plan(ctx, found)
    elif found.status is ImportStatus.APPLYING:
        _apply(ctx, found)


@worker(on(ImportDue, _due), emits=(ImportDue, JobProgress, EnrolmentChanged, AccessChanged))
def worker_imports() -> None:
    """Plan imports, and apply what was planned in steps."""


def _plan(ctx: Ctx, found: Import) -> None:
    imports = ctx.db(school.ImportRepository)
    try:
        rows, ignored = _rows(ctx, found)
    except UnusableFile as error:
        imports.change(
            found.id, status=ImportStatus.FAILED, problem=error.problem, finished_at=ctx.now()
        )
        _tell(ctx, found, ImportStatus.FAILED, 0, 0)
        return
    directory = ctx.db(school.ImportDirectoryRepository).load(found.year_id)
    planner = Planner(directory, options_of(found, rows))
    plans = [(row, planner.plan(row)) for row in rows]
    behind = max(row.number for row in rows) + 1
    plans += [
        (_absent(number, pupil), plan)
        for number, (pupil, plan) in enumerate(planner.endings(), start=behind)
    ]
    kept = [
        {
            "number": row.number,
            "said": {"cells": dict(row.cells), "guardians": [dict(one) for one in row.guardians]},
            "fate": plan.fate,
            "student_id": plan.student_id,
            "plan": plan.document(),
            "created_at": ctx.now(),
        }
        for row, plan in plans
    ]
    for first in range(0, len(kept), ROWS_A_STEP):
        imports.add_rows(found.id, kept[first : first + ROWS_A_STEP])
    order = planner.order
    imports.change(
        found.id,
        status=ImportStatus.PLANNED,
        day_order=order,
        ignored_columns=ignored,
        plan_hash=hash_of((row.number, plan) for row, plan in plans),
    )
    _tell(ctx, found, ImportStatus.PLANNED, 0, len(plans))


def _absent(number: int, pupil: KnownPupil) -> ImportedRow:
    """The row of a pupil who is in none of the file: it says their name."""
    names = {part: pupil.values[part] for part in NAME_PARTS if pupil.values.get(part)}
    return ImportedRow(number, names)


def _apply(ctx: Ctx, found: Import) -> None:
    imports = ctx.db(school.ImportRepository)
    rows = imports.find_open(found.id, ROWS_A_STEP)
    ctx.db(school.EnrolmentRepository).lock_classes(found.year_id)
    directory = ctx.db(school.ImportDirectoryRepository).load(found.year_id)
    importing = Importing(ctx, found, directory)
    done: Mapping[RowOutcome, list[int]] = {outcome: [] for outcome in RowOutcome}
    for row in rows:
        done[importing.apply(row)].append(row.number)
    for outcome, numbers in done.items():
        if numbers:
            imports.conclude(found.id, numbers, outcome)
    applied, total = progress(imports.count([found.id]).get(found.id, {}))
    if applied < total:
        imports.change(found.id, step=found.step + 1)
        ctx.emit(ImportDue(import_id=found.id, step=found.step + 1), person_id=found.created_by)
        _tell(ctx, found, ImportStatus.APPLYING, applied, total)
        return
    imports.change(found.id, status=ImportStatus.DONE, finished_at=ctx.now())
    _tell(ctx, found, ImportStatus.DONE, applied, total)


def _rows(ctx: Ctx, found: Import) -> tuple[list[ImportedRow], list[str]]:
    upload, store = ctx.db(media.UploadRepository).get(found.upload_id), ctx.deps.store
    if store is None:
        raise RuntimeError("a file was to be imported, and there is no store")
    content = None
    if upload is not None and upload.key is not None:
        if upload.size_bytes > MAX_FILE_BYTES:
            raise UnusableFile(FileProblem.TOO_LARGE)
        content = store.read(upload.key, MAX_FILE_BYTES)
    if upload is None or content is None:
        raise UnusableFile(FileProblem.UNREADABLE)
    if found.kind is ImportKind.ONEROSTER:
        from shared.school.imports.oneroster import rows_of_archive

        return rows_of_archive(content, found.started_on, whole=found.ends_absent), []
    if upload.content_type is FileFormat.XLSX:
        return rows_of(_sheet(content))
    if upload.content_type is FileFormat.TEXT:
        return rows_of(cells_of_csv(content))
    raise UnusableFile(FileProblem.UNREADABLE)


def _sheet(content: bytes) -> Any:
    from infra.workbooks import NotAWorkbook, TooManyCells, read_rows

    try:
        return read_rows(content, max_rows=MAX_ROWS + 1, max_columns=MAX_COLUMNS)
    except NotAWorkbook as error:
        raise UnusableFile(FileProblem.UNREADABLE) from error
    except TooManyCells as error:
        raise UnusableFile(FileProblem.TOO_LARGE) from error


def _tell(ctx: Ctx, found: Import, status: ImportStatus, done: int, total: int) -> None:
    told = JobProgress(job_id=found.id, done=done, total=total, status=status)
    ctx.emit(told, person_id=found.created_by)
