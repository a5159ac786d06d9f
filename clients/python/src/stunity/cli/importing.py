"""Imports: what a file would change, then a question, then exactly that."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Literal

import typer

from stunity.cli.connection import Session, uuid_of
from stunity.cli.output import INCOMPLETE, Out, cell_of, fail, notice
from stunity.cli.progress import progress, waits

if TYPE_CHECKING:
    from stunity import Stunity
    from stunity.api.models.school import ImportDetails, ImportRowRead

app = typer.Typer(
    no_args_is_help=True,
    help="Lists of pupils, rosters and gradebooks: planned, shown, and applied after a yes. "
    "Exits with 5 where not every row was taken.",
)
File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="The file.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Apply the plan without a question.")]
PlanOnly = Annotated[bool, typer.Option("--plan-only", help="Show the plan and change nothing.")]
Since = Annotated[
    datetime | None,
    typer.Option("--from", formats=["%Y-%m-%d"], help="From which day on classes count."),
]
DayOrder = Annotated[
    Literal["DMY", "MDY"] | None,
    typer.Option(help="How days are written where they could be read in two ways."),
]
Year = Annotated[str | None, typer.Option(help="The school year's id; the current one.")]
NewClasses = Annotated[
    bool, typer.Option("--create-classes", help="Make classes that the year does not have.")
]
_SHOWN: Final = 20
# A step that is lost is asked for again when nothing has moved for so many turns.
_STILL: Final = 30
_ENDED: Final = frozenset({"DONE", "FAILED", "CANCELLED"})


@app.command()
def pupils(
    context: typer.Context,
    file: File,
    *,
    yes: Yes = False,
    plan_only: PlanOnly = False,
    year: Year = None,
    since: Since = None,
    day_order: DayOrder = None,
    create_classes: NewClasses = False,
) -> None:
    """Import a list of pupils: a CSV, an .xlsx workbook, or a OneRoster archive (.zip)."""
    from stunity import upload
    from stunity.api.models.school import ImportCreate

    session: Session = context.obj
    with session.client() as client:
        notice(f"sending {file.name}")
        try:
            sent = upload(client, file, purpose="IMPORT")
        except ValueError as error:
            raise typer.BadParameter(f"{file.name} is neither .csv nor .xlsx nor .zip") from error
        if sent.status != "READY":
            fail(INCOMPLETE, f"{file.name} was refused: {sent.reason or sent.status}")
        request = ImportCreate(
            upload_id=sent.id,
            kind="ONEROSTER" if file.suffix.lower() == ".zip" else "PUPILS",
            year_id=None if year is None else uuid_of(year, "a school year"),
            started_on=None if since is None else since.date(),
            day_order=day_order,
            creates_classes=create_classes,
        )
        made = client.api.school.imports_create(request)
        _go_on(session.out, client, made, yes=yes, plan_only=plan_only)


@app.command()
def resume(
    context: typer.Context,
    import_id: Annotated[str, typer.Argument(help="Its id, as `stunity import list` shows it.")],
    *,
    yes: Yes = False,
) -> None:
    """Go on with an import: show its plan and ask, or follow it where it was applied already."""
    session: Session = context.obj
    with session.client() as client:
        found = client.api.school.imports_get(uuid_of(import_id, "an import"))
        _go_on(session.out, client, found, yes=yes, plan_only=False)


@app.command("list")
def list_imports(context: typer.Context) -> None:
    """List the last imports, newest first."""
    session: Session = context.obj
    with session.client() as client:
        found = client.api.school.imports_list()
    session.out.table(found.data, ("id", "name", "kind", "status", "done", "total", "created_at"))


@app.command()
def template(
    context: typer.Context,
    language: Annotated[Literal["en", "km"], typer.Option(help="Of its headings.")] = "en",
) -> None:
    """Write the table that a school fills in, as CSV."""
    session: Session = context.obj
    with session.client() as client:
        found = client.api.school.imports_template(language=language, format="CSV").decode()
    session.out.text(found)


@app.command()
def gradebook(
    context: typer.Context,
    course: Annotated[str, typer.Argument(help="The course's id.")],
    file: File,
    *,
    reason: Annotated[str | None, typer.Option(help="Why, for the history of grades.")] = None,
    yes: Yes = False,
    plan_only: PlanOnly = False,
) -> None:
    """Take a gradebook back in that `stunity export gradebook` wrote."""
    from stunity.api.models.learning import BookTable

    session: Session = context.obj
    out, content = session.out, text_of(file)
    with session.client() as client:
        plan = client.api.learning.gradebook_import(course, BookTable(content=content))
        if plan.errors:
            for error in plan.errors:
                place = f"row {error.row}" + (f", {error.column}" if error.column else "")
                notice(f"{place}: {error.problem} ({error.found})")
            fail(INCOMPLETE, "nothing was changed: mend the table first")
        if not out.as_json:
            out.table(plan.changes, ("student_name", "assignment_title", "before", "after"))
        if not plan.changes or plan_only:
            out.value(plan, f"{len(plan.changes)} changes planned, none made")
            return
        _confirm(out, f"change {len(plan.changes)} grades", yes=yes)
        request = BookTable(content=content, apply=True, plan=plan.plan, reason=reason)
        made = client.api.learning.gradebook_import(course, request)
    out.value(made, f"{len(made.changes)} grades changed")


def text_of(file: Path) -> str:
    """The text of a table, whatever a spreadsheet put before it."""
    content = file.read_bytes()
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        return content.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise typer.BadParameter(f"{file.name} is no UTF-8: save it as CSV UTF-8") from error


def _go_on(out: Out, client: Stunity, found: ImportDetails, *, yes: bool, plan_only: bool) -> None:
    """From wherever an import stands to its end."""
    notice(f"import {found.id}; if this ends before it does: stunity import resume {found.id}")
    found = _planned(client, found)
    if found.status in _ENDED:
        _tell_end(out, found)
    if found.status == "PLANNED":
        if not out.as_json:
            _show_plan(out, client, found)
        if plan_only or (out.as_json and not yes):
            out.value(found, f"planned and not applied: stunity import resume {found.id}")
            return
        if found.total:
            _confirm(out, f"write {found.total} rows", yes=yes)
    _tell_end(out, _applied(client, found))


def _planned(client: Stunity, found: ImportDetails) -> ImportDetails:
    with progress("planning"):
        for _ in waits():
            if found.status != "PLANNING":
                return found
            found = client.api.school.imports_get(found.id)
    raise AssertionError("the turns do not end")


def _applied(client: Stunity, found: ImportDetails) -> ImportDetails:
    """Apply the plan by its name, and watch; asking again goes on where a step was lost."""
    from stunity.api.errors import ImportEnded
    from stunity.api.models.school import ImportApply

    plan = ImportApply(plan_hash=found.plan_hash or "")
    still = _STILL
    with progress("applying") as report:
        for _ in waits():
            if still >= _STILL:
                with suppress(ImportEnded):  # the next look tells of its end
                    client.api.school.imports_apply(found.id, plan)
                still = 0
            before, found = found, client.api.school.imports_get(found.id)
            report(found.done, found.total)
            if found.status in _ENDED:
                return found
            still = still + 1 if found.done == before.done else 0
    raise AssertionError("the turns do not end")


def _show_plan(out: Out, client: Stunity, found: ImportDetails) -> None:
    """The fate of all rows in figures, and the first of those that somebody has to look at."""
    from stunity import each

    counts, rows = found.counts, client.api.school.imports_rows
    print(
        f"{found.name}: {counts.create} new, {counts.change} changed, "
        f"{counts.same} as they are, {counts.error} not taken"
    )
    if found.ignored_columns:
        print(f"columns that mean nothing here: {', '.join(found.ignored_columns)}")
    fates: tuple[tuple[Literal["ERROR", "CHANGE"], int | None], ...]
    fates = ("ERROR", counts.error), ("CHANGE", counts.change)
    for fate, many in fates:
        if not many:
            continue
        shown = islice(each(rows, found.id, fate=fate), _SHOWN)
        out.rows(("row", "name", "what"), (_row(row) for row in shown))
        if many > _SHOWN:
            print(f"… and {many - _SHOWN} more")


def _row(row: ImportRowRead) -> tuple[str, str, str]:
    told = [f"{one.field}: {one.problem}" for one in row.problems]
    told += [f"{one.field}: {cell_of(one.before)} → {one.after}" for one in row.changes]
    return str(row.number), row.name, "; ".join(told)


def _confirm(out: Out, what: str, *, yes: bool) -> None:
    """Ask; without a yes nothing is done, and the command says so by its exit code."""
    if yes:
        return
    if out.as_json or not typer.confirm(f"{what[0].upper()}{what[1:]}?", err=True):
        fail(INCOMPLETE, "nothing was changed")


def _tell_end(out: Out, found: ImportDetails) -> None:
    counts = found.counts
    out.value(
        found,
        f"{found.status.lower()}: {counts.applied} rows written, {counts.error} not taken, "
        f"{counts.changed_meanwhile} changed by somebody meanwhile"
        + (f" ({found.problem})" if found.problem else ""),
    )
    whole = found.status == "DONE" and not counts.error and not counts.changed_meanwhile
    raise typer.Exit(0 if whole else INCOMPLETE)
