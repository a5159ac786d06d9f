"""The statements of a busy board use their indexes, under the policies of production."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, event

from infra.local.postgres import EmbeddedPostgres
from infra.postgres.boards import (
    BoardRepository,
    QuestionFilter,
    QuestionRepository,
    VoteRepository,
)
from infra.postgres.core.engine import create_engine_for
from infra.postgres.core.unit_of_work import UnitOfWork
from shared.boards.policy import Age, Place
from shared.boards.types import QuestionStatus
from tests.areas.boards.factories.boards import fill_board, make_board
from tests.areas.people.factories.people import make_member, make_tenant
from tests.support.postgres import make_database

QUESTIONS = 2_000


@dataclass(frozen=True, slots=True)
class BusyBoard:
    """A board of 2,000 questions beside two others, as the functions reach it."""

    engine: Engine
    tenant_id: UUID
    id: UUID
    person: UUID

    def plans(self, ask: Callable[[UnitOfWork], object]) -> list[str]:
        """The plan of each statement that one question to the repositories sends."""
        sent = list[tuple[str, Any]]()

        def record(_connection: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
            sent.append((statement, values))

        with UnitOfWork(self.engine) as unit:
            unit.as_tenant(self.tenant_id)
            event.listen(self.engine, "before_cursor_execute", record)
            try:
                ask(unit)
            finally:
                event.remove(self.engine, "before_cursor_execute", record)
            connection = unit._opened()
            return [
                "\n".join(connection.exec_driver_sql(f"EXPLAIN {statement}", values).scalars())
                for statement, values in sent
            ]

    def wanted(self, **more: Any) -> QuestionFilter:
        return QuestionFilter([self.id], [str(self.person)], self.person, **more)


@pytest.fixture(scope="module")
def board(postgres: EmbeddedPostgres) -> Iterator[BusyBoard]:
    name = f"board_plans_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    database = make_database(postgres, name)
    admin = create_engine_for(database.admin, pool_size=1, application_name="tests")
    with admin.begin() as connection:
        tenant_id = make_tenant(connection).id
        person = make_member(connection, tenant_id=tenant_id).id
        for _ in range(3):
            board_id = make_board(connection, tenant_id=tenant_id, owner_id=person)
            fill_board(
                connection,
                tenant_id=tenant_id,
                board_id=board_id,
                author_id=person,
                questions=QUESTIONS,
            )
    admin.dispose()
    engine = create_engine_for(database.app, pool_size=2, application_name="tests")
    yield BusyBoard(engine, tenant_id, board_id, person)
    engine.dispose()
    postgres.drop_database(name)


@pytest.mark.parametrize("after", [None, Place(False, 3, UUID(int=1 << 127))])
def test_the_order_by_votes_comes_from_its_index(board: BusyBoard, after: Place | None) -> None:
    (plan,) = board.plans(
        lambda unit: unit(QuestionRepository).find(
            board.wanted(), after=after, limit=20, newest=False
        )
    )
    assert "Seq Scan on questions" not in plan
    assert "questions_top_idx" in plan
    assert "current_setting('app.tenant_id'" in plan, "row security is not active"


@pytest.mark.parametrize("after", [None, Age(UUID(int=1 << 127))])
def test_the_order_by_age_comes_from_its_index(board: BusyBoard, after: Age | None) -> None:
    (plan,) = board.plans(
        lambda unit: unit(QuestionRepository).find(
            board.wanted(), after=after, limit=20, newest=True
        )
    )
    assert "Seq Scan on questions" not in plan
    assert "questions_new_idx" in plan


def test_what_waits_is_counted_by_its_index(board: BusyBoard) -> None:
    (plan,) = board.plans(lambda unit: unit(BoardRepository).get(board.id))
    assert "questions_waiting_idx" in plan
    (queue,) = board.plans(
        lambda unit: unit(QuestionRepository).find(
            board.wanted(status=QuestionStatus.UNDER_REVIEW, moderates=True),
            after=None,
            limit=20,
            newest=True,
        )
    )
    assert "Seq Scan on questions" not in queue


def test_a_vote_touches_one_question(board: BusyBoard) -> None:
    (plan,) = board.plans(lambda unit: unit(VoteRepository).vote(UUID(int=1), "somebody", None))
    assert "Seq Scan" not in plan


def test_a_hint_looks_at_a_bounded_part_of_the_terms(board: BusyBoard) -> None:
    (plan,) = board.plans(
        lambda unit: unit(QuestionRepository).find_similar(
            board.id, board.person, [], "When does the physics exam start?"
        )
    )
    assert "Seq Scan on question_terms" not in plan
    assert "question_terms_pkey" in plan
