"""Logins follow the connection strings of the secrets."""

from __future__ import annotations

import io
import re

import pytest
from sqlalchemy import create_engine, make_url, text

from infra.ops import secrets as ops_secrets
from infra.ops.epoch import declare_new_epoch
from infra.ops.logins import BadLogin, ensure_logins
from infra.postgres.core.engine import create_patient_engine
from infra.tokens import parse_keys
from tests.support.postgres import Database

URL = re.compile(
    r"^postgresql(\+pg8000)?://[a-z]+:[A-Za-z0-9-]{20,}@[a-z.]+:\d+/stunity(\?[a-z_=0-9]+)?$"
)


def _login(database: Database, user: str, password: str) -> str:
    url = make_url(database.owner).set(username=user, password=password)
    return url.render_as_string(hide_password=False)


def _signs_in(dsn: str) -> bool:
    try:
        with create_patient_engine(dsn, application_name="test").connect() as connection:
            return bool(connection.execute(text("SELECT current_user")).scalar_one())
    except Exception as error:
        if "28P01" not in str(error):  # the code of a wrong password
            raise
        return False


def test_logins_are_made_and_get_new_passwords(database: Database) -> None:
    first = {
        "DATABASE_URL": _login(database, "ops_app", 'it\'s 100% "quoted"'),
        "RELAY_DATABASE_URL": _login(database, "ops_relay", "first-relay"),
    }
    second = {**first, "DATABASE_URL": _login(database, "ops_app", "second")}

    made = ensure_logins(database.owner, first)
    assert made == [
        "ops_app: made, a member of stunity_app",
        "ops_relay: made, a member of stunity_relay",
    ]
    assert _signs_in(first["DATABASE_URL"])
    assert _signs_in(first["RELAY_DATABASE_URL"])

    changed = ensure_logins(database.owner, second)
    assert changed[0] == "ops_app: changed, a member of stunity_app"
    assert _signs_in(second["DATABASE_URL"])
    assert not _signs_in(first["DATABASE_URL"])


def test_a_login_owns_nothing_and_is_bound_by_row_security(database: Database) -> None:
    dsns = {"DATABASE_URL": _login(database, "ops_bound", "password")}
    ensure_logins(database.owner, dsns)

    engine = create_engine(dsns["DATABASE_URL"])
    with engine.connect() as connection:
        rights = connection.execute(
            text(
                "SELECT rolsuper, rolcreaterole, rolcreatedb, rolbypassrls"
                " FROM pg_roles WHERE rolname = 'ops_bound'"
            )
        ).one()
    engine.dispose()
    assert not any(rights)


@pytest.mark.parametrize("user", ["owner", ""])
def test_the_owner_and_a_string_without_a_login_are_refused(database: Database, user: str) -> None:
    url = make_url(database.owner)
    name = url.username if user == "owner" else None
    dsn = url.set(username=name, password="x" if name else None)

    with pytest.raises(BadLogin, match="DATABASE_URL"):
        ensure_logins(database.owner, {"DATABASE_URL": dsn.render_as_string(hide_password=False)})


def test_a_new_epoch_differs_from_the_old_one(database: Database) -> None:
    old, new = declare_new_epoch(database.owner)
    again, _ = declare_new_epoch(database.owner)

    assert old != new
    assert again == new


@pytest.mark.parametrize("name", ["database-owner-url", "database-url", "relay-database-url"])
def test_a_connection_string_has_the_form_that_terraform_reads(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    ops_secrets.main([name])
    first = capsys.readouterr().out
    ops_secrets.main([name])

    assert URL.match(first)
    assert re.match("^[^:]+://[^:]+:([^@]+)@", first)
    assert capsys.readouterr().out != first


def test_plans_are_kept_on_the_servers_own_port_and_not_behind_a_pooler(
    capsys: pytest.CaptureFixture[str],
) -> None:
    ops_secrets.main(["database-url"])
    direct = capsys.readouterr().out
    ops_secrets.main(["database-url", "--port", "6432"])
    pooled = capsys.readouterr().out

    assert direct.endswith(":5432/stunity?statement_cache_size=64")
    assert pooled.endswith(":6432/stunity")


def test_public_keys_belong_to_their_private_ones(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ops_secrets.main(["jwt-signing-keys", "--kid", "key-2"])
    private = capsys.readouterr().out
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{private},{ops_secrets.signing_key('key-1')}"))
    ops_secrets.main(["jwt-public-keys"])
    public = capsys.readouterr().out

    assert list(parse_keys(public)) == ["key-2", "key-1"]
    assert re.fullmatch(
        r"[A-Za-z0-9_-]+:[A-Za-z0-9_-]{43}(,[A-Za-z0-9_-]+:[A-Za-z0-9_-]{43})*", public
    )
