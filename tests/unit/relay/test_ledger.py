"""Seats that workers share: no limit is exceeded, whoever counts where."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from uuid import UUID, uuid5

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from infra.tokens import Claims
from shared.http.problem import RateLimited
from sse_relay.admission.ledger import Ledger, Taken
from sse_relay.admission.seats import RelayFull, Seats
from tests.support.relay import make_claims

TENANTS = [UUID(int=n * 0x1234_5678_9ABC_DEF0_1357) for n in range(1, 3)]
PEOPLE = [
    make_claims(tenant_id=tenant, user_id=uuid5(tenant, str(n)))
    for tenant in TENANTS
    for n in range(1, 4)
]
PER_USER, PER_TENANT, IN_ALL = 2, 4, 6


def workers(path: Path, count: int) -> list[Seats]:
    return [
        Seats(
            per_user=PER_USER,
            per_tenant=PER_TENANT,
            in_all=IN_ALL,
            ledger=Ledger(path, workers=count, worker=n),
        )
        for n in range(1, count + 1)
    ]


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(st.data())
def test_workers_together_seat_whom_one_process_would_seat(
    tmp_path: Path, data: st.DataObject
) -> None:
    path = tmp_path / "seats"
    path.unlink(missing_ok=True)
    shared = workers(path, 3)
    alone = Seats(per_user=PER_USER, per_tenant=PER_TENANT, in_all=IN_ALL)
    seated: list[tuple[Seats, Claims]] = []
    for _ in range(data.draw(st.integers(1, 30))):
        if data.draw(st.booleans()) and seated:
            worker, claims = seated.pop(data.draw(st.integers(0, len(seated) - 1)))
            worker.give_back(claims)
            alone.give_back(claims)
            continue
        worker, claims = data.draw(st.sampled_from(shared)), data.draw(st.sampled_from(PEOPLE))
        answers = [refusal(seats, claims) for seats in (worker, alone)]
        assert answers[0] == answers[1]
        if answers[0] is None:
            seated.append((worker, claims))
    assert sum(worker.taken for worker in shared) == alone.taken == len(seated)
    counted = sum((worker.tenants for worker in shared), Counter())
    assert counted == alone.tenants


def refusal(seats: Seats, claims: Claims) -> str | None:
    try:
        seats.take(claims)
    except (RelayFull, RateLimited) as problem:
        return f"{type(problem).__name__}: {problem}"
    return None


def test_the_last_seat_of_each_bound_is_taken_and_none_after_it() -> None:
    seats = Seats(per_user=PER_USER, per_tenant=PER_TENANT, in_all=IN_ALL)
    (ann, ben, cat), (dan, eve, *_) = PEOPLE[:3], PEOPLE[3:]
    for claims in (ann, ann, ben, ben, dan, dan):
        assert refusal(seats, claims) is None
    full = refusal(seats, eve)
    assert full is not None
    assert full.startswith("RelayFull")
    seats.give_back(dan)
    assert refusal(seats, ann) == "RateLimited: Too many streams of one person"
    assert refusal(seats, cat) == "RateLimited: Too many streams of this school"
    assert refusal(seats, eve) is None


def test_the_seats_of_a_dead_worker_are_free(tmp_path: Path) -> None:
    first, second = workers(tmp_path / "seats", 2)
    parent = Ledger(tmp_path / "seats", workers=2)
    claims = PEOPLE[0]
    first.take(claims)
    first.take(claims)
    with pytest.raises(RateLimited):
        second.take(claims)
    assert parent.elsewhere(claims) == Taken(2, 2, 2)

    parent.clear(1)

    assert parent.elsewhere(claims) == Taken(0, 0, 0)
    second.take(claims)


def test_who_shares_one_slot_with_a_crowd_is_not_taken_for_it(tmp_path: Path) -> None:
    first, second = workers(tmp_path / "seats", 2)
    one = make_claims(tenant_id=UUID(int=0), user_id=UUID(int=7))
    # The same first hash: the key differs by a multiple of the number of slots.
    other = make_claims(tenant_id=UUID(int=0), user_id=UUID(int=7 + 16_381 * 2**20))
    first.take(one)
    first.take(one)

    second.take(other)

    with pytest.raises(RateLimited):
        second.take(one)
