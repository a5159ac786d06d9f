"""The demo school fits the schema, and a second run finds the first one's rows."""

from __future__ import annotations

from datetime import UTC, datetime

from infra.local.demo_quizzes import QUIZZES
from infra.local.seed import Seeder, demo_id
from infra.postgres.engine import create_engine_for
from infra.postgres.unit_of_work import UnitOfWork
from tests.integration.postgres.conftest import Scratch


def test_the_demo_school_is_seeded_once(scratch: Scratch) -> None:
    engine = create_engine_for(scratch("seeded").app, pool_size=1, application_name="seed")
    added = []
    for _ in range(2):
        with UnitOfWork(engine) as unit:
            unit.begin_public()
            seeder = Seeder(unit, datetime.now(UTC))
            seeder.run()
            added.append(seeder.added)
            unit.commit()
    assert added[0] > 0
    assert added[1] == 0
    teacher = demo_id("user", "teacher")
    with UnitOfWork(engine) as unit:
        unit.as_tenant(seeder.tenant_id)
        for quiz in QUIZZES:
            found = unit.quizzes.get(seeder.tenant_id, teacher, demo_id("quiz", quiz.key))
            assert found is not None
            assert found.question_count == len(quiz.questions)
        pulse = unit.pulses.get(seeder.tenant_id, teacher, demo_id("pulse"))
        assert pulse is not None
        assert unit.pulses.get_box(seeder.tenant_id, pulse.id, lock=False).urn.counted == 5
    engine.dispose()
