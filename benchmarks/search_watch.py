"""A watch over the search server: when each post of a school was first seen there."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import typesense

from benchmarks.scene import School
from tests.support.typesense import KEY

# Each look costs the machine what a search of that many posts does, and the figure is no finer than
# the pause between two: with fifty looks of 250 posts a second the watch was what it measured.
_LOOKS_A_SECOND = 20
_PAGE = 100
_PATIENCE = 60.0


class Watch:
    """When the server was first seen to have a post, by its id; of one school."""

    def __init__(self, port: int, school: School) -> None:
        node = {"host": "127.0.0.1", "port": str(port), "protocol": "http"}
        settings: Any = {"nodes": [node], "api_key": KEY, "connection_timeout_seconds": 10}
        self._client = typesense.Client(settings)
        self._asked = {
            "q": "*",
            "filter_by": f"tenantId:={school.id}",
            "sort_by": "createdAt:desc",
            "include_fields": "id",
            "per_page": _PAGE,
        }
        self.seen = dict[str, float]()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look_on)

    @contextmanager
    def looking(self) -> Iterator[None]:
        """Look until the end of the block."""
        self._thread.start()
        try:
            yield
        finally:
            self._over.set()
            self._thread.join()
            self._client.api_call.close()

    def wait_for(self, posts: int) -> None:
        """Return when so many were seen, or when nobody waits any longer."""
        until = time.monotonic() + _PATIENCE
        while len(self.seen) < posts and time.monotonic() < until:
            time.sleep(0.1)

    def _look_on(self) -> None:
        while not self._over.wait(1 / _LOOKS_A_SECOND):
            page = 1
            # What came last stands first: further back is looked only for what is missing.
            while self._look(page) > max(len(self.seen), page * _PAGE):
                page += 1

    def _look(self, page: int) -> int:
        asked: Any = {**self._asked, "page": page}
        found: Any = self._client.collections["posts"].documents.search(asked)
        now = time.perf_counter()
        for hit in found["hits"]:
            self.seen.setdefault(hit["document"]["id"], now)
        return int(found["found"])
