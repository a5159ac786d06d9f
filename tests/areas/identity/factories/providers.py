"""Providers in the database, and the way to one and back."""

from __future__ import annotations

import secrets
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from sqlalchemy import insert

from functions.identity.providers import secret_context
from infra.oidc import challenge_of
from infra.postgres.identity.provider_tables import sign_in_providers
from infra.tickets import TicketKind
from tests.areas.identity.factories.factors import ticket
from tests.support.api import Api, ok
from tests.support.oidc import CLIENT, Issuer

SECRET = "s" * 43


def insert_provider(api: Api, issuer: str, *, school_id: UUID | None = None, **columns: Any) -> str:
    """A provider that is believed for addresses of school.test; returns its slug."""
    slug = f"provider-{secrets.token_hex(4)}"
    row = {
        "slug": slug,
        "name": "School account",
        "issuer": issuer,
        "client_id": CLIENT,
        "client_secret_sealed": api.deps.sealer.seal("the secret", secret_context(slug)),
        "trusted_domains": ["school.test"],
        "school_id": school_id,
    }
    with api.scene() as connection:
        connection.execute(insert(sign_in_providers).values({**row, **columns}))
    return slug


def begin(api: Api, slug: str) -> dict[str, str]:
    """Begin to sign in; returns what the provider is asked, and the secret of the browser."""
    found = ok(api.anonymous().get(f"/v1/auth/oidc/{slug}/start"))
    asked = {k: v[0] for k, v in parse_qs(urlsplit(found["address"]).query).items()}
    return {**asked, "secret": found["secret"]}


def come_back(api: Api, slug: str, issuer: Issuer, asked: dict[str, str], **changes: Any) -> Any:
    """Come back from the provider. Keys in capitals change its token, the others what is sent."""
    claims = {name.lower(): value for name, value in changes.items() if name.isupper()}
    sent = {name: value for name, value in changes.items() if not name.isupper()}
    code = issuer.give_code(asked["nonce"], **claims)
    kept = {"state": asked["state"], "secret": asked["secret"]}
    body = {**kept, "code": code, "iss": issuer.url, **sent}
    given = {name: value for name, value in body.items() if value is not None}
    return api.anonymous().post(f"/v1/auth/oidc/{slug}/callback", json=given)


def answer_of(api: Api, issuer: Issuer, slug: str, email: str) -> dict[str, str]:
    """What a browser sends when it comes back, made without a request."""
    noted = {"provider": slug, "nonce": "n", "verifier": "v", "mark": challenge_of(SECRET)}
    state = ticket(api, TicketKind.PROVIDER, "state", **noted)
    code = issuer.give_code("n", email=email, email_verified=True)
    return {**state, "code": code, "iss": issuer.url, "secret": SECRET}
