"""A JSON column whose values are what a pydantic schema says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter
from sqlalchemy import Dialect, TypeDecorator
from sqlalchemy.dialects.postgresql import JSONB
from typing_extensions import override

from shared.http.schema import STORED

Value = TypeVar("Value")


class Document(TypeDecorator[Value], Generic[Value]):
    """JSON in the database, models in Python; ``schema`` gives the adapter, made at first use."""

    impl = JSONB
    cache_ok = True

    def __init__(self, schema: Callable[[], TypeAdapter[Value]]) -> None:
        super().__init__()
        self.schema = schema

    @override
    def process_result_value(self, value: Any, dialect: Dialect) -> Value | None:
        return None if value is None else self.schema().validate_python(value, context=STORED)

    @override
    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        if value is None:
            return None
        adapter = self.schema()
        checked = adapter.validate_python(value, context=STORED)
        return adapter.dump_python(checked, mode="json", by_alias=True, exclude_none=True)
