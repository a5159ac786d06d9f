"""Imports of class lists and rosters: planned, looked at, and only then applied."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

from pydantic import Field

from functions.runtime.context import Ctx
from functions.school.access import school_day
from functions.school.years import YearNotFound
from infra.postgres import media, school
from shared.auth.permissions import Permission
from shared.http.files import XLSX, SheetFile, TextFile, csv_text
from shared.http.paging import Cursor, Page
from shared.http.problem import Conflict, NotFound, ValidationFailed
from shared.http.route import Audit, route
from shared.media.problems import UploadNotFound, UploadNotReady
from shared.media.types import Referrer, UploadStatus
from shared.school.imports.events import ImportDue
from shared.school.imports.schemas import (
    CellChange,
    CellProblem,
    ImportApply,
    ImportCounts,
    ImportCreate,
    ImportDetails,
    ImportList,
    ImportPath,
    ImportRead,
    ImportRowRead,
    ImportRowsQuery,
    ProblemCount,
    TemplateFormat,
    TemplateQuery,
)
from shared.school.imports.tables import template
from shared.school.imports.types import Fate, ImportStatus, progress

if TYPE_CHECKING:
    from infra.postgres.school import Import, ImportRow

_PAGE = 500
_NAMES = (("family_name_kh", "given_name_kh"), ("last_name", "first_name"))
_TITLES = {"en": "Pupils", "km": "សិស្ស"}
_ENDED = frozenset({ImportStatus.DONE, ImportStatus.FAILED, ImportStatus.CANCELLED})


@dataclass(frozen=True, slots=True)
class NumberPlace(Cursor):
    """Where a row stands: its number in the file."""

    number: Annotated[int, Field(ge=0, le=1_000_000)]


class ImportNotFound(NotFound):
    """The school has no such import."""

    title = "Import not found"


class PlanOutdated(Conflict):
    """The plan is another one than was looked at, or is not there yet."""

    code = "import_plan_outdated"
    title = "The plan is not the one that you have seen: look at it again"
    cure = "Read the import, show its plan again, and apply it by the `planHash` that it has now."


class EndingsUnconfirmed(Conflict):
    """The plan ends enrolments, and another number of them was confirmed."""

    code = "import_endings_unconfirmed"
    title = "Confirm how many pupils leave their class by this import"
    cure = "Show who is in the plan with the fate END, and send their number as `endings`."


class ImportEnded(Conflict):
    """The import is done, failed or cancelled."""

    code = "import_ended"
    title = "This import is over"
    cure = "Read the import for what became of it, and make another one for what is left."


class StartOutsideYear(ValidationFailed):
    """The day is not in the school year."""

    title = "Choose a day of this school year"


@route(
    "POST",
    "/v1/imports",
    permission=Permission.IMPORTS_MANAGE,
    limits=("admin",),
    status=201,
    emits=(ImportDue,),
    raises=(UploadNotFound, UploadNotReady, YearNotFound, StartOutsideYear),
    audit=Audit("import.planned", "import"),
)
def imports_create(ctx: Ctx, body: ImportCreate) -> ImportDetails:
    """Plan a file: what would become of each row. Nothing is changed.

    The plan is made behind the answer; ``job:progress`` tells when it is there.
    """
    upload = ctx.db(media.UploadRepository).get(body.upload_id)
    mine = upload is not None and upload.owner_id == ctx.viewer.user_id
    if upload is None or not mine or upload.purpose is not Referrer.IMPORT:
        raise UploadNotFound
    if upload.status is not UploadStatus.READY:
        raise UploadNotReady
    years = ctx.db(school.YearRepository)
    year = years.get_current() if body.year_id is None else years.get(body.year_id)
    if year is None:
        raise YearNotFound
    begins = body.started_on or min(max(school_day(ctx), year.start_date), year.end_date)
    if not year.start_date <= begins <= year.end_date:
        raise StartOutsideYear
    import_id = ctx.new_id()
    ctx.db(school.ImportRepository).insert(
        id=import_id,
        created_by=ctx.viewer.user_id,
        upload_id=upload.id,
        kind=body.kind,
        name=upload.name,
        year_id=year.id,
        started_on=begins,
        day_order=body.day_order,
        creates_classes=body.creates_classes,
        ends_absent=body.ends_absent,
        created_at=ctx.now(),
    )
    ctx.emit(ImportDue(import_id=import_id, step=0), person_id=ctx.viewer.user_id)
    ctx.audited = str(import_id)
    return _read(ctx, _require(ctx, import_id))


@route("GET", "/v1/imports", permission=Permission.IMPORTS_MANAGE, limits=("read",))
def imports_list(ctx: Ctx) -> ImportList:
    """List the school's last imports, newest first."""
    imports = ctx.db(school.ImportRepository)
    found = imports.find()
    counts = imports.count(one.id for one in found)
    return ImportList(data=[_shown(one, counts.get(one.id, {})) for one in found])


@route(
    "GET",
    "/v1/imports/{id}",
    permission=Permission.IMPORTS_MANAGE,
    limits=("poll",),
    raises=(ImportNotFound,),
)
def imports_get(ctx: Ctx, path: ImportPath) -> ImportDetails:
    """Read an import: its plan in figures, and how far it has come."""
    return _read(ctx, _require(ctx, path.id))


@route(
    "GET",
    "/v1/imports/{id}/rows",
    permission=Permission.IMPORTS_MANAGE,
    limits=("read",),
    raises=(ImportNotFound,),
)
def imports_rows(ctx: Ctx, path: ImportPath, query: ImportRowsQuery) -> Page[ImportRowRead]:
    """List the rows of an import in the order of the file, with what each changes."""
    _require(ctx, path.id)
    after = NumberPlace.decode(query.cursor)
    found = ctx.db(school.ImportRepository).find_rows(
        path.id, after=0 if after is None else after.number, fate=query.fate, limit=query.limit
    )
    return Page.of_rows(found, query.limit, _row, lambda one: NumberPlace(one.number))


