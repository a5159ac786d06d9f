"""Running a school: members, codes, flags, and how the parts are."""

from __future__ import annotations

from itertools import islice
from typing import Annotated, Literal

import typer

from stunity.cli.connection import Session
from stunity.cli.output import INCOMPLETE, REFUSED, fail

app = typer.Typer(no_args_is_help=True, help="Running a school; needs the rights for it.")
Role = Literal["STUDENT", "TEACHER", "RESEARCHER", "PARENT", "ADMIN"]
ClaimType = Literal["STUDENT", "TEACHER", "STAFF", "PARENT"]
Flag = Literal["on", "off", "default"]


@app.command()
def members(
    context: typer.Context,
    search: Annotated[str | None, typer.Option(help="A part of a name or an address.")] = None,
    role: Annotated[Role | None, typer.Option()] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many at most.")] = 100,
) -> None:
    """List members."""
    from stunity import each

    session: Session = context.obj
    with session.client() as client:
        found = each(client.api.tenants.members_list, q=search, role=role)
        session.out.table(islice(found, limit), ("user_id", "name", "email", "role", "status"))


@app.command("set-role")
def set_role(
    context: typer.Context,
    user: Annotated[str, typer.Argument(help="The member's id.")],
    role: Annotated[Role, typer.Argument()],
) -> None:
    """Give a member another role."""
    from stunity.api.models.tenants import MemberUpdate

    session: Session = context.obj
    with session.client() as client:
        found = client.api.tenants.members_update(user, MemberUpdate(role=role))
    session.out.value(found, f"{found.name} is {found.role} now")


@app.command()
def suspend(
    context: typer.Context,
    user: Annotated[str, typer.Argument(help="The member's id.")],
    reason: Annotated[str, typer.Argument(help="Why; the member reads it.")],
    days: Annotated[int | None, typer.Option(min=1, help="For how long; until lifted.")] = None,
) -> None:
    """Shut a member out for a time."""
    from datetime import UTC, datetime, timedelta

    from stunity.api.models.tenants import SuspensionCreate

    session: Session = context.obj
    until = None if days is None else datetime.now(UTC) + timedelta(days=days)
    with session.client() as client:
        found = client.api.tenants.users_suspend(user, SuspensionCreate(until=until, reason=reason))
    session.out.value(found, f"{found.name} is {found.status} now")


@app.command()
def unsuspend(
    context: typer.Context, user: Annotated[str, typer.Argument(help="The member's id.")]
) -> None:
    """Let a suspended member in again."""
    session: Session = context.obj
    with session.client() as client:
        found = client.api.tenants.users_unsuspend(user)
    session.out.value(found, f"{found.name} is {found.status} now")


@app.command("remove-member")
def remove_member(
    context: typer.Context,
    user: Annotated[str, typer.Argument(help="The member's id.")],
    *,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Without a question.")] = False,
) -> None:
    """Take a member out of the school."""
    session: Session = context.obj
    if not yes and (session.out.as_json or not typer.confirm(f"Remove {user}?", err=True)):
        fail(INCOMPLETE, "nothing was changed")
    with session.client() as client:
        client.api.tenants.members_remove(user)
    session.out.line({"removed": user}, f"{user} is no member any more")


@app.command("codes")
def list_codes(
    context: typer.Context,
    status: Annotated[
        Literal["ACTIVE", "CLAIMED", "EXPIRED", "REVOKED"] | None, typer.Option()
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many at most.")] = 100,
) -> None:
    """List claim codes by their ends; the codes themselves are kept nowhere."""
    from stunity import each

    session: Session = context.obj
    with session.client() as client:
        found = each(client.api.tenants.claim_codes_list, status=status)
        columns = ("id", "hint", "type", "status", "student_name", "claimed_by_name", "expires_at")
        session.out.table(islice(found, limit), columns)


@app.command("revoke-code")
def revoke_code(
    context: typer.Context, code: Annotated[str, typer.Argument(help="The code's id.")]
) -> None:
    """Make a claim code useless."""
    session: Session = context.obj
    with session.client() as client:
        client.api.tenants.claim_codes_revoke(code)
    session.out.line({"revoked": code}, f"{code} lets nobody in any more")


@app.command("claim-codes")
def claim_codes(
    context: typer.Context,
    kind: Annotated[ClaimType, typer.Argument(help="As whom the codes let somebody in.")],
    count: Annotated[int, typer.Option(min=1, max=500)] = 1,
    days: Annotated[int | None, typer.Option(min=1, help="How long they hold.")] = None,
) -> None:
    """Make claim codes. They are shown this once, and kept nowhere."""
    from stunity.api.models.tenants import ClaimCodesCreate

    session: Session = context.obj
    request = ClaimCodesCreate(type=kind, count=count)
    if days is not None:
        request = request.model_copy(update={"expires_in_days": days})
    with session.client() as client:
        made = client.api.tenants.claim_codes_create(request)
    session.out.table(made.codes, ("code",))


@app.command()
def flags(context: typer.Context) -> None:
    """List what can be switched on and off."""
    session: Session = context.obj
    with session.client() as client:
        found = client.api.platform.flags_list()
    session.out.table(found.data, ("key", "on_for_school", "override", "purpose"))


@app.command("set-flag")
def set_flag(
    context: typer.Context,
    key: Annotated[str, typer.Argument(help="The flag, as `admin flags` lists it.")],
    value: Annotated[Flag, typer.Argument(help="default: as the platform has it.")],
) -> None:
    """Switch a flag for this school."""
    from stunity.api.models.platform import FlagUpdate

    session: Session = context.obj
    override = {"on": True, "off": False, "default": None}[value]
    with session.client() as client:
        known = {flag.key: flag.key for flag in client.api.platform.flags_list().data}
        if key not in known:
            raise typer.BadParameter(f"{key} is none of {', '.join(sorted(known))}")
        found = client.api.platform.flags_put(known[key], FlagUpdate(override=override))
    session.out.value(found, f"{found.key} is {'on' if found.on_for_school else 'off'}")


@app.command()
def jobs(context: typer.Context) -> None:
    """List the platform's jobs and how they went; exits with 1 when one is failing or stale."""
    session: Session = context.obj
    with session.client() as client:
        found = client.api.platform.admin_jobs()
    columns = ("name", "schedule", "status", "last_succeeded_at", "next_run_at")
    session.out.table(found.data, columns)
    if any(job.status in {"failing", "stale"} for job in found.data):
        raise typer.Exit(REFUSED)


@app.command()
def health(context: typer.Context) -> None:
    """Ask every part and every job how it is; exits with 1 when something is down."""
    session: Session = context.obj
    with session.client() as client:
        found = client.api.platform.admin_health()
    if session.out.as_json:
        print(found.model_dump_json())
    else:
        session.out.table(found.parts, ("name", "status", "latency_ms", "detail"))
        session.out.table(found.jobs, ("name", "status", "last_succeeded_at", "last_error"))
    if found.status == "down":
        raise typer.Exit(REFUSED)
