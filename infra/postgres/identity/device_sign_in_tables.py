"""Programs that wait for somebody to let them in."""

from __future__ import annotations

from sqlalchemy import Index, UniqueConstraint

from infra.postgres.core.columns import (
    binary,
    choice,
    identifier,
    instant,
    is_user,
    number,
    stamped,
    table,
    words,
)
from infra.postgres.core.data_rules import Data, Retention, of_person
from shared.identity.types import DeviceDecision

device_sign_ins = table(
    "device_sign_ins",
    # Nobody's until somebody decides.
    of_person("user_id", retention=Retention.EXPIRES),
    identifier(),
    binary("device_hash", Data.SECRET),
    binary("code_mark", Data.SECRET),
    words("program", Data.PERSONAL),
    words("host", Data.PERSONAL, nullable=True),
    words("ip", Data.PERSONAL),
    number("interval_seconds"),
    instant("polled_at"),
    *choice("decision", DeviceDecision, nullable=True),
    # Who let it in, where, and with which of their sessions: where that ends, so does this.
    identifier("user_id", nullable=True),
    identifier("school_id", nullable=True),
    identifier("session_id", nullable=True),
    instant("collected_at"),
    instant("expires_at", nullable=False),
    stamped("created_at"),
    UniqueConstraint("device_hash"),
    UniqueConstraint("code_mark"),
    is_user("user_id"),
    Index(None, "user_id"),
    Index(None, "expires_at"),
    open_because="asked for by the hash of a secret, before anybody is known",
)
