"""What an engine sends to Postgres, statement by statement."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event


class StatementLog(list[str]):
    """Statements in the order in which they were sent."""

    def assert_appends_come_last(self) -> None:
        """Nothing runs between an append and its COMMIT: there every channel is locked."""
        for statement in self:
            if "append_events" in statement:
                assert statement.endswith("); COMMIT"), f"COMMIT does not follow: {statement}"


@contextmanager
def recorded_statements(engine: Engine) -> Iterator[StatementLog]:
    """Record what this process sends while the block runs."""
    log = StatementLog()

    def record(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        log.append(statement)

    event.listen(engine, "before_cursor_execute", record)
    try:
        yield log
    finally:
        event.remove(engine, "before_cursor_execute", record)
