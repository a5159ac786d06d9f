"""The audit log as administrators read it, and as the weekly job verifies it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, insert, text, update

from infra.postgres.identity.tables import users
from infra.postgres.platform.tables import audit_logs
from shared.telemetry.signals import Signal
from tests.areas.people.factories.people import new_id
from tests.support.api import Api, Caller, all_items, ids, in_parallel, ok
from tests.support.logs import entries, logged
from tests.support.postgres import Database
from tests.support.scene import Member


@pytest.fixture
def admin(api: Api) -> Member:
    return api.member("ADMIN")


@pytest.fixture
def caller(api: Api, admin: Member) -> Caller:
    return api.as_(admin)


def ask(caller: Caller) -> dict[str, Any]:
    found: dict[str, Any] = ok(caller.post("/v1/pulses", json={"text": "How was your week?"}), 201)
    return found


def note(api: Api, member: Member, **values: Any) -> UUID:
    """A row as an administrative route adds one."""
    row = {
        "tenant_id": member.tenant.id,
        "id": new_id(),
        "actor_id": member.id,
        "action": "member.updated",
        "entity_type": "member",
        "entity_id": str(member.id),
        "created_at": datetime.now(UTC),
        **values,
    }
    with api.scene() as connection:
        school = {"school": str(member.tenant.id)}
        connection.execute(text("SELECT set_config('app.tenant_id', :school, true)"), school)
        connection.execute(insert(audit_logs).values(row))
    found: UUID = row["id"]
    return found


def test_a_change_is_read_with_who_made_it_and_what_became_of_it(
    admin: Member, caller: Caller
) -> None:
    asked = ask(caller)
    [row] = ok(caller.get("/v1/audit-log"))["data"]
    assert row["seq"] == 1
    assert (row["action"], row["entityType"], row["entityId"]) == (
        "pulse.opened",
        "pulse",
        asked["id"],
    )
    assert row["actor"]["id"] == str(admin.id)
    assert row["actor"]["role"] == "ADMIN"
    assert row["before"] is None
    assert row["after"] == {
        "scale": asked["scale"],
        "closes_at": row["after"]["closes_at"],
    }
    assert row["ip"] == caller.ip
    assert row["userAgent"] == caller.agent
    assert ok(caller.get("/v1/audit-log/actions")) == {"data": ["pulse.opened"]}


def test_a_replayed_request_is_in_the_log_once(caller: Caller) -> None:
    body = {"text": "How was your week?"}
    for _ in range(2):
        ok(caller.post("/v1/pulses", json=body, headers={"Idempotency-Key": "k"}), 201)
    assert len(ok(caller.get("/v1/audit-log"))["data"]) == 1


def test_administrators_at_once_are_numbered_one_after_the_other(
    api: Api, admin: Member, caller: Caller
) -> None:
    callers = [caller, *(api.as_(api.member("ADMIN", admin.tenant)) for _ in range(3))]
    in_parallel([lambda one=one: ask(one) for one in callers for _ in range(3)])  # type: ignore[misc] # mypy does not infer lambdas with defaults
    rows = ok(caller.get("/v1/audit-log", query={"limit": 100}))["data"]
    assert sorted(row["seq"] for row in rows) == list(range(1, 13))


def test_the_list_is_filtered_and_paged(api: Api, admin: Member, caller: Caller) -> None:
    other = api.member("ADMIN", admin.tenant)
    now = datetime.now(UTC)
    old = note(api, admin, created_at=now - timedelta(days=3), subject_id=other.id)
    mid = note(api, other, action="flag.updated", entity_type="flag", entity_id="pulse")
    new = note(api, admin, created_at=now + timedelta(seconds=1))

    def wanted(**query: Any) -> list[str]:
        return ids(all_items(caller, "/v1/audit-log", limit=1, **query))

    assert wanted() == [str(new), str(mid), str(old)]
    assert wanted(actorId=str(other.id)) == [str(mid)]
    assert wanted(subjectId=str(other.id)) == [str(old)]
    assert wanted(action="member.updated") == [str(new), str(old)]
    assert wanted(entityType="flag", entityId="pulse") == [str(mid)]
    assert wanted(until=(now - timedelta(days=1)).isoformat()) == [str(old)]
    assert wanted(since=(now - timedelta(days=1)).isoformat(), action="flag.updated") == [str(mid)]
    assert wanted(action="nothing") == []


def test_another_school_has_a_log_of_its_own(api: Api, caller: Caller) -> None:
    ask(caller)
    elsewhere = api.as_(api.member("ADMIN"))
    assert ok(elsewhere.get("/v1/audit-log"))["data"] == []
    assert len(elsewhere.get("/v1/audit-log/export.csv").text.splitlines()) == 1


def test_the_file_holds_all_rows_and_no_formula(
    api: Api, admin: Member, caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("functions.platform.audit.EXPORT_PAGE", 2)
    with api.scene() as connection:
        change = update(users).where(users.c.id == admin.id)
        connection.execute(change.values(first_name="=cmd()|សុខ", last_name="@x"))
    for number in range(5):
        note(api, admin, user_agent="=1+1\r\n+2", after={"role": "TEACHER", "n": number})
    answer = caller.get("/v1/audit-log/export.csv", query={"action": "member.updated"})
    assert answer.mimetype == "text/csv"
    assert answer.text.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert [row["number"] for row in rows] == ["5", "4", "3", "2", "1"]
    assert {row["actor"] for row in rows} == {"'=cmd()|សុខ @x"}
    assert {row["user agent"] for row in rows} == {"'=1+1 +2"}
    assert [json.loads(row["after"])["n"] for row in rows] == [4, 3, 2, 1, 0]


@contextmanager
def broken(api: Api, entry: UUID) -> Iterator[None]:
    """A row that somebody has rewritten, and put right again."""

    def rewrite(action: str) -> None:
        with api.scene() as connection:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            changed = update(audit_logs).where(audit_logs.c.id == entry)
            connection.execute(changed.values(action=action))

    rewrite("nothing.happened")
    try:
        yield
    finally:
        rewrite("member.updated")


@pytest.mark.every_school
def test_the_job_verifies_every_school_and_fails_where_a_chain_is_broken(
    api: Api, admin: Member, caller: Caller, few_schools: tuple[Database, Engine]
) -> None:
    ask(caller)
    entry = note(api, admin)
    with api.environment(DATABASE_OWNER_URL=few_schools[0].owner):
        _verify_then_break(api, admin, entry)


def _verify_then_break(api: Api, admin: Member, entry: UUID) -> None:
    assert api.run_job("job_audit_verify")["rows"] >= 2
    query = "SELECT verified_seq, verified_at FROM app.audit_heads WHERE tenant_id = :school"
    [head] = api.rows(query, school=admin.tenant.id)
    assert head.verified_seq == 2
    assert head.verified_at is not None

    with broken(api, entry), logged() as lines, pytest.raises(AssertionError):
        api.run_job("job_audit_verify")
    [said] = entries(lines, Signal.AUDIT_LOG_BROKEN)
    assert said["tenantId"] == str(admin.tenant.id)
    assert (said["at"], said["reason"]) == (2, "a row was changed")
    assert api.run_job("job_audit_verify")["rows"] >= 2
