"""Two walls stand between schools: each holds alone, and without both there is none.

The first is the school in every statement, the second row security. Here one or the other is taken
away under the running API, and ids of another school are asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event, text

from infra.postgres.core.row_security import open_tables
from infra.postgres.core.schema import metadata
from shared.http.route import Route
from tests.guards.routes import WITH_PATH, Example, example, some
from tests.guards.targets import targets, things_of
from tests.guards.test_objects import OF_MEMBERS
from tests.support.api import Api

GUARDED = sorted({table.name for table in metadata.tables.values()} - open_tables(metadata).keys())
READING = tuple(
    route
    for route in WITH_PATH
    if route.method == "GET" and route in OF_MEMBERS and not things_of(route).everywhere
)
# ``posts.tenant_id = %s``, with and without a cast, in either order.
_VALUE = r"(%s(?:::uuid)?)"
_FILTER = re.compile(
    rf"(?:app\.)?\w+\.tenant_id = {_VALUE}|{_VALUE} = \w+\.tenant_id", re.IGNORECASE
)


def unfiltered(statement: str) -> str:
    """The statement for rows of any school; its parameters stay where they are."""
    return _FILTER.sub(lambda found: f"{found[1] or found[2]} IS NOT NULL", statement)


def test_the_filter_is_found_as_statements_spell_it() -> None:
    spelled = (
        "SELECT 1 FROM app.posts WHERE app.posts.tenant_id = %s::UUID AND app.posts.id = %s::UUID"
    )
    assert unfiltered(spelled) == (
        "SELECT 1 FROM app.posts WHERE %s::UUID IS NOT NULL AND app.posts.id = %s::UUID"
    )


@contextmanager
def without_filter(api: Api) -> Iterator[list[str]]:
    """Every statement asks for rows of any school; yields those that were changed."""
    changed: list[str] = []

    def rewrite(_c: Any, _k: Any, statement: str, parameters: Any, *_: Any) -> tuple[str, Any]:
        free = unfiltered(statement)
        if free != statement:
            changed.append(statement)
        return free, parameters

    engine = api.deps.engine
    event.listen(engine, "before_cursor_execute", rewrite, retval=True)
    try:
        yield changed
    finally:
        event.remove(engine, "before_cursor_execute", rewrite)


@contextmanager
def without_row_security(api: Api) -> Iterator[None]:
    """No table hides rows of other schools."""

    def switch(how: str) -> None:
        with api.admin.begin() as connection:
            for table in GUARDED:
                connection.execute(text(f"ALTER TABLE app.{table} {how} ROW LEVEL SECURITY"))

    switch("DISABLE")
    try:
        yield
    finally:
        switch("ENABLE")


@pytest.fixture(scope="module")
def cases(served: Api) -> list[tuple[Example, dict[str, str]]]:
    """A valid caller of each route, and what names something of another school."""
    served.claim()
    made = []
    for route in some(READING):
        with served.scene():
            valid = example(served, route)
            made.append((valid, targets(served, route, served.member("ADMIN"))))
    return made


def leaks(cases: list[tuple[Example, dict[str, str]]]) -> list[str]:
    """Routes that show something of another school."""
    return [
        valid.route.name
        for valid, foreign in cases
        if valid.send(variables=foreign).status_code < 400
    ]


def test_without_the_filter_row_security_leaks_nothing(
    api: Api, cases: list[tuple[Example, dict[str, str]]]
) -> None:
    with without_filter(api) as changed:
        assert leaks(cases) == []
    assert len(changed) >= len(cases), "the control: the filter was taken out of what was asked"


def test_without_row_security_the_filter_leaks_nothing(
    api: Api, cases: list[tuple[Example, dict[str, str]]]
) -> None:
    with without_row_security(api):
        assert leaks(cases) == []


def test_without_both_there_is_no_wall(
    api: Api, cases: list[tuple[Example, dict[str, str]]]
) -> None:
    """The control of both tests: what they ask for is there to be seen."""
    with without_row_security(api), without_filter(api):
        found = leaks(cases)
    # The rest asks for more than the school: to be in the course, for one.
    assert len(found) >= len(cases) // 3, found


def test_each_route_is_asked(cases: list[tuple[Example, dict[str, str]]]) -> None:
    asked: list[Route] = [valid.route for valid, _ in cases]
    assert asked == list(READING)
