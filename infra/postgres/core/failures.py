"""From what the driver raises to what callers understand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from infra.postgres.core.driver import names_stale_plan
from infra.postgres.core.errors import (
    AccessRefused,
    DatabaseError,
    DatabaseUnavailable,
    ExclusionViolation,
    ForeignKeyViolation,
    UnavailableReason,
    UniqueViolation,
)

_UNAVAILABLE: dict[str, UnavailableReason] = {
    "55P03": "lock_timeout",
    "57014": "statement_timeout",
    "40P01": "conflict",  # deadlock
    "40001": "conflict",  # serialization failure
    "25P03": "connection",  # idle in transaction for too long
    "53300": "connection",  # too many connections
    "57P01": "connection",  # shut down by an administrator
    "57P02": "connection",  # crash of another backend
    "57P03": "connection",  # starting up or shutting down
}


@contextmanager
def translated() -> Iterator[None]:
    """Raise the errors of this package in place of the driver's."""
    try:
        yield
    except PoolTimeout as error:
        raise DatabaseUnavailable("pool_timeout") from error
    except DBAPIError as error:
        fields = _server_fields(error)
        if fields:
            # The server's own report quotes the row, personal data and all: keep it out of logs.
            raise _translate(fields) from None
        raise DatabaseUnavailable("connection") from error
    except OSError as error:  # our own socket, before the driver has it
        raise DatabaseUnavailable("connection") from error


def _translate(fields: Mapping[str, Any]) -> DatabaseError:
    state, reason = fields["C"], _reason(fields)
    if reason is not None:
        return DatabaseUnavailable(reason)
    if state == "23505":
        return UniqueViolation(fields.get("n", ""))
    if state == "23503":
        return ForeignKeyViolation(fields.get("n", ""))
    if state == "23P01":
        return ExclusionViolation(fields.get("n", ""))
    message = f"{state}: {fields['M']} {fields.get('n', '')}".rstrip()
    return AccessRefused(message) if state == "42501" else DatabaseError(message)


def _reason(fields: Mapping[str, Any]) -> UnavailableReason | None:
    """Why the same may well succeed if it is tried again; None where it will not."""
    if names_stale_plan(fields):
        return "stale_plan"
    if fields["C"].startswith("08"):
        return "connection"
    return _UNAVAILABLE.get(fields["C"])


def _server_fields(error: DBAPIError) -> Mapping[str, Any]:
    """The fields of the server's message; empty when the driver itself gave up."""
    arguments = error.orig.args if error.orig is not None else ()
    return arguments[0] if arguments and isinstance(arguments[0], dict) else {}
