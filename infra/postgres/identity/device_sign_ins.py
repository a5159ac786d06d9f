"""Programs that wait for somebody to let them in, each for minutes."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, insert, select, update

from infra.postgres.core.repository import Repository, columns_of
from infra.postgres.identity.device_sign_in_tables import device_sign_ins as asked
from infra.postgres.identity.records import DeviceSignIn


class DeviceSignInRepository(Repository):
    """Queries by the secrets of a program: of either code only a digest is kept."""

    def insert(self, **values: Any) -> None:
        """Add one that waits."""
        self._unit.execute(insert(asked).values(values))

    def lock_of_program(self, device_hash: bytes, now: datetime) -> DeviceSignIn | None:
        """The one that a program waits for, locked: it is collected once."""
        return self._lock(asked.c.device_hash == device_hash, asked.c.expires_at > now)

    def lock_undecided(self, code_mark: bytes, now: datetime) -> DeviceSignIn | None:
        """The one whose code somebody was shown, locked: it is decided once."""
        a = asked.c
        return self._lock(a.code_mark == code_mark, a.expires_at > now, a.decision.is_(None))

    def change(self, sign_in_id: UUID, **values: Any) -> None:
        """Note what has become of one."""
        self._unit.execute(update(asked).where(asked.c.id == sign_in_id).values(values))

    def _lock(self, *which: ColumnElement[bool]) -> DeviceSignIn | None:
        query = select(*columns_of(DeviceSignIn, asked)).where(*which)
        return self._record(DeviceSignIn, query.with_for_update())
