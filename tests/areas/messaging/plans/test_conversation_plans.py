"""Ten thousand conversations and a hundred thousand messages are read by their indexes.

What is explained is what the repositories sent, with its values, under the policies of production.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, event

from infra.local.postgres import EmbeddedPostgres
from infra.postgres.core.engine import create_engine_for, create_patient_engine
from infra.postgres.core.unit_of_work import UnitOfWork
from infra.postgres.messaging.conversations import ConversationRepository
from infra.postgres.messaging.messages import MessageRepository
from infra.postgres.messaging.participants import ParticipantRepository
from tests.areas.messaging.factories.busy import fill_conversations
from tests.areas.people.factories.people import make_member, make_session, make_tenant
from tests.support.postgres import make_database

MEMBERS = 40
CONVERSATIONS = 10_000
MESSAGES = 100_000


@dataclass(frozen=True, slots=True)
class BusyPerson:
    """Somebody who has written for years, as the functions reach them."""

    engine: Engine
    school_id: UUID
    id: UUID
    session_id: UUID
    long_id: UUID
    """The conversation with all the messages."""


@pytest.fixture(scope="module")
def busy(postgres: EmbeddedPostgres) -> Iterator[BusyPerson]:
    # A database of its own: plans depend on how many rows of others are in the tables.
    name = f"talk_plans_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    database = make_database(postgres, name)
    admin = create_patient_engine(database.admin, application_name="tests")
    with admin.begin() as connection:
        school_id = make_tenant(connection).id
        people = [make_member(connection, tenant_id=school_id).id for _ in range(MEMBERS)]
        session_id = make_session(connection, tenant_id=school_id, user_id=people[0])
        long_id = fill_conversations(
            connection,
            tenant_id=school_id,
            viewer_id=people[0],
            conversations=CONVERSATIONS,
            messages=MESSAGES,
        )
    admin.dispose()
    engine = create_engine_for(database.app, pool_size=2, application_name="tests")
    yield BusyPerson(engine, school_id, people[0], session_id, long_id)
    engine.dispose()
    postgres.drop_database(name)


def plans(busy: BusyPerson, ask: Callable[[UnitOfWork], object]) -> list[str]:
    """The plan of each statement that one question sends, with how many rows it met."""
    sent = list[tuple[str, Any]]()

    def record(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        sent.append((statement, parameters))

    with UnitOfWork(busy.engine) as unit:
        unit.begin_request(
            tenant_id=busy.school_id,
            user_id=busy.id,
            session_id=busy.session_id,
            token_id=busy.id,
        )
        event.listen(busy.engine, "before_cursor_execute", record)
        try:
            ask(unit)
        finally:
            event.remove(busy.engine, "before_cursor_execute", record)
        connection = unit._opened()
        return [
            "\n".join(connection.exec_driver_sql(f"EXPLAIN {statement}", values).scalars())
            for statement, values in sent
        ]


def reads_by_index(plan: str) -> None:
    for table in ("messages", "conversations", "conversation_participants"):
        assert f"Seq Scan on {table} " not in plan, plan
    assert "current_setting('app.tenant_id'" in plan, "row security is not active"


@pytest.mark.parametrize("page", [1, 2, 40])
def test_a_page_of_conversations_begins_in_the_index_of_the_list(
    busy: BusyPerson, page: int
) -> None:
    def ask(unit: UnitOfWork) -> None:
        conversations, before = unit(ConversationRepository), None
        if page > 1:
            found = conversations.find(busy.id, text=None, before=None, limit=20 * (page - 1))
            before = found[-2].position
        found = conversations.find(busy.id, text=None, before=before, limit=20)
        assert len(found) == 21

    plan = plans(busy, ask)[-1]
    reads_by_index(plan)
    assert "conversation_participants_list_idx" in plan
    # A row comparison: the page starts in the middle of the index and is never counted off.
    assert ("ROW(" in plan) == (page > 1)


@pytest.mark.parametrize(
    "place", [{}, {"before": 50_000}, {"after": 50_000}], ids=["newest", "older", "newer"]
)
def test_a_page_of_messages_begins_in_the_index_of_their_numbers(
    busy: BusyPerson, place: dict[str, int]
) -> None:
    def ask(unit: UnitOfWork) -> None:
        wanted: dict[str, Any] = {"before": None, "after": None, **place}
        found = unit(MessageRepository).find(
            busy.id, busy.long_id, first=1, text=None, limit=50, **wanted
        )
        assert len(found) == 51

    (plan,) = plans(busy, ask)
    reads_by_index(plan)
    assert "messages_tenant_id_conversation_id_number_key" in plan


def test_what_is_unread_is_counted_from_the_index_of_what_may_be(busy: BusyPerson) -> None:
    def ask(unit: UnitOfWork) -> None:
        badge = unit(ConversationRepository).badge(busy.id, datetime.now(UTC))
        assert (badge.unread, badge.conversations) == (125, 101)

    (plan,) = plans(busy, ask)
    reads_by_index(plan)
    assert "conversation_participants_unread_idx" in plan
    # The count begins where somebody left off, and not with the first message of a conversation.
    assert re.search(r"Index Cond: .*number > conversation_participants.read_number", plan), plan
    assert re.search(r"Index Cond: .*number >= conversation_participants.unread_from", plan), plan


def test_one_conversation_and_its_people_come_from_their_keys(busy: BusyPerson) -> None:
    def ask(unit: UnitOfWork) -> None:
        assert unit(ConversationRepository).get(busy.id, busy.long_id) is not None
        assert unit(ConversationRepository).access(busy.id, busy.long_id, lock=True) is not None
        assert len(unit(ParticipantRepository).find(busy.long_id)) == 2

    for plan in plans(busy, ask):
        reads_by_index(plan)
