"""Signing in and out, and what one says oneself."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from stunity.cli.connection import Session, explained
from stunity.cli.output import USAGE, fail

if TYPE_CHECKING:
    from stunity import Stunity
    from stunity.client import SecondFactorNeeded

Visibility = Literal["PUBLIC", "SCHOOL", "CLASS", "CONNECTIONS"]


def sign_in(
    context: typer.Context,
    email: Annotated[str, typer.Option(prompt="E-mail", help="Whose account.")],
    tenant: Annotated[str | None, typer.Option(help="Which school, by slug or id.")] = None,
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from standard input.")
    ] = False,
) -> None:
    """Sign in; the session is kept in the keyring."""
    from stunity import SecondFactorNeeded, Stunity
    from stunity.cli.store import save

    session: Session = context.obj
    if password_stdin:
        password = sys.stdin.readline().rstrip("\n")
    else:
        password = typer.prompt("Password", hide_input=True)
    url = session.url
    with explained(), Stunity(url, saved=lambda kept: save(url, kept)) as client:
        try:
            client.sign_in(email, password, tenant=tenant)
        except SecondFactorNeeded as needed:
            _second_factor(client, needed)
        me = client.api.people.users_me_get()
    session.out.value(me, f"signed in to {url} as {me.first_name} {me.last_name}")


def _second_factor(client: Stunity, needed: SecondFactorNeeded) -> None:
    from stunity.api.models.identity import SecondStepRequest

    methods = needed.step.methods
    if "totp" not in methods and "recovery_code" not in methods:
        fail(USAGE, "this account signs in with a passkey, which needs a browser")
    said = typer.prompt("Code of the authenticator app, or a recovery code").strip()
    digits = said.replace(" ", "")
    token = needed.step.mfa_token
    if digits.isdigit():
        request = SecondStepRequest(mfa_token=token, code=digits)
    else:
        request = SecondStepRequest(mfa_token=token, recovery_code=said)
    client.enter(client.api.identity.auth_mfa_challenge(request))


def sign_out(context: typer.Context) -> None:
    """End the session, here and at the server."""
    from stunity.cli.store import forget
    from stunity.problems import StunityError

    session: Session = context.obj
    with session.client() as client:
        try:
            client.sign_out()
        except StunityError as error:
            print(f"the server was not told: {error}", file=sys.stderr)
    forget(session.url)


def whoami(context: typer.Context) -> None:
    """Say who is signed in."""
    session: Session = context.obj
    with session.client() as client:
        me = client.api.people.users_me_get()
    session.out.value(me, f"{me.first_name} {me.last_name} <{me.email}> at {session.url}")


def post(
    context: typer.Context,
    text: Annotated[str, typer.Argument(help="What to say; - reads standard input.")],
    visibility: Annotated[Visibility, typer.Option(help="Who may read it.")] = "SCHOOL",
    title: Annotated[str | None, typer.Option()] = None,
) -> None:
    """Publish a post."""
    from stunity.api.models.social import PostCreate

    session: Session = context.obj
    content = sys.stdin.read().strip() if text == "-" else text
    with session.client() as client:
        made = client.api.social.posts_create(
            PostCreate(content=content, visibility=visibility, title=title)
        )
    session.out.value(made, f"published {made.id}")
