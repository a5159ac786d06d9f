from __future__ import annotations

from collections.abc import Iterator

import pytest

from infra.pubsub.admin import PubSubAdmin, SubscriptionMismatch
from tests.support.pubsub import Api, push_receiver


@pytest.fixture
def admin(api: Api) -> Iterator[PubSubAdmin]:
    made = PubSubAdmin(api.project)
    yield made
    made.close()


def test_a_push_subscription_is_made_once_and_kept_up_to_date(admin: PubSubAdmin, api: Api) -> None:
    for topic in ("events", "dead", "events", "dead"):
        admin.ensure_topic(topic)
    for endpoint in ("http://127.0.0.1:1/old", "http://127.0.0.1:1/new"):
        admin.ensure_push_subscription(
            "worker",
            "events",
            endpoint=endpoint,
            filter="attributes:type",
            service_account="a@b.c",
            audience="workers",
            dead_letter_topic="dead",
            ordering=True,
            min_backoff=10.5,
        )
    made = api.subscriber.get_subscription(subscription=api.path("worker"))
    assert made.push_config.push_endpoint == "http://127.0.0.1:1/new"
    assert made.push_config.oidc_token.service_account_email == "a@b.c"
    assert made.push_config.oidc_token.audience == "workers"
    assert made.filter == "attributes:type"
    assert made.enable_message_ordering
    assert made.ack_deadline_seconds == 60
    assert made.retry_policy.minimum_backoff.total_seconds() == 10.5
    assert made.retry_policy.maximum_backoff.total_seconds() == 600
    assert made.dead_letter_policy.dead_letter_topic == api.topic_path("dead")
    assert made.dead_letter_policy.max_delivery_attempts == 5


def test_what_cannot_change_is_not_changed_silently(admin: PubSubAdmin) -> None:
    admin.ensure_push_subscription("worker", "events", endpoint="http://127.0.0.1:1/x")
    with pytest.raises(SubscriptionMismatch, match="filter"):
        admin.ensure_push_subscription(
            "worker", "events", endpoint="http://127.0.0.1:1/x", filter="attributes:a"
        )


def test_a_dropped_account_and_dead_letter_topic_are_gone(admin: PubSubAdmin, api: Api) -> None:
    with push_receiver() as endpoint:
        admin.ensure_push_subscription(
            "worker",
            "events",
            endpoint=endpoint.url,
            service_account="a@b.c",
            dead_letter_topic="events",
        )
        admin.ensure_push_subscription("worker", "events", endpoint=endpoint.url)
        api.publish_texts("a")
        post = endpoint.next()
    assert "Authorization" not in post.headers
    assert "deliveryAttempt" not in post.body


def test_subscriptions_are_listed_by_prefix_and_deleted(admin: PubSubAdmin, api: Api) -> None:
    for name in ("relay-b", "relay-a", "worker"):
        api.subscribe(name)
    assert admin.list_subscriptions("relay-") == ["relay-a", "relay-b"]
    assert admin.delete_subscription("relay-a")
    assert not admin.delete_subscription("relay-a")
    assert admin.list_subscriptions() == ["relay-b", "worker"]
