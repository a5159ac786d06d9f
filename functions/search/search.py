"""Searching the school."""

from __future__ import annotations

from functions.runtime.context import Ctx
from functions.search.asking import INDEXED, Answer, SearchMoved, ask, ask_page, begin, scope_of
from functions.search.showing import show, show_tag, suggestion
from infra.postgres import search
from shared.auth.permissions import Permission
from shared.http.paging import PageInfo
from shared.http.route import route
from shared.search.query import Question
from shared.search.schemas import (
    AutocompleteQuery,
    CollectionPath,
    CollectionQuery,
    Completions,
    SearchGroup,
    SearchHit,
    SearchPage,
    SearchQuery,
    SearchResults,
)
from shared.search.types import Backend, Collection
from shared.text.same import canonical

BACKEND = "X-Search-Backend"


@route("GET", "/v1/search", permission=Permission.SEARCH_READ, limits=("search",))
def search_all(ctx: Ctx, query: SearchQuery) -> SearchResults:
    """Search everything that the caller may see.

    Words are found by their beginnings, misspelt ones where nothing else is found, and Khmer with
    or without blanks between its words. ``X-Search-Backend`` says who has answered.
    """
    question, scope = Question.of(query.q, ctx.db.tenant), scope_of(ctx)
    answer = ask(ctx, question, scope, query.limit)
    tags = ctx.db(search.DocumentRepository).find_tags(query.q, scope, limit=query.limit)
    groups = [
        SearchGroup(
            collection=one,
            hits=[show(one, hit, question, answer) for hit in hits],
            total=max(answer.found.totals.get(one, 0), len(hits)),
        )
        for one, hits in answer.hits.items()
        if hits
    ]
    if tags:
        shown = [show_tag(tag, posts) for tag, posts in tags.items()]
        groups.append(SearchGroup(collection=Collection.HASHTAGS, hits=shown, total=len(shown)))
    ctx.headers[BACKEND] = answer.backend
    return SearchResults(groups=groups, suggestion=suggestion(question, answer))


@route("GET", "/v1/search/autocomplete", permission=Permission.SEARCH_READ, limits=("suggest",))
def search_autocomplete(ctx: Ctx, query: AutocompleteQuery) -> Completions:
    """Complete what the caller begins to write: names, titles and hashtags.

    Of each collection at most ``limit``.
    """
    question, scope = Question.of(query.q, ctx.db.tenant), scope_of(ctx)
    answer = begin(ctx, question, scope, query.limit)
    tags = ctx.db(search.DocumentRepository).find_tags(query.q, scope, limit=query.limit)
    order = (
        Collection.USERS,
        Collection.CLUBS,
        Collection.COURSES,
        Collection.BOARDS,
        Collection.POSTS,
    )
    found: list[SearchHit] = [
        show(one, hit, question, answer) for one in order for hit in answer.hits.get(one, ())
    ]
    ctx.headers[BACKEND] = Backend.POSTGRES
    return Completions(data=found + [show_tag(tag, posts) for tag, posts in tags.items()])


@route(
    "GET",
    "/v1/search/{collection}",
    permission=Permission.SEARCH_READ,
    limits=("search",),
    raises=(SearchMoved,),
)
def search_collection(ctx: Ctx, path: CollectionPath, query: CollectionQuery) -> SearchPage:
    """Search one collection page by page, and count what was found by kind and hashtag."""
    place = search.Place.decode(query.cursor)
    if path.collection not in INDEXED:
        ctx.headers[BACKEND] = Backend.POSTGRES
        return _tags(ctx, query)
    tag = None if query.tag is None else canonical(query.tag.removeprefix("#"))
    scope = scope_of(ctx, [path.collection], facet=query.facet, tag=tag)
    question = Question.of(query.q, ctx.db.tenant)
    answer = ask_page(ctx, question, scope, place, query.limit)
    ctx.headers[BACKEND] = answer.backend
    hits = answer.hits.get(path.collection, ())
    return SearchPage(
        data=[show(path.collection, hit, question, answer) for hit in hits],
        page_info=_page_info(answer),
        total=answer.found.totals.get(path.collection, 0),
        facets=answer.found.facets,
        tags=answer.found.tags,
        suggestion=suggestion(question, answer),
    )


def _page_info(answer: Answer) -> PageInfo:
    place = answer.place
    return PageInfo(
        next_cursor=None if place is None else place.encode(), has_more=place is not None
    )


def _tags(ctx: Ctx, query: CollectionQuery) -> SearchPage:
    """Hashtags have one page: those of most posts."""
    found = ctx.db(search.DocumentRepository).find_tags(query.q, scope_of(ctx), limit=query.limit)
    return SearchPage(
        data=[show_tag(tag, posts) for tag, posts in found.items()],
        page_info=PageInfo(next_cursor=None, has_more=False),
        total=len(found),
        facets={},
        tags={},
        suggestion=None,
    )
