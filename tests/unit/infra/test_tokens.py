"""A token is ours and whole, or it is invalid: there is no third way out."""

from __future__ import annotations

import base64
import json
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from infra.tokens import Claims, InvalidToken, TokenSigner, TokenVerifier

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


@given(st.text(max_size=200))
def test_any_text_is_refused(text: str) -> None:
    with pytest.raises(InvalidToken):
        VERIFIER.verify(text, "api")


def test_a_header_of_nothing_but_brackets_is_refused() -> None:
    brackets = base64.urlsafe_b64encode(b"[" * 9000).decode()
    with pytest.raises(InvalidToken):
        VERIFIER.verify(f"{brackets}.{TOKEN.split('.', 1)[1]}", "api")
