"""Exports: tables of the school and one's own data, into a file or onto standard output."""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, TextIO

import typer

from stunity.cli.connection import Session, uuid_of
from stunity.cli.output import INCOMPLETE, fail, notice, rows_of
from stunity.cli.progress import progress, waits

if TYPE_CHECKING:
    from pydantic import BaseModel

    from stunity import Stunity
    from stunity.api.models.people import ExportRead

app = typer.Typer(no_args_is_help=True, help="Tables as CSV, and one's own data as an archive.")
Out = Annotated[
    Path | None,
    typer.Option("--out", "-o", dir_okay=False, help="The file; standard output without it."),
]
_PUPIL: Final = (
    "student_number", "official_id", "last_name", "first_name", "family_name_kh", "given_name_kh",
    "gender", "date_of_birth", "phone", "class_name", "status",
)  # fmt: skip
_OF_CLASS: Final = (
    "student_number", "last_name", "first_name", "family_name_kh", "given_name_kh", "gender",
    "started_on", "ended_on",
)  # fmt: skip
_OF_COURSE: Final = ("id", "name", "role", "joined_at", "progress", "completed_lessons")


@app.command()
def gradebook(
    context: typer.Context,
    course: Annotated[str, typer.Argument(help="The course's id.")],
    out: Out = None,
) -> None:
    """Export the gradebook of a course; `stunity import gradebook` takes it back in."""
    _whole(context.obj, out, lambda client: client.api.learning.gradebook_export(course))


@app.command()
def board(
    context: typer.Context,
    board: Annotated[str, typer.Argument(help="The board's id.")],
    out: Out = None,
) -> None:
    """Export the questions of a board with their answers."""
    _whole(context.obj, out, lambda client: client.api.boards.boards_export(board))


@app.command()
def game(
    context: typer.Context,
    code: Annotated[str, typer.Argument(help="The six digits of the game.")],
    out: Out = None,
) -> None:
    """Export what everybody answered in a live game."""
    _whole(context.obj, out, lambda client: client.api.live.live_report_csv(code))


@app.command("claim-codes")
def claim_codes(context: typer.Context, out: Out = None) -> None:
    """Export the claim codes: their ends, kinds and who claimed them."""
    _whole(context.obj, out, lambda client: client.api.tenants.claim_codes_export())


@app.command("audit-log")
def audit_log(context: typer.Context, out: Out = None) -> None:
    """Export the audit log, newest first."""
    _whole(context.obj, out, lambda client: client.api.platform.audit_export())


@app.command()
def pupils(
    context: typer.Context,
    class_id: Annotated[str | None, typer.Option("--class", help="Of one class, by id.")] = None,
    search: Annotated[str | None, typer.Option(help="A part of a name or a number.")] = None,
    out: Out = None,
) -> None:
    """Export the pupils of the school."""
    from stunity import each

    session: Session = context.obj
    with session.client() as client:
        found = each(client.api.school.students_list, class_id=class_id, q=search, limit=100)
        _rows(session, out, _PUPIL, found)


@app.command("class-roster")
def class_roster(
    context: typer.Context,
    class_id: Annotated[str, typer.Argument(help="The class's id.")],
    out: Out = None,
) -> None:
    """Export who is in a class today."""
    session: Session = context.obj
    with session.client() as client:
        found = client.api.school.classes_students(uuid_of(class_id, "a class"))
        _rows(session, out, _OF_CLASS, found.data)


@app.command("course-roster")
def course_roster(
    context: typer.Context,
    course: Annotated[str, typer.Argument(help="The course's id.")],
    out: Out = None,
) -> None:
    """Export who is in a course, and how far they have come."""
    from stunity import each

    session: Session = context.obj
    with session.client() as client:
        found = each(client.api.learning.courses_roster, uuid_of(course, "a course"), limit=100)
        _rows(
            session, out, _OF_COURSE, found,
            lambda one: (
                one.user.id, one.user.name, one.role, one.joined_at, one.progress,
                one.completed_lessons,
            ),
        )  # fmt: skip


