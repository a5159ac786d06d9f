"""Boards and their questions."""

from __future__ import annotations

from itertools import islice
from typing import Annotated, Literal

import typer

from stunity.cli.connection import Session, uuid_of

app = typer.Typer(no_args_is_help=True, help="Boards and their questions.")
Limit = Annotated[int, typer.Option(min=1, help="How many at most.")]


@app.command("list")
def list_boards(
    context: typer.Context,
    limit: Limit = 50,
    status: Annotated[Literal["OPEN", "CLOSED", "ARCHIVED"] | None, typer.Option()] = None,
) -> None:
    """List the boards that one may read, newest first."""
    from stunity import each

    session: Session = context.obj
    with session.client() as client:
        found = each(client.api.boards.boards_list, status=status)
        session.out.table(islice(found, limit), ("id", "title", "status", "join_code"))


@app.command()
def questions(
    context: typer.Context,
    board: Annotated[str, typer.Argument(help="The board's id.")],
    limit: Limit = 50,
    sort: Annotated[Literal["top", "new"], typer.Option()] = "top",
) -> None:
    """List the questions of a board."""
    from stunity import each

    session: Session = context.obj
    with session.client() as client:
        found = each(client.api.boards.questions_list, board_id=board, sort=sort)
        session.out.table(islice(found, limit), ("id", "upvotes", "status", "body"))


@app.command()
def ask(
    context: typer.Context,
    board: Annotated[str, typer.Argument(help="The board's id.")],
    body: Annotated[str, typer.Argument(help="The question.")],
) -> None:
    """Ask a question."""
    from stunity.api.models.boards import QuestionCreate

    session: Session = context.obj
    board_id = uuid_of(board, "a board")
    with session.client() as client:
        made = client.api.boards.questions_create(QuestionCreate(board_id=board_id, body=body))
    session.out.value(made, f"asked {made.id}")


@app.command()
def answer(
    context: typer.Context,
    question: Annotated[str, typer.Argument(help="The question's id.")],
    text: Annotated[str, typer.Argument(help="The answer.")],
) -> None:
    """Answer a question, or replace its answer."""
    from stunity.api.models.boards import AnswerCreate

    session: Session = context.obj
    with session.client() as client:
        found = client.api.boards.questions_answer(question, AnswerCreate(response_text=text))
    session.out.value(found, f"answered {found.id}")
