"""Feature flags, of the platform and of the school."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import (
    Row,
    Select,
    Text,
    Uuid,
    and_,
    bindparam,
    column,
    delete,
    select,
    values,
)
from sqlalchemy.dialects.postgresql import insert

from infra.postgres.core.repository import Repository
from infra.postgres.platform.flag_tables import feature_flags, flag_overrides
from shared.platform.flags import Flag, FlagState

if TYPE_CHECKING:
    from infra.postgres.core.unit_of_work import UnitOfWork


class FlagRepository(Repository):
    """Queries on flags; a flag that nobody has touched is on."""

    def __init__(self, unit: UnitOfWork) -> None:
        super().__init__(unit)
        self._known: dict[Flag, FlagState] | None = None

    def get(self, flag: Flag) -> FlagState:
        """How a flag is set for the school; asked once, however many of them a request looks at."""
        self._known = self._known or self.find()
        return self._known[flag]

    def find(self) -> dict[Flag, FlagState]:
        """How every flag is set for the school."""
        rows = self._unit.all(_states(), {"tenant_id": self.tenant})
        return {Flag(row.key): _state(row) for row in rows}

    def override(self, flag: Flag, enabled: bool | None, by: UUID, now: datetime) -> None:
        """Decide for the school; None leaves it to the platform."""
        self._known = None
        o = flag_overrides.c
        if enabled is None:
            this = (o.tenant_id == self.tenant, o.key == flag)
            self._unit.execute(delete(flag_overrides).where(*this))
            return
        row = {"enabled": enabled, "updated_by": by, "updated_at": now}
        adding = insert(flag_overrides).values(tenant_id=self.tenant, key=flag, **row)
        self._unit.execute(
            adding.on_conflict_do_update(index_elements=[o.tenant_id, o.key], set_=row)
        )

    def set_platform(
        self, flag: Flag, *, enabled: bool, rollout: int, by: UUID, now: datetime
    ) -> None:
        """Decide for the platform."""
        self._known = None
        row = {"enabled": enabled, "rollout": rollout, "updated_by": by, "updated_at": now}
        adding = insert(feature_flags).values(key=flag, **row)
        key = [feature_flags.c.key]
        self._unit.execute(adding.on_conflict_do_update(index_elements=key, set_=row))


# Built once: that takes longer than running it.
@cache
def _states() -> Select[Any]:
    f, o = feature_flags.c, flag_overrides.c
    known = values(column("key", Text()), name="known").data([(str(flag),) for flag in Flag])
    own = and_(o.tenant_id == bindparam("tenant_id", type_=Uuid()), o.key == known.c.key)
    return (
        select(known.c.key, f.enabled, f.rollout, o.enabled.label("override"))
        .outerjoin_from(known, feature_flags, f.key == known.c.key)
        .outerjoin(flag_overrides, own)
    )


def _state(row: Row[Any]) -> FlagState:
    if row.enabled is None:
        return FlagState(override=row.override)
    return FlagState(row.enabled, row.rollout, row.override)
