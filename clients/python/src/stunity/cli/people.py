"""Signing in and out, and what one says oneself."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from stunity.cli.connection import Session, agent, explained
from stunity.cli.output import INCOMPLETE, USAGE, fail, notice

if TYPE_CHECKING:
    from stunity import Stunity
    from stunity.api.models.identity import DeviceSignInAsked
    from stunity.client import SecondFactorNeeded

Visibility = Literal["PUBLIC", "SCHOOL", "CLASS", "CONNECTIONS"]


def sign_in(
    context: typer.Context,
    email: Annotated[
        str | None, typer.Option(help="Whose account, for a sign-in by password.")
    ] = None,
    tenant: Annotated[
        str | None, typer.Option(help="Which school, by slug or id, for a sign-in by password.")
    ] = None,
    *,
    password: Annotated[bool, typer.Option("--password", help="Ask for a password here.")] = False,
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from standard input.")
    ] = False,
) -> None:
    """Sign in by a code that you let in where you are signed in; kept in the keyring.

    No password is typed here, and the school is the one that you are in there.
    """
    from stunity import Stunity
    from stunity.cli.store import save

    session: Session = context.obj
    by_password = password or password_stdin or email is not None
    if tenant is not None and not by_password:
        raise typer.BadParameter("choose the school where you let the code in", param_hint="tenant")
    said = _credentials(email, from_stdin=password_stdin) if by_password else None
    url = session.url
    with explained(), Stunity(url, saved=lambda kept: save(url, kept)) as client:
        client.http.headers["User-Agent"] = agent()
        if said is None:
            _by_code(client)
        else:
            _by_password(client, *said, tenant=tenant)
        me = client.api.people.users_me_get()
    session.out.value(me, f"signed in to {url} as {me.first_name} {me.last_name}")


def _credentials(email: str | None, *, from_stdin: bool) -> tuple[str, str]:
    who: str = email or typer.prompt("E-mail", err=True)
    if from_stdin:
        return who, sys.stdin.readline().rstrip("\n")
    password: str = typer.prompt("Password", hide_input=True, err=True)
    return who, password


def _by_password(client: Stunity, email: str, password: str, *, tenant: str | None) -> None:
    from stunity import SecondFactorNeeded

    try:
        client.sign_in(email, password, tenant=tenant)
    except SecondFactorNeeded as needed:
        _second_factor(client, needed)


def _by_code(client: Stunity) -> None:
    import platform

    from stunity import sign_in_by_code

    def show(asked: DeviceSignInAsked) -> None:
        # Beside the answer, with --json as well: whoever reads it has a browser, and is a person.
        notice(f"Open {asked.verification_uri_complete}\nand let in the code {asked.user_code}")

    try:
        sign_in_by_code(client, show, program="stunity", host=platform.node()[:100] or None)
    except KeyboardInterrupt:
        fail(INCOMPLETE, "nobody was signed in")


def _second_factor(client: Stunity, needed: SecondFactorNeeded) -> None:
    from stunity.api.models.identity import SecondStepRequest

    methods = needed.step.methods
    if "totp" not in methods and "recovery_code" not in methods:
        fail(
            USAGE,
            "this account signs in with a passkey, which needs a browser: leave --password out",
        )
    said = typer.prompt("Code of the authenticator app, or a recovery code", err=True).strip()
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
            notice(f"the server was not told: {error}")
    forget(session.url)
    session.out.line({"signedOut": session.url}, f"signed out of {session.url}")


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
