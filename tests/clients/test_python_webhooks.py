"""A receiver believes what the school has signed, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest

from shared.platform.webhook_rules import signature, signed_headers, written_secret
from stunity.webhooks import WebhookInvalid, verify

SECRET, OTHER = written_secret(b"s" * 32), written_secret(b"o" * 32)
NOW = datetime(2026, 11, 29, 20, 0, tzinfo=UTC)
BODY = '{"type":"webhook:test","data":{"name":"\u179f"}}'.encode()
ID = UUID("0199a1f9-0000-7000-8000-000000000000")


def test_what_the_product_signs_is_verified() -> None:
    headers = signed_headers([SECRET], ID, NOW, BODY)
    assert verify(SECRET, headers, BODY, now=NOW.timestamp())["type"] == "webhook:test"
    capitals = {name.title(): value for name, value in headers.items()}
    assert verify(SECRET, capitals, BODY, now=NOW.timestamp() + 299)


def test_both_secrets_are_believed_while_one_replaces_the_other() -> None:
    headers = signed_headers([OTHER, SECRET], ID, NOW, BODY)
    for secret in (SECRET, OTHER):
        assert verify(secret, headers, BODY, now=NOW.timestamp())


def test_the_published_example_of_the_standard_is_signed_alike() -> None:
    """The vector in the tests of the reference implementations."""
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    body = b'{"test": 2432232314}'
    found = signature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body)
    assert found == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize(
    "change",
    [
        {"webhook-id": "msg_other"},
        {"webhook-id": ""},
        {"webhook-timestamp": str(int(NOW.timestamp()) + 1)},
        {"webhook-timestamp": "soon"},
        {"webhook-signature": ""},
        {"webhook-signature": "v1,AAAA v2,BBBB"},
    ],
)
def test_whatever_is_changed_on_the_way_is_refused(change: dict[str, str]) -> None:
    headers = {**signed_headers([SECRET], ID, NOW, BODY), **change}
    with pytest.raises(WebhookInvalid):
        verify(SECRET, headers, BODY, now=NOW.timestamp())


def test_another_body_another_secret_and_another_time_are_refused() -> None:
    headers, now = signed_headers([SECRET], ID, NOW, BODY), NOW.timestamp()
    for secret, body, at in (
        (SECRET, BODY + b" ", now),
        (OTHER, BODY, now),
        (SECRET, BODY, now + 301),
        (SECRET, BODY, now - 301),
    ):
        with pytest.raises(WebhookInvalid):
            verify(secret, headers, body, now=at)
    with pytest.raises(ValueError, match="no secret"):
        verify("whsec_!", headers, BODY, now=now)
