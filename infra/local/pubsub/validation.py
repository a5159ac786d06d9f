"""What Google refuses, refused here: names, limits and policies of requests.

Each function returns what the broker needs or raises `BrokerError`.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from infra.local.pubsub import wire
from infra.local.pubsub.message import Policy
from infra.local.pubsub.state import BrokerError, Draft, PushTarget, SubscriptionSpec, invalid

MAX_MESSAGES = 1000
MAX_PUBLISH_BYTES = 10_000_000
MAX_ATTRIBUTES = 100
MAX_KEY_BYTES = 256
MAX_VALUE_BYTES = 1024

_PROJECT = re.compile(r"projects/[^/]+")
_NAME = re.compile(r"projects/[^/]+/(topics|subscriptions)/([A-Za-z][A-Za-z0-9._~%+-]{2,254})")
_MINUTE, _DAY = 60, 86_400
_ACK_DEADLINE = (10, 600)
_RETENTION = (10 * _MINUTE, 31 * _DAY)
_DEFAULT_RETENTION = 7 * _DAY
_DEFAULT_EXPIRATION = 31 * _DAY
_BACKOFF = (0.0, 600.0)
_DEFAULT_BACKOFF = (10, 600)
# Push without a retry policy backs off by itself; without this a dead endpoint would be hammered.
_PUSH_BACKOFF = (0.1, 60.0)
_ATTEMPTS = (5, 100)
_REFUSED_TOPIC_FIELDS = (
    "schema_settings", "ingestion_data_source_settings", "message_transforms",
)  # fmt: skip
_REFUSED_SUBSCRIPTION_FIELDS = (
    "bigquery_config", "cloud_storage_config", "bigtable_config", "message_transforms",
    "enable_exactly_once_delivery",
)  # fmt: skip
_MUTABLE_TOPIC_FIELDS = frozenset(
    {"labels", "message_retention_duration", "message_storage_policy", "kms_key_name"}
)
_MUTABLE_SUBSCRIPTION_FIELDS = frozenset(
    {
        "ack_deadline_seconds", "dead_letter_policy", "expiration_policy", "labels",
        "message_retention_duration", "push_config", "retain_acked_messages", "retry_policy",
    }
)  # fmt: skip


def require_name(name: str, kind: str) -> str:
    """The name when it is well formed for `kind`, "topics" or "subscriptions"."""
    match = _NAME.fullmatch(name)
    if match is None or match.group(1) != kind or match.group(2).startswith("goog"):
        raise invalid(f"Invalid [{kind}] name: (name={name[:300]})")
    return name


def require_project(name: str) -> str:
    """The project's resource name when it is well formed."""
    if not _PROJECT.fullmatch(name):
        raise invalid(f"Invalid project name: (name={name[:300]})")
    return name


def drafts_of(request: Any) -> list[Draft]:
    """The messages of a publish request, each within Google's limits."""
    if not request.messages:
        raise invalid("No messages to publish.")
    if len(request.messages) > MAX_MESSAGES:
        raise invalid(f"A request carries at most {MAX_MESSAGES} messages.")
    if request.ByteSize() > MAX_PUBLISH_BYTES:
        raise invalid(f"A request carries at most {MAX_PUBLISH_BYTES} bytes.")
    drafts = [wire.draft(message) for message in request.messages]
    for draft in drafts:
        _check_draft(draft)
    return drafts


def topic_retention(topic: Any) -> float:
    """Seconds a topic retains messages, 0 for none; unsupported features are refused."""
    _refuse_fields(topic, _REFUSED_TOPIC_FIELDS)
    if not topic.HasField("message_retention_duration"):
        return 0.0
    retention = wire.seconds(topic.message_retention_duration)
    _check_range("message_retention_duration", retention, _RETENTION)
    return retention


def subscription_spec(config: Any) -> SubscriptionSpec:
    """What a Subscription resource asks for. Fills the defaults that Google returns into it."""
    require_name(config.name, "subscriptions")
    _refuse_fields(config, _REFUSED_SUBSCRIPTION_FIELDS)
    _fill_defaults(config)
    _check_range("ack_deadline_seconds", config.ack_deadline_seconds, _ACK_DEADLINE)
    retention = wire.seconds(config.message_retention_duration)
    _check_range("message_retention_duration", retention, _RETENTION)
    _check_expiration(config)
    push = push_target(config.push_config)
    dead = config.dead_letter_policy
    return SubscriptionSpec(
        name=config.name,
        topic=config.topic,
        policy=Policy(
            ack_deadline=float(config.ack_deadline_seconds),
            ordered=config.enable_message_ordering,
            retention=retention,
            retain_acked=config.retain_acked_messages,
            backoff=_backoff(config, push),
            max_attempts=_attempts(dead) if dead.dead_letter_topic else 0,
        ),
        filter=config.filter,
        dead_letter_topic=dead.dead_letter_topic,
        push=push,
        config=config,
    )


