"""Requests and responses of the search."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from shared.http.paging import PageInfo, PageQuery
from shared.http.schema import Line, RequestModel, ResponseModel, Token
from shared.people.schemas import AuthorRead
from shared.search.types import Collection

SearchText = Annotated[Line, Field(max_length=200, description="Nothing finds nothing")]


class SearchQuery(RequestModel):
    """What the caller looks for, in everything. ``limit`` is how many of each collection."""

    q: SearchText = ""
    limit: Annotated[int, Field(ge=1, le=20)] = 5


class AutocompleteQuery(RequestModel):
    """The beginning of what the caller looks for."""

    q: SearchText = ""
    limit: Annotated[int, Field(ge=1, le=8)] = 5


class CollectionPath(RequestModel):
    """The collection in the path."""

    collection: Collection


class CollectionQuery(PageQuery):
    """What the caller looks for in one collection.

    ``facet`` is a kind of it, as the answer counts them: the type of a post, a person's role, the
    state of a board or a question, the level of a course. ``tag`` is a hashtag of posts.
    """

    q: SearchText = ""
    facet: Annotated[Annotated[Token, Field(max_length=40)] | None, Field()] = None
    tag: Annotated[Annotated[Token, Field(max_length=50)] | None, Field()] = None


class Highlight(ResponseModel):
    """Title and text as HTML with ``<mark>`` around what was found, and no other element."""

    title: str | None
    text: str | None


class SearchHit(ResponseModel):
    """Something that was found.

    ``id`` is its id, or the hashtag. ``person`` is who wrote it, or whom it is. ``count`` are the
    likes of a post, the followers of a person, the questions on a board, the members of a club,
    the pupils of a course, the votes for a question, the posts with a hashtag. ``boardId`` is where
    a question stands.
    """

    collection: Collection
    id: str
    title: str
    highlight: Highlight
    facet: str | None
    person: AuthorRead | None
    count: int
    at: datetime | None
    board_id: UUID | None


class SearchGroup(ResponseModel):
    """The best of one collection, and how many there are."""

    collection: Collection
    hits: list[SearchHit]
    total: int


class SearchResults(ResponseModel):
    """What was found in everything.

    ``suggestion`` is what the caller may have meant, where nothing fits what they wrote.
    """

    groups: list[SearchGroup]
    suggestion: str | None


class SearchPage(ResponseModel):
    """A page of what was found in one collection, and how many there are by kind and hashtag.

    ``total`` is right as of the first page, and of what the index knows.
    """

    data: list[SearchHit]
    page_info: PageInfo
    total: int
    facets: Mapping[str, int]
    tags: Mapping[str, int]
    suggestion: str | None


class Completions(ResponseModel):
    """What begins so."""

    data: list[SearchHit]
