"""Jobs that go from school to school."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from infra.postgres import tenants
from shared.events.event import Event
from shared.ids import uuid7
from shared.realtime.channels import Channel
from shared.realtime.envelope import Envelope

if TYPE_CHECKING:
    from infra.bootstrap import Dependencies
    from infra.postgres.core.unit_of_work import UnitOfWork

Found = TypeVar("Found")


def for_each_school(
    deps: Dependencies,
    visit: Callable[[UUID], Found],
    *,
    schools: Sequence[UUID] | None = None,
    resume: str | None = None,
    until: datetime | None = None,
) -> list[Found]:
    """Visit all schools, or those given, and return what each visit found.

    A school whose visit fails keeps no other waiting: the errors are raised together at the end.
    ``resume`` is the name of a job that may be cut off: its next run begins behind the school that
    the last one reached. After ``until`` no other school is visited: the job says in its
    result which one was ``REACHED``.
    """
    from infra.postgres.core.errors import DatabaseUnavailable
    from infra.postgres.core.job_runs import last_reached, record_progress

    if schools is None:
        with deps.unit_of_work() as unit:
            unit.begin_public()
            schools = unit(tenants.TenantRepository).find_ids()
    if resume is not None:
        schools = _behind(last_reached(deps.engine, resume), schools)
    found, errors = [], []
    for school_id in schools:
        if until is not None and deps.clock() >= until:
            break
        try:
            found.append(visit(school_id))
        except DatabaseUnavailable:
            raise
        except Exception as error:  # noqa: BLE001 - raised below
            error.add_note(f"school {school_id}")
            errors.append(error)
        if resume is not None:
            record_progress(deps.engine, resume, school_id)
    if errors:
        raise ExceptionGroup(f"{len(errors)} of {len(schools)} schools", errors)
    return found


@contextmanager
def in_school(deps: Dependencies, school_id: UUID) -> Iterator[UnitOfWork]:
    """A transaction for a school, committed at the end of the block."""
    with deps.unit_of_work() as unit:
        unit.as_tenant(school_id)
        yield unit
        deps.announcer.announce(unit.commit(), [])


def emit(unit: UnitOfWork, event: Event, channel: Channel, now: datetime) -> None:
    """Announce an event that no request has made, together with what the unit has written."""
    unit.emit(channel, _envelope(event, unit.tenant, channel, now))


def pass_on(
    deps: Dependencies, school_id: UUID, channel: Channel, told: Sequence[tuple[Event, UUID]]
) -> None:
    """Tell passing events, each with whom it is about: who hides that person does not get it."""
    now = deps.clock()
    envelopes = [_envelope(event, school_id, channel, now, about) for event, about in told]
    deps.announcer.announce([], envelopes)


def _envelope(
    event: Event, school_id: UUID, channel: Channel, now: datetime, actor_id: UUID | None = None
) -> Envelope:
    return Envelope(
        id=uuid7(now),
        type=event.wire_name,
        version=event.version,
        tenant_id=school_id,
        channel=channel.name,
        actor_id=actor_id,
        data=event.model_dump(mode="json"),
        timestamp=int(now.timestamp() * 1000),
        durable=event.durable,
        legacy_type=event.legacy_type,
    )


def _behind(reached: UUID | None, schools: Sequence[UUID]) -> list[UUID]:
    """The schools in a ring that begins behind the one that was reached; they come in order."""
    if reached is None:
        return list(schools)
    later = [school for school in schools if school > reached]
    return later + [school for school in schools if school <= reached]
