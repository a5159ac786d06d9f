"""Push as Google does it, and as its emulator does not: with signed tokens that can be verified."""

from __future__ import annotations

import json
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jwt
import pytest
from google.api_core import exceptions

from infra.local.pubsub.launch import RunningBroker
from tests.support.pubsub import (
    PATIENCE,
    Api,
    Post,
    PushReceiver,
    push_receiver,
    start_broker,
    texts,
)

EMAIL = "worker@stunity.iam.gserviceaccount.com"
AT_ONCE = {"minimum_backoff": {"seconds": 0}, "maximum_backoff": {"seconds": 0}}

# A proxy of the environment must not see loopback.
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@pytest.fixture(scope="module")
def broker() -> Iterator[RunningBroker]:
    running = start_broker()
    yield running
    assert running.stop() == 0


@pytest.fixture
def api(broker: RunningBroker) -> Iterator[Api]:
    client = Api(broker.host)
    client.create_topic()
    yield client
    client.close()


@pytest.fixture
def endpoint() -> Iterator[PushReceiver]:
    with push_receiver() as receiver:
        yield receiver


def push_to(endpoint: PushReceiver, **oidc: str) -> dict[str, Any]:
    config: dict[str, Any] = {"push_endpoint": endpoint.url}
    if oidc:
        config["oidc_token"] = oidc
    return config


def read_keys(broker: RunningBroker) -> jwt.PyJWKSet:
    url = f"http://127.0.0.1:{broker.http_port}/certs"
    with DIRECT.open(url, timeout=PATIENCE) as response:
        return jwt.PyJWKSet.from_dict(json.load(response))


def verified(post: Post, keys: jwt.PyJWKSet, audience: str) -> dict[str, Any]:
    scheme, _, token = post.headers["Authorization"].partition(" ")
    assert scheme == "Bearer"
    key = keys[jwt.get_unverified_header(token)["kid"]]
    return jwt.decode(
        token,
        key,
        algorithms=["RS256"],
        audience=audience,
        issuer="https://accounts.google.com",
        options={"require": ["exp", "iat", "sub"]},
    )


def test_the_token_is_verified_by_the_published_key(
    broker: RunningBroker, api: Api, endpoint: PushReceiver
) -> None:
    config = push_to(endpoint, service_account_email=EMAIL, audience="https://stunity/workers")
    api.subscribe(push_config=config)
    api.publish_texts("a")
    claims = verified(endpoint.next(), read_keys(broker), "https://stunity/workers")
    assert claims["email"] == EMAIL
    assert claims["email_verified"] is True
    assert claims["exp"] - claims["iat"] == 3600
    assert abs(claims["iat"] - time.time()) < 60


def test_the_endpoint_is_the_audience_when_none_is_given(
    broker: RunningBroker, api: Api, endpoint: PushReceiver
) -> None:
    api.subscribe(push_config=push_to(endpoint, service_account_email=EMAIL))
    api.publish_texts("a")
    assert verified(endpoint.next(), read_keys(broker), endpoint.url)


def test_without_an_account_there_is_no_token(api: Api, endpoint: PushReceiver) -> None:
    api.subscribe(push_config=push_to(endpoint))
    api.publish_texts("a")
    post = endpoint.next()
    assert "Authorization" not in post.headers
    assert post.headers["Content-Type"] == "application/json"
    assert "deliveryAttempt" not in post.body
    assert "orderingKey" not in post.body["message"]


def test_the_key_survives_a_restart_and_so_does_the_port(tmp_path: Path) -> None:
    key_file, ready_file = tmp_path / "key.pem", tmp_path / "ready"
    arguments = ("--key-file", str(key_file), "--ready-file", str(ready_file))
    first = start_broker(*arguments)
    assert key_file.stat().st_mode & 0o777 == 0o600
    said = json.loads(ready_file.read_text())
    assert said == {
        "grpc_port": first.port,
        "http_port": first.http_port,
        "pid": first.process.pid,
    }
    keys = read_keys(first)
    first.kill()
    second = start_broker(*arguments, port=first.port, http_port=first.http_port)
    assert [key.key_id for key in read_keys(second).keys] == [key.key_id for key in keys.keys]
    assert second.stop() == 0


def test_only_the_keys_are_served(broker: RunningBroker) -> None:
    url = f"http://127.0.0.1:{broker.http_port}/other"
    with pytest.raises(urllib.error.HTTPError, match="404") as caught:
        DIRECT.open(url, timeout=PATIENCE)
    caught.value.close()


