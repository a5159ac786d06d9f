"""One transaction on one connection, for one school: the only place that commits."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from types import TracebackType
from typing import Any, Protocol, Self, TypeVar, cast
from uuid import UUID

from sqlalchemy import Connection, CursorResult, Engine, Executable, Row, Table
from sqlalchemy.sql.elements import ClauseElement
from sqlalchemy.sql.util import find_tables

from infra.postgres.core.append import append_statement
from infra.postgres.core.engine import set_autocommit
from infra.postgres.core.errors import DatabaseError, DatabaseUnavailable, TenantNotChosen
from infra.postgres.core.failures import translated
from infra.postgres.core.records import (
    Appended,
    GuestIdentity,
    KeyIdentity,
    PendingEvent,
    RefreshIdentity,
    RequestIdentity,
    record,
)
from infra.postgres.core.taking_back import take_back
from shared.realtime.channels import Channel
from shared.realtime.envelope import MAX_ENVELOPE_BYTES, Envelope
from shared.realtime.taking_back import TAKES_BACK


class _Repository(Protocol):
    def __init__(self, unit: UnitOfWork) -> None: ...


R = TypeVar("R", bound=_Repository)


class UnitOfWork:
    """A transaction that one of the ``begin_`` or ``as_`` methods opens, for its scope.

    Nothing is sent before that. Leaving the block without :meth:`commit` rolls back. Repositories
    are handed the unit and use :meth:`execute`, :meth:`one_or_none` and :meth:`all`.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: Connection | None = None
        self._aborted = False
        self._committed = False
        self._public = False
        self._pending: list[tuple[int, PendingEvent]] = []
        self._repositories: dict[type[Any], Any] = {}
        self.tenant_id: UUID | None = None
        self.user_id: UUID | None = None
        self.waited_seconds = 0.0
        """How long the unit waited for connections, also where none came."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._release()

    def begin_request(
        self, *, tenant_id: UUID, user_id: UUID, session_id: UUID, token_id: UUID
    ) -> RequestIdentity | None:
        """Act for the person in the school; returns what the database knows of them.

        None when there is no such person or school.
        """
        row = self._open(
            f"SELECT * FROM app.begin_member({_literal(tenant_id)}, {_literal(user_id)},"  # noqa: S608 - literals of UUIDs
            f" {_literal(session_id)}, {_literal(token_id)})"
        )
        self.tenant_id, self.user_id = tenant_id, user_id
        return None if row is None else record(RequestIdentity, row)

    def begin_guest(self, *, tenant_id: UUID, pass_id: UUID) -> GuestIdentity | None:
        """Act for the holder of a guest pass; None when there is no such pass."""
        row = self._open(
            f"SELECT * FROM app.begin_guest({_literal(tenant_id)}, {_literal(pass_id)})"  # noqa: S608 - literals of UUIDs
        )
        self.tenant_id, self.user_id = tenant_id, pass_id
        return None if row is None else record(GuestIdentity, row)

    def begin_api_key(self, digest: bytes, *, note: bool) -> KeyIdentity | None:
        """Act for the owner of an API key, in the school that it is for; None for no such key.

        ``note``: keep that it was used.
        """
        row = self._open(
            f"SELECT * FROM app.begin_api_key('\\x{digest.hex()}'::bytea, {note})"  # noqa: S608 - hexadecimal digits
        )
        if row is None:
            return None
        found = record(KeyIdentity, row)
        self.tenant_id, self.user_id = found.tenant_id, found.user_id
        return found

    def begin_public(self) -> None:
        """Act for nobody: rows of schools stay closed.

        Opens with the first statement, so that a route which asks nothing needs no database.
        """
        self._public = True

    def begin_refresh(self, refresh_hash: bytes) -> RefreshIdentity | None:
        """Act for the owner of a refresh token, in the school of its session."""
        row = self._open(
            f"SELECT * FROM app.begin_refresh('\\x{refresh_hash.hex()}'::bytea)"  # noqa: S608 - hexadecimal digits
        )
        if row is None:
            return None
        found = record(RefreshIdentity, row)
        self.tenant_id, self.user_id = found.tenant_id, found.user_id
        return found

    def as_user(self, user_id: UUID) -> None:
        """Act for a person, before or besides the choice of a school."""
        self._scope(self.tenant_id, user_id)

    def as_tenant(self, tenant_id: UUID) -> None:
        """Act for a school: workers, jobs, and a login that has found its school."""
        self._scope(tenant_id, self.user_id)

    def execute(
        self, statement: Executable, parameters: Mapping[str, Any] | None = None
    ) -> CursorResult[Any]:
        """Run a statement; raises the errors of ``infra.postgres.core.errors``."""
        if self.tenant_id is None:
            self._refuse_rows_of_schools(statement)
        connection = self._opened()
        try:
            with translated():
                return connection.execute(statement, parameters)
        except DatabaseError:
            self._aborted = True
            raise

    def one_or_none(
        self, statement: Executable, parameters: Mapping[str, Any] | None = None
    ) -> Row[Any] | None:
        """The only row, or None; more than one is an error."""
        return self.execute(statement, parameters).one_or_none()

    def all(
        self, statement: Executable, parameters: Mapping[str, Any] | None = None
    ) -> Sequence[Row[Any]]:
        """All rows."""
        return self.execute(statement, parameters).all()

    def emit(self, channel: Channel, envelope: Envelope, copy: int = 0) -> None:
        """Announce an event on a channel when the unit commits.

        Raises TenantNotChosen for an event of another school, and ValueError for one that is
        larger than ``MAX_ENVELOPE_BYTES``.
        """
        if envelope.tenant_id != self.tenant_id:
            raise TenantNotChosen("an event of a school for which the unit does not act")
        body = envelope.body()
        if len(body.encode()) > MAX_ENVELOPE_BYTES:
            raise ValueError(f"{envelope.type} is larger than {MAX_ENVELOPE_BYTES} bytes")
        pending = PendingEvent(
            channel=channel,
            tenant_id=envelope.tenant_id,
            event_id=envelope.id,
            type=envelope.type,
            copy=copy,
            body=body,
            traceparent=envelope.traceparent,
        )
        self._pending.append((channel.id_in(envelope.tenant_id), pending))

    def commit(self) -> list[Appended]:
        """Append the events and commit; returns where they stand in their channels.

        The append locks each channel until the commit, so it is the last statement before it and
        travels in one message with it. The connection goes back to its pool here: publishing must
        not hold it.

        Raises DatabaseError where a statement has failed, and DatabaseUnavailable, which is not
        ``retryable`` where the connection broke: then the commit may stand.
        """
        if self._connection is None and self._public:
            self._committed = True
            return []
        connection = self._opened()
        if self._aborted:
            # Postgres would answer COMMIT with a rollback, and without an error.
            raise DatabaseError("a statement failed: the transaction cannot commit")
        # The function numbers channels in ascending order and answers in that order; the sort is
        # stable, so events of one channel keep theirs.
        events = sorted(self._pending, key=lambda item: item[0])
        if any(event.type in TAKES_BACK for _, event in events):
            with translated():
                take_back(connection, self.tenant, events)
        elsewhere = self._append_elsewhere(connection, events)
        events = [item for item in events if item[1].tenant_id == self.tenant_id]
        message = "COMMIT"
        if events:
            assert self.tenant_id is not None, "emit asked for it"
            message = f"{append_statement(self.tenant_id, events)}; COMMIT"
        self._aborted = True
        try:
            with translated():
                result = connection.exec_driver_sql(message)
                rows = result.all() if events else []
        except DatabaseUnavailable as error:
            if error.reason != "connection":
                raise
            # The answer was lost, not necessarily the commit.
            raise DatabaseUnavailable("connection", retryable=False) from error
        self._committed = True
        self._pending.clear()
        self._release()
        return elsewhere + _appended(events, rows)

    def _append_elsewhere(
        self, connection: Connection, events: Sequence[tuple[int, PendingEvent]]
    ) -> list[Appended]:
        """Append what happened in other schools than the present one, such as the end of sessions.

        School by school in ascending order, and each school's channels in theirs: units that do
        so wait for one another in one order.
        """
        here = self.tenant_id
        found: list[Appended] = []
        for school in sorted({event.tenant_id for _, event in events} - {here}):
            part = [item for item in events if item[1].tenant_id == school]
            self._scope(school, self.user_id)
            with translated():
                rows = connection.exec_driver_sql(append_statement(school, part)).all()
            found += _appended(part, rows)
        if found:
            self._scope(here, self.user_id)
        return found

    def pause(self) -> None:
        """Give the connection back, undoing what was not committed; a ``begin_`` opens it again."""
        self._pending.clear()
        self._release()
        self._aborted = False

    def __call__(self, kind: type[R]) -> R:
        """The repository of this class, made at first use and kept for the unit."""
        made = self._repositories.get(kind)
        if made is None:
            made = self._repositories[kind] = kind(self)
        return cast("R", made)

    @property
    def tenant(self) -> UUID:
        """The school that the unit acts for; raises TenantNotChosen where there is none."""
        if self.tenant_id is None:
            raise TenantNotChosen("the unit acts for no school")
        return self.tenant_id

    def _scope(self, tenant_id: UUID | None, user_id: UUID | None) -> None:
        self._open(f"SELECT app.open_transaction({_literal(tenant_id)}, {_literal(user_id)})")
        self.tenant_id, self.user_id = tenant_id, user_id

    def _open(self, statement: str) -> Row[Any] | None:
        """Send the statement that sets the scope, and BEGIN in the same message at first.

        Values are spelled as literals: a statement with parameters would need a BEGIN before it,
        and a round trip for that.
        """
        if self._connection is not None:
            return self._send(self._connection, statement)
        if self._committed:
            raise DatabaseError("the unit has committed")
        self._connection = self._connect()
        try:
            return self._send(self._connection, f"BEGIN; {statement}")
        except DatabaseUnavailable as error:
            if error.reason != "connection":
                raise
        # A pooled connection had died unnoticed. Nothing has happened yet: try a new one.
        self._release()
        self._aborted = False
        self._connection = self._connect()
        return self._send(self._connection, f"BEGIN; {statement}")

    def _connect(self) -> Connection:
        began = time.perf_counter()
        try:
            with translated():
                connection = self._engine.connect()
        finally:
            self.waited_seconds += time.perf_counter() - began
        set_autocommit(connection, on=True)
        return connection

    def _send(self, connection: Connection, statement: str) -> Row[Any] | None:
        try:
            with translated():
                return connection.exec_driver_sql(statement).one_or_none()
        except DatabaseError:
            self._aborted = True
            raise

    def _opened(self) -> Connection:
        if self._connection is None and self._public and not self._committed:
            self._scope(None, None)
        if self._connection is None:
            raise DatabaseError("the unit has not begun or is over")
        return self._connection

    def _release(self) -> None:
        connection, self._connection = self._connection, None
        if connection is None:
            return
        if not connection.invalidated:
            set_autocommit(connection, on=False)
        # Closing rolls back where a transaction is open. A connection that broke takes its
        # transaction with it, and must not hide the error that the unit is leaving with.
        with suppress(DatabaseUnavailable), translated():
            connection.close()

    def _refuse_rows_of_schools(self, statement: Executable) -> None:
        if not isinstance(statement, ClauseElement):
            return
        for table in find_tables(
            statement, include_joins=True, include_selects=True, include_crud=True
        ):
            if not isinstance(table, Table) or "tenant_id" not in table.columns:
                continue
            if self.user_id is None or not table.info.get("own_rows"):
                raise TenantNotChosen(f"{table.name} belongs to schools, and none is chosen")


def _appended(events: Sequence[tuple[int, PendingEvent]], rows: Sequence[Any]) -> list[Appended]:
    return [
        Appended(pending, channel_id, seq)
        for (_, pending), (channel_id, seq) in zip(events, rows, strict=True)
    ]


def _literal(value: UUID | None) -> str:
    return "NULL" if value is None else f"'{value.hex}'::uuid"
