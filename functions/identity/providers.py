"""Sign-in by somebody else: any provider of OpenID Connect that operators have set up."""

from __future__ import annotations

import hmac
import secrets
from typing import TYPE_CHECKING

from functions.identity.arriving import owner_in, sign_in
from functions.identity.browsers import CsrfFailed
from functions.identity.second_step import StepExpired, second_step
from functions.runtime.context import Ctx
from infra.postgres import identity, tenants
from shared.auth.roles import Role
from shared.http.problem import DependencyUnavailable, Forbidden, NotFound
from shared.http.route import Access, route
from shared.identity.events import SessionCreated, SessionRevoked, UserRegistered
from shared.identity.factor_policy import STEP_LIFE
from shared.identity.factor_schemas import SecondStepRead
from shared.identity.policy import normalise_email
from shared.identity.provider_schemas import (
    ProviderAnswer,
    ProviderList,
    ProviderPath,
    ProviderRead,
    ProviderStart,
)
from shared.identity.schemas import SessionTokens
from shared.tenants.types import MembershipStatus

if TYPE_CHECKING:
    from infra.oidc import Client, Person
    from infra.postgres.identity import Account, Provider
    from infra.tickets import Ticket


class ProviderNotFound(NotFound):
    """There is no such provider, or it is closed."""

    title = "Sign-in provider not found"


class ProviderNotBelieved(Forbidden):
    """What the provider said is not for us, not of it, or not an answer to this request."""

    code = "provider_not_believed"
    title = "The answer of the provider could not be trusted; try again"
    cure = "Begin anew at `GET /v1/auth/oidc/{provider}/start`, in the same browser."


class AccountNotLinked(Forbidden):
    """The provider knows somebody, and here nobody has an account that it may open."""

    code = "account_not_linked"
    title = "No account here belongs to this sign-in; sign in with your password"
    cure = (
        "Sign in with the password; whoever has no account yet asks the school for a claim code "
        "or an invitation."
    )


@route("GET", "/v1/auth/oidc", permission=Access.PUBLIC, limits=("public",))
def auth_oidc_providers(ctx: Ctx) -> ProviderList:
    """List by whom one can sign in."""
    found = ctx.db(identity.ProviderRepository).find()
    return ProviderList(data=[ProviderRead.of(provider) for provider in found])


@route(
    "GET",
    "/v1/auth/oidc/{provider}/start",
    permission=Access.PUBLIC,
    limits=("public",),
    raises=(ProviderNotFound,),
)
def auth_oidc_start(ctx: Ctx, path: ProviderPath) -> ProviderStart:
    """Where the browser goes to sign in. Nothing is kept here: the state carries it all, sealed.

    Whoever comes back without the secret is another browser than the one that began.
    """
    from infra.oidc import ProviderUnavailable, address_for, challenge_of
    from infra.tickets import TicketKind

    provider = _require(ctx, path.provider)
    client = _client(ctx, provider)
    nonce, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(48)
    secret = secrets.token_urlsafe(32)
    note = {
        "provider": provider.slug,
        "nonce": nonce,
        "verifier": verifier,
        "mark": challenge_of(secret),
    }
    state = ctx.deps.tickets.write(TicketKind.PROVIDER, note, now=ctx.now(), life=STEP_LIFE)
    ctx.db.pause()
    try:
        address = address_for(client, state=state, nonce=nonce, verifier=verifier)
    except ProviderUnavailable as error:
        raise DependencyUnavailable("The provider does not answer", retry_after=10) from error
    return ProviderStart(address=address, secret=secret)


@route(
    "POST",
    "/v1/auth/oidc/{provider}/callback",
    permission=Access.PUBLIC,
    limits=("public", "auth.step"),
    emits=(SessionCreated, SessionRevoked, UserRegistered),
    raises=(ProviderNotFound, StepExpired, ProviderNotBelieved, AccountNotLinked, CsrfFailed),
)
def auth_oidc_callback(
    ctx: Ctx, path: ProviderPath, body: ProviderAnswer
) -> SessionTokens | SecondStepRead:
    """Sign in with what the provider sent back.

    Only the browser that began has the secret, so nobody is signed in as somebody else by a link.
    """
    provider = _require(ctx, path.provider)
    ticket = _ticket(ctx, provider, body)
    person = _ask(ctx, provider, body, ticket)
    if not ctx.db(identity.FactorRepository).spend(ticket.id, ticket.expires_at):
        raise StepExpired
    account = _account(ctx, provider, person)
    owner = owner_in(ctx, account.id, account.token_version, None)
    if owner is None:
        raise AccountNotLinked
    return second_step(ctx, owner) or sign_in(ctx, owner, account.email)


