"""Cursors of lists: what was made is read, and nothing else."""

from __future__ import annotations

import base64
import contextlib
import json
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from shared.http.paging import MAX_CURSOR_CHARS, InvalidPageCursor, Position, page_of

OFFSETS = st.integers(-23 * 60, 23 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
NUMBERED = Position(datetime(2026, 1, 1, tzinfo=UTC), UUID(int=7))


@given(at=st.datetimes(timezones=st.just(UTC)), item_id=st.uuids())
def test_a_position_survives_its_cursor(at: datetime, item_id: UUID) -> None:
    cursor = Position(at, item_id).encode()
    assert Position.decode(cursor) == Position(at, item_id)
    assert len(cursor) <= MAX_CURSOR_CHARS
    assert cursor.isascii()


@given(
    at=st.datetimes(timezones=OFFSETS).filter(lambda at: 1 < at.year < 9999),
    item_id=st.uuids(),
)
def test_a_cursor_speaks_utc_whatever_the_database_speaks(at: datetime, item_id: UUID) -> None:
    assert Position.decode(Position(at, item_id).encode()) == Position(at, item_id)


def spell(value: object) -> str:
    raw = json.dumps(value, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=2),
    max_leaves=6,
)


@given(st.text() | st.binary().map(lambda raw: raw.decode("latin-1")) | anything.map(spell))
@example(spell(["9999-12-31T23:59:59-23:59", str(UUID(int=0))]))
@example(spell(["0001-01-01T00:00:00+23:59", str(UUID(int=0))]))
@example(spell(["2026-01-01T00:00:00", str(UUID(int=0))]))
@example(spell(["2026-01-01", str(UUID(int=0))]))
@example(spell(["2026-01-01T00:00:00+00:00", "{" + str(UUID(int=0)) + "}"]))
@example(spell(["2026-01-01T00:00:00+00:00", 7]))
@example(base64.urlsafe_b64encode(b"[" * 10_000).decode())
@example(NUMBERED.encode() + "=")
@example(" " + NUMBERED.encode())
def test_anything_else_is_refused_and_nothing_else_raised(text: str) -> None:
    with contextlib.suppress(InvalidPageCursor):
        found = Position.decode(text)
        assert found is not None
        assert found.encode() == text


def test_no_cursor_is_the_beginning() -> None:
    assert Position.decode(None) is None


@pytest.mark.parametrize(
    ("given_rows", "limit", "kept", "more"),
    [(0, 1, 0, False), (1, 1, 1, False), (2, 1, 1, True), (3, 3, 3, False), (4, 3, 3, True)],
)
def test_one_row_more_than_asked_for_says_that_there_is_more(
    given_rows: int, limit: int, kept: int, more: bool
) -> None:
    rows = [Position(NUMBERED.at, UUID(int=n)) for n in range(given_rows)]
    page, info = page_of(rows, limit, lambda row: row)
    assert list(page) == rows[:kept]
    assert info.has_more is more
    assert info.next_cursor == (rows[kept - 1].encode() if more else None)
