"""``make seed``: fills the database with the demo school; a second run adds what is missing."""

from __future__ import annotations

import os
from datetime import UTC, datetime

from infra.local.demo import (
    arrivals,
    boards,
    calendar,
    clubs,
    courses,
    coursework,
    feed,
    games,
    marks,
    messages,
    news,
    people,
    programs,
    quizzes,
    surveys,
    timetable,
    views,
)
from infra.local.demo.school import School
from infra.local.demo.stage import Stage
from infra.local.process import say
from infra.postgres import search
from infra.postgres.core.engine import create_engine_for
from infra.postgres.core.unit_of_work import UnitOfWork


def seed(unit: UnitOfWork, now: datetime) -> int:
    """Add the demo school; returns how many rows and acts were new."""
    school = School(unit, now)
    stage = Stage(unit, now, school.add())
    if school.came:
        people.add(stage)
        messages.add(stage)
        arrivals.add(stage)
        programs.add(stage)
        clubs.add(stage)
    for area in (
        feed,
        boards,
        quizzes,
        courses,
        coursework,
        surveys,
        news,
        games,
        marks,
        timetable,
        calendar,
        views,
    ):
        area.add(stage)
    _index(unit)
    return school.added + stage.acts


def _index(unit: UnitOfWork) -> None:
    """What acts of the past have made is found like everything else."""
    index = unit(search.IndexRepository)
    index.renew(index.stale())


def main() -> None:
    """Seed the database of ``DATABASE_URL``."""
    engine = create_engine_for(os.environ["DATABASE_URL"], pool_size=1, application_name="seed")
    with UnitOfWork(engine) as unit:
        unit.begin_public()
        added = seed(unit, datetime.now(UTC))
        unit.commit()
    say(f"demo data    {added} things added" if added else "demo data    already there")


if __name__ == "__main__":
    main()