def push_target(config: Any) -> PushTarget | None:
    """Where a PushConfig posts to; None for pull."""
    if not config.push_endpoint:
        return None
    parts = urlsplit(config.push_endpoint)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise invalid("Unsupported push_endpoint.")
    if config.HasField("no_wrapper"):
        raise BrokerError("UNIMPLEMENTED", "This broker always wraps push messages.")
    token = config.oidc_token
    return PushTarget(
        endpoint=config.push_endpoint,
        email=token.service_account_email,
        # Google takes the endpoint as the audience when none is given.
        audience=token.audience or config.push_endpoint,
    )


def stream_deadline(deadline_seconds: int) -> float:
    """The ack deadline that a stream asks for."""
    _check_range("stream_ack_deadline_seconds", deadline_seconds, _ACK_DEADLINE)
    return float(deadline_seconds)


def merged(current: Any, update: Any, mask: Any, kind: str) -> Any:
    """A copy of `current` with the masked fields of `update`; `kind` is "Topic" or so."""
    mutable = _MUTABLE_TOPIC_FIELDS if kind == "Topic" else _MUTABLE_SUBSCRIPTION_FIELDS
    if not mask.paths:
        raise invalid(f"The update_mask of Update{kind} must not be empty.")
    result = type(current)()
    result.CopyFrom(current)
    for path in mask.paths:
        field = path.partition(".")[0]
        if field not in current.DESCRIPTOR.fields_by_name:
            raise invalid(f"Invalid update_mask: {field} is not a known {kind} field.")
        if field not in mutable:
            raise invalid(f"Invalid update_mask: {field} of a {kind} is not mutable.")
    for path in mask.paths:
        # The merge below adds to a map; a field named as a whole is replaced as a whole.
        if "." not in path:
            result.ClearField(path)
    mask.MergeMessage(update, result, replace_message_field=True, replace_repeated_field=True)
    return result


def _check_draft(draft: Draft) -> None:
    if not (draft.data or draft.attributes):
        raise invalid("Some messages are empty.")
    if len(draft.attributes) > MAX_ATTRIBUTES:
        raise invalid(f"A message has at most {MAX_ATTRIBUTES} attributes.")
    if len(draft.ordering_key.encode()) > MAX_VALUE_BYTES:
        raise invalid(f"An ordering key has at most {MAX_VALUE_BYTES} bytes.")
    for key, value in draft.attributes.items():
        if not key or key.startswith("goog") or len(key.encode()) > MAX_KEY_BYTES:
            raise invalid(f"Invalid attribute key: {key[:64]!r}.")
        if len(value.encode()) > MAX_VALUE_BYTES:
            raise invalid(f"The value of attribute {key!r} is over {MAX_VALUE_BYTES} bytes.")


def _refuse_fields(config: Any, fields: tuple[str, ...]) -> None:
    """A feature that is accepted and not done would pass tests and fail in production."""
    present = {field.name for field, _ in config.ListFields()}
    for field in fields:
        if field in present:
            raise BrokerError("UNIMPLEMENTED", f"This broker does not do {field}.")


def _fill_defaults(config: Any) -> None:
    config.ack_deadline_seconds = config.ack_deadline_seconds or _ACK_DEADLINE[0]
    # Google returns the message even for a pull subscription, where it is empty.
    config.push_config.SetInParent()
    if not config.HasField("message_retention_duration"):
        config.message_retention_duration.seconds = _DEFAULT_RETENTION
    if not config.HasField("expiration_policy"):
        config.expiration_policy.ttl.seconds = _DEFAULT_EXPIRATION
    if config.HasField("retry_policy"):
        for field, default in zip(("minimum", "maximum"), _DEFAULT_BACKOFF, strict=True):
            if not config.retry_policy.HasField(f"{field}_backoff"):
                getattr(config.retry_policy, f"{field}_backoff").seconds = default
    dead = config.dead_letter_policy
    if dead.dead_letter_topic and not dead.max_delivery_attempts:
        dead.max_delivery_attempts = _ATTEMPTS[0]


def _check_expiration(config: Any) -> None:
    """A policy without a ttl means never; the state of this process never outlives a ttl."""
    policy = config.expiration_policy
    if policy.HasField("ttl") and wire.seconds(policy.ttl) < _DAY:
        raise invalid("expiration_policy.ttl must be at least one day.")


def _backoff(config: Any, push: PushTarget | None) -> tuple[float, float] | None:
    if not config.HasField("retry_policy"):
        return _PUSH_BACKOFF if push else None
    shortest = wire.seconds(config.retry_policy.minimum_backoff)
    longest = wire.seconds(config.retry_policy.maximum_backoff)
    _check_range("minimum_backoff", shortest, _BACKOFF)
    _check_range("maximum_backoff", longest, _BACKOFF)
    if shortest > longest:
        raise invalid("minimum_backoff must not exceed maximum_backoff.")
    return shortest, longest


def _attempts(dead: Any) -> int:
    _check_range("max_delivery_attempts", dead.max_delivery_attempts, _ATTEMPTS)
    require_name(dead.dead_letter_topic, "topics")
    return int(dead.max_delivery_attempts)


def _check_range(field: str, value: float, bounds: tuple[float, float]) -> None:
    low, high = bounds
    if not low <= value <= high:
        raise invalid(f"{field} is out of bounds: {value} is not between {low} and {high}.")