@app.command("my-data")
def my_data(
    context: typer.Context,
    out: Annotated[Path, typer.Option("--out", "-o", dir_okay=False, help="The archive.")] = Path(
        "stunity.zip"
    ),
    *,
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from standard input.")
    ] = False,
) -> None:
    """Export all that is kept of oneself, in every school: asked for, waited for, and fetched."""
    from stunity.api.errors import ExportUnderWay

    session: Session = context.obj
    with session.client() as client:
        ask = _Proof(client, from_stdin=password_stdin)
        try:
            export = ask(client.api.people.users_export_create)
        except ExportUnderWay:
            export = client.api.people.users_exports_list().data[0]
            notice("an archive is being made already")
        ready = _ready(client, export)
        found = ask(lambda: client.api.people.users_export_get(ready.id))
        if found.url is None:
            fail(INCOMPLETE, f"the archive is {found.status.lower()}")
        size = _fetch(client, found.url, out)
    session.out.line({"file": str(out), "sizeBytes": size}, f"{out}: {size} bytes")


class _Proof:
    """Asks something again with the password where the server wants to see it once more."""

    def __init__(self, client: Stunity, *, from_stdin: bool) -> None:
        self._client = client
        self._from_stdin = from_stdin

    def __call__(self, ask: Callable[[], ExportRead]) -> ExportRead:
        from stunity.api.errors import ProofRequired
        from stunity.api.models.identity import ProofRequest

        try:
            return ask()
        except ProofRequired:
            if self._from_stdin:
                password = sys.stdin.readline().rstrip("\n")
            else:
                password = typer.prompt("Password", hide_input=True, err=True)
            self._client.api.identity.auth_prove(ProofRequest(current_password=password))
            return ask()


def _ready(client: Stunity, export: ExportRead) -> ExportRead:
    """Wait until the archive is made."""
    with progress("the archive is being made"):
        for _ in waits():
            if export.status != "QUEUED":
                return export
            found = client.api.people.users_exports_list().data
            export = next(one for one in found if one.id == export.id)
    raise AssertionError("the turns do not end")


def _fetch(client: Stunity, url: str, out: Path) -> int:
    """Write the archive piece by piece; the file has its name only once it is whole."""
    import httpx

    from stunity.problems import ConnectionFailed, problem_of

    part, size = out.with_name(out.name + ".part"), 0
    try:
        with (
            client.http.stream("GET", url, auth=None) as response,
            progress(out.name, in_bytes=True) as report,
        ):
            if response.is_error:
                response.read()
                raise problem_of(response)
            length = response.headers.get("content-length")
            with part.open("wb") as file:
                for piece in response.iter_bytes():
                    size += file.write(piece)
                    report(size, None if length is None else int(length))
    except httpx.TransportError as error:
        raise ConnectionFailed(str(error) or type(error).__name__) from error
    part.replace(out)
    return size


def _whole(session: Session, out: Path | None, read: Callable[[Stunity], str]) -> None:
    """A table that the server writes; ``--json`` writes an object a row."""
    with session.client() as client:
        text = read(client)
    rows = list(rows_of(text))
    with _target(out) as file:
        file.write("".join(rows) if session.out.as_json else text)
    _tell(session, out, len(rows))


def _rows(
    session: Session,
    out: Path | None,
    columns: Sequence[str],
    models: Iterable[BaseModel],
    cells: Callable[..., Sequence[object]] | None = None,
) -> None:
    """A table that is written as its pages come; ``--json`` writes a value a line."""
    count = 0
    with _target(out) as file, progress("rows") as report:
        writer = csv.writer(file, lineterminator="\n")
        if not session.out.as_json:
            writer.writerow(columns)
        for model in models:
            count += 1
            report(count, None)
            if session.out.as_json:
                file.write(model.model_dump_json() + "\n")
            else:
                found = cells(model) if cells else [getattr(model, one) for one in columns]
                writer.writerow([plain(one) for one in found])
    _tell(session, out, count)


def plain(value: object) -> str:
    """A cell that no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    asks = isinstance(value, str) and text[:1] in {"=", "+", "-", "@", "\t", "\r"}
    return f"'{text}" if asks else text


def _tell(session: Session, out: Path | None, rows: int) -> None:
    if out is not None:
        session.out.line({"file": str(out), "rows": rows}, f"{out}: {rows} rows")


@contextmanager
def _target(out: Path | None) -> Iterator[TextIO]:
    """Where a table goes; a file has its name only once it is whole."""
    if out is None:
        yield sys.stdout
        return
    part = out.with_name(out.name + ".part")
    with part.open("w", encoding="utf-8", newline="") as file:
        yield file
    part.replace(out)
