"""The product's database inside the embedded Postgres: roles, schema, connection strings."""

from __future__ import annotations

from datetime import UTC, datetime

from infra.local.postgres import EmbeddedPostgres
from infra.postgres.core import migrate
from infra.postgres.core.engine import create_patient_engine, keeping_plans
from infra.postgres.core.maintenance import create_partitions, create_partitions_of_views

DATABASE = "stunity"
_LOGINS = {"app": "stunity_app", "relay": "stunity_relay"}


def provision(server: EmbeddedPostgres, password: str) -> dict[str, str]:
    """Make what is missing and migrate; returns the connection strings as settings.

    Like a managed database: the owner is no superuser, and the product signs in as roles that own
    nothing.
    """
    owner = server.dsn(DATABASE, "owner", password)
    if _exists(server):
        _allow_vectors(server)
        migrate.upgrade(owner)
    else:
        _run(server, f"CREATE ROLE owner LOGIN CREATEROLE PASSWORD '{password}'")
        server.create_database(DATABASE)
        _run(server, f"ALTER DATABASE {DATABASE} OWNER TO owner")
        _allow_vectors(server)
        migrate.upgrade(owner)
        for login, role in _LOGINS.items():
            _run(server, f"CREATE ROLE {login} LOGIN PASSWORD '{password}' IN ROLE {role}")
    setup = create_patient_engine(owner, application_name="setup")
    create_partitions(setup)
    create_partitions_of_views(setup, today=datetime.now(UTC).date())
    return {
        "DATABASE_OWNER_URL": owner,
        "DATABASE_URL": keeping_plans(server.dsn(DATABASE, "app", password)),
        "RELAY_DATABASE_URL": server.dsn(DATABASE, "relay", password, driver=""),
    }


def _exists(server: EmbeddedPostgres) -> bool:
    engine = create_patient_engine(server.dsn(), application_name="setup")
    with engine.connect() as connection:
        query = f"SELECT count(*) FROM pg_roles WHERE rolname = '{next(iter(_LOGINS))}'"  # noqa: S608 - a constant
        return bool(connection.exec_driver_sql(query).scalar_one())


def _allow_vectors(server: EmbeddedPostgres) -> None:
    """Install pgvector, which owners of managed databases may do and this one may not."""
    _run(server, "CREATE EXTENSION IF NOT EXISTS vector", DATABASE)


def _run(server: EmbeddedPostgres, statement: str, database: str = "postgres") -> None:
    engine = create_patient_engine(server.dsn(database), application_name="setup")
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(statement)
