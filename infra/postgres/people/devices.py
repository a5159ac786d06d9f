"""Devices of people: where pushes go, and keys that seal messages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import case, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from infra.postgres.core.repository import Repository, columns_of
from infra.postgres.identity.tables import users
from infra.postgres.people.device_tables import device_keys, device_tokens
from infra.postgres.people.records import KeyBundle, PushDevice, PushTarget

MOST = 20


class DeviceRepository(Repository):
    """Queries on the devices of a person, in whichever school."""

    def register(self, **values: Any) -> PushDevice:
        """Push there from now on. A token moves to whoever registers it last."""
        d = device_tokens.c
        adding = insert(device_tokens).values(**values)
        kept = {k: v for k, v in values.items() if k not in {"id", "created_at", "token_hash"}}
        same = adding.excluded.user_id == d.user_id
        moved = case((same, d.created_at), else_=adding.excluded.created_at)
        # What waited was for whoever had it before.
        anew = {"created_at": moved, "waiting": None, "wait_until": None, "failures": None}
        query = adding.on_conflict_do_update(
            index_elements=["token_hash"], set_={**kept, **anew}
        ).returning(*columns_of(PushDevice, device_tokens))
        found = self._record(PushDevice, query)
        assert found is not None, "it was just written"
        newest = select(d.id).where(d.user_id == values["user_id"])
        newest = newest.order_by(d.last_seen_at.desc(), d.id.desc()).limit(MOST)
        mine = delete(device_tokens).where(d.user_id == values["user_id"])
        self._unit.execute(mine.where(d.id.not_in(newest)))
        return found

    def find(self, user_id: UUID) -> list[PushDevice]:
        """Where pushes to a person go, the one registered last first."""
        d = device_tokens.c
        query = select(*columns_of(PushDevice, device_tokens)).where(d.user_id == user_id)
        return self._records(PushDevice, query.order_by(d.last_seen_at.desc(), d.id.desc()))

    def remove(self, user_id: UUID, device_id: UUID) -> bool:
        """Push there no more; False where it is not the person's."""
        d = device_tokens.c
        return self._changed(delete(device_tokens).where(d.user_id == user_id, d.id == device_id))

    def find_targets(self, user_id: UUID) -> list[PushTarget]:
        """Where pushes to a person go, with what sends them there."""
        d = device_tokens.c
        query = select(*columns_of(PushTarget, device_tokens)).where(d.user_id == user_id)
        return self._records(PushTarget, query.order_by(d.last_seen_at.desc(), d.id.desc()))

    def lock_waiting(self, now: datetime, limit: int) -> list[PushTarget]:
        """Devices whose push service has been left alone for as long as it wanted."""
        d = device_tokens.c
        query = select(*columns_of(PushTarget, device_tokens)).where(d.wait_until <= now)
        due = query.order_by(d.wait_until).limit(limit)
        return self._records(PushTarget, due.with_for_update(skip_locked=True))

    def reached(self, device_id: UUID) -> None:
        """A push has arrived at its service."""
        self._write(device_id, failures=None, wait_until=None, waiting=None)

    def hold(self, device_id: UUID, until: datetime, waiting: Mapping[str, Any]) -> None:
        """Send nothing until then, and this then; of several the last one."""
        self._write(device_id, wait_until=until, waiting=dict(waiting))

    def refused(self, device_id: UUID, most: int) -> bool:
        """Its service refuses a push; a device that only refuses is forgotten: whether it is."""
        d = device_tokens.c
        failures = func.coalesce(d.failures, 0) + 1
        self._write(device_id, failures=failures, wait_until=None, waiting=None)
        return self._changed(delete(device_tokens).where(d.id == device_id, d.failures >= most))

    def drop(self, device_id: UUID) -> None:
        """There is no such device any more."""
        self._unit.execute(delete(device_tokens).where(device_tokens.c.id == device_id))

    def _write(self, device_id: UUID, **values: Any) -> None:
        this = update(device_tokens).where(device_tokens.c.id == device_id)
        self._unit.execute(this.values(**values))

    def publish(self, user_id: UUID, device_id: UUID, now: datetime, **keys: Any) -> KeyBundle:
        """Replace the keys of one device."""
        k = device_keys.c
        row = {**keys, "updated_at": now}
        adding = insert(device_keys).values(
            user_id=user_id, device_id=device_id, created_at=now, identity_changed_at=now, **row
        )
        same = adding.excluded.identity_key == k.identity_key
        since = case((same, k.identity_changed_at), else_=adding.excluded.identity_changed_at)
        query = adding.on_conflict_do_update(
            index_elements=["user_id", "device_id"], set_={**row, "identity_changed_at": since}
        ).returning(*columns_of(KeyBundle, device_keys))
        found = self._record(KeyBundle, query)
        assert found is not None, "it was just written"
        return found

    def remove_keys(self, user_id: UUID, device_id: UUID) -> bool:
        """Forget the keys of one device; False where it has none."""
        k = device_keys.c
        mine = delete(device_keys).where(k.user_id == user_id, k.device_id == device_id)
        return self._changed(mine)

    def count_keys(self, user_id: UUID, *, but: UUID) -> int:
        """How many other devices of a person have keys; whichever would get some now waits."""
        k = device_keys.c
        person = select(users.c.id).where(users.c.id == user_id)
        self._unit.execute(person.with_for_update(key_share=True))
        others = (k.user_id == user_id, k.device_id != but)
        return int(self._value(select(func.count()).select_from(device_keys).where(*others)))

    def find_keys(self, user_id: UUID) -> list[KeyBundle]:
        """The keys of a person's devices, the oldest first."""
        k = device_keys.c
        query = select(*columns_of(KeyBundle, device_keys)).where(k.user_id == user_id)
        return self._records(KeyBundle, query.order_by(k.created_at, k.device_id))
