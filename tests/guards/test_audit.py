"""Whatever those who run a school change is in its audit log: by declaration, route by route."""

from __future__ import annotations

import json
from typing import Any

import pytest

from infra.local.process import PROJECT_ROOT
from infra.postgres.platform.audited import AUDITED, Audited, kept_columns, table_of
from shared.auth.permissions import Permission
from shared.http.route import Access, Audit, Route, RouteError, route
from tests.guards.routes import MUTATING, ROUTES, example, reviewed, some
from tests.support.api import Api

AUDITED_ROUTES = tuple(r for r in ROUTES if r.audit is not None)


@pytest.mark.parametrize("route", AUDITED_ROUTES, ids=lambda route: route.name)
def test_a_change_leaves_one_row_with_what_it_changed(api: Api, route: Route) -> None:
    valid = example(api, route)
    assert route.audit is not None
    assert valid.member is not None
    answer = valid.send()
    assert answer.status_code == route.status, answer.text
    # By the actor: an operator of the platform writes into another school than their own.
    query = "SELECT * FROM app.audit_logs WHERE actor_id = :actor"
    rows = api.rows(query, actor=valid.member.id)
    assert [row.action for row in rows] == [route.audit.action]
    [row] = rows
    assert row.entity_type == route.audit.entity
    assert row.entity_id
    assert row.ip == valid.caller.ip
    assert row.request_id == answer.headers["X-Request-Id"]
    kept = set(AUDITED[route.audit.entity].columns)
    for document in (row.before, row.after):
        assert set(document or {}) <= kept
    # What exists before or after is known to the log: the declaration names the right kind.
    assert row.before is not None or row.after is not None


@pytest.mark.parametrize("route", AUDITED_ROUTES, ids=lambda route: route.name)
def test_a_refused_change_leaves_none(api: Api, route: Route) -> None:
    valid = example(api, route)
    with api.nothing_written(route.name):
        assert valid.send(query={"surprise": "1"}).status_code == 422


def test_what_is_administrative_is_audited_as_was_reviewed() -> None:
    administrative = some(r for r in MUTATING if r.administrative)
    assert all(r.audit is not None for r in administrative)
    for declared in some(AUDITED_ROUTES):
        assert declared.audit is not None
        assert reviewed()[declared.name]["audit"] == declared.audit.action
        assert declared.audit.entity in AUDITED


@pytest.mark.parametrize("language", ["en", "km"])
def test_each_action_has_words_for_those_who_read_the_log(language: str) -> None:
    place = f"web/app/src/areas/platform/messages/{language}.json"
    words = json.loads((PROJECT_ROOT / place).read_text(encoding="utf-8"))
    for declared in some(AUDITED_ROUTES):
        assert declared.audit is not None
        assert words.get(f"audit.did.{declared.audit.action}"), declared.audit.action
    for audited in some(AUDITED.values()):
        for column in audited.columns:
            assert words.get(f"audit.field.{column}"), column


@pytest.mark.parametrize("kind", AUDITED)
def test_what_is_kept_of_a_kind_is_listed_and_may_be_kept(kind: str) -> None:
    audited = AUDITED[kind]
    facts, texts = kept_columns(audited)
    assert [c.name for c in (*facts, *texts)]
    table = table_of(audited)
    assert audited.key in table.c
    assert audited.person is None or audited.person in table.c


@pytest.mark.parametrize(
    "wrong",
    [
        Audited("identity.tables", "users", ("password_hash",), person="id"),
        Audited("identity.tables", "users", ("name",), person="id"),
        Audited("identity.tables", "users", ("email",)),
        Audited("school.pulse_tables", "pulse_urns", ("ballots",), key="pulse_id"),
    ],
    ids=lambda wrong: f"{wrong.table}.{wrong.columns[0]}",
)
def test_no_secret_and_no_persons_text_without_the_person_is_kept(wrong: Audited) -> None:
    with pytest.raises(TypeError):
        kept_columns(wrong)


def _handler(ctx: Any) -> None:
    """A summary."""


def test_an_administrative_route_that_says_nothing_fails_at_import() -> None:
    audit = Audit("tenant.updated", "tenant")
    refused: list[dict[str, Any]] = [
        {"method": "PUT", "permission": Permission.TENANT_MANAGE},
        {"method": "POST", "permission": Permission.PLATFORM_MANAGE},
        {"method": "DELETE", "permission": Permission.MODERATION_REVIEW},
        {"method": "PUT", "permission": Permission.POSTS_CREATE, "limits": ("admin",)},
        # Nobody is known there, or nothing is written.
        {"method": "PUT", "permission": Access.PUBLIC, "audit": audit},
        {"method": "PUT", "permission": Permission.TENANT_MANAGE, "audit": audit}
        | {"hides_caller": True},
        {"method": "GET", "permission": Permission.TENANT_MANAGE, "audit": audit},
    ]
    for options in refused:
        method = options.pop("method")
        with pytest.raises(RouteError):
            route(method, "/v1/x", **({"limits": ("write",)} | options))(_handler)
    changes = route(
        "PUT", "/v1/x", permission=Permission.TENANT_MANAGE, limits=("write",), audit=audit
    )
    changes(_handler)
    route("GET", "/v1/x", permission=Permission.TENANT_MANAGE, limits=("read",))(_handler)
