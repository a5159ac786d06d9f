"""The cookie of a device says for whom it is known, and nothing else is taken for one."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.identity.known_device import COOKIE, MAX_ACCOUNTS, KnownDevice

emails = st.from_regex(r"[a-z]{1,8}@[a-z]{1,8}\.org", fullmatch=True)


def mark(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=16).digest()


def kept(device: KnownDevice) -> str:
    """What a browser sends back."""
    name, _, value = device.set_cookie().partition(";")[0].partition("=")
    assert name == COOKIE
    return value


@given(st.lists(emails, max_size=3 * MAX_ACCOUNTS))
def test_it_knows_the_last_accounts_that_signed_in(signed_in: list[str]) -> None:
    device = KnownDevice.new()
    for email in signed_in:
        device = device.after(email, mark)
        assert device.knows(email, mark)
    assert KnownDevice.read(kept(device)) == device
    latest_first = list(dict.fromkeys(reversed(signed_in)))
    for place, email in enumerate(latest_first):
        assert device.knows(email, mark) == (place < MAX_ACCOUNTS)


@given(emails, emails)
def test_a_mark_holds_for_its_device_and_account(one: str, other: str) -> None:
    device, elsewhere = KnownDevice.new().after(one, mark), KnownDevice.new()
    assert device.knows(other, mark) == (one == other)
    assert not KnownDevice(elsewhere.id, device.marks).knows(one, mark)


@pytest.mark.parametrize(
    "cookie",
    [None, "", ".", "x", "A" * 23, f"{'A' * 22}.", f"{'A' * 21};", ".".join(["A" * 22] * 14)],
)
def test_what_is_no_such_cookie_is_no_device(cookie: str | None) -> None:
    assert KnownDevice.read(cookie) is None


@given(st.text())
def test_any_text_is_read_without_an_error(cookie: str) -> None:
    device = KnownDevice.read(cookie)
    assert device is None or kept(device) == cookie
