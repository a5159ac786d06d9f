"""What proves who somebody is besides a password, and what such proofs need in between."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index, LargeBinary, UniqueConstraint

from infra.postgres.core.columns import (
    binary,
    counter,
    flag,
    identifier,
    instant,
    is_user,
    key,
    lines,
    number,
    stamped,
    table,
    words,
)
from infra.postgres.core.data_rules import Data, Retention, of_person, of_school

_OF_A_PERSON = "belongs to a person, not to a school"

authenticators = table(
    "authenticators",
    of_person("user_id", retention=Retention.PERSON),
    key("user_id"),
    # Sealed: codes are computed from it, so a hash would not do.
    binary("secret_sealed", Data.SECRET),
    # Until the first code was entered it is an offer, and asks nothing of anybody.
    instant("confirmed_at"),
    # A step of thirty seconds counts once.
    number("last_step", BigInteger(), nullable=True),
    counter("failures"),
    instant("closed_until"),
    stamped("created_at"),
    is_user("user_id"),
    open_because=_OF_A_PERSON,
)

recovery_codes = table(
    "recovery_codes",
    of_person("user_id", retention=Retention.PERSON),
    key("user_id"),
    key("code_mark", LargeBinary(), Data.SECRET),
    instant("used_at"),
    stamped("created_at"),
    is_user("user_id"),
    open_because=_OF_A_PERSON,
)

passkeys = table(
    "passkeys",
    of_person("user_id", retention=Retention.PERSON),
    identifier(),
    identifier("user_id"),
    binary("credential_id", Data.SECRET),
    binary("public_key", Data.SECRET),
    number("sign_count", BigInteger(), default=0),
    words("name", Data.PERSONAL),
    lines("transports", Data.FACT),
    # Whether its maker keeps copies: it survives the device.
    flag("backed_up"),
    instant("last_used_at"),
    stamped("created_at"),
    UniqueConstraint("credential_id"),
    is_user("user_id"),
    Index(None, "user_id"),
    open_because="found by its own id, before anybody is known",
)

spent_tickets = table(
    "spent_tickets",
    of_school(Retention.EXPIRES),
    key("ticket_id", LargeBinary(), Data.SECRET),
    instant("expires_at", nullable=False),
    Index(None, "expires_at"),
    open_because="random ids, asked for by id alone",
)

session_proofs = table(
    "session_proofs",
    of_person("user_id", retention=Retention.EXPIRES),
    # A session's family: the proof goes on when its tokens rotate.
    key("family_id"),
    identifier("user_id"),
    instant("proven_at", nullable=False),
    is_user("user_id"),
    Index(None, "proven_at"),
    Index(None, "user_id"),
    open_because=_OF_A_PERSON,
)
