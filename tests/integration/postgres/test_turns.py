"""Who waits for whom where many change what belongs to one school."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Engine, insert, text

from infra.postgres.core.errors import DatabaseUnavailable
from infra.postgres.core.repository import Repository
from infra.postgres.core.unit_of_work import UnitOfWork
from infra.postgres.social.tables import posts
from infra.postgres.tenants.members import MemberRepository
from tests.areas.people.factories.people import new_id
from tests.integration.postgres.conftest import School


class Turns(Repository):
    def take(self, noun: str, *of: object) -> None:
        self._wait_for_turn(noun, *of)


@contextmanager
def acting(engine: Engine, school: School, *, patience: str = "50ms") -> Iterator[UnitOfWork]:
    with UnitOfWork(engine) as unit:
        unit.as_tenant(school.id)
        unit.execute(text(f"SET LOCAL lock_timeout = '{patience}'"))
        yield unit


def test_a_turn_is_of_one_school_one_noun_and_one_thing(
    engine: Engine, make_school: Callable[[], School]
) -> None:
    here, elsewhere = make_school(), make_school()
    one, other = new_id(), new_id()
    with acting(engine, here) as holder:
        holder(Turns).take("seats", one, "first row")
        # Whoever has it takes it again without waiting.
        holder(Turns).take("seats", one, "first row")
        others: tuple[tuple[School, str, tuple[object, ...]], ...] = (
            (elsewhere, "seats", (one, "first row")),
            (here, "places", (one, "first row")),
            (here, "seats", (other, "first row")),
            (here, "seats", (one, "second row")),
            (here, "seats", (one,)),
        )
        for school, noun, of in others:
            with acting(engine, school) as unit:
                unit(Turns).take(noun, *of)
        with acting(engine, here) as unit, pytest.raises(DatabaseUnavailable) as caught:
            unit(Turns).take("seats", one, "first row")
        assert (caught.value.reason, caught.value.retryable) == ("lock_timeout", True)
        holder.commit()
    with acting(engine, here) as unit:
        unit(Turns).take("seats", one, "first row")


def test_whoever_waited_sees_what_the_one_before_has_written(
    engine: Engine, school: School
) -> None:
    count = text("SELECT count(*) FROM app.posts WHERE tenant_id = :tenant")
    barrier, seen = threading.Barrier(4), []

    def write() -> None:
        with acting(engine, school, patience="20s") as unit:
            barrier.wait()
            unit(Turns).take("posts")
            seen.append(unit.execute(count, {"tenant": school.id}).scalar_one())
            post = {"tenant_id": school.id, "id": new_id(), "author_id": school.teacher.id}
            unit.execute(insert(posts).values(**post, content="Hello"))
            unit.commit()

    writers = [threading.Thread(target=write) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert seen == [0, 1, 2, 3]


def test_who_comes_into_a_school_keeps_nobody_from_writing(engine: Engine, school: School) -> None:
    """The place is kept until the password is hashed, which takes long."""
    with acting(engine, school) as newcomer:
        assert newcomer(MemberRepository).has_room()
        with acting(engine, school) as another, pytest.raises(DatabaseUnavailable):
            another(MemberRepository).has_room()
        with acting(engine, school) as author:
            post = {"tenant_id": school.id, "id": new_id(), "author_id": school.teacher.id}
            author.execute(insert(posts).values(**post, content="Hello"))
            author.commit()
