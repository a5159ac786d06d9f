"""gRPC channels to Pub/Sub and the few calls made on them without the client library's layers.

The library's own clients cost more than the work: measured on one core against the local broker,
a publish took 0.75 ms of CPU through the batching client, 0.34 through the generated one and 0.27
as a plain call on the same channel; a received message 1.6 ms through the subscriber client, 0.53
through the generated async one and 0.41 as a plain stream. So the library supplies credentials,
channels and message classes, and the adapters make the calls.

Nothing of Google is imported before a channel is opened: it is a third of a second of cold start.
"""

from __future__ import annotations

import os
from typing import Any

PUBLISH = "/google.pubsub.v1.Publisher/Publish"
CREATE_TOPIC = "/google.pubsub.v1.Publisher/CreateTopic"
CREATE_SUBSCRIPTION = "/google.pubsub.v1.Subscriber/CreateSubscription"
DELETE_SUBSCRIPTION = "/google.pubsub.v1.Subscriber/DeleteSubscription"
STREAMING_PULL = "/google.pubsub.v1.Subscriber/StreamingPull"

_OPTIONS = (
    ("grpc.max_send_message_length", -1),
    ("grpc.max_receive_message_length", -1),
    # As often as Google's own clients ping; it notices a peer that has gone without a word.
    ("grpc.keepalive_time_ms", 30_000),
    ("grpc.keepalive_timeout_ms", 10_000),
    # The default grows to two minutes, in which a broker that is back would go unnoticed.
    ("grpc.initial_reconnect_backoff_ms", 100),
    ("grpc.min_reconnect_backoff_ms", 1_000),
    ("grpc.max_reconnect_backoff_ms", 1_000),
    # A new channel must mean a new connection, not the shared one that has just failed.
    ("grpc.use_local_subchannel_pool", 1),
)


def find_credentials() -> Any:
    """The credentials of this environment, None for the emulator.

    Raises google.auth's DefaultCredentialsError. May ask the metadata server: seconds, once.
    """
    if _emulator():
        return None
    import google.auth

    scopes = ("https://www.googleapis.com/auth/pubsub",)
    credentials, _ = google.auth.default(scopes=scopes)
    return credentials


def open_channel(credentials: Any) -> Any:
    """A grpc.Channel to Pub/Sub, or to PUBSUB_EMULATOR_HOST. Connects when first used."""
    if emulator := _emulator():
        import grpc

        insecure_channel: Any = grpc.insecure_channel  # without annotations of its own
        return insecure_channel(emulator, options=_OPTIONS)
    from google.pubsub_v1.services.publisher.transports import (
        PublisherGrpcTransport,
    )

    return PublisherGrpcTransport.create_channel(credentials=credentials, options=_OPTIONS)


def open_async_channel(credentials: Any) -> Any:
    """A grpc.aio.Channel, likewise."""
    if emulator := _emulator():
        import grpc.aio

        return grpc.aio.insecure_channel(emulator, options=_OPTIONS)
    from google.pubsub_v1.services.subscriber.transports import (
        SubscriberGrpcAsyncIOTransport,
    )

    return SubscriberGrpcAsyncIOTransport.create_channel(credentials=credentials, options=_OPTIONS)


def unary(channel: Any, method: str, request_type: Any, response_type: Any) -> Any:
    """A callable for a unary method, over plain protobuf classes."""
    return channel.unary_unary(
        method,
        request_serializer=request_type.SerializeToString,
        response_deserializer=response_type.FromString,
    )


def routing(field: str, resource: str) -> tuple[tuple[str, str], ...]:
    """The metadata by which Google routes a call to where the resource lives."""
    return (("x-goog-request-params", f"{field}={resource}"),)


def _emulator() -> str:
    return os.environ.get("PUBSUB_EMULATOR_HOST", "")
