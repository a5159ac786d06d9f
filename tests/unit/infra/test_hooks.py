"""Deliveries leave to the public internet alone, and follow nobody elsewhere."""

from __future__ import annotations

import socket
from collections.abc import Sequence

import pytest

from infra.links.hooks import HookSender
from infra.links.outside import Outside

PUBLIC = "93.184.216.34"


def never(address: str, *_: object) -> socket.socket:
    raise AssertionError(f"connected to {address}")


@pytest.mark.parametrize(
    ("addresses", "error"),
    [
        (["127.0.0.1"], "refused: an address inside"),
        ([PUBLIC, "10.0.0.1"], "refused: an address inside"),
        (["::ffff:169.254.169.254"], "refused: an address inside"),
        ([], "unreachable: no address"),
    ],
)
def test_a_name_that_leads_inside_is_refused(addresses: Sequence[str], error: str) -> None:
    answered = HookSender(Outside(lambda _: addresses, never)).post("https://a.example/", b"", {})
    assert (answered.delivered, answered.status, answered.error) == (False, None, error)


def test_what_cannot_be_reached_is_said_and_not_raised() -> None:
    def away(*_: object) -> socket.socket:
        raise ConnectionRefusedError

    sender = HookSender(Outside(lambda _: [PUBLIC], away))
    answered = sender.post("https://a.example/", b"", {})
    assert answered.error == "unreachable: ConnectionRefusedError"
    plain = HookSender(Outside(lambda _: [], never)).post("http://a.example/", b"", {})
    assert plain.error == "refused: not an https address without credentials"
