"""A token is ours and whole, or it is invalid: there is no third way out."""

from __future__ import annotations

import base64
import json
import socket
import struct
import threading
import time
from typing import Any
from uuid import UUID

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from infra.tokens import (
    Claims,
    InvalidToken,
    KeysUnavailable,
    ServiceTokenVerifier,
    TokenSigner,
    TokenVerifier,
)

SEED = bytes(range(32))
PUBLIC = Ed25519PrivateKey.from_private_bytes(SEED).public_key().public_bytes_raw()
VERIFIER = TokenVerifier({"k1": PUBLIC})
SOMEBODY = UUID("01990000-0000-7000-8000-000000000001")
LATER = 4_000_000_000
CLAIMS = Claims(SOMEBODY, SOMEBODY, SOMEBODY, 1, "STUDENT", SOMEBODY, 1_700_000_000, LATER, "api")
TOKEN = TokenSigner({"k1": SEED}).sign(CLAIMS)

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=8,
)


def segment(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def test_a_token_says_what_was_signed() -> None:
    assert VERIFIER.verify(TOKEN, "api") == CLAIMS


def test_a_token_of_another_audience_is_refused() -> None:
    with pytest.raises(InvalidToken):
        VERIFIER.verify(TOKEN, "stream")


@given(st.integers(0, len(TOKEN) - 1), st.characters())
def test_a_changed_character_is_refused_or_changes_nothing(place: int, character: str) -> None:
    changed = TOKEN[:place] + character + TOKEN[place + 1 :]
    try:
        assert VERIFIER.verify(changed, "api") == CLAIMS
    except InvalidToken:
        return
    assert changed == TOKEN


@given(json_values)
def test_any_header_is_refused(header: object) -> None:
    with pytest.raises(InvalidToken):
        VERIFIER.verify(f"{segment(header)}.{TOKEN.split('.', 1)[1]}", "api")


def signed(header: dict[str, Any], payload: object) -> str:
    """A token that our key did sign, whatever it says."""
    text = f"{segment(header)}.{segment(payload)}"
    signature = Ed25519PrivateKey.from_private_bytes(SEED).sign(text.encode())
    return f"{text}.{base64.urlsafe_b64encode(signature).decode().rstrip('=')}"


HEADER = {"alg": "EdDSA", "kid": "k1", "typ": "at+jwt"}
PAYLOAD = json.loads(base64.urlsafe_b64decode(TOKEN.split(".")[1] + "=="))


def test_the_tests_own_signature_is_good() -> None:
    assert VERIFIER.verify(signed(HEADER, PAYLOAD), "api") == CLAIMS


@pytest.mark.parametrize(
    "change",
    [
        {"alg": "none"},
        {"alg": "HS256"},
        {"alg": ["EdDSA"]},
        {"kid": "k2"},
        {"kid": ["k1"]},
        {"typ": "st+jwt"},
        {"typ": "JWT"},
        {"crit": ["b64"], "b64": False},
    ],
)
def test_a_header_of_another_kind_is_refused_though_signed(change: dict[str, Any]) -> None:
    with pytest.raises(InvalidToken):
        VERIFIER.verify(signed({**HEADER, **change}, PAYLOAD), "api")


@pytest.mark.parametrize(
    "change",
    [
        {"iss": "somebody"},
        {"aud": "stream"},
        {"aud": ["api"]},
        {"exp": 1_700_000_000},
        {"exp": str(LATER)},
        {"exp": True},
        {"iat": LATER},
        {"iat": None},
        {"nbf": LATER},
        {"nbf": "now"},
        {"tv": "1"},
        {"role": None},
        {"sub": "nobody"},
        {"sub": 1},
        {"jti": None},
    ],
)
def test_a_payload_with_a_wrong_claim_is_refused_though_signed(change: dict[str, Any]) -> None:
    with pytest.raises(InvalidToken):
        VERIFIER.verify(signed(HEADER, {**PAYLOAD, **change}), "api")


@pytest.mark.parametrize("claim", sorted(PAYLOAD))
def test_no_claim_may_be_missing(claim: str) -> None:
    payload = {name: value for name, value in PAYLOAD.items() if name != claim}
    with pytest.raises(InvalidToken):
        VERIFIER.verify(signed(HEADER, payload), "api")


@given(json_values)
def test_any_payload_is_refused_though_signed(payload: object) -> None:
    with pytest.raises(InvalidToken):
        VERIFIER.verify(signed(HEADER, payload), "api")


def test_a_token_is_good_for_half_a_minute_beyond_its_end() -> None:
    now = int(time.time())
    assert VERIFIER.verify(signed(HEADER, {**PAYLOAD, "exp": now - 20}), "api").expires_at
    assert VERIFIER.verify(signed(HEADER, {**PAYLOAD, "iat": now + 20}), "api").issued_at
    with pytest.raises(InvalidToken):
        VERIFIER.verify(signed(HEADER, {**PAYLOAD, "exp": now - 40}), "api")


@pytest.mark.parametrize("place", [0, 1, 2])
@pytest.mark.parametrize("filler", ["=", "\n", "!"])
def test_a_segment_has_one_spelling(place: int, filler: str) -> None:
    segments = TOKEN.split(".")
    segments[place] += filler
    with pytest.raises(InvalidToken):
        VERIFIER.verify(".".join(segments), "api")


def test_the_spare_bits_of_a_signature_are_nobodys_to_choose() -> None:
    # 64 bytes leave four bits of the last character free.
    accepted = []
    for last in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_":
        try:
            accepted.append((VERIFIER.verify(TOKEN[:-1] + last, "api"), last))
        except InvalidToken:
            continue
    assert accepted == [(CLAIMS, TOKEN[-1])]


def test_the_library_agrees_that_our_tokens_are_tokens() -> None:
    key = Ed25519PrivateKey.from_private_bytes(SEED).public_key()
    assert jwt.decode(TOKEN, key, algorithms=["EdDSA"], audience="api", issuer="stunity") == PAYLOAD


@given(st.text(max_size=200))
def test_any_text_is_refused(text: str) -> None:
    with pytest.raises(InvalidToken):
        VERIFIER.verify(text, "api")


def test_a_header_of_nothing_but_brackets_is_refused() -> None:
    brackets = base64.urlsafe_b64encode(b"[" * 9000).decode()
    with pytest.raises(InvalidToken):
        VERIFIER.verify(f"{brackets}.{TOKEN.split('.', 1)[1]}", "api")


def test_keys_that_break_off_say_nothing_of_a_token() -> None:
    token = jwt.encode({"email": "push@example.test"}, "secret " * 6, headers={"kid": "k1"})
    with socket.create_server(("127.0.0.1", 0)) as server:
        verifier = ServiceTokenVerifier(
            jwks_url=f"http://127.0.0.1:{server.getsockname()[1]}/certs",
            issuer="https://issuer.test",
            audience="https://api.test",
            email="push@example.test",
        )
        resetting = threading.Thread(target=_reset_one, args=(server,))
        resetting.start()
        with pytest.raises(KeysUnavailable):
            verifier.verify(token)
        resetting.join()
    with pytest.raises(KeysUnavailable):
        verifier.verify(token)


def _reset_one(server: socket.socket) -> None:
    """Take a request, and break the connection instead of an answer."""
    connection, _ = server.accept()
    connection.recv(65_536)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()
