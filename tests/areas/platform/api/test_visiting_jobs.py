"""Jobs that go from school to school: one after the other, whatever becomes of one of them."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update

from functions.runtime.jobs import run_job
from functions.runtime.schools import for_each_school, in_school
from functions.runtime.service import Job
from infra.postgres.core.errors import DatabaseUnavailable
from infra.postgres.tenants.tables import tenants
from tests.support.api import Api


class Round:
    """A job over three schools, that may be made to fail at one of them."""

    def __init__(self, api: Api) -> None:
        self.api = api
        self.schools = sorted(api.tenant().id for _ in range(3))
        self.name = f"job_{secrets.token_hex(6)}"
        self.visited: list[UUID] = []
        self.fails: Mapping[UUID, Exception] = {}

    def run(self, *, resume: bool = True) -> list[UUID]:
        """One run, as the scheduler asks for it; returns whom it visited."""
        self.visited.clear()
        self.api.clock.advance(minutes=1)
        declared = Job(self.name, __name__, "/x", "* * * * *", "Visit")

        def handler(_: Any) -> dict[str, Any]:
            found = for_each_school(
                self.api.deps,
                self._visit,
                schools=self.schools,
                resume=self.name if resume else None,
            )
            return {"visited": len(found)}

        run_job(self.api.deps, declared, handler)
        return list(self.visited)

    def _visit(self, school_id: UUID) -> None:
        if school_id in self.fails:
            raise self.fails[school_id]
        self.visited.append(school_id)


@pytest.fixture
def visits(api: Api) -> Round:
    return Round(api)


def test_every_school_is_visited_in_order(visits: Round) -> None:
    assert visits.run() == visits.schools
    assert visits.run() == visits.schools


def test_one_school_that_fails_keeps_no_other_waiting(visits: Round) -> None:
    first, second, third = visits.schools
    visits.fails = {first: ValueError("odd")}
    with pytest.raises(ExceptionGroup, match="1 of 3 schools") as failed:
        visits.run()
    (error,) = failed.value.exceptions
    assert isinstance(error, ValueError)
    assert error.__notes__ == [f"school {first}"]
    assert visits.visited == [second, third]


def test_a_run_that_was_cut_off_goes_on_behind_the_school_that_it_reached(visits: Round) -> None:
    first, second, third = visits.schools
    visits.fails = {second: DatabaseUnavailable("connection")}
    with pytest.raises(DatabaseUnavailable):
        visits.run()
    visits.fails = {}
    assert visits.run() == [second, third, first]
    assert visits.run() == [first, second, third]


def test_a_killed_run_leaves_where_it_was(visits: Round) -> None:
    first, second, third = visits.schools

    class Killed(BaseException):
        pass

    visits.fails = {third: Killed()}  # type: ignore[dict-item]
    with pytest.raises(Killed):
        visits.run()
    visits.fails = {first: Killed()}  # type: ignore[dict-item]
    with pytest.raises(Killed):
        visits.run()
    assert visits.visited == [third]
    visits.fails = {}
    assert visits.run() == [first, second, third]


def test_what_a_visit_writes_is_committed_or_nothing_is(api: Api) -> None:
    school = api.tenant()
    renamed = update(tenants).where(tenants.c.id == school.id)

    def rename(to: str, then: Callable[[], object] = list) -> None:
        with in_school(api.deps, school.id) as unit:
            unit.execute(renamed.values(name=to))
            then()

    rename("Committed")
    with pytest.raises(StopIteration):
        rename("Undone", lambda: next(iter(())))
    ((name,),) = api.rows("SELECT name FROM app.tenants WHERE id = :t", t=school.id)
    assert name == "Committed"
