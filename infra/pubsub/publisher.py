"""Publishes to Pub/Sub within a deadline, without ever failing its caller.

The event is already in Postgres when this runs, and a sweeper publishes whatever this could not.
So a publish is one try: one call with the whole list, no retry, no ordering key, no batching delay.
Google's batching client is not used: with the broker away its future outlives any deadline, and
after one failure its next `publish` raises an AssertionError.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from infra.breaker import CircuitBreaker
from infra.pubsub import channels
from shared.telemetry.logs import report
from shared.telemetry.signals import Signal

# Google's limits for one request are 1,000 messages and 10 MB; the margin is for the envelope.
_MAX_MESSAGES = 1000
_MAX_BYTES = 9_500_000
_MESSAGE_OVERHEAD = 64
_REPORT_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class OutgoingMessage:
    """A message to publish: data or attributes must not be empty."""

    data: bytes
    attributes: Mapping[str, str]

    @property
    def size(self) -> int:
        """An upper estimate of its bytes on the wire."""
        attributes = sum(
            len(key.encode()) + len(value.encode()) + _MESSAGE_OVERHEAD
            for key, value in self.attributes.items()
        )
        return len(self.data) + attributes + _MESSAGE_OVERHEAD


class PubSubPublisher:
    """Publishes to one topic. Safe to use from several threads; build it after any fork.

    The constructor imports the client and finds credentials; it raises when there are none.
    """

    def __init__(
        self,
        project: str,
        topic: str = "events",
        *,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        # A third of a second that only a publisher should pay.
        import grpc
        from google.pubsub_v1 import types

        self._request_type: Any = types.PublishRequest.pb()
        self._response_type: Any = types.PublishResponse.pb()
        self._rpc_error: Any = grpc.RpcError
        self._refused: Any = grpc.StatusCode.INVALID_ARGUMENT
        self._topic = f"projects/{project}/topics/{topic}"
        self._metadata = channels.routing("topic", self._topic)
        self._now = now
        self._breaker = CircuitBreaker(threshold=3, open_seconds=1.0, clock=now)
        self._credentials = channels.find_credentials()
        self._call: Any = None
        self._closed = False

    def publish(self, messages: Sequence[OutgoingMessage], *, deadline: float = 0.25) -> list[bool]:
        """For each message, whether it was published. Never raises.

        Takes `deadline` seconds in total at the most. False may also mean that the answer was
        lost: publish it again, receivers de-duplicate.
        """
        end = self._now() + deadline
        published = [False] * len(messages)
        for positions in _chunks(messages):
            remaining = end - self._now()
            if self._closed or remaining <= 0:
                break
            if not self._breaker.allow():
                self._report_failure("not asked: it failed several times in a row")
                break
            if self._publish_chunk([messages[at] for at in positions], remaining):
                for at in positions:
                    published[at] = True
        return published

    def close(self) -> None:
        """Let go of the connection. A later publish answers False."""
        self._closed = True
        self._call = None

    def _publish_chunk(self, chunk: Sequence[OutgoingMessage], timeout: float) -> bool:
        try:
            request = self._request_type(topic=self._topic)
            for message in chunk:
                request.messages.add(data=message.data, attributes=message.attributes)
            self._connected()(request, timeout=timeout, metadata=self._metadata)
        except Exception as error:  # noqa: BLE001 - the caller's answer must not depend on this
            self._note_failure(error)
            return False
        if self._breaker.succeeded():
            report(Signal.PUBSUB_PUBLISH_RECOVERED, topic=self._topic)
        return True

    def _connected(self) -> Any:
        """The Publish callable. Two threads may both open a channel; the later one is kept."""
        call = self._call
        if call is None:
            channel = channels.open_channel(self._credentials)
            call = channels.unary(
                channel, channels.PUBLISH, self._request_type, self._response_type
            )
            self._call = call
        return call

    def _note_failure(self, error: Any) -> None:
        if not isinstance(error, self._rpc_error) or error.code() == self._refused:
            # The message is at fault, not the broker: others must not wait for it.
            report(Signal.PUBSUB_PUBLISH_REFUSED, topic=self._topic, error=error)
            return
        self._breaker.failed()
        self._report_failure(str(error.code()))
        if self._breaker.is_open:
            # The probe gets a new connection. Not closed: other threads may still be on it.
            self._call = None

    def _report_failure(self, reason: str) -> None:
        report(
            Signal.PUBSUB_PUBLISH_FAILED, every=_REPORT_SECONDS, topic=self._topic, reason=reason
        )


def _chunks(messages: Sequence[OutgoingMessage]) -> Iterator[list[int]]:
    """Positions of messages that fit into one request each; what can never fit is left out."""
    chunk: list[int] = []
    total = 0
    for position, message in enumerate(messages):
        size = message.size
        if size > _MAX_BYTES or not (message.data or message.attributes):
            continue
        if chunk and (len(chunk) == _MAX_MESSAGES or total + size > _MAX_BYTES):
            yield chunk
            chunk, total = [], 0
        chunk.append(position)
        total += size
    if chunk:
        yield chunk
