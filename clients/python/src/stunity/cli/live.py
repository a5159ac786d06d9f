"""Live games, hosted from a table of questions."""

from __future__ import annotations

import base64
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from stunity.cli.connection import Session, explained
from stunity.cli.importing import text_of
from stunity.cli.output import INCOMPLETE, fail, notice

if TYPE_CHECKING:
    from stunity import AsyncStunity
    from stunity.api.models.learning import QuestionSheet, QuestionSheetRead
    from stunity.api.models.live import GameRead

app = typer.Typer(no_args_is_help=True, help="Live games, hosted from a table of questions.")
Report = Annotated[
    Path | None,
    typer.Option(dir_okay=False, help="Where everybody's answers go as CSV when it is over."),
]


@app.command()
def host(
    context: typer.Context,
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="Questions, as CSV or .xlsx.")
    ],
    *,
    title: Annotated[str | None, typer.Option(help="Of the game; the file's name.")] = None,
    seconds: Annotated[
        int, typer.Option(min=5, max=240, help="For a question that has no time of its own.")
    ] = 30,
    guests: Annotated[bool, typer.Option(help="Let people in who have no account.")] = False,
    auto: Annotated[bool, typer.Option(help="Go on by itself after each answer.")] = False,
    shuffle: Annotated[bool, typer.Option(help="Mix the options.")] = False,
    report: Report = None,
) -> None:
    """Host a game: n goes on, l locks, e ends it, q leaves it running.

    Where standard input is no terminal: the words next, lock, end and leave, one a line. With
    --json each state of the game is one line, and its results are the last.
    """
    session: Session = context.obj

    async def make(client: AsyncStunity) -> GameRead:
        from stunity.api.models.live import GameCreate, GameSettings

        sheet = await client.api.learning.question_sheets_read(_sheet(file))
        _refuse_mistakes(sheet)
        settings = GameSettings(
            question_time=seconds, guests=guests, auto_advance=auto, shuffle_options=shuffle
        )
        request = GameCreate(title=title or file.stem, questions=sheet.questions, settings=settings)
        return await client.api.live.live_create(request)

    _lead(session, make, report)


@app.command()
def resume(
    context: typer.Context,
    code: Annotated[
        str | None, typer.Argument(help="The six digits of the game; the last one begun here.")
    ] = None,
    report: Report = None,
) -> None:
    """Go on hosting a game of one's own, such as after the command or its machine died."""
    from stunity.cli.store import last_game

    session: Session = context.obj
    found = code or last_game(session.url)
    if found is None:
        raise typer.BadParameter("no game goes on that was begun here: give its six digits")
    _lead(session, lambda client: client.api.live.live_state(found.replace(" ", "")), report)


@app.command()
def template(
    context: typer.Context,
    out: Annotated[Path, typer.Argument(dir_okay=False, help="A .xlsx or a .csv file.")],
    language: Annotated[Literal["en", "km"], typer.Option(help="Of its headings.")] = "en",
) -> None:
    """Write a table with an example of each type of question."""
    session: Session = context.obj
    with session.client() as client:
        content = client.api.learning.question_sheets_template(
            language=language, format="CSV" if out.suffix.lower() == ".csv" else "XLSX"
        )
    out.write_bytes(content)
    session.out.line({"file": str(out), "sizeBytes": len(content)}, f"{out} is there")


def _lead(
    session: Session,
    begin: Callable[[AsyncStunity], Awaitable[GameRead]],
    report: Path | None,
) -> None:
    import asyncio

    try:
        with explained():
            answers = asyncio.run(_led(session, begin, wants_report=report is not None))
    except KeyboardInterrupt:
        notice("the game goes on: stunity live resume")
        return
    if answers is not None and report is not None:
        report.write_text(answers, encoding="utf-8", newline="")
        notice(f"{report} has everybody's answers")


async def _led(
    session: Session,
    begin: Callable[[AsyncStunity], Awaitable[GameRead]],
    *,
    wants_report: bool,
) -> str | None:
    """Lead a game; everybody's answers where it came to its end and somebody wants them."""
    from stunity.cli.hosting import Host
    from stunity.cli.store import keep_game

    async with session.async_client() as client:
        game = await begin(client)
        keep_game(session.url, game.code)
        over = await Host(client, game, session.out).lead()
        if over:
            keep_game(session.url, None)
        return await client.api.live.live_report_csv(game.code) if over and wants_report else None


def _sheet(file: Path) -> QuestionSheet:
    from stunity.api.models.learning import QuestionSheet

    if file.suffix.lower() == ".xlsx":
        return QuestionSheet(workbook=base64.b64encode(file.read_bytes()).decode())
    return QuestionSheet(content=text_of(file))


def _refuse_mistakes(sheet: QuestionSheetRead) -> None:
    """End with every mistake of a table, as the web app shows them."""
    for error in sheet.errors:
        place = f"row {error.row}" + (f", {error.column}" if error.column else "")
        notice(f"{place}: {error.fault} {error.message}".rstrip())
    if sheet.errors:
        fail(INCOMPLETE, "no game was made: mend the table first")
