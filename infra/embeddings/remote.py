"""Vectors from services: Hugging Face's inference, and whatever speaks OpenAI's protocol."""

from __future__ import annotations

import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from typing_extensions import override

from infra.breaker import CircuitBreaker
from infra.embeddings.embedder import EmbedderUnavailable, TextRefused, checked, prefixed
from shared.search.vectors import DIMENSION, Model, Vector
from shared.telemetry.logs import report
from shared.telemetry.signals import Signal

if TYPE_CHECKING:
    import httpx

HUGGING_FACE = "https://router.huggingface.co/hf-inference"
SECONDS = 5.0
MAX_BYTES = 2 * 1024 * 1024
LONGEST_WAIT = 300.0
_FAILURES, _PAUSE = 3, 30.0
_AWAY = 503
_ABOUT_THE_TEXT = frozenset({400, 413, 422})
_SHORTENED = "text-embedding-3-"
"""Models of OpenAI whose vectors are longer than ours, and may be asked for shorter."""


class RemoteEmbedder(ABC):
    """A service that is asked over HTTP: bounded in time and size, and left alone when it fails.

    What it says about when to come back is kept: until then nothing is sent to it.
    """

    is_external = True

    def __init__(
        self,
        model: Model,
        url: str,
        api_key: str | None,
        *,
        seconds: float = SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.model = model
        self._url = url.rstrip("/")
        self._api_key = api_key
        self._seconds = seconds
        self._clock = clock
        self._breaker = CircuitBreaker(_FAILURES, _PAUSE, clock=clock)
        self._lock = threading.Lock()
        self._closed_until = 0.0

    def embed(self, texts: Sequence[str]) -> list[Vector]:
        """A vector for each text; raises EmbedderUnavailable, or TextRefused."""
        if not texts:
            return []
        wait = self._closed_until - self._clock()
        if wait > 0:
            raise EmbedderUnavailable("it has asked not to be asked", wait)
        if not self._breaker.allow():
            raise EmbedderUnavailable("it has failed several times", _PAUSE)
        try:
            vectors = self._ask(prefixed(self.model.name, texts))
        except TextRefused:
            self._breaker.succeeded()
            raise
        except EmbedderUnavailable as error:
            self._failed(error)
            raise
        self._breaker.succeeded()
        return vectors

    @abstractmethod
    def _request(self, texts: Sequence[str]) -> tuple[str, dict[str, Any]]:
        """Where to send what."""

    @abstractmethod
    def _vectors(self, body: Any, count: int) -> list[Vector]:
        """What an answer says; raises EmbedderUnavailable, or any error of a wrong shape."""

    def _ask(self, texts: Sequence[str]) -> list[Vector]:
        import httpx

        url, body = self._request(texts)
        ends = self._clock() + self._seconds
        try:
            with self._client.stream("POST", url, json=body) as answer:
                content = self._content(answer, ends)
        except httpx.HTTPError as error:
            raise EmbedderUnavailable(type(error).__name__) from error
        if answer.status_code != httpx.codes.OK:
            raise self._refusal(answer.status_code, answer.headers, content)
        try:
            return self._vectors(httpx.Response(200, content=content).json(), len(texts))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise EmbedderUnavailable("an answer of another shape") from error

    def _content(self, answer: httpx.Response, ends: float) -> bytes:
        """The body: a read timeout begins anew with every byte, so the whole is watched here."""
        content = bytearray()
        for chunk in answer.iter_bytes():
            content += chunk
            if len(content) > MAX_BYTES:
                raise EmbedderUnavailable("an answer without end")
            if self._clock() > ends:
                raise EmbedderUnavailable("an answer that does not end in time")
        return bytes(content)

    def _refusal(
        self, status: int, headers: Mapping[str, str], content: bytes
    ) -> EmbedderUnavailable:
        if status in _ABOUT_THE_TEXT:
            return TextRefused(f"status {status}")
        wait = _seconds_of(headers.get("retry-after"))
        if wait is None and status == _AWAY:
            wait = _loading_time(content)
        return EmbedderUnavailable(f"status {status}", wait)

    def _failed(self, error: EmbedderUnavailable) -> None:
        opened = self._breaker.failed()
        if error.retry_after is not None:
            with self._lock:
                until = self._clock() + min(error.retry_after, LONGEST_WAIT)
                self._closed_until = max(self._closed_until, until)
        reason = error.reason
        report(Signal.EMBEDDINGS_UNAVAILABLE, every=10, reason=reason, breakerOpened=opened)

    @cached_property
    def _client(self) -> httpx.Client:
        # Loaded late, like every vendor.
        import httpx

        key = {} if self._api_key is None else {"Authorization": f"Bearer {self._api_key}"}
        # No redirects: texts go where the operator has said, and nowhere else.
        return httpx.Client(headers=key, timeout=self._seconds, follow_redirects=False)


class HuggingFaceEmbedder(RemoteEmbedder):
    """Feature extraction by Hugging Face's inference, or an endpoint of one's own there."""

    @override
    def _request(self, texts: Sequence[str]) -> tuple[str, dict[str, Any]]:
        url = f"{self._url}/models/{self.model.name}/pipeline/feature-extraction"
        return url, {"inputs": list(texts), "truncate": True}

    @override
    def _vectors(self, body: Any, count: int) -> list[Vector]:
        return checked(body, count)


class OpenAiEmbedder(RemoteEmbedder):
    """Any service with OpenAI's ``/embeddings``: theirs, a gateway, or a server of one's own."""

    @override
    def _request(self, texts: Sequence[str]) -> tuple[str, dict[str, Any]]:
        name = self.model.name
        body: dict[str, Any] = {"model": name, "input": list(texts), "encoding_format": "float"}
        if name.startswith(_SHORTENED):
            # Asked only of those who can: others refuse the whole request for it.
            body["dimensions"] = DIMENSION
        return f"{self._url}/embeddings", body

    @override
    def _vectors(self, body: Any, count: int) -> list[Vector]:
        # In the order of the texts, whatever order they come in.
        by_index = {int(one["index"]): one["embedding"] for one in body["data"]}
        return checked([by_index[n] for n in range(count)], count)


def _seconds_of(header: str | None) -> float | None:
    """What Retry-After says: seconds, or a moment."""
    if header is None:
        return None
    if header.strip().isdigit():
        return float(header)
    try:
        at = parsedate_to_datetime(header)
    except ValueError:
        return None
    return max(0.0, (at - datetime.now(UTC)).total_seconds())


def _loading_time(content: bytes) -> float | None:
    """How long a model will take to load, as Hugging Face says it."""
    import json

    try:
        found = json.loads(content)["estimated_time"]
    except (ValueError, KeyError, TypeError):
        return None
    return float(found) if isinstance(found, int | float) and found >= 0 else None
