"""The demo data: complete on the first run, untouched by a second."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Engine, text

from infra.local.seed import Seeder, demo_id
from infra.postgres.core.unit_of_work import UnitOfWork

BOARD = text(
    "SELECT b.questions_count, (SELECT count(*) FROM app.questions AS q WHERE q.board_id = b.id"
    " AND q.status IN ('OPEN', 'ANSWERED')) AS shown, (SELECT count(*) FROM app.questions AS q"
    " WHERE q.board_id = b.id AND q.upvotes <> (SELECT count(*) FROM app.question_upvotes AS v"
    " WHERE v.question_id = q.id)) AS wrong FROM app.boards AS b WHERE b.id = :board"
)


def seed(engine: Engine) -> int:
    with UnitOfWork(engine) as unit:
        unit.begin_public()
        seeder = Seeder(unit, datetime.now(UTC))
        seeder.run()
        unit.commit()
    return seeder.added


def test_seeding_twice_adds_nothing_twice(engine: Engine, admin_engine: Engine) -> None:
    assert seed(engine) > 100
    assert seed(engine) == 0
    with admin_engine.connect() as connection:
        row = connection.execute(BOARD, {"board": demo_id("board")}).one()
    assert row.questions_count == row.shown > 0
    assert row.wrong == 0
