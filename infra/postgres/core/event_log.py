"""The event log after the commit: what to publish, and sweeping what was not published."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, Row, text

from infra.postgres.core.engine import set_autocommit
from infra.postgres.core.failures import translated
from shared.realtime.bus import BusAttributes
from shared.realtime.envelope import with_seq

if TYPE_CHECKING:
    from infra.postgres.core.records import Appended

Message = tuple[bytes, dict[str, str]]
"""The data and the attributes of a message on the bus."""

Publish = Callable[[Sequence[Message]], list[bool]]
"""Sends messages; answers for each whether the bus has it."""

_CLAIM = text("SELECT * FROM app.outbox_claim(make_interval(secs => :seconds), :limit)")
_STATE = text("SELECT pending, oldest_age_seconds FROM app.outbox_state()")


@dataclass(frozen=True, slots=True)
class SweepResult:
    """What a sweep did, and what it left in the outbox."""

    published: int
    remaining: int
    oldest_age_seconds: float


def messages_for(appended: Iterable[Appended]) -> list[Message]:
    """The messages that announce committed events, in the same order."""
    return [
        _message(
            BusAttributes(
                channel_id=item.channel_id,
                seq=item.seq,
                type=item.pending.type,
                tenant_id=str(item.pending.tenant_id),
                channel=item.pending.channel.name,
                copy=item.pending.copy,
                traceparent=item.pending.traceparent,
            ),
            item.pending.body,
        )
        for item in appended
    ]


def delete_published(engine: Engine, keys: Sequence[tuple[int, int]]) -> None:
    """Forget rows ``(channel_id, seq)`` of the outbox, in a transaction of its own."""
    with translated(), engine.connect() as connection:
        set_autocommit(connection, on=True)
        try:
            _delete(connection, keys)
        finally:
            if not connection.invalidated:
                set_autocommit(connection, on=False)


def sweep(
    engine: Engine, publish: Publish, *, older_than_seconds: float = 1, limit: int = 500
) -> SweepResult:
    """Publish what a crash or an outage left in the outbox, in order of channel and number.

    The rows stay locked while they are published, so two sweepers share the work without sending
    a row twice. A crash between publishing and the commit does send it again; readers drop it.
    """
    with translated(), engine.begin() as connection:
        rows = connection.execute(
            _CLAIM, {"seconds": float(older_than_seconds), "limit": limit}
        ).all()
        # An event that outlived its retention has no payload: nobody can be told any more.
        sendable = [row for row in rows if row.payload is not None]
        sent = publish([_swept_message(row) for row in sendable]) if sendable else []
        done = [row for row, ok in zip(sendable, sent, strict=True) if ok]
        gone = [row for row in rows if row.payload is None]
        if done or gone:
            _delete(connection, [(row.channel_id, row.seq) for row in (*done, *gone)])
        state = connection.execute(_STATE).one()
    return SweepResult(len(done), state.pending, state.oldest_age_seconds)


def _message(attributes: BusAttributes, body: str) -> Message:
    return with_seq(body, attributes.seq).encode(), attributes.encode()


def _swept_message(row: Row[object]) -> Message:
    return _message(
        BusAttributes(
            channel_id=row.channel_id,
            seq=row.seq,
            type=row.type,
            tenant_id=str(row.tenant_id),
            channel=row.name,
            copy=row.copy,
        ),
        row.payload,
    )


def _delete(connection: Connection, keys: Sequence[tuple[int, int]]) -> None:
    # Spelled with its numbers: each write ends with it, and parameters double its time.
    channels = ",".join(f"{channel_id:d}" for channel_id, _ in keys)
    seqs = ",".join(f"{seq:d}" for _, seq in keys)
    connection.exec_driver_sql(
        f"SELECT app.outbox_delete('{{{channels}}}'::bigint[], '{{{seqs}}}'::bigint[])"
    )
