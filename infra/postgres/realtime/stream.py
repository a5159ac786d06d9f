"""The event log as the polling twin reads it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text

from infra.postgres.core.repository import Repository
from shared.realtime.channels import MAX_AUTOMATIC

_PRINCIPAL = text(
    "SELECT channels FROM app.stream_principal("
    "CAST(:tenant AS uuid), CAST(:user AS uuid), CAST(:session AS uuid), :version)"
)
_ALLOWED = text(
    "SELECT app.stream_allowed(CAST(:tenant AS uuid), CAST(:user AS uuid),"
    " CAST(:channels AS text[])) AS allowed"
)
# A person's classes come newest first, after their own channel and the school's. Counting them all
# is for the few who have many.
_BEYOND = text(
    """
    SELECT p.user_id
      FROM (SELECT c.homeroom_teacher_id AS user_id FROM app.classes AS c
             WHERE c.tenant_id = :tenant AND c.id = :class_id
             UNION
            SELECT t.user_id FROM app.class_teachers AS t
             WHERE t.tenant_id = :tenant AND t.class_id = :class_id
             UNION
            SELECT s.user_id FROM app.class_enrollments AS e
              JOIN app.students AS s ON s.tenant_id = e.tenant_id AND s.id = e.student_id
             WHERE e.tenant_id = :tenant AND e.class_id = :class_id AND e.ended_on IS NULL) AS p
     WHERE p.user_id IS NOT NULL
       AND CASE WHEN
         (SELECT count(*) FROM app.classes AS c
           WHERE c.tenant_id = :tenant AND c.homeroom_teacher_id = p.user_id)
         + (SELECT count(*) FROM app.class_teachers AS t
             WHERE t.tenant_id = :tenant AND t.user_id = p.user_id)
         + (SELECT count(*) FROM app.students AS s
              JOIN app.class_enrollments AS e
                ON e.tenant_id = s.tenant_id AND e.student_id = s.id AND e.ended_on IS NULL
             WHERE s.tenant_id = :tenant AND s.user_id = p.user_id) > :carried
       THEN (SELECT count(*) FROM app.classes_of(:tenant, p.user_id) AS c (id)
              WHERE c.id > :class_id) >= :carried
       ELSE false END
    """
)
_OTHERS = 2
"""A person's own channel and the school's, which stand before those of classes."""

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
        return [] if row is None else list(row.channels)[:MAX_AUTOMATIC]

    def beyond_reach(self, class_id: UUID) -> list[UUID]:
        """Who belongs to a class and has so many that no stream of theirs carries this one."""
        parameters = {
            "tenant": self.tenant,
            "class_id": class_id,
            "carried": MAX_AUTOMATIC - _OTHERS,
        }
        return [row.user_id for row in self._unit.all(_BEYOND, parameters)]

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
