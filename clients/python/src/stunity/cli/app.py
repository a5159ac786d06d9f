"""The command ``stunity``.

Modules of commands load what they need when they run: ``stunity --help`` must not wait for models.
"""

from __future__ import annotations

from typing import Annotated

import typer

from stunity.cli import admin, boards, exporting, importing, live, people, stream
from stunity.cli.connection import Session
from stunity.cli.output import INCOMPLETE, fail

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Stunity on the command line. Exit codes: 0 done, 1 refused by the server, "
    "2 wrong usage, 3 not signed in, 4 the server did not answer, "
    "5 not all of it was done.",
)
app.command("sign-in")(people.sign_in)
app.command("sign-out")(people.sign_out)
app.command("whoami")(people.whoami)
app.command("post")(people.post)
app.command("tail")(stream.tail)
app.add_typer(boards.app, name="boards")
app.add_typer(live.app, name="live")
app.add_typer(importing.app, name="import")
app.add_typer(exporting.app, name="export")
app.add_typer(admin.app, name="admin")


@app.callback()
def options(
    context: typer.Context,
    url: Annotated[str | None, typer.Option(envvar="STUNITY_URL", help="The server.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON instead of tables.")] = False,
) -> None:
    """What holds for every command."""
    session = context.ensure_object(Session)
    session.given_url = url.rstrip("/") if url else None
    session.out.as_json = as_json


def main() -> None:
    """Run the command line; a file that cannot be read or written is no refusal of the server's."""
    try:
        app()
    except OSError as error:
        fail(INCOMPLETE, f"{error.filename or 'a file'}: {error.strerror or error}")
