"""What an operator does with a whole school: found, export, close, remove."""

from __future__ import annotations

import json
import secrets
import zipfile
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from infra.ops import school as ops_school
from infra.ops.school import Admin, SchoolError
from infra.ops.school_rows import exported_tables, tables_of_schools
from tests.areas.identity.factories.links import confirm
from tests.areas.people.factories.people import Tenant, make_membership
from tests.support.api import Api, ok, refused
from tests.support.postgres import Database
from tests.support.school import School, make_school

PASSWORD = "a quiet morning"


def quiet(_: str) -> None:
    """Progress that nobody reads."""


def found(database: Database, email: str | None = None) -> tuple[str, str]:
    slug = f"founded-{secrets.token_hex(4)}"
    email = email or f"{secrets.token_hex(6)}@example.test"
    admin = Admin(email, "Chan", "Dara")
    ops_school.found(database.owner, slug, "New school", admin, timezone="Asia/Phnom_Penh")
    return slug, email


def lively_school(api: Api) -> School:
    school = make_school(api)
    post = school.post(content="ខ្មែរ and English")
    reader = school.caller("reader")
    ok(reader.post(f"/v1/posts/{post['id']}/like"))
    ok(reader.post(f"/v1/posts/{post['id']}/comment", json={"content": "Thank you"}), 201)
    school.make_class(students=("reader",))
    return school


def lines(archive: Path, table: str) -> list[dict[str, Any]]:
    with zipfile.ZipFile(archive) as opened:
        return [json.loads(line) for line in opened.read(f"{table}.jsonl").splitlines()]


def rows_of(api: Api, school: School) -> dict[str, int]:
    found = {}
    for table in tables_of_schools():
        statement = f"SELECT count(*) AS n FROM app.{table.name} WHERE tenant_id = :t"  # noqa: S608 - a table's name
        found[table.name] = api.rows(statement, t=school.author.tenant.id)[0].n
    return found


def test_the_first_administrator_of_a_founded_school_signs_in(api: Api, database: Database) -> None:
    slug, email = found(database)
    identity = {"email": email, "password": PASSWORD}
    refused(api.anonymous().post("/v1/auth/login", json=identity), 401, "wrong_credentials")

    confirm(api, email, PASSWORD)

    tokens = ok(api.anonymous().post("/v1/auth/login", json=identity))
    me = ok(api.with_token(tokens["accessToken"]).get("/v1/users/me"))
    assert [(m["tenant"]["slug"], m["role"]) for m in me["memberships"]] == [(slug, "ADMIN")]


def test_a_slug_is_given_once_and_nothing_of_the_second_try_stays(
    api: Api, database: Database
) -> None:
    slug, _ = found(database)
    stranger = Admin("second@example.test", "A", "B")

    with pytest.raises(SchoolError, match="already"):
        ops_school.found(database.owner, slug, "Twice", stranger)

    assert api.rows("SELECT 1 AS one FROM app.users WHERE email = 'second@example.test'") == []


def test_who_has_confirmed_the_address_leads_a_second_school_at_once(
    api: Api, database: Database
) -> None:
    _, email = found(database)
    confirm(api, email, PASSWORD)
    second = f"second-{secrets.token_hex(4)}"
    ops_school.found(database.owner, second, "Second", Admin(email, "Other", "Name"))

    identity = {"email": email, "password": PASSWORD}
    tokens = ok(api.anonymous().post("/v1/auth/login", json=identity))
    me = ok(api.with_token(tokens["accessToken"]).get("/v1/users/me"))
    assert len(me["memberships"]) == 2


def test_a_stranger_who_registered_first_gets_nothing_when_the_school_is_founded(
    api: Api, database: Database
) -> None:
    """Somebody registers a head teacher's address in an open school and waits."""
    open_school = api.tenant(settings={"open_registration": True})
    email = f"head-{secrets.token_hex(4)}@example.test"
    form = {"email": email, "password": "a stranger's", "firstName": "S", "lastName": "T"}
    stranger = {"email": email, "password": "a stranger's"}
    ok(api.anonymous().post("/v1/auth/register", json={**form, "tenant": open_school.slug}), 201)

    slug, _ = found(database, email)

    refused(api.anonymous().post("/v1/auth/login", json=stranger), 403, "address_not_confirmed")
    (mail,) = api.events(tenant_of(api, slug), "email:queued")
    assert mail.data["templateKey"] == "founder"
    confirm(api, email, PASSWORD)
    refused(api.anonymous().post("/v1/auth/login", json=stranger), 401, "wrong_credentials")
    owner = {"email": email, "password": PASSWORD, "tenant": slug}
    tokens = ok(api.anonymous().post("/v1/auth/login", json=owner))
    me = ok(api.with_token(tokens["accessToken"]).get("/v1/users/me"))
    assert {m["tenant"]["slug"]: m["role"] for m in me["memberships"]}[slug] == "ADMIN"


