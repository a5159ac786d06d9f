"""What every change keeps: its events, its one commit, and its idempotency key."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

import pytest
from pydantic import ValidationError
from sqlalchemy import text

from shared.http.limits import LIMIT_CLASSES
from shared.http.route import Route
from tests.guards.routes import (
    IDEMPOTENT,
    MUTATING,
    READING,
    Example,
    example,
    one_of_each_kind,
    reviewed,
)
from tests.support.api import Api, in_parallel
from tests.support.statements import recorded_statements

REPRESENTATIVES = one_of_each_kind(IDEMPOTENT)
KEY = "Idempotency-Key"
LOOKS_AFTER_COMMIT = frozenset({"live_answer"})
"""Routes that count for the host once their change is certain, where Redis does not count."""
TELLS_THE_TIME = frozenset(
    {
        "live_state",
        "auth_oidc_start",
        "auth_passkeys_sign_in_options",
        "auth_prove_options",
        "admin_health",
        "admin_jobs",
        # A workbook says when it was written.
        "question_sheets_template",
        # Figures say as of when they are.
        "analytics_me",
        "analytics_me_file",
        "posts_analytics",
        "posts_analytics_file",
    }
)
"""Routes whose answer carries the server's clock or a challenge, and so is never the same twice."""


def logged_types(api: Api) -> dict[str, int]:
    """How often each type stands in the log of this database."""
    rows = api.rows("SELECT type, count(DISTINCT event_id) AS n FROM app.event GROUP BY type")
    return {row.type: row.n for row in rows}


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO app.tenants (id, slug, name) SELECT gen_random_uuid(), 'x' || :slug, 'X'",
        "UPDATE app.tenants SET name = name WHERE slug = :slug",
        "DELETE FROM app.tenants WHERE slug = :slug",
        (
            "WITH gone AS (DELETE FROM app.tenants WHERE slug = :slug RETURNING id)"
            " INSERT INTO app.tenants (id, slug, name) SELECT id, 'y' || :slug, 'X' FROM gone"
        ),
    ],
    ids=["insert", "update", "delete", "exchange"],
)
def test_the_guards_see_every_write(api: Api, statement: str) -> None:
    """Negative control of what other guards rest on."""
    slug = api.tenant().slug
    with api.written() as tables, api.scene() as connection:
        connection.execute(text(statement), {"slug": slug})
    assert tables == {"tenants"}


@pytest.mark.parametrize("route", MUTATING, ids=lambda route: route.name)
def test_a_change_emits_what_is_declared_right_before_its_commit(api: Api, route: Route) -> None:
    valid = example(api, route)
    before = logged_types(api)
    with recorded_statements(api.deps.engine) as log:
        assert valid.send().status_code == route.status
    log.assert_appends_come_last()
    emitted = {name for name, count in logged_types(api).items() if count > before.get(name, 0)}
    assert emitted <= set(reviewed()[route.name]["emits"])
    appends = sum("append_events" in statement for statement in log)
    assert appends == (1 if emitted else 0)
    commits = [place for place, statement in enumerate(log) if statement.endswith("COMMIT")]
    assert len(commits) == 1, "one commit"
    # A place in a limit of failures is given back when the answer is known.
    after = [s for s in log[commits[0] + 1 :] if "rate_limit_counters" not in s]
    assert not after or route.name in LOOKS_AFTER_COMMIT, "nothing after the commit"
    assert all(re.match(r"(BEGIN; )?SELECT ", statement) for statement in after), after


@pytest.mark.parametrize("route", READING, ids=lambda route: route.name)
def test_reading_writes_nothing_and_a_tag_spares_the_body(api: Api, route: Route) -> None:
    valid = example(api, route)
    with api.nothing_written(route.name):
        first = valid.send()
        assert first.status_code == route.status
        again = valid.send(headers={"If-None-Match": first.headers["ETag"]})
    if route.name in TELLS_THE_TIME:
        return
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]