@pytest.mark.parametrize("status", [400, 302, 500])
def test_a_refused_message_comes_again_after_its_backoff(
    api: Api, endpoint: PushReceiver, status: int
) -> None:
    endpoint.answer = lambda position, _: status if position == 1 else 200
    retry = {"minimum_backoff": {"nanos": 200_000_000}, "maximum_backoff": {"seconds": 600}}
    api.subscribe(push_config=push_to(endpoint), retry_policy=retry)
    api.publish_texts("a")
    first, second = endpoint.next(), endpoint.next()
    assert first.body == second.body
    # Sooner than the longest pause, which the patience for the second would not outlast.
    assert second.at - first.at > 0.19


def test_an_endpoint_that_is_away_is_tried_again(api: Api, endpoint: PushReceiver) -> None:
    api.subscribe(push_config={"push_endpoint": "http://127.0.0.1:9/nobody"}, retry_policy=AT_ONCE)
    api.publish_texts("a")
    api.subscriber.modify_push_config(subscription=api.path("sub"), push_config=push_to(endpoint))
    assert endpoint.next().body["message"]["data"] == "YQ=="


def test_a_poison_message_ends_in_the_dead_letter_topic(api: Api, endpoint: PushReceiver) -> None:
    endpoint.answer = lambda _, post: 500 if post.body["message"]["data"] == "YmFk" else 204
    api.create_topic("dead")
    api.subscribe("grave", topic="dead")
    policy = {"dead_letter_topic": api.topic_path("dead"), "max_delivery_attempts": 5}
    api.subscribe(push_config=push_to(endpoint), dead_letter_policy=policy, retry_policy=AT_ONCE)
    api.publish_texts("bad", "good")
    assert texts(api.pull(1, "grave")) == ["bad"]
    posts = [endpoint.next() for _ in range(6)]
    bad = [post.body for post in posts if post.body["message"]["data"] == "YmFk"]
    assert [body["deliveryAttempt"] for body in bad] == [1, 2, 3, 4, 5]
    assert endpoint.posts.empty()


def test_the_messages_of_a_key_are_posted_one_by_one(api: Api, endpoint: PushReceiver) -> None:
    under_way: set[str] = set()
    overlaps: list[str] = []
    lock = threading.Lock()
    everyone = threading.Barrier(2, timeout=PATIENCE)

    def answer(position: int, post: Post) -> int:
        key = post.body["message"]["orderingKey"]
        with lock:
            if key in under_way:
                overlaps.append(key)
            under_way.add(key)
        if position <= 2:
            everyone.wait()  # two keys are under way together, or this breaks
        with lock:
            under_way.discard(key)
        return 500 if position == 3 else 204

    endpoint.answer = answer
    api.subscribe(push_config=push_to(endpoint), enable_message_ordering=True, retry_policy=AT_ONCE)
    api.publish(*({"data": b"%d" % i, "ordering_key": key} for i in range(4) for key in ("k", "l")))
    posts = [endpoint.next() for _ in range(9)]
    assert overlaps == []
    for key in ("k", "l"):
        ids = [
            post.body["message"]["messageId"]
            for post in posts
            if post.body["message"]["orderingKey"] == key
        ]
        assert ids == sorted(ids)
        assert len(set(ids)) == 4


def test_a_slow_endpoint_gets_a_bounded_number_at_once(api: Api, endpoint: PushReceiver) -> None:
    release = threading.Event()
    count = threading.Semaphore(0)

    def answer(_: int, __: Post) -> int:
        count.release()
        release.wait(PATIENCE)
        return 204

    endpoint.answer = answer
    api.subscribe(push_config=push_to(endpoint))
    api.publish_texts(*(str(number) for number in range(20)))
    for _ in range(16):
        assert count.acquire(timeout=PATIENCE)
    assert not count.acquire(timeout=0.2)
    release.set()
    assert len({endpoint.next().body["message"]["messageId"] for _ in range(20)}) == 20


def test_a_push_subscription_cannot_be_pulled_until_it_is_made_one(
    api: Api, endpoint: PushReceiver
) -> None:
    endpoint.answer = lambda _, __: 500
    api.subscribe(push_config=push_to(endpoint), retry_policy=AT_ONCE)
    with pytest.raises(exceptions.FailedPrecondition):
        api.pull_once()
    api.publish_texts("a")
    endpoint.next()
    api.subscriber.modify_push_config(subscription=api.path("sub"), push_config={})
    assert texts(api.pull(1)) == ["a"]
