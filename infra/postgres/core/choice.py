"""A text column whose values are members of an enumeration."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Generic, TypeVar

from sqlalchemy import Dialect, Text, TypeDecorator
from typing_extensions import override

Member = TypeVar("Member", bound=StrEnum)


def allow(table: str, column: str, members: str) -> str:
    """The SQL that lets a column hold these members only, for ``op.execute`` in a migration.

    ``members`` is written as in SQL: ``'ONE', 'TWO'``. Checking what is there takes no lock that
    writers wait for.
    """
    rule = f"{table}_{column}_check"
    return (
        f"ALTER TABLE app.{table} DROP CONSTRAINT {rule};"
        f" ALTER TABLE app.{table} ADD CONSTRAINT {rule}"
        f" CHECK ({column} IN ({members})) NOT VALID;"
        f" ALTER TABLE app.{table} VALIDATE CONSTRAINT {rule}"
    )


class Choice(TypeDecorator[Member], Generic[Member]):
    """Text in the database, a member of ``kind`` in Python."""

    impl = Text
    cache_ok = True

    def __init__(self, kind: type[Member]) -> None:
        super().__init__()
        self.kind = kind

    @override
    def process_result_value(self, value: Any, dialect: Dialect) -> Member | None:
        return None if value is None else self.kind(value)

    @override
    def process_bind_param(self, value: Member | str | None, dialect: Dialect) -> str | None:
        return None if value is None else str(self.kind(value))
