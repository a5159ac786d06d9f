"""Sign-in by somebody else: which providers there are, and whom they know."""

from __future__ import annotations

from sqlalchemy import ForeignKeyConstraint, Index, Text

from infra.postgres.core.columns import (
    SCHEMA,
    binary,
    flag,
    identifier,
    instant,
    is_user,
    key,
    lines,
    stamped,
    table,
    words,
)
from infra.postgres.core.data_rules import Data, Retention, of_person, of_school

sign_in_providers = table(
    "sign_in_providers",
    of_school(),
    key("slug", Text(), Data.FACT),
    words("name", Data.FACT),
    words("issuer", Data.FACT),
    words("client_id", Data.FACT),
    # None where the provider knows us by PKCE alone.
    binary("client_secret_sealed", Data.SECRET, nullable=True),
    # Domains whose addresses the provider gives out itself: only those link an account.
    lines("trusted_domains", Data.FACT),
    # Who is new becomes a pupil of this school; nobody does where it is empty.
    identifier("school_id", nullable=True),
    flag("enabled", default=True),
    stamped("created_at"),
    ForeignKeyConstraint(["school_id"], [f"{SCHEMA}.tenants.id"]),
    open_because="shown on the sign-in page, before anybody is known",
)

provider_identities = table(
    "provider_identities",
    of_person("user_id", retention=Retention.PERSON),
    key("provider", Text(), Data.FACT),
    # How the provider names the person, for good.
    key("subject", Text(), Data.PERSONAL),
    identifier("user_id"),
    instant("last_used_at"),
    stamped("created_at"),
    is_user("user_id"),
    ForeignKeyConstraint(["provider"], [f"{SCHEMA}.sign_in_providers.slug"]),
    Index(None, "user_id"),
    open_because="found by the provider's name of the person, before anybody is known",
)
