"""The driver's connection, made to take one round trip for a statement where it takes three."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import pg8000
import pg8000.converters
import pg8000.exceptions
from pg8000.core import NULL_BYTE
from typing_extensions import override

# The driver has no annotations.
_Connection: Any = pg8000.Connection
_make_params: Any = pg8000.converters.make_params


class OneTripConnection(_Connection):  # type: ignore[misc]  # a base without annotations
    """Sends a statement and its parameters in one message.

    The driver sends Parse, Describe and Bind with Execute one after another and waits for the
    server after each, although it needs none of the answers: parameters travel as text. After an
    error the server skips what follows, up to the one Sync at the end. The statement stays unnamed
    as with the driver, so a pooler that gives each transaction another connection does no harm.
    """

    @override
    def execute_unnamed(
        self, statement: str, vals: Sequence[Any] = (), oids: Sequence[int] = (), stream: Any = None
    ) -> Any:
        """Run a statement with parameters. COPY, which reads or writes a stream, is left alone."""
        if stream is not None:
            return super().execute_unnamed(statement, vals=vals, oids=oids, stream=stream)
        parameters = _make_params(self.py_types, vals)
        self.send_PARSE(NULL_BYTE, statement, oids)
        self.send_DESCRIBE_STATEMENT(NULL_BYTE)
        return self.execute_named(NULL_BYTE, parameters, None, None, statement)

    @override
    def close(self) -> None:
        """End the session. A server that is gone already has nothing to be told."""
        with suppress(pg8000.exceptions.InterfaceError):
            super().close()
