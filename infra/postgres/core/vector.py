"""A column of vectors, as pgvector keeps them: half a number each, of one dimension."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Dialect
from sqlalchemy.dialects.postgresql.base import ischema_names
from sqlalchemy.types import UserDefinedType
from typing_extensions import override


class Halfvec(UserDefinedType[Sequence[float]]):
    """``halfvec(dimension)`` of pgvector: two bytes a number, which is more than cosines need."""

    cache_ok = True
    render_bind_cast = True

    def __init__(self, dimension: int | None = None) -> None:
        self.dimension = dimension

    @override
    def get_col_spec(self, **_: Any) -> str:
        """How Postgres spells it."""
        return "halfvec" if self.dimension is None else f"halfvec({self.dimension})"

    @override
    def bind_processor(self, dialect: Dialect) -> Callable[[Any], str | None]:
        return spelled

    @override
    def result_processor(
        self, dialect: Dialect, coltype: object
    ) -> Callable[[Any], list[float] | None]:
        return _read


def spelled(vector: Sequence[float] | None) -> str | None:
    """A vector as pgvector reads it."""
    return None if vector is None else f"[{','.join(f'{x:.6g}' for x in vector)}]"


def _read(value: str | None) -> list[float] | None:
    return None if value is None else [float(x) for x in value.strip("[]").split(",")]


# Whoever compares the tables with a database has to know the type again.
ischema_names["halfvec"] = Halfvec
