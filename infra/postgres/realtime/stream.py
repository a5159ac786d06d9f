"""The event log as the polling twin reads it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text

from infra.postgres.core.repository import Repository

_PRINCIPAL = text(
    "SELECT channels FROM app.stream_principal("
    "CAST(:tenant AS uuid), CAST(:user AS uuid), CAST(:session AS uuid), :version)"
)
_ALLOWED = text(
    "SELECT app.stream_allowed(CAST(:tenant AS uuid), CAST(:user AS uuid),"
    " CAST(:channels AS text[])) AS allowed"
)
_HIDDEN = text("SELECT app.stream_hidden(CAST(:tenant AS uuid), CAST(:user AS uuid)) AS people")
_HEADS = text(
    "SELECT app.epoch() AS epoch, h.channel_id, h.last_seq FROM (SELECT) AS one"
    " LEFT JOIN app.heads(CAST(:tenant AS uuid), CAST(:channels AS bigint[])) AS h ON true"
)
_REPLAY = text(
    "SELECT channel_id, seq, payload FROM app.replay("
    "CAST(:tenant AS uuid), CAST(:channels AS bigint[]), CAST(:after AS bigint[]), :limit)"
)


@dataclass(frozen=True, slots=True)
class LogEntry:
    """An event at its position; ``body`` is the envelope without it."""

    channel_id: int
    seq: int
    body: str


class StreamRepository(Repository):
    """Reads of channels that the caller is authorised for."""

    def automatic_channels(self, user_id: UUID, session_id: UUID, token_version: int) -> list[str]:
        """The channels that a stream of the person opens with."""
        parameters = {
            "tenant": self.tenant,
            "user": user_id,
            "session": session_id,
            "version": token_version,
        }
        row = self._unit.one_or_none(_PRINCIPAL, parameters)
        return [] if row is None else list(row.channels)

    def allowed(self, user_id: UUID, channels: Sequence[str]) -> list[str]:
        """Which of the channels the person may read."""
        if not channels:
            return []
        parameters = {"tenant": self.tenant, "user": user_id, "channels": list(channels)}
        row = self._unit.one_or_none(_ALLOWED, parameters)
        return [] if row is None else list(row.allowed)

    def hidden(self, user_id: UUID) -> frozenset[str]:
        """The ids of people whose events the person does not get, as envelopes spell them."""
        row = self._unit.one_or_none(_HIDDEN, {"tenant": self.tenant, "user": user_id})
        return frozenset() if row is None else frozenset(map(str, row.people or ()))

    def heads(self, channel_ids: Sequence[int]) -> tuple[str, dict[int, int]]:
        """The epoch, and the last position of each channel (0 where there is none)."""
        rows = self._unit.all(_HEADS, {"tenant": self.tenant, "channels": list(channel_ids)})
        found = {row.channel_id: row.last_seq for row in rows if row.channel_id is not None}
        return rows[0].epoch, {channel_id: found.get(channel_id, 0) for channel_id in channel_ids}

    def replay(self, after: Mapping[int, int], limit: int) -> list[LogEntry]:
        """At most ``limit`` events of each channel after its position, in its order."""
        parameters = {
            "tenant": self.tenant,
            "channels": list(after),
            "after": list(after.values()),
            "limit": limit,
        }
        rows = self._unit.all(_REPLAY, parameters)
        return [LogEntry(row.channel_id, row.seq, row.payload) for row in rows]
