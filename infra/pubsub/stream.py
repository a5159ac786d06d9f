"""The calls behind the relay's subscription, on one `grpc.aio` channel."""

from __future__ import annotations

import importlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from infra.pubsub import channels

_ACK_DEADLINE_SECONDS = 10
_RETENTION_SECONDS = 600
_EXPIRATION_SECONDS = 86_400
# Everything is acknowledged on receipt, so this much is outstanding only when the relay is stuck.
_MAX_OUTSTANDING = 10_000
_SETUP_SECONDS = 5.0
_DELETE_SECONDS = 2.0


def import_client() -> None:
    """Load the client's modules, which takes a third of a second; call it off the event loop."""
    for name in ("google.pubsub_v1", "grpc.aio"):
        importlib.import_module(name)


class PullStream:
    """An open StreamingPull."""

    def __init__(self, call: Any, request_type: Any, end: Any) -> None:
        self._call = call
        self._request_type = request_type
        self._end = end

    async def read(self) -> Sequence[Any]:
        """The next ReceivedMessages, never none; none when the server has ended the stream."""
        while True:
            response = await self._call.read()
            if response is self._end:
                return ()
            if response.received_messages:
                received: Sequence[Any] = response.received_messages
                return received

    async def acknowledge(self, ack_ids: Sequence[str]) -> None:
        """Acknowledge on the stream itself, which is cheaper than a call."""
        await self._call.write(self._request_type(ack_ids=ack_ids))


class PullConnection:
    """A channel and what the relay calls on it. Every method raises `error`, a gRPC error."""

    def __init__(self, credentials: Any) -> None:
        # Only a relay should pay for these; see `import_client`.
        import grpc.aio
        from google.protobuf import empty_pb2
        from google.pubsub_v1 import types

        self.error: type[Any] = grpc.aio.AioRpcError
        self._codes: Any = grpc.StatusCode
        self._end: Any = grpc.aio.EOF
        self._channel = channel = channels.open_async_channel(credentials)
        self._topic_type: Any = types.Topic.pb()
        self._subscription_type: Any = types.Subscription.pb()
        self._delete_type: Any = types.DeleteSubscriptionRequest.pb()
        self._pull_type: Any = types.StreamingPullRequest.pb()
        self._create_topic = channels.unary(
            channel, channels.CREATE_TOPIC, self._topic_type, self._topic_type
        )
        self._create = channels.unary(
            channel,
            channels.CREATE_SUBSCRIPTION,
            self._subscription_type,
            self._subscription_type,
        )
        self._delete = channels.unary(
            channel, channels.DELETE_SUBSCRIPTION, self._delete_type, vars(empty_pb2)["Empty"]
        )
        self._pull = channel.stream_stream(
            channels.STREAMING_PULL,
            request_serializer=self._pull_type.SerializeToString,
            response_deserializer=types.StreamingPullResponse.pb().FromString,
        )

    def is_not_found(self, error: Any) -> bool:
        """Whether the call failed because something it names does not exist."""
        return bool(error.code() == self._codes.NOT_FOUND)

    async def create_topic(self, name: str) -> None:
        """Create the topic if it is missing."""
        try:
            await self._create_topic(
                self._topic_type(name=name),
                timeout=_SETUP_SECONDS,
                metadata=channels.routing("name", name),
            )
        except self.error as error:
            self._raise_unless_exists(error)

    async def create_subscription(self, name: str, topic: str, filter_text: str) -> None:
        """Create the relay's kind of subscription if it is missing. NOT_FOUND without its topic."""
        subscription = self._subscription_type(
            name=name,
            topic=topic,
            ack_deadline_seconds=_ACK_DEADLINE_SECONDS,
            filter=filter_text,
        )
        subscription.message_retention_duration.seconds = _RETENTION_SECONDS
        subscription.expiration_policy.ttl.seconds = _EXPIRATION_SECONDS
        try:
            await self._create(
                subscription, timeout=_SETUP_SECONDS, metadata=channels.routing("name", name)
            )
        except self.error as error:
            self._raise_unless_exists(error)

    async def delete_subscription(self, name: str) -> None:
        """Delete it; takes two seconds at the most."""
        await self._delete(
            self._delete_type(subscription=name),
            timeout=_DELETE_SECONDS,
            metadata=channels.routing("subscription", name),
        )

    @asynccontextmanager
    async def stream(self, name: str) -> AsyncIterator[PullStream]:
        """A stream of the subscription, connected; cancelled at the end."""
        call = self._pull(metadata=channels.routing("subscription", name))
        try:
            await call.wait_for_connection()
            await call.write(
                self._pull_type(
                    subscription=name,
                    stream_ack_deadline_seconds=_ACK_DEADLINE_SECONDS,
                    max_outstanding_messages=_MAX_OUTSTANDING,
                )
            )
            yield PullStream(call, self._pull_type, self._end)
        finally:
            call.cancel()

    async def close(self) -> None:
        """Close the channel."""
        await self._channel.close()

    def _raise_unless_exists(self, error: Any) -> None:
        if error.code() != self._codes.ALREADY_EXISTS:
            raise error
