"""Which functions of the product are on: for everybody, and where a school decides otherwise."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, SmallInteger, Text

from infra.postgres.core.columns import (
    belongs_to_tenant,
    flag,
    identifier,
    is_member,
    is_user,
    key,
    number,
    stamped,
    table,
    tenant_id,
)
from infra.postgres.core.data_rules import Data, of_school

feature_flags = table(
    "feature_flags",
    of_school(),
    key("key", Text(), Data.FACT),
    flag("enabled", default=True),
    number("rollout", SmallInteger(), default=100),
    identifier("updated_by", nullable=True),
    stamped("updated_at"),
    is_user("updated_by"),
    CheckConstraint("rollout BETWEEN 0 AND 100", name="rollout"),
    open_because="of the platform: what holds in every school",
)

flag_overrides = table(
    "flag_overrides",
    of_school(),
    tenant_id(),
    key("key", Text(), Data.FACT),
    flag("enabled"),
    identifier("updated_by"),
    stamped("updated_at"),
    belongs_to_tenant(),
    is_member("updated_by"),
)
