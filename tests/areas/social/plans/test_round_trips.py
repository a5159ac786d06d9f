"""Waiting for Postgres is what requests do most: a statement waits once."""

from __future__ import annotations

from typing import Any

import pg8000.core
import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from infra.postgres.core.engine import set_autocommit

FLUSH = "_flush"


def test_a_statement_with_parameters_takes_one_round_trip(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    flush: Any = getattr(pg8000.core, FLUSH)
    flushed: list[object] = []

    def count(sock: object) -> None:
        flushed.append(sock)
        flush(sock)

    with engine.connect() as connection:
        set_autocommit(connection, on=True)
        monkeypatch.setattr(pg8000.core, FLUSH, count)
        query = text("SELECT n, CAST(:word AS text) FROM generate_series(1, :last) AS n")
        rows = connection.execute(query, {"word": "ណ", "last": 3}).all()
        monkeypatch.undo()
        set_autocommit(connection, on=False)
    assert rows == [(1, "ណ"), (2, "ណ"), (3, "ណ")]
    assert len(flushed) == 1


@pytest.mark.parametrize(
    ("statement", "value"),
    [
        ("SELECT nothing FROM nowhere WHERE x = :value", 1),
        ("SELECT CAST(:value AS uuid)", "no uuid"),
        ("SELECT 1 / CAST(:value AS integer)", 0),
    ],
    ids=["parse", "bind", "execute"],
)
def test_a_connection_is_in_step_after_an_error(
    engine: Engine, statement: str, value: object
) -> None:
    with engine.connect() as connection:
        with pytest.raises(DBAPIError):
            connection.execute(text(statement), {"value": value})
        connection.rollback()
        assert connection.execute(text("SELECT CAST(:n AS integer)"), {"n": 7}).scalar() == 7


def test_values_larger_than_any_buffer_pass_in_both_directions(engine: Engine) -> None:
    large = "ក" * 3_000_000
    with engine.connect() as connection:
        assert connection.execute(text("SELECT CAST(:v AS text)"), {"v": large}).scalar() == large
