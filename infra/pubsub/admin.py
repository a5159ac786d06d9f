"""Topics and subscriptions from outside: the local stack and the jobs that look after them.

In the cloud Terraform owns topics and push subscriptions; there, only listing and deleting the
relays' orphans is done from here.
"""

from __future__ import annotations

from typing import Any

_TIMEOUT_SECONDS = 10.0
_MAX_ATTEMPTS = 5
_ACK_DEADLINE_SECONDS = 60
_UPDATABLE = ("push_config", "ack_deadline_seconds", "retry_policy", "dead_letter_policy")


class SubscriptionMismatch(Exception):
    """A subscription exists with another topic, filter or order, which cannot be changed."""


class PubSubAdmin:
    """Administers one project; names are short, without `projects/…`.

    Every method makes one try of 10 s and raises google.api_core's GoogleAPICallError.
    """

    def __init__(self, project: str) -> None:
        # A third of a second that only an administrator should pay.
        from google.api_core import exceptions
        from google.pubsub_v1 import PublisherClient, SubscriberClient

        self._errors: Any = exceptions
        self._project = f"projects/{project}"
        self._publisher: Any = PublisherClient()
        self._subscriber: Any = SubscriberClient()

    def ensure_topic(self, topic: str) -> None:
        """Create the topic if it is missing."""
        try:
            self._publisher.create_topic(
                name=self._topic_path(topic), retry=None, timeout=_TIMEOUT_SECONDS
            )
        except self._errors.AlreadyExists:
            return

    def ensure_push_subscription(
        self,
        name: str,
        topic: str,
        *,
        endpoint: str,
        filter: str = "",  # noqa: A002 - Pub/Sub's own word
        service_account: str = "",
        audience: str = "",
        dead_letter_topic: str = "",
        min_backoff: float = 10.0,
        max_backoff: float = 600.0,
        ordering: bool = False,
    ) -> None:
        """Create the push subscription, or bring its mutable part to this.

        Posts to `endpoint` with an OIDC token of `service_account` for `audience` (the endpoint
        when empty; no token without a service account), retries with a backoff of `min_backoff` to
        `max_backoff` seconds, and after 5 attempts moves a message to `dead_letter_topic`, if
        given, which must exist. Raises `SubscriptionMismatch`.
        """
        resource: dict[str, Any] = {
            "name": self._subscription_path(name),
            "topic": self._topic_path(topic),
            "filter": filter,
            "enable_message_ordering": ordering,
            "ack_deadline_seconds": _ACK_DEADLINE_SECONDS,
            "push_config": {"push_endpoint": endpoint},
            "retry_policy": {
                "minimum_backoff": _duration(min_backoff),
                "maximum_backoff": _duration(max_backoff),
            },
        }
        if service_account:
            resource["push_config"]["oidc_token"] = {
                "service_account_email": service_account,
                "audience": audience or endpoint,
            }
        if dead_letter_topic:
            resource["dead_letter_policy"] = {
                "dead_letter_topic": self._topic_path(dead_letter_topic),
                "max_delivery_attempts": _MAX_ATTEMPTS,
            }
        self._create_or_update(resource)

    def list_subscriptions(self, prefix: str = "") -> list[str]:
        """Names of the project's subscriptions that begin with the prefix, sorted."""
        pages = self._subscriber.list_subscriptions(
            project=self._project, retry=None, timeout=_TIMEOUT_SECONDS
        )
        names = (subscription.name.rpartition("/")[2] for subscription in pages)
        return sorted(name for name in names if name.startswith(prefix))

    def delete_subscription(self, name: str) -> bool:
        """Delete the subscription; whether there was one."""
        try:
            self._subscriber.delete_subscription(
                subscription=self._subscription_path(name), retry=None, timeout=_TIMEOUT_SECONDS
            )
        except self._errors.NotFound:
            return False
        return True

    def close(self) -> None:
        """Close the connections."""
        self._publisher.transport.close()
        self._subscriber.transport.close()

    def _create_or_update(self, resource: dict[str, Any]) -> None:
        try:
            self._subscriber.create_subscription(
                request=resource, retry=None, timeout=_TIMEOUT_SECONDS
            )
        except self._errors.AlreadyExists:
            self._check_same(resource)
            self._subscriber.update_subscription(
                request={"subscription": resource, "update_mask": {"paths": list(_UPDATABLE)}},
                retry=None,
                timeout=_TIMEOUT_SECONDS,
            )

    def _check_same(self, resource: dict[str, Any]) -> None:
        current = self._subscriber.get_subscription(
            subscription=resource["name"], retry=None, timeout=_TIMEOUT_SECONDS
        )
        for field in ("topic", "filter", "enable_message_ordering"):
            if getattr(current, field) != resource[field]:
                raise SubscriptionMismatch(
                    f"{resource['name']} has another {field}: delete it to change that."
                )

    def _topic_path(self, topic: str) -> str:
        return f"{self._project}/topics/{topic}"

    def _subscription_path(self, name: str) -> str:
        return f"{self._project}/subscriptions/{name}"


def _duration(seconds: float) -> dict[str, int]:
    whole = int(seconds)
    return {"seconds": whole, "nanos": int((seconds - whole) * 1_000_000_000)}
