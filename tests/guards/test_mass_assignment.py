"""No request sets a column that its body does not name: every column, into every writing route."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pydantic import ValidationError
from pydantic.alias_generators import to_camel

from infra.postgres.core.schema import metadata
from shared.http.route import Route
from tests.guards.routes import WITH_BODY, example, schema_of, some
from tests.support.api import Api, refused

COLUMNS = {column.name for table in metadata.tables.values() for column in table.columns}
NAMES = {*COLUMNS, *map(to_camel, COLUMNS), "role", "tenantId", "id", "createdAt"}
OF_THE_SERVER = frozenset(
    {"id", "role", "tenantId", "userId", "authorId", "ownerId", "createdAt", "deletedAt"}
    | {"verified", "emailVerifiedAt", "tokenVersion", "passwordHash"}
)
"""What says who somebody is, whose a thing is and since when."""

REVIEWED = {
    # Which of one's own schools to work in; and what those who manage people are there for.
    "auth_switch_tenant": {"tenantId"},
    "clubs_member_update": {"role"},
    "courses_roster_add": {"role"},
    "invitations_create": {"role"},
    "members_update": {"role"},
    "role_assignments_create": {"role", "userId"},
}


@pytest.mark.parametrize("route", WITH_BODY, ids=lambda route: route.name)
def test_every_column_that_the_body_does_not_name_is_refused(api: Api, route: Route) -> None:
    assert route.body is not None
    valid = example(api, route)
    foreign = sorted(NAMES - set(schema_of(route.body)["properties"]))
    body = {**(valid.body or {}), **dict.fromkeys(foreign, "x")}
    with pytest.raises(ValidationError) as error:
        route.body.model_validate(body)
    found = error.value.errors(include_url=False, include_context=False, include_input=False)
    told = {one["loc"] for one in found if one["type"] == "extra_forbidden"}
    assert told == {(name,) for name in foreign}
    with api.nothing_written(route.name):
        # The answer names the first of them; the model has named them all.
        problem = refused(valid.send(json=body), 422, "validation_failed")
    assert {one["field"] for one in problem["errors"]} <= {*foreign, *(valid.body or {})}


def test_what_the_server_decides_is_named_by_no_body_but_the_reviewed_ones() -> None:
    named = {
        route.name: fields
        for route in some(WITH_BODY)
        if route.body and (fields := set(schema_of(route.body)["properties"]) & OF_THE_SERVER)
    }
    assert named == REVIEWED


def objects(schema: dict[str, object]) -> Iterator[tuple[str, dict[str, object]]]:
    definitions = schema.get("$defs", {})
    assert isinstance(definitions, dict)
    yield "", schema
    for name, definition in definitions.items():
        if definition.get("type") == "object" and "properties" in definition:
            yield name, definition


@pytest.mark.parametrize("route", WITH_BODY, ids=lambda route: route.name)
def test_what_stands_within_a_body_takes_no_other_field_either(route: Route) -> None:
    assert route.body is not None
    for name, found in some(objects(schema_of(route.body))):
        assert found.get("additionalProperties") is False, name
