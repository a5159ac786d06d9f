"""The chain of the audit log: it grows by itself, and whatever is done to it is found."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, delete, insert, select, text, update

from infra.postgres.core.errors import AccessRefused
from infra.postgres.core.unit_of_work import UnitOfWork
from infra.postgres.platform.audit_chain import Verdict, verify
from infra.postgres.platform.tables import audit_heads, audit_logs
from tests.areas.people.factories.people import new_id
from tests.integration.postgres.conftest import School
from tests.support.postgres import until_served

a = audit_logs.c
MakeSchool = Callable[[], School]


def row(school: School, **values: Any) -> dict[str, Any]:
    return {
        "tenant_id": school.id,
        "id": new_id(),
        "actor_id": school.teacher.id,
        "action": "member.updated",
        "entity_type": "member",
        "entity_id": str(school.teacher.id),
        "subject_id": school.teacher.id,
        "before": {"role": "STUDENT"},
        "after": {"role": "TEACHER"},
        "texts": {"after": {"nickname": "សុខ"}},
        "ip": "203.0.113.7",
        "user_agent": "a browser",
        "request_id": "a-request",
        "created_at": datetime.now(UTC),
        **values,
    }


def add(engine: Engine, school: School, count: int = 1, **values: Any) -> None:
    for _ in range(count):
        with UnitOfWork(engine) as unit:
            unit.as_tenant(school.id)
            unit.execute(insert(audit_logs).values(row(school, **values)))
            unit.commit()


@contextmanager
def attacker(admin_engine: Engine, school: School) -> Iterator[UnitOfWork]:
    """Somebody whom neither grants nor triggers stop; what they do is rolled back."""
    with UnitOfWork(admin_engine) as unit:
        unit.as_tenant(school.id)
        unit.execute(text("SET LOCAL session_replication_role = replica"))
        yield unit


def found(unit: UnitOfWork, school_id: UUID) -> Verdict:
    return verify(unit, school_id, datetime.now(UTC))


def verified(owner_engine: Engine, school: School) -> Verdict:
    with UnitOfWork(owner_engine) as unit:
        verdict = found(unit, school.id)
        unit.commit()
    return verdict


def test_a_log_of_many_pages_and_an_empty_one_are_whole(
    engine: Engine, owner_engine: Engine, make_school: MakeSchool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("infra.postgres.platform.audit_chain.PAGE", 3)
    school, silent = make_school(), make_school()
    add(engine, school, 7)
    assert verified(owner_engine, school) == Verdict(7)
    add(engine, school, 2, actor_id=None, entity_id=None, before=None, texts=None, ip=None)
    assert verified(owner_engine, school) == Verdict(9)
    assert verified(owner_engine, silent) == Verdict(0)


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)
VALUES = st.dictionaries(TEXTS, TEXTS | st.integers() | st.none() | st.floats(0, 1), max_size=3)


@settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(
    values=st.fixed_dictionaries(
        {
            **dict.fromkeys(("ip", "user_agent", "action", "entity_id"), TEXTS),
            "after": VALUES,
            "created_at": st.datetimes(datetime(1970, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - the least one
        }
    )
)
def test_both_hands_compute_the_same_hash(
    engine: Engine,
    owner_engine: Engine,
    school: School,
    values: dict[str, Any],
) -> None:
    """SQL wrote the chain and Python reads it, whatever stands in the rows."""
    add(engine, school, **values)
    assert verified(owner_engine, school).broken is None


def test_many_writers_keep_one_chain_and_other_schools_do_not_wait(
    engine: Engine, owner_engine: Engine, make_school: MakeSchool
) -> None:
    school, other = make_school(), make_school()

    def add_five() -> None:
        for _ in range(5):
            until_served(lambda: add(engine, school))

    with UnitOfWork(engine) as holder:
        holder.as_tenant(school.id)
        holder.execute(insert(audit_logs).values(row(school)))
        add(engine, other)
        with ThreadPoolExecutor(8) as pool:
            writers = [pool.submit(add_five) for _ in range(8)]
            holder.commit()
            for writer in writers:
                writer.result()
    assert verified(owner_engine, school) == Verdict(41)
    assert verified(owner_engine, other) == Verdict(1)


def test_a_change_that_is_undone_leaves_no_gap(
    engine: Engine, owner_engine: Engine, school: School
) -> None:
    add(engine, school)
    with UnitOfWork(engine) as unit:
        unit.as_tenant(school.id)
        unit.execute(insert(audit_logs).values(row(school)))
    add(engine, school)
    assert verified(owner_engine, school) == Verdict(2)


def test_who_adds_a_row_chooses_neither_its_number_nor_its_hash(
    engine: Engine, owner_engine: Engine, school: School
) -> None:
    add(engine, school, seq=77, link=b"x", previous_link=b"y", actor_digest=b"z")
    assert verified(owner_engine, school) == Verdict(1)


REWRITTEN: Mapping[str, tuple[str, Any]] = {
    "actor_id": ("a row was changed", None),
    "action": ("a row was changed", "member.removed"),
    "entity_id": ("a row was changed", "another"),
    "after": ("a row was changed", {"role": "STUDENT"}),
    "created_at": ("a row was changed", datetime(2020, 1, 1, tzinfo=UTC)),
    "request_id": ("a row was changed", None),
    "actor_digest": ("a row was changed", b"0" * 32),
    "link": ("a row was changed", b"0" * 32),
    "previous_link": ("a row was changed", None),
    "ip": ("a text was changed", "198.51.100.1"),
    "user_agent": ("a text was changed", None),
    "texts": ("a text was changed", {"after": {"nickname": "ដារា"}}),
    "texts_salt": ("a text was changed", None),
}


@pytest.mark.parametrize("column", REWRITTEN)
def test_a_row_that_is_rewritten_is_found(
    engine: Engine, admin_engine: Engine, school: School, column: str
) -> None:
    add(engine, school, 4)
    reason, value = REWRITTEN[column]
    with attacker(admin_engine, school) as unit:
        third = (a.tenant_id == school.id, a.seq == 3)
        unit.execute(update(audit_logs).where(*third).values({column: value}))
        assert found(unit, school.id) == Verdict(4, reason, 3)


def test_rows_that_change_places_are_found(
    engine: Engine, admin_engine: Engine, school: School
) -> None:
    add(engine, school, 4)
    with attacker(admin_engine, school) as unit:
        for seq, to in ((2, 99), (3, 2), (99, 3)):
            moved = (a.tenant_id == school.id, a.seq == seq)
            unit.execute(update(audit_logs).where(*moved).values(seq=to))
        assert found(unit, school.id) == Verdict(4, "a row was changed", 2)


@pytest.mark.parametrize(
    ("seq", "reason", "at"),
    [(1, "a row is missing", 1), (2, "a row is missing", 2), (4, "the end is missing", 3)],
)
def test_a_row_that_is_taken_out_is_found(  # noqa: PLR0917 - fixtures and a case
    engine: Engine, admin_engine: Engine, school: School, seq: int, reason: str, at: int
) -> None:
    add(engine, school, 4)
    with attacker(admin_engine, school) as unit:
        unit.execute(delete(audit_logs).where(a.tenant_id == school.id, a.seq == seq))
        assert found(unit, school.id) == Verdict(4, reason, at)


def test_a_tail_that_is_cut_off_with_its_head_is_found_by_what_was_verified(
    engine: Engine, owner_engine: Engine, admin_engine: Engine, school: School
) -> None:
    add(engine, school, 4)
    assert verified(owner_engine, school) == Verdict(4)
    with attacker(admin_engine, school) as unit:
        unit.execute(delete(audit_logs).where(a.tenant_id == school.id, a.seq > 2))
        left = select(a.link).where(a.tenant_id == school.id, a.seq == 2).scalar_subquery()
        head = update(audit_heads).where(audit_heads.c.tenant_id == school.id)
        unit.execute(head.values(seq=2, link=left))
        assert found(unit, school.id) == Verdict(2, "shorter than it was", 2)
        unit.execute(text("SET LOCAL session_replication_role = origin"))
        for _ in range(3):
            unit.execute(insert(audit_logs).values(row(school)))
        assert found(unit, school.id) == Verdict(5, "another chain than before", 4)


def test_a_row_beside_the_chain_is_found(
    engine: Engine, admin_engine: Engine, school: School
) -> None:
    add(engine, school)
    with attacker(admin_engine, school) as unit:
        unit.execute(insert(audit_logs).values(row(school)))
        assert found(unit, school.id) == Verdict(1, "a row outside the chain")


def test_personal_text_can_be_erased_with_its_salt_and_nothing_else(
    engine: Engine, owner_engine: Engine, school: School
) -> None:
    add(engine, school, 3)
    actor = {"ip": None, "user_agent": None, "actor_salt": None}
    texts = {"texts": None, "texts_salt": None}

    def change(**values: Any) -> None:
        with UnitOfWork(owner_engine) as unit:
            unit.as_tenant(school.id)
            unit.execute(update(audit_logs).where(a.tenant_id == school.id).values(**values))
            unit.commit()

    refusals: tuple[dict[str, Any], ...] = (
        {"ip": None},
        {"ip": "198.51.100.1", "user_agent": None, "actor_salt": None},
        {"texts": {}, "texts_salt": None},
        {**actor, "action": "x"},
        {**actor, "seq": 9},
        {**texts, "texts_digest": None},
    )
    for values in refusals:
        with pytest.raises(AccessRefused):
            change(**values)
    change(**actor)
    assert verified(owner_engine, school) == Verdict(3)
    change(**texts)
    assert verified(owner_engine, school) == Verdict(3)


def test_the_application_touches_neither_heads_nor_what_was_verified(
    engine: Engine, school: School
) -> None:
    add(engine, school)
    for statement in (
        update(audit_heads).values(seq=0),
        delete(audit_heads),
        insert(audit_heads).values(tenant_id=school.id, seq=9),
    ):
        with UnitOfWork(engine) as unit:
            unit.as_tenant(school.id)
            with pytest.raises(AccessRefused):
                unit.execute(statement)