def tenant_of(api: Api, slug: str) -> Tenant:
    (row,) = api.rows("SELECT id FROM app.tenants WHERE slug = :slug", slug=slug)
    return Tenant(row.id, slug)


def test_an_export_holds_every_row_of_the_school_and_none_of_another(
    api: Api, database: Database, tmp_path: Path
) -> None:
    school, other = lively_school(api), lively_school(api)
    before = rows_of(api, school)
    target = tmp_path / "school.zip"

    counts = ops_school.export(database.owner, school.author.tenant.slug, target, say=quiet)

    kept = {table.name for table in exported_tables()}
    people = {"tenants": 1, "users": 2, "profiles": 0}
    assert counts == {name: before[name] for name in kept - people.keys()} | people
    assert lines(target, "posts")[0]["content"] == "ខ្មែរ and English"
    assert {u["email"] for u in lines(target, "users")} == {
        school.author.user.email,
        school.member("reader").user.email,
    }
    with zipfile.ZipFile(target) as opened:
        text = b"".join(opened.read(name) for name in opened.namelist()).decode()
    assert str(other.author.tenant.id) not in text
    assert other.author.user.email not in text
    assert '_hash"' not in text, "no column with a digest"
    # It is in the record that somebody took it, and a file is never overwritten.
    done = api.rows(
        "SELECT action FROM app.audit_logs WHERE tenant_id = :t", t=school.author.tenant.id
    )
    assert "tenant.exported" in {row.action for row in done}
    with pytest.raises(FileExistsError):
        ops_school.export(database.owner, school.author.tenant.slug, target, say=quiet)


def test_a_school_is_closed_before_it_is_removed(api: Api, database: Database) -> None:
    school = lively_school(api)
    slug = school.author.tenant.slug
    before = rows_of(api, school)

    with pytest.raises(SchoolError, match="close it first"):
        ops_school.remove(database.owner, slug, say=quiet)
    assert rows_of(api, school) == before

    assert ops_school.close(database.owner, slug) == 2
    refused(school.as_author.get("/v1/posts"), 403, "membership_inactive")


def test_a_removed_school_leaves_nothing_and_others_whole(api: Api, database: Database) -> None:
    school, other = lively_school(api), lively_school(api)
    guest = other.member("in both", "TEACHER")
    with api.scene() as connection:
        make_membership(connection, tenant_id=school.author.tenant.id, user_id=guest.id)
    before = rows_of(api, other)
    ops_school.close(database.owner, school.author.tenant.slug)

    counts = ops_school.remove(database.owner, school.author.tenant.slug, say=quiet)

    assert counts["posts"] == 1
    assert counts["users"] == 2
    assert set(rows_of(api, school).values()) == {0}
    for table in ("event", "channel_head"):
        left = f"SELECT 1 AS one FROM app.{table} WHERE tenant_id = :t"  # noqa: S608 - a table's name
        assert api.rows(left, t=school.author.tenant.id) == []
    assert rows_of(api, other) == before
    ok(api.as_(guest).get("/v1/posts"))
    gone = "SELECT 1 AS one FROM app.users WHERE id = :u"
    assert api.rows(gone, u=school.author.id) == []
    assert api.rows(gone, u=guest.id) != []


def test_a_removal_that_fails_half_way_has_removed_nothing(
    api: Api, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    school = lively_school(api)
    ops_school.close(database.owner, school.author.tenant.slug)
    before = rows_of(api, school)

    def cut_off(_: Connection, __: object) -> bool:
        raise OperationalError("DELETE", {}, Exception("the server went away"))

    monkeypatch.setattr(ops_school, "remove_person", cut_off)
    with pytest.raises(OperationalError):
        ops_school.remove(database.owner, school.author.tenant.slug, say=quiet)

    assert rows_of(api, school) == before


def test_the_command_line_asks_for_the_slug_twice(
    database: Database, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    slug, _ = found(database)
    monkeypatch.setenv("DATABASE_OWNER_URL", database.owner)

    assert ops_school.main(["close", slug]) == 0
    assert ops_school.main(["remove", slug, "--yes-remove", "another"]) == 1
    assert ops_school.main(["remove", slug, "--yes-remove", slug]) == 0
    assert ops_school.main(["close", slug]) == 1
    assert "there is no school" in capsys.readouterr().err


def test_who_is_made_an_operator_sees_every_school(api: Api, database: Database) -> None:
    teacher, elsewhere = api.member("TEACHER"), api.member("TEACHER")
    path = "/v1/platform/tenants"
    refused(api.as_(teacher).get(path), 403, "forbidden")
    slug = teacher.tenant.slug
    with pytest.raises(SchoolError, match="no active member"):
        ops_school.operate(database.owner, slug, elsewhere.user.email)
    for _ in range(2):
        ops_school.operate(database.owner, slug, teacher.user.email.upper())
    assert ok(api.as_(teacher).get(path))["data"]
    me = ok(api.as_(teacher).get("/v1/users/me"))
    assert "platform:manage" in me["permissions"]
