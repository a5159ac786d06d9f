"""Rate-limit classes: who is counted, how often, and what happens when Redis is away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Subject(StrEnum):
    """What a class counts by."""

    CALLER = "caller"  # the person, or the address where nobody is signed in
    ADDRESS = "address"
    ADDRESS_AND_EMAIL = "address+email"
    SESSION = "session"


@dataclass(frozen=True, slots=True)
class LimitClass:
    """Windows as (requests, seconds); all of them apply.

    A sensitive class guards secrets against guessing: it is counted in Postgres when Redis is
    away. The others fall back to an approximate bucket in the process.
    """

    windows: tuple[tuple[int, int], ...]
    subject: Subject = Subject.CALLER
    sensitive: bool = False


LIMIT_CLASSES: Mapping[str, LimitClass] = MappingProxyType(
    {
        "none": LimitClass(()),
        "read": LimitClass(((100, 60),)),
        "write": LimitClass(((60, 60),)),
        "posts": LimitClass(((30, 60), (100, 900))),
        "comments": LimitClass(((30, 60), (100, 900))),
        # Codes can be guessed. A member is counted as a person: a class shares one address.
        "join": LimitClass(((10, 60),), sensitive=True),
        "answer": LimitClass(((20, 10),)),
        "questions": LimitClass(((10, 60),)),
        "upvote": LimitClass(((30, 60),)),
        "react": LimitClass(((10, 1),)),
        "export": LimitClass(((20, 86_400),)),
        "poll": LimitClass(((12, 60),)),
        "stream.token": LimitClass(((30, 60),)),
        "stream.connect": LimitClass(((30, 60),)),
        "auth.register": LimitClass(((5, 1800),), Subject.ADDRESS, sensitive=True),
        "auth.login": LimitClass(((10, 900),), Subject.ADDRESS_AND_EMAIL, sensitive=True),
        "auth.refresh": LimitClass(((30, 300),), Subject.SESSION, sensitive=True),
    }
)
