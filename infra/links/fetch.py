"""Reads pages of the public internet to which people link, and nothing else.

Each redirect begins anew with all that :mod:`infra.links.outside` asks. Only a few of them, and
bounds on time and size.
"""

from __future__ import annotations

import http.client
import time
from dataclasses import dataclass
from urllib.parse import urljoin

from infra.links.outside import LinkRefused, LinkUnreachable, Outside

__all__ = ["FetchedPage", "LinkRefused", "LinkUnreachable", "PageFetcher"]

MAX_BYTES = 512 * 1024
MAX_REDIRECTS = 3
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_CHUNK = 16 * 1024
_AGENT = "Stunity/1.0 (link preview)"


@dataclass(frozen=True, slots=True)
class FetchedPage:
    """The beginning of a page, and how its text is encoded, as far as the server says."""

    url: str
    body: bytes
    charset: str | None


class PageFetcher:
    """Fetches pages."""

    def __init__(self, outside: Outside | None = None) -> None:
        self._outside = outside or Outside()

    def fetch(self, url: str) -> FetchedPage:
        """The page at the end of a few redirects; raises LinkRefused or LinkUnreachable."""
        ends = time.monotonic() + self._outside.seconds
        for _ in range(MAX_REDIRECTS + 1):
            try:
                answer = self._one(url, ends)
            except (OSError, http.client.HTTPException, ValueError) as error:
                raise LinkUnreachable(f"{type(error).__name__}: {error}") from error
            if isinstance(answer, FetchedPage):
                return answer
            url = urljoin(url, answer)
        raise LinkUnreachable("too many redirects")

    def _one(self, url: str, ends: float) -> FetchedPage | str:
        """The page, or where it has gone."""
        with self._outside.open(url, ends) as (connection, target):
            headers = {"User-Agent": _AGENT, "Accept": "text/html", "Accept-Encoding": "identity"}
            connection.request("GET", target, headers=headers)
            response = connection.getresponse()
            if response.status in _REDIRECTS and (location := response.headers.get("Location")):
                return location
            if response.status != http.client.OK:
                raise LinkUnreachable(f"status {response.status}")
            if response.headers.get_content_type() not in {"text/html", "application/xhtml+xml"}:
                raise LinkUnreachable("not a page")
            return FetchedPage(url, self._body(response), response.headers.get_content_charset())

    @staticmethod
    def _body(response: http.client.HTTPResponse) -> bytes:
        body = bytearray()
        while len(body) < MAX_BYTES:
            chunk = response.read1(_CHUNK)
            if not chunk:
                break
            body += chunk
        return bytes(body[:MAX_BYTES])
