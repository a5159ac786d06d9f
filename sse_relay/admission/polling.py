"""The answer to ``poll=1``: what a stream would have sent, as one JSON document."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from infra.tokens import Claims
from shared.http.problem import DependencyUnavailable
from shared.realtime.channels import encode_id
from shared.realtime.cursor import Cursor
from shared.realtime.replay import ReplayPage, plan_replay, take_page
from shared.realtime.schemas import PollRead, resyncs
from sse_relay.admission.admission import Admission, Grant
from sse_relay.log.reader import LoggedEvent, LogUnavailable, StreamLog
from sse_relay.streams.selection import StreamQuery, envelope_for
from sse_relay.wire.frames import StreamEvent
from sse_relay.wire.http import HttpProtocol
from sse_relay.wire.messages import Request
from sse_relay.wire.timers import jitter

PAGE_EVENTS = 200


class StreamPoller:
    """Reads the log once for each request; keeps nothing."""

    def __init__(self, admission: Admission, event_log: StreamLog) -> None:
        self._admission = admission
        self._log = event_log

    async def answer(self, exchange: HttpProtocol, request: Request) -> None:
        """Answer with the events after the cursor; without one, with the present position."""
        claims = self._admission.admit(exchange, request)
        query = StreamQuery.parse(request)
        try:
            grant = await self._admission.authorise(request, claims, query.channels)
            page = await self._read(claims, grant, query)
        except LogUnavailable as error:
            raise DependencyUnavailable(retry_after=jitter.randint(1, 3)) from error
        body = page.model_dump_json(by_alias=True).encode()
        exchange.answer(HTTPStatus.OK, body, "application/json")

    async def _read(self, claims: Claims, grant: Grant, query: StreamQuery) -> PollRead:
        by_id = {channel.id_in(claims.tenant_id): channel for channel in grant.channels}
        heads = await self._log.read_heads([*by_id])
        plan = plan_replay(query.cursor, heads.epoch, heads.positions)
        entries: list[LoggedEvent] = []
        if query.cursor is not None:
            found = await self._log.read_events(plan.positions, limit=PAGE_EVENTS + 1)
            # What was committed between the two reads belongs to the next page.
            for channel_id, part in found.items():
                entries += [entry for entry in part if entry.seq <= heads.positions[channel_id]]
        page = take_page(plan, heads.positions, entries, PAGE_EVENTS)
        return PollRead(
            events=_envelopes(page, query, grant.principal.hidden),
            next_cursor=str(Cursor(heads.epoch, page.positions)),
            has_more=page.has_more,
            ids={channel.name: encode_id(channel_id) for channel_id, channel in by_id.items()},
            channels=[channel.name for channel in grant.channels],
            rejected=grant.rejected,
            resync=resyncs(page.resync, query.cursor, by_id, heads.positions),
            tenant_id=claims.tenant_id,
        )


def _envelopes(
    page: ReplayPage[LoggedEvent], query: StreamQuery, hidden: frozenset[bytes]
) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for entry in page.entries:
        event = StreamEvent.from_log(entry.seq, entry.type, entry.body)
        envelope = envelope_for(event, query.selection, hidden)
        if envelope is not None:
            found.append(dict(envelope))
    return found
