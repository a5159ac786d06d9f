"""The database behind the browser, for what no page can bring about: records, and time gone by."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from infra.local.postgres import EmbeddedPostgres
from infra.postgres.core.engine import create_patient_engine
from tests.support.stack import Stack


@contextmanager
def database_of(stack: Stack) -> Iterator[Connection]:
    """A connection of the owner, in a transaction that is kept."""
    port = stack.processes["postgres"]["ports"]["postgres"]
    server = EmbeddedPostgres(stack.data_dir / "postgres", port, tell=lambda _: None)
    engine = create_patient_engine(server.dsn("stunity"), application_name="tests")
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()
