"""Makes the logins of functions and relay, or gives them the passwords of their secrets.

Runs as a task in the cloud with three connection strings: ``DATABASE_OWNER_URL`` of the role that
owns the schema, ``DATABASE_URL`` of the functions' login, ``RELAY_DATABASE_URL`` of the relay's.
May be repeated; a rotation is a new version of a secret and another run.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

from sqlalchemy import Connection, make_url, text

from infra.postgres.core.engine import create_patient_engine

ROLES = {"DATABASE_URL": "stunity_app", "RELAY_DATABASE_URL": "stunity_relay"}


class BadLogin(ValueError):
    """A connection string lacks a user or a password, or names the schema's owner."""


def ensure_logins(owner_dsn: str, dsns: Mapping[str, str]) -> list[str]:
    """Make or change a login for each connection string; returns what was done."""
    owner = make_url(owner_dsn).username
    engine = create_patient_engine(owner_dsn, application_name="logins")
    done = []
    with engine.begin() as connection:
        for setting, dsn in dsns.items():
            url = make_url(dsn)
            if not url.username or not url.password or url.username == owner:
                raise BadLogin(setting)
            done.append(_ensure(connection, url.username, url.password, ROLES[setting]))
    return done


def _ensure(connection: Connection, login: str, password: str, role: str) -> str:
    exists = connection.execute(
        text("SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = :login)"), {"login": login}
    ).scalar_one()
    # Statements of roles take no parameters: the server itself quotes name and password.
    statement = connection.execute(
        text(
            "SELECT format('%s ROLE %I LOGIN PASSWORD %L',"
            " CAST(:verb AS text), CAST(:login AS text), CAST(:password AS text))"
        ),
        {"verb": "ALTER" if exists else "CREATE", "login": login, "password": password},
    ).scalar_one()
    connection.exec_driver_sql(statement)
    member = connection.execute(
        text("SELECT pg_has_role(:login, :role, 'MEMBER')"), {"login": login, "role": role}
    ).scalar_one()
    if not member:
        granting = connection.execute(
            text("SELECT format('GRANT %I TO %I', CAST(:role AS text), CAST(:login AS text))"),
            {"role": role, "login": login},
        ).scalar_one()
        connection.exec_driver_sql(granting)
    return f"{login}: {'changed' if exists else 'made'}, a member of {role}"


def main() -> int:
    """Read the connection strings from the environment and do it."""
    dsns = {setting: os.environ[setting] for setting in ROLES}
    for line in ensure_logins(os.environ["DATABASE_OWNER_URL"], dsns):
        print(line)
    return 0


if __name__ == "__main__":
    sys.exit(main())
