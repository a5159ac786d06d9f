"""Pictures of people: records name an object of the store, answers an address that opens it.

Whoever writes the answer gives it how to open one, for it alone knows who asks.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from pydantic import PlainSerializer, SerializationInfo

OPENER = "open_picture"
"""The name of the opener in the context of a serialization."""

Opener = Callable[[str], str | None]


def _opened(stored: str | None, info: SerializationInfo) -> str | None:
    opener: Opener | None = (info.context or {}).get(OPENER)
    return None if stored is None or opener is None else opener(stored)


Picture = Annotated[str | None, PlainSerializer(_opened, return_type=str | None)]
"""In a record and in Python: the key of the object. In the answer: where it is read, for minutes.

Null where there is no picture, no store, or nobody who may see it, such as a guest.
"""
