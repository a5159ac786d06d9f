"""Search in Typesense, through its own client: two seconds in all, and none of its retries."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeout
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from infra.breaker import CircuitBreaker
from shared.search.indexed import FIELDS, NOBODY, SEARCHED, audience_key, schema_digest
from shared.telemetry.logs import report
from shared.telemetry.signals import Signal

if TYPE_CHECKING:
    import httpx

T = TypeVar("T")
DEADLINE = 2.0
KEY_LIFE = 60
_FAILURES, _PAUSE = 5, 30.0
_THREADS = 4
_WRITE_TIMEOUT = 10.0


class EngineUnavailable(Exception):
    """The search server gave no usable answer in time."""


@dataclass(frozen=True, slots=True)
class EngineHits:
    """Ids in their order, how many there are, and by kind and hashtag."""

    ids: Sequence[UUID]
    total: int
    facets: Mapping[str, int]
    tags: Mapping[str, int]


class SearchEngine:
    """One search server.

    ``api_key`` writes, and may be missing where nothing is written; ``search_key`` may search all
    documents and nothing else: for each request a key is made of it that reads one school for a
    minute, whatever the request says.
    """

    def __init__(self, url: tuple[str, int, str], api_key: str, search_key: str) -> None:
        self._url = url
        self._api_key = api_key
        self._search_key = search_key
        self._breaker = CircuitBreaker(_FAILURES, _PAUSE)
        # A read timeout starts anew with every byte: only a watch bounds the whole.
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="typesense")

    def close(self) -> None:
        """Hang up. Whoever asks afterwards opens connections anew."""
        for name in ("_searching_http", "_writing_http"):
            kept = self.__dict__.pop(name, None)
            if kept is not None:
                kept.close()

    # Searching

    def search(
        self,
        tenant_id: UUID,
        questions: Mapping[str, str],
        *,
        viewer_id: UUID,
        audiences: Sequence[str],
        facet: str | None = None,
        page: int = 1,
        limit: int,
    ) -> Mapping[str, EngineHits]:
        """What the viewer may find in each collection; raises EngineUnavailable."""
        # Ids of ours and nothing else: no text of anybody is in a filter.
        narrowed = (
            f"(audiences:=[{','.join(map(audience_key, audiences))}] || ownerId:={viewer_id})"
        )
        if facet is not None:
            narrowed += f" && facet:={facet}"
        searches = [
            {
                "collection": collection,
                "q": q,
                "query_by": SEARCHED,
                "query_by_weights": "4,2,1",
                "prefix": "true,true,true",
                "num_typos": "2",
                "filter_by": narrowed,
                "sort_by": "_text_match:desc,popularity:desc,createdAt:desc",
                "facet_by": "facet,tags",
                "include_fields": "id",
                "page": page,
                "per_page": limit,
            }
            for collection, q in questions.items()
        ]
        key = self._key_of(tenant_id)
        return self._within_deadline(lambda: self._ask(key, tuple(questions), searches))

    def _key_of(self, tenant_id: UUID) -> str:
        limits = {
            "filter_by": f"tenantId:={tenant_id}",
            "expires_at": int(time.time()) + KEY_LIFE,
        }
        made = self._keys.generate_scoped_search_key(self._search_key, limits)
        return bytes(made).decode()

    def _ask(
        self, key: str, names: Sequence[str], searches: Sequence[Mapping[str, Any]]
    ) -> Mapping[str, EngineHits]:
        client = _client(self._url, key, self._searching_http)
        answer = client.multi_search.perform({"searches": list(searches)}, {})
        return dict(zip(names, map(_hits, answer["results"]), strict=True))

    def _within_deadline(self, call: Callable[[], T]) -> T:
        if not self._breaker.allow():
            raise EngineUnavailable("it has failed several times")
        try:
            found = self._threads.submit(call).result(DEADLINE)
        except (Exception, FutureTimeout) as error:  # any failure of it means Postgres
            opened = self._breaker.failed()
            reason = type(error).__name__
            report(Signal.SEARCH_UNAVAILABLE, every=10, reason=reason, breakerOpened=opened)
            raise EngineUnavailable from error
        self._breaker.succeeded()
        return found

    # Writing

    def admit_search_key(self) -> None:
        """Have the server know the key that may search and do nothing else; twice changes nothing.

        The server makes scoped keys valid for keys of its own list only, never for the one that it
        was started with.
        """
        from typesense.exceptions import ObjectAlreadyExists

        if self._search_key == self._api_key:
            return
        wanted = {
            "description": "searches of the functions",
            "actions": ["documents:search"],
            "collections": [".*"],
            "value": self._search_key,
        }
        with self._writing() as client:
            try:
                client.keys.create(wanted)
            except ObjectAlreadyExists:
                return

    def put(self, collection: str, documents: Sequence[Mapping[str, Any]]) -> None:
        """Write documents wherever the collection is, a new one that is being built too."""
        for name in self._places(collection):
            self.import_into(name, documents)

    def import_into(self, name: str, documents: Sequence[Mapping[str, Any]]) -> None:
        """Write documents into one physical collection; a refusal raises EngineUnavailable."""
        if not documents:
            return
        options = {"action": "upsert"}
        with self._writing() as client:
            answers = client.collections[name].documents.import_(list(documents), options)
        # One answer a line: a whole import is accepted although a document is not.
        refused = [answer for answer in answers if not answer["success"]]
        if refused:
            raise EngineUnavailable(f"{len(refused)} documents refused: {refused[0]}")

    def remove(self, collection: str, ids: Iterable[UUID]) -> None:
        """Forget documents wherever the collection is."""
        named = ",".join(map(str, ids))
        if not named:
            return
        for name in self._places(collection):
            with self._writing() as client:
                client.collections[name].documents.delete({"filter_by": f"id:=[{named}]"})

    def versions(self, collection: str, tenant_id: UUID) -> dict[UUID, str]:
        """What is kept of a school, with its versions."""
        query = {"filter_by": f"tenantId:={tenant_id}", "include_fields": "id,version"}
        with self._writing() as client:
            text = client.collections[collection].documents.export(query)
        lines = (json.loads(line) for line in text.splitlines() if line)
        return {UUID(line["id"]): line["version"] for line in lines}

    # Building

    def current(self, collection: str) -> str | None:
        """The physical collection that is searched, if there is one."""
        from typesense.exceptions import ObjectNotFound

        try:
            with self._writing() as client:
                return str(client.aliases[collection].retrieve()["collection_name"])
        except ObjectNotFound:
            return None

    def is_current(self, collection: str) -> bool:
        """Whether what is searched is there, and has the schema of now."""
        name = self.current(collection)
        if name is None or not name.startswith(f"{collection}_{schema_digest()}_"):
            return False
        # An alias outlives its collection.
        return name in self._places(collection)

    def begin(self, collection: str) -> str:
        """Make an empty collection, to which every write goes from now on as well."""
        name = f"{collection}_{schema_digest()}_{time.time_ns()}"
        schema: Any = {
            "name": name,
            "fields": list(FIELDS),
            "default_sorting_field": "popularity",
        }
        with self._writing() as client:
            client.collections.create(schema)
        return name

    def swap(self, collection: str, name: str) -> None:
        """Search the new collection, and drop all others of its kind."""
        with self._writing() as client:
            client.aliases.upsert(collection, {"collection_name": name})
            for other in self._places(collection):
                if other != name:
                    client.collections[other].delete()

    def _places(self, collection: str) -> list[str]:
        with self._writing() as client:
            found = client.collections.retrieve()
        names = [str(one["name"]) for one in found]
        return [name for name in names if name.startswith(f"{collection}_")]

    @contextmanager
    def _writing(self) -> Iterator[Any]:
        """A client that may write; a server that is away raises EngineUnavailable."""
        import httpx
        from typesense.exceptions import HTTPStatus0Error, ServerError, ServiceUnavailable

        try:
            yield _client(self._url, self._api_key, self._writing_http)
        except (httpx.HTTPError, ServerError, ServiceUnavailable, HTTPStatus0Error) as error:
            raise EngineUnavailable(type(error).__name__) from error

    @cached_property
    def _keys(self) -> Any:
        # Makes keys and sends nothing.
        return _client(self._url, self._search_key, self._searching_http).keys

    # The key of a request is in its head: connections are of nobody, and stay open for the next.
    # Making these takes longer than a search, as the certificates of the world are read.

    @cached_property
    def _searching_http(self) -> httpx.Client:
        return _connections(DEADLINE)

    @cached_property
    def _writing_http(self) -> httpx.Client:
        return _connections(_WRITE_TIMEOUT)


def _connections(timeout: float) -> httpx.Client:
    # Loaded late, like every vendor.
    import httpx

    return httpx.Client(timeout=timeout)


def _client(url: tuple[str, int, str], key: str, connections: httpx.Client) -> Any:
    import typesense

    host, port, protocol = url
    settings: Any = {
        "nodes": [{"host": host, "port": str(port), "protocol": protocol}],
        "api_key": key,
        "num_retries": 0,
    }
    return typesense.Client(settings, connections)


def _hits(result: Mapping[str, Any]) -> EngineHits:
    if "hits" not in result:
        raise EngineUnavailable(str(result.get("error", "no hits")))
    counts = {one["field_name"]: one["counts"] for one in result.get("facet_counts", ())}

    def counted(name: str) -> dict[str, int]:
        found = {one["value"]: int(one["count"]) for one in counts.get(name, ())}
        return {value: count for value, count in found.items() if value != NOBODY}

    ids = [UUID(hit["document"]["id"]) for hit in result["hits"]]
    return EngineHits(ids, int(result["found"]), counted("facet"), counted("tags"))
