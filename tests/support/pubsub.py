"""What the Pub/Sub tests share: a client with names of its own, a push endpoint, patience."""

from __future__ import annotations

import functools
import json
import os
import queue
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import grpc
import pytest
from google.pubsub_v1 import PublisherClient, SubscriberClient, types
from google.pubsub_v1.services.publisher.transports import PublisherGrpcTransport
from google.pubsub_v1.services.subscriber.transports import SubscriberGrpcTransport
from typing_extensions import override

from infra.local.pubsub import launch
from infra.local.pubsub.official import OfficialNotInstalled, start_official
from tests.support.forked import Forked

PATIENCE = 30.0
start_broker = functools.partial(launch.start_broker, run=Forked)
_CALL: Any = {"retry": None, "timeout": PATIENCE}


def start_googles() -> launch.RunningBroker:
    """Google's emulator; skips the test where it is not, unless it is required."""
    try:
        return start_official()
    except OfficialNotInstalled as error:
        if os.environ.get("REQUIRE_EMULATOR") == "1":
            pytest.fail(f"REQUIRE_EMULATOR=1, but {error}")
        pytest.skip(f"Google's emulator is not here: {error}")


class Api:
    """The real client against one broker, in a project that no other test uses unless given."""

    def __init__(self, host: str, project: str = "") -> None:
        self.project = project or f"test-{uuid.uuid4().hex[:12]}"
        connect: Any = grpc.insecure_channel
        self.channel = connect(host, options=[("grpc.max_receive_message_length", -1)])
        # The wrappers take dicts wherever a message is meant, which their annotations deny.
        self.publisher: Any = PublisherClient(
            transport=PublisherGrpcTransport(channel=self.channel)
        )
        self.subscriber: Any = SubscriberClient(
            transport=SubscriberGrpcTransport(channel=self.channel)
        )

    def topic_path(self, topic: str) -> str:
        return f"projects/{self.project}/topics/{topic}"

    def path(self, subscription: str) -> str:
        return f"projects/{self.project}/subscriptions/{subscription}"

    def create_topic(self, topic: str = "events") -> None:
        self.publisher.create_topic(name=self.topic_path(topic), **_CALL)

    def subscribe(self, name: str = "sub", topic: str = "events", **fields: Any) -> Any:
        request = {"name": self.path(name), "topic": self.topic_path(topic), **fields}
        return self.subscriber.create_subscription(request=request, **_CALL)

    def publish(self, *messages: Mapping[str, Any], topic: str = "events") -> list[str]:
        request = {"topic": self.topic_path(topic), "messages": list(messages)}
        return list(self.publisher.publish(request=request, **_CALL).message_ids)

    def publish_texts(self, *texts: str, topic: str = "events", **fields: Any) -> list[str]:
        messages = [{"data": text.encode(), **fields} for text in texts]
        return self.publish(*messages, topic=topic)

    def pull_once(self, name: str = "sub", limit: int = 100) -> list[types.ReceivedMessage]:
        request = {"subscription": self.path(name), "max_messages": limit}
        return list(self.subscriber.pull(request=request, **_CALL).received_messages)

    def pull(self, count: int, name: str = "sub") -> list[types.ReceivedMessage]:
        """Pull until this many have come; fails when they do not."""
        received: list[types.ReceivedMessage] = []
        end = time.monotonic() + PATIENCE
        while len(received) < count:
            assert time.monotonic() < end, f"{len(received)} of {count} messages came"
            received += self.pull_once(name)
        return received

    def is_empty(self, name: str = "sub") -> bool:
        """Whether nothing can be pulled now."""
        # The wrapper warns of return_immediately, which is the only way to ask for just this.
        pull = self.subscriber.transport.pull
        request = {"subscription": self.path(name), "max_messages": 1, "return_immediately": True}
        return not pull(types.PullRequest(request), timeout=PATIENCE).received_messages

    def ack(self, received: Sequence[types.ReceivedMessage], name: str = "sub") -> None:
        ids = [each.ack_id for each in received]
        self.subscriber.acknowledge(subscription=self.path(name), ack_ids=ids, **_CALL)

    def set_deadline(
        self, received: Sequence[types.ReceivedMessage], seconds: int, name: str = "sub"
    ) -> None:
        self.subscriber.modify_ack_deadline(
            subscription=self.path(name),
            ack_ids=[each.ack_id for each in received],
            ack_deadline_seconds=seconds,
            **_CALL,
        )

    def close(self) -> None:
        self.channel.close()


def texts(received: Sequence[types.ReceivedMessage]) -> list[str]:
    return [each.message.data.decode() for each in received]


@dataclass(frozen=True)
class Post:
    """A request that a push endpoint got."""

    at: float
    headers: Mapping[str, str]
    body: dict[str, Any]


class _Server(ThreadingHTTPServer):
    # With the default of 5, a burst of connections waits a second for its SYN to be sent again.
    request_queue_size = 64
    # Keep-alive connections outlive the test; waiting for their threads would hang.
    daemon_threads = True
    block_on_close = False


class PushReceiver:
    """A push endpoint. `answer` chooses the status of each post from its position and body."""

    def __init__(self) -> None:
        self.posts: queue.Queue[Post] = queue.Queue()
        self.answer: Callable[[int, Post], int] = lambda _position, _post: 204
        self._count = 0
        self._lock = threading.Lock()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                post = Post(time.monotonic(), dict(self.headers), json.loads(body))
                self.send_response(receiver._receive(post))
                self.send_header("Content-Length", "0")
                self.end_headers()

            @override
            def log_message(self, *_: Any) -> None:
                pass

        self._server = _Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/push"

    def next(self) -> Post:
        return self.posts.get(timeout=PATIENCE)

    def _receive(self, post: Post) -> int:
        with self._lock:
            self._count += 1
            position = self._count
        status = self.answer(position, post)
        self.posts.put(post)
        return status


@contextmanager
def push_receiver() -> Iterator[PushReceiver]:
    receiver = PushReceiver()
    server = receiver._server
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
