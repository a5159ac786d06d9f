"""Connections to Postgres for the functions: a small pool per process, and bounded waits."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable
from typing import Any

from sqlalchemy import URL, Connection, Engine, ExceptionContext, create_engine, event, make_url
from sqlalchemy.pool import NullPool, QueuePool

from infra.postgres.core.driver import OneTripConnection

CONNECT_TIMEOUT = 3.0
POOL_TIMEOUT = 2.0
# Beyond the statement timeout of a unit: only a server that hangs, or a broken network, gets here.
READ_TIMEOUT = 8.0
RECYCLE_SECONDS = 1800
STATEMENT_CACHE_SIZE = 64
"""Statements that a connection keeps prepared, 130 KB of the server each: a function has a dozen, a
service of an area more."""
MOST_OF_A_STATEMENT = 1_000
"""Characters of a failed statement that its error says, and of what the server says about it."""


def create_engine_for(dsn: str, *, pool_size: int, application_name: str) -> Engine:
    """An engine over at most ``pool_size`` connections, in READ COMMITTED.

    There is no ping before use: it would cost every request a round trip. The first statement of
    a unit changes nothing, so the unit repeats it on a fresh connection when the old one is dead.
    """
    engine = create_engine(
        _dialect_url(dsn),
        creator=_connector(dsn, application_name, READ_TIMEOUT),
        poolclass=QueuePool,
        pool_size=pool_size,
        # A burst waits its turn: connections are a budget shared by hundreds of functions.
        max_overflow=0,
        pool_timeout=POOL_TIMEOUT,
        pool_recycle=RECYCLE_SECONDS,
        # The same few connections stay warm, the rest may be closed by an idle limit in between.
        pool_use_lifo=True,
        pool_pre_ping=False,
        # Values of statements are personal data and end up in logs with the error.
        hide_parameters=True,
    )
    event.listen(engine, "handle_error", _note_failure)
    return engine


def create_patient_engine(dsn: str, *, application_name: str) -> Engine:
    """An engine without a pool and without a read timeout, for migrations and maintenance."""
    engine = create_engine(
        _dialect_url(dsn),
        creator=_connector(dsn, application_name, None),
        poolclass=NullPool,
        hide_parameters=True,
    )
    event.listen(engine, "handle_error", _note_failure)
    return engine


def keeping_plans(dsn: str) -> str:
    """The connection string with statements prepared: for whoever reaches the server itself.

    Behind a pooler that gives each transaction another connection they would not be found.
    """
    return f"{dsn}?statement_cache_size={STATEMENT_CACHE_SIZE}"


def set_autocommit(connection: Connection, *, on: bool) -> None:
    """Let the caller send BEGIN and COMMIT itself, or the driver.

    The driver sends BEGIN and COMMIT as messages of their own; a caller can put BEGIN in front of
    its first statement and COMMIT behind its last. Switch it off before the
    connection goes back to its pool. It costs nothing: the flag lives in the driver.
    """
    driver_connection = connection.connection.dbapi_connection
    assert driver_connection is not None
    driver_connection.autocommit = on


def _note_failure(failure: ExceptionContext) -> None:
    # The driver lets a reset or a timeout of the first read through as it is, and the connection
    # would go back to the pool.
    if isinstance(failure.original_exception, OSError):
        failure.is_disconnect = True
    error = failure.sqlalchemy_exception
    if error is None:
        return
    # It says the statement, and the server's report in it may quote a value: both as long as
    # what a caller wrote, or as all events of a transaction.
    if error.statement is not None:
        error.statement = _shortened(error.statement)
    # The driver raises what it says as an error of another class, and a stack shows both.
    for said in (error, error.orig, error.orig and error.orig.__context__):
        if said is not None:
            said.args = tuple(map(_shortened, said.args))


def _shortened(value: Any) -> Any:
    """A text with its beginning only, also among the fields of a report."""
    if isinstance(value, dict):
        return {key: _shortened(said) for key, said in value.items()}
    if not isinstance(value, str) or len(value) <= MOST_OF_A_STATEMENT:
        return value
    return f"{value[:MOST_OF_A_STATEMENT]}… ({len(value):,} characters)"


def _dialect_url(dsn: str) -> URL:
    return make_url(dsn).set(drivername="postgresql+pg8000")


def _connector(dsn: str, application_name: str, read_timeout: float | None) -> Callable[[], Any]:
    url = make_url(dsn)
    options = dict(url.query)
    host = str(options.pop("host", url.host or "127.0.0.1"))
    local = host.startswith("/") or host in {"127.0.0.1", "localhost", "::1"}
    tls = _tls_context(str(options.pop("sslmode", "disable" if local else "require")))
    statement_cache_size = int(str(options.pop("statement_cache_size", 0)))
    if options:
        raise ValueError(f"connection options without meaning here: {sorted(options)}")
    port = url.port or 5432

    def connect() -> Any:
        # The driver has one timeout for connecting and reading; a socket of our own has two.
        sock = _open_socket(host, port)
        sock.settimeout(read_timeout)
        try:
            return OneTripConnection(
                url.username,
                host=host,
                password=url.password,
                database=url.database,
                application_name=application_name,
                ssl_context=tls,
                sock=sock,
                statement_cache_size=statement_cache_size,
            )
        except BaseException:
            sock.close()
            raise

    return connect


def _tls_context(mode: str) -> ssl.SSLContext | bool:
    if mode == "disable":
        return False
    if mode == "verify-full":
        return ssl.create_default_context()
    if mode == "require":
        # Encrypted without looking at the certificate: reading the system's takes 20 ms.
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        return context
    raise ValueError(f"sslmode must be disable, require or verify-full, not {mode}")


def _open_socket(host: str, port: int) -> socket.socket:
    if host.startswith("/"):
        sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        sock.settimeout(CONNECT_TIMEOUT)
        sock.connect(f"{host}/.s.PGSQL.{port}")
        return sock
    sock = socket.create_connection((host, port), CONNECT_TIMEOUT)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    # A connection that a firewall forgot is noticed within a minute, also while it is idle.
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for option, seconds in (("TCP_KEEPIDLE", 30), ("TCP_KEEPINTVL", 10), ("TCP_KEEPCNT", 3)):
        if hasattr(socket, option):
            sock.setsockopt(socket.IPPROTO_TCP, getattr(socket, option), seconds)
    return sock