@pytest.mark.parametrize("route", one_of_each_kind(READING), ids=lambda route: route.name)
def test_another_tag_does_not(api: Api, route: Route) -> None:
    valid = example(api, route)
    assert valid.send(headers={"If-None-Match": '"other"'}).status_code == 200
    head = valid.caller.request("HEAD", valid.path)
    assert (head.status_code, head.data) == (200, b"")


def send_with(valid: Example, key: str) -> tuple[int, bytes, str | None]:
    answer = valid.send(headers={KEY: key})
    return answer.status_code, answer.data, answer.headers.get("Idempotency-Replayed")


@pytest.mark.parametrize("route", IDEMPOTENT, ids=lambda route: route.name)
def test_a_key_gets_the_first_answer_again(api: Api, route: Route) -> None:
    valid, key = example(api, route), "~" * 128
    status, body, replayed = send_with(valid, key)
    assert (status, replayed) == (route.status, None)
    with api.nothing_written(route.name):
        again = valid.send(headers={KEY: key})
    assert (again.status_code, again.data) == (status, body)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert again.mimetype == "application/json"


def variations(route: Route, body: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Valid bodies that differ in one text."""
    assert route.body is not None
    for name, value in body.items():
        other = {**body, name: "another value"}
        if isinstance(value, str):
            with suppress(ValidationError):
                route.body.model_validate_json(json.dumps(other))
                yield other


@pytest.mark.parametrize("route", REPRESENTATIVES, ids=lambda route: route.name)
def test_a_key_serves_one_request_only(api: Api, route: Route) -> None:
    valid, key = example(api, route), str(uuid.uuid4())
    assert send_with(valid, key)[0] == route.status
    assert valid.body is not None
    other = next(body for body in variations(route, valid.body) if body != valid.body)
    with api.nothing_written(route.name):
        answer = valid.send(json=other, headers={KEY: key})
    assert answer.status_code == 422
    assert answer.json is not None
    assert answer.json["code"] == "idempotency_mismatch"
    # Another person's key is another key.
    neighbour = example(api, route)
    assert send_with(neighbour, key)[2] is None


@pytest.mark.parametrize("route", REPRESENTATIVES, ids=lambda route: route.name)
def test_a_refused_request_uses_no_key_up(api: Api, route: Route) -> None:
    valid, key = example(api, route), str(uuid.uuid4())
    with api.nothing_written(route.name):
        assert valid.send(json={"x": 1}, headers={KEY: key}).status_code == 422
    assert send_with(valid, key)[0] == route.status


@pytest.mark.parametrize("route", REPRESENTATIVES, ids=lambda route: route.name)
def test_many_at_once_have_one_effect(api: Api, route: Route) -> None:
    """AT-X-2."""
    valid, key = example(api, route), str(uuid.uuid4())
    before = sum(logged_types(api).values())
    most = min(window.limit for name in route.limits for window in LIMIT_CLASSES[name].windows)
    answers = in_parallel([lambda: send_with(valid, key)] * min(20, most - 1))
    # Whoever has waited two seconds for the first is told that it still runs, and asks again.
    told = [answer for answer in answers if b"idempotency_conflict" not in answer[1]]
    assert {(status, body) for status, body, _ in told} == {(route.status, told[0][1])}
    assert send_with(valid, key) == (route.status, told[0][1], "true")
    assert [replayed for _, _, replayed in told].count(None) == 1
    assert sum(logged_types(api).values()) == before + bool(route.emits)


@pytest.mark.parametrize("route", REPRESENTATIVES, ids=lambda route: route.name)
def test_a_key_is_visible_ascii(api: Api, route: Route) -> None:
    valid = example(api, route)
    for key in ("", "x" * 129, "a b", "kéy"):
        answer = valid.send(headers={KEY: key})
        assert answer.status_code == 400, key
        assert answer.json is not None
        assert answer.json["code"] == "invalid_idempotency_key"