@route(
    "POST",
    "/v1/imports/{id}/apply",
    permission=Permission.IMPORTS_MANAGE,
    limits=("admin",),
    emits=(ImportDue,),
    raises=(ImportNotFound, ImportEnded, PlanOutdated, EndingsUnconfirmed),
    audit=Audit("import.applied", "import"),
)
def imports_apply(ctx: Ctx, path: ImportPath, body: ImportApply) -> ImportDetails:
    """Apply the plan that was looked at, in steps. Rows with problems are left out.

    A row whose records were changed since is left out as well. Where the plan ends enrolments,
    ``endings`` has to say how many. Asking again goes on where a step was lost, and does nothing
    twice.
    """
    imports = ctx.db(school.ImportRepository)
    found = _require(ctx, path.id, lock=True)
    if found.status in _ENDED:
        raise ImportEnded
    if found.plan_hash is None or found.plan_hash != body.plan_hash:
        raise PlanOutdated
    if imports.count([found.id]).get(found.id, {}).get(Fate.END, 0) != body.endings:
        raise EndingsUnconfirmed
    step = found.step + 1
    imports.change(found.id, status=ImportStatus.APPLYING, step=step)
    ctx.emit(ImportDue(import_id=found.id, step=step), person_id=found.created_by)
    return _read(ctx, _require(ctx, path.id))


@route(
    "POST",
    "/v1/imports/{id}/cancel",
    permission=Permission.IMPORTS_MANAGE,
    limits=("admin",),
    raises=(ImportNotFound, ImportEnded),
    audit=Audit("import.cancelled", "import"),
)
def imports_cancel(ctx: Ctx, path: ImportPath) -> ImportDetails:
    """Stop an import. What was written of it stays."""
    found = _require(ctx, path.id, lock=True)
    if found.status in _ENDED:
        raise ImportEnded
    ctx.db(school.ImportRepository).change(
        found.id, status=ImportStatus.CANCELLED, finished_at=ctx.now()
    )
    return _read(ctx, _require(ctx, path.id))


@route(
    "GET",
    "/v1/imports/{id}/problems.csv",
    permission=Permission.IMPORTS_MANAGE,
    limits=("export",),
    raises=(ImportNotFound,),
)
def imports_problems(ctx: Ctx, path: ImportPath) -> TextFile:
    """Export the rows that are not taken: the number of the row, the column and the reason."""
    _require(ctx, path.id)
    rows = (
        (row.number, _name(row), field, problem)
        for row in _all_with_problems(ctx, path.id)
        for field, problem in row.plan["problems"]
    )
    text = csv_text((("row", "name", "column", "problem"), *rows))
    return TextFile(text, "text/csv", "import-problems.csv")


@route(
    "GET",
    "/v1/import-templates/pupils",
    permission=Permission.IMPORTS_MANAGE,
    limits=("read",),
)
def imports_template(ctx: Ctx, query: TemplateQuery) -> SheetFile:
    """Download the table that a school fills in: headings in English or Khmer, and one pupil."""
    language = query.language or ("km" if ctx.viewer.locale == "km" else "en")
    rows = template(language)
    if query.format is TemplateFormat.CSV:
        return SheetFile(csv_text(rows), "text/csv", f"pupils-{language}.csv")
    from infra.workbooks import write_rows

    content = write_rows(rows, title=_TITLES[language])
    return SheetFile(content, XLSX, f"pupils-{language}.xlsx")


def _require(ctx: Ctx, import_id: UUID, *, lock: bool = False) -> Import:
    found = ctx.db(school.ImportRepository).get(import_id, lock=lock)
    if found is None:
        raise ImportNotFound
    return found


def _read(ctx: Ctx, found: Import) -> ImportDetails:
    imports = ctx.db(school.ImportRepository)
    shown = _shown(found, imports.count([found.id]).get(found.id, {}))
    reasons = imports.count_problems(found.id)
    return ImportDetails.of(
        shown,
        problems=[ProblemCount(problem=problem, rows=rows) for problem, rows in reasons.items()],
    )


def _shown(found: Import, counts: dict[str, int]) -> ImportRead:
    figures = ImportCounts(
        **{name: counts.get(name.upper(), 0) for name in ImportCounts.model_fields}
    )
    done, total = progress(counts)
    return ImportRead.of(found, counts=figures, done=done, total=total)


def _row(row: ImportRow) -> ImportRowRead:
    return ImportRowRead(
        number=row.number,
        name=_name(row),
        fate=row.fate,
        changes=[CellChange(field=f, before=b, after=a) for f, b, a in row.plan["changes"]],
        problems=[CellProblem(field=f, problem=p) for f, p in row.plan["problems"]],
        outcome=row.outcome,
    )


def _name(row: ImportRow) -> str:
    cells = row.said["cells"]
    names = (" ".join(filter(None, (cells.get(a), cells.get(b)))) for a, b in _NAMES)
    return next(filter(None, names), "")


def _all_with_problems(ctx: Ctx, import_id: UUID) -> Iterator[ImportRow]:
    imports, after = ctx.db(school.ImportRepository), 0
    while True:
        found = imports.find_rows(import_id, after=after, fate=Fate.ERROR, limit=_PAGE)
        yield from found[:_PAGE]
        if len(found) <= _PAGE:
            return
        after = found[_PAGE - 1].number