def _require(ctx: Ctx, slug: str) -> Provider:
    provider = ctx.db(identity.ProviderRepository).get(slug)
    if provider is None:
        raise ProviderNotFound
    return provider


def _client(ctx: Ctx, provider: Provider) -> Client:
    from infra.oidc import Client

    sealed = provider.client_secret_sealed
    return Client(
        issuer=provider.issuer,
        client_id=provider.client_id,
        client_secret=None
        if sealed is None
        else ctx.deps.sealer.open(sealed, secret_context(provider.slug)),
        redirect_uri=f"{ctx.deps.settings.public_app_url}/sign-in/{provider.slug}",
    )


def secret_context(slug: str) -> bytes:
    """What the secret of a provider is sealed for."""
    return b"provider " + slug.encode()


def _ticket(ctx: Ctx, provider: Provider, body: ProviderAnswer) -> Ticket:
    from infra.oidc import challenge_of
    from infra.tickets import InvalidTicket, TicketKind

    try:
        ticket = ctx.deps.tickets.read(TicketKind.PROVIDER, body.state, now=ctx.now())
    except InvalidTicket as error:
        raise StepExpired from error
    # Another provider's answer, or that of another browser.
    same_browser = hmac.compare_digest(challenge_of(body.secret), ticket.data["mark"])
    if ticket.data["provider"] != provider.slug or not same_browser:
        raise ProviderNotBelieved
    return ticket


def _ask(ctx: Ctx, provider: Provider, body: ProviderAnswer, ticket: Ticket) -> Person:
    from infra.oidc import ProviderRefused, ProviderUnavailable, person_behind

    client = _client(ctx, provider)
    # Nobody waits for a connection while we wait for the provider.
    ctx.db.pause()
    try:
        return person_behind(
            client,
            code=body.code,
            issuer=body.iss,
            nonce=ticket.data["nonce"],
            verifier=ticket.data["verifier"],
        )
    except ProviderRefused as error:
        raise ProviderNotBelieved from error
    except ProviderUnavailable as error:
        raise DependencyUnavailable("The provider does not answer", retry_after=10) from error


def _account(ctx: Ctx, provider: Provider, person: Person) -> Account:
    """The account that the provider opens: one that it has opened before, or of its own address."""
    now, accounts = ctx.now(), ctx.db(identity.AccountRepository)
    providers = ctx.db(identity.ProviderRepository)
    known = providers.recognise(provider.slug, person.subject, now)
    if known is not None:
        account = accounts.get_credentials(known)
        if account is None:
            raise AccountNotLinked
        return account
    email = _trusted_address(provider, person)
    if email is None:
        raise AccountNotLinked
    account = accounts.get_by_email(email) or _register(ctx, provider, person, email)
    # Whoever registered with an address that is not theirs must not find its owner inside.
    if account is None or account.email_verified_at is None:
        raise AccountNotLinked
    providers.link(provider.slug, person.subject, account.id, now)
    return account


def _trusted_address(provider: Provider, person: Person) -> str | None:
    """The confirmed address of the person, where the provider gives out addresses of its domain."""
    try:
        email = normalise_email(person.email or "")
    except ValueError:
        return None
    return email if email.rpartition("@")[2] in provider.trusted_domains else None


def _register(ctx: Ctx, provider: Provider, person: Person, email: str) -> Account | None:
    """A pupil who is new, where the provider is of a school; None elsewhere."""
    if provider.school_id is None:
        return None
    now, accounts, user_id = ctx.now(), ctx.db(identity.AccountRepository), ctx.new_id()
    ctx.db.as_tenant(provider.school_id)
    name = person.given_name.strip()[:80] or email.partition("@")[0]
    added = accounts.insert(
        id=user_id,
        email=email,
        first_name=name,
        last_name=person.family_name.strip()[:80],
        locale="en",
        email_verified_at=now,
        created_at=now,
        updated_at=now,
    )
    if not added:
        # The same person comes in on another device at this moment.
        return accounts.get_by_email(email)
    schools = ctx.db(tenants.TenantRepository)
    schools.join(
        id=ctx.new_id(),
        user_id=user_id,
        role=Role.STUDENT,
        status=MembershipStatus.ACTIVE,
        joined_at=now,
    )
    registered = UserRegistered(user_id=user_id, tenant_id=provider.school_id, via="provider")
    ctx.emit(registered, person_id=user_id)
    return accounts.get_credentials(user_id)
