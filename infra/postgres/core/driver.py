"""The driver with less work for a statement: one trip instead of three, plans that are kept."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import pg8000
import pg8000.converters
import pg8000.exceptions
import pg8000.legacy
from pg8000.core import CLOSE, NULL_BYTE, STATEMENT
from typing_extensions import override

# The driver has no annotations.
_Connection: Any = pg8000.Connection
_make_params: Any = pg8000.converters.make_params
_read_instant: Any = pg8000.converters.timestamptz_in
_legacy: Any = pg8000.legacy
_scan: Any = _legacy.convert_paramstyle

# A longer one is a list of rows, as long as no other is.
_MAX_KEPT_CHARACTERS = 20_000


def numbered(style: str, statement: str, args: Any) -> tuple[str, Any]:
    """The statement with ``$1`` for ``%s``, and its parameters; like the driver's own function.

    That one looks at every character in Python, which takes 0.9 ms for a wide SELECT.
    """
    if style == "format" and len(statement) <= _MAX_KEPT_CHARACTERS:
        return _numbered(statement), args
    converted: tuple[str, Any] = _scan(style, statement, args)
    return converted


@lru_cache(maxsize=1024)
def _numbered(statement: str) -> str:
    converted: str = _scan("format", statement, ())[0]
    return converted


# The cursor takes it from its module; a cursor of our own would repeat how it reports errors.
_legacy.convert_paramstyle = numbered


def instant(text: str) -> Any:
    """A ``timestamptz`` as the driver reads it, which takes forty times as long.

    What is in no calendar of Python's, such as ``infinity``, stays a text.
    """
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return _read_instant(text)


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A statement that the server has under a name, and what it answers."""

    name: bytes
    columns: Any
    readers: Any


class OneTripConnection(_Connection):  # type: ignore[misc]  # a base without annotations
    """Sends a statement and its parameters in one message, and a known one without its text.

    The driver sends Parse, Describe and Bind with Execute one after another and waits for the
    server after each, although it needs none of the answers: parameters travel as text. After an
    error the server skips what follows, up to the one Sync at the end.

    ``statement_cache_size`` statements, those used last, stay prepared on the server: planning the
    twenty joins of a page takes three times as long as running them, and the server keeps a plan
    that is as good for all parameters as those it made for the first five. 0 prepares none: a
    pooler that gives each transaction another connection would not find them there.
    """

    @override
    def __init__(self, *args: Any, statement_cache_size: int = 0, **options: Any) -> None:
        super().__init__(*args, **options)
        self.register_in_adapter(pg8000.converters.TIMESTAMPTZ, instant)
        self._cache_size = statement_cache_size
        self._prepared = OrderedDict[tuple[str, tuple[int, ...]], _Prepared]()
        self._free_names = [f"kept_{n}".encode() + NULL_BYTE for n in range(statement_cache_size)]

    @override
    def execute_unnamed(
        self, statement: str, vals: Sequence[Any] = (), oids: Sequence[int] = (), stream: Any = None
    ) -> Any:
        """Run a statement with parameters. COPY, which reads or writes a stream, is left alone."""
        if stream is not None:
            return super().execute_unnamed(statement, vals=vals, oids=oids, stream=stream)
        parameters = _make_params(self.py_types, vals)
        # Without parameters it is a COMMIT or the like.
        keeps = self._cache_size and parameters and len(statement) <= _MAX_KEPT_CHARACTERS
        if not keeps:
            return self._parse_and_run(NULL_BYTE, statement, parameters, oids)
        key = (statement, tuple(oids))
        known = self._prepared.get(key)
        if known is None:
            return self._prepare_and_run(key, parameters)
        self._prepared.move_to_end(key)
        try:
            return self.execute_named(
                known.name, parameters, known.columns, known.readers, statement
            )
        except pg8000.exceptions.DatabaseError as error:
            if _is_stale(error):
                self._free_names.append(self._prepared.pop(key).name)
            raise

    def _prepare_and_run(self, key: tuple[str, tuple[int, ...]], parameters: Any) -> Any:
        statement, oids = key
        if not self._free_names:
            _, oldest = self._prepared.popitem(last=False)
            self._free_names.append(oldest.name)
        name = self._free_names[-1]
        # Who had the name before is forgotten with the same message; nobody is no error.
        self._send_message(CLOSE, STATEMENT + name)
        context = self._parse_and_run(name, statement, parameters, oids)
        self._free_names.pop()
        self._prepared[key] = _Prepared(name, context.columns, context.input_funcs)
        return context

    def _parse_and_run(
        self, name: bytes, statement: str, parameters: Any, oids: Sequence[int]
    ) -> Any:
        self.send_PARSE(name, statement, oids)
        self.send_DESCRIBE_STATEMENT(name)
        return self.execute_named(name, parameters, None, None, statement)

    @override
    def close(self) -> None:
        """End the session. A server that is gone already has nothing to be told."""
        with suppress(pg8000.exceptions.InterfaceError):
            super().close()


def _is_stale(error: Exception) -> bool:
    said = error.args[0] if error.args else None
    return isinstance(said, dict) and names_stale_plan(said)


def names_stale_plan(said: Mapping[str, Any]) -> bool:
    """Whether the server no longer has a statement, or it would answer with other columns now.

    The latter follows a migration that changes the type of a column; ``said`` is the report.
    """
    return said.get("C") == "26000" or said.get("R") == "RevalidateCachedQuery"
