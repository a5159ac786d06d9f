"""People with second factors, and people who have just shown who they are."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pyotp
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from infra.authenticator import STEP_SECONDS, new_secret
from infra.passwords import hash_password
from infra.postgres.identity.factor_tables import authenticators, passkeys, session_proofs
from infra.postgres.identity.tables import auth_sessions
from infra.tickets import TicketKind
from tests.areas.people.factories.people import new_id
from tests.support.api import Api, Caller, ok
from tests.support.authenticator import SoftwareKey, b64
from tests.support.scene import Member

PASSWORD = "correct horse battery"
ORIGIN = "http://localhost:8080"


def prove(api: Api, member: Member, *, ago: timedelta = timedelta()) -> None:
    """The person has entered the password on the device of their session."""
    family = select(auth_sessions.c.family_id).where(auth_sessions.c.id == member.session_id)
    row = {"user_id": member.id, "proven_at": datetime.now(UTC) - ago}
    with api.scene() as connection:
        adding = insert(session_proofs).values(family_id=family.scalar_subquery(), **row)
        connection.execute(adding.on_conflict_do_update(index_elements=["family_id"], set_=row))


def with_password(api: Api, **columns: Any) -> Member:
    """A signed-in person with :data:`PASSWORD`, who has just entered it."""
    member = api.member(password_hash=hash_password(PASSWORD, rounds=4), **columns)
    prove(api, member)
    return member


def code_of_app(api: Api, secret: str, *, steps: int = 0) -> str:
    """What the app shows by the clock of the functions, or that many steps later."""
    return pyotp.TOTP(secret).at(api.clock() + timedelta(seconds=steps * STEP_SECONDS))


def enrol(api: Api, member: Member) -> dict[str, Any]:
    """Set up an authenticator app; returns the secret and the recovery codes.

    From here on the clock stands: a step ends every half a minute, in the middle of some test.
    """
    api.clock.stop()
    caller = api.as_(member)
    offer: dict[str, Any] = ok(caller.post("/v1/auth/mfa/totp"))
    # Of the step before, so that the present one is still good for a sign-in.
    code = code_of_app(api, offer["secret"], steps=-1)
    ok(caller.post("/v1/auth/mfa/totp/verify", json={"code": code}), 204)
    return offer


def insert_authenticator(api: Api, member: Member, *, confirmed: bool = True) -> str:
    """An app of the person in the database alone; returns its secret."""
    secret = new_secret()
    row = {
        "secret_sealed": api.deps.sealer.seal(secret, member.id.bytes),
        "confirmed_at": datetime.now(UTC) if confirmed else None,
    }
    with api.scene() as connection:
        connection.execute(insert(authenticators).values(user_id=member.id, **row))
    return secret


def new_key(**changes: Any) -> SoftwareKey:
    """A passkey for the site of the tests."""
    return SoftwareKey(**{"origin": ORIGIN, "host": "localhost", **changes})


def register_key(api: Api, member: Member, key: SoftwareKey, name: str = "Phone") -> dict[str, Any]:
    """Register a passkey."""
    caller = api.as_(member)
    asked = ok(caller.post("/v1/auth/passkeys/options"))
    body = {"ticket": asked["ticket"], "name": name, **key.create(asked["options"])}
    created: dict[str, Any] = ok(caller.post("/v1/auth/passkeys", json=body), 201)
    return created


def insert_key(api: Api, member: Member, key: SoftwareKey | None = None) -> UUID:
    """A passkey of the person in the database alone; returns its id."""
    made, passkey_id = key or new_key(), new_id()
    with api.scene() as connection:
        connection.execute(
            insert(passkeys).values(
                id=passkey_id,
                user_id=member.id,
                credential_id=made.id,
                public_key=made.public_key(),
                name="Phone",
            )
        )
    return passkey_id


CHALLENGE = b64(bytes(32))


def ticket(api: Api, kind: TicketKind, field: str, **noted: Any) -> dict[str, str]:
    """A ticket as a step before would have written it, with :data:`CHALLENGE`."""
    note = {"challenge": CHALLENGE, **noted}
    written = api.deps.tickets.write(kind, note, now=api.deps.clock(), life=timedelta(minutes=5))
    return {field: written}


def first_step(caller: Caller, member: Member) -> dict[str, Any]:
    """Enter the password; returns what is asked for next."""
    body = {"email": member.user.email, "password": PASSWORD}
    asked: dict[str, Any] = ok(caller.post("/v1/auth/login", json=body))
    assert asked["status"] == "second_step"
    return asked
