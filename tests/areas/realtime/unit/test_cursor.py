from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.realtime.channels import Channel, InvalidChannel, decode_id, encode_id
from shared.realtime.cursor import Cursor, InvalidCursor

channel_ids = st.integers(min_value=0, max_value=2**63 - 1)
cursors = st.builds(
    Cursor,
    epoch=st.from_regex(r"[0-9a-z]{1,32}", fullmatch=True).filter(str.isascii),
    positions=st.dictionaries(channel_ids, st.integers(0, 10**18 - 1), max_size=40),
)


@given(cursors)
def test_a_cursor_reads_back_as_it_was_written(cursor: Cursor) -> None:
    assert Cursor.parse(str(cursor)) == cursor


@given(st.text(max_size=80))
def test_any_text_is_a_canonical_cursor_or_is_refused(text: str) -> None:
    try:
        cursor = Cursor.parse(text)
    except InvalidCursor:
        return
    assert Cursor.parse(str(cursor)) == cursor


@pytest.mark.parametrize(
    "text",
    [
        "",
        "e",
        ".1-1",
        "E.1-1",
        "e.1",
        "e.1-",
        "e.-1",
        "e.1-01",
        "e.01-1",
        "e.1-1~",
        "e.1-1~1-2",
        "e.1-٣",
        "e.1_0-1",
        "e.1- 1",
        "e.zzzzzzzzzzzzz-1",
        "e.1-1\n",
        "e." + "~".join(f"{encode_id(n)}-1" for n in range(65)),
        "e." + "a" * 3000,
    ],
)
def test_a_malformed_cursor_is_refused(text: str) -> None:
    with pytest.raises(InvalidCursor):
        Cursor.parse(text)


@given(channel_ids)
def test_a_channel_id_reads_back(channel_id: int) -> None:
    assert decode_id(encode_id(channel_id)) == channel_id


def test_the_same_name_has_another_id_in_another_tenant() -> None:
    channel = Channel.parse("user:0199")

    assert channel.id_in(UUID(int=1)) != channel.id_in(UUID(int=2))


@pytest.mark.parametrize(
    "text", ["", "user", "user:", ":x", "USER:1", "user:a b", "user:ü", "u:1\n"]
)
def test_a_malformed_channel_name_is_refused(text: str) -> None:
    with pytest.raises(InvalidChannel):
        Channel.parse(text)
