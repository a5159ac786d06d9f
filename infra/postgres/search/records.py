"""What passes between the index and those who ask it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from shared.auth.roles import Role
from shared.http.paging import Cursor
from shared.search.indexed import Document
from shared.search.types import Backend, Collection

_BIGINT = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Scope:
    """Who asks, and what they look for: everything where nothing is named."""

    viewer_id: UUID
    audiences: Sequence[str]
    collections: Sequence[Collection]
    facets: Sequence[str] | None = None
    tag: str | None = None


@dataclass(frozen=True, slots=True)
class Place(Cursor):
    """Where a hit stands, and which back end has said so, at which moment of its order.

    ``loose``: what fits only in part was looked for.
    """

    backend: Backend
    loose: bool
    at: Annotated[int, Field(ge=0, le=_BIGINT)]
    score: Annotated[int, Field(ge=-_BIGINT, le=_BIGINT)]
    id: UUID


@dataclass(frozen=True, slots=True)
class Ranked:
    """What was found, and how well it fits."""

    collection: Collection
    id: UUID
    score: int


@dataclass(frozen=True, slots=True)
class Found:
    """The best of each collection, how many there are, and by kind and hashtag."""

    hits: Sequence[Ranked]
    totals: Mapping[str, int]
    facets: Mapping[str, int] = field(default_factory=dict)
    tags: Mapping[str, int] = field(default_factory=dict)
    loose: bool = False
    similar: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Words of the question, with those that are spelled alike: where it was loose."""


@dataclass(frozen=True, slots=True)
class Indexed(Document):
    """A thing as it is indexed, with a digest of it."""

    digest: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that was found, as its own table has it now."""

    id: UUID
    title: str | None
    body: str
    facet: str | None
    count: int
    at: datetime
    person_id: UUID | None = None
    person_name: str | None = None
    person_avatar: str | None = None
    person_role: Role | None = None
    board_id: UUID | None = None
