"""One call of an operation: its request, how often it is tried, and what becomes of the answer."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, TypeVar, cast
from urllib.parse import quote
from uuid import UUID, uuid4

import httpx
from pydantic import BaseModel, TypeAdapter

from stunity.problems import ConnectionFailed, problem_of, retry_after

T = TypeVar("T")
Value = str | int | float | bool | UUID | date | datetime | None
Parameters = Mapping[str, Value | Sequence[Value]]

_BUSY: Final = frozenset({429, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class Operation:
    """A route.

    ``repeatable``: a second request changes nothing more, so a lost answer is asked for again.
    ``keyed``: an Idempotency-Key makes it so.
    """

    name: str
    method: str
    path: str
    keyed: bool
    repeatable: bool


@dataclass(frozen=True, slots=True)
class Retries:
    """How often a call is tried and how long it waits between, in seconds.

    A server that names a time (Retry-After) is obeyed; one that asks for more than
    ``patience`` gets no second request, and the caller its problem.
    """

    attempts: int = 4
    first: float = 0.5
    longest: float = 8.0
    patience: float = 60.0

    def wait(self, attempt: int, asked: float | None) -> float | None:
        """Seconds before the next attempt after this one (from 1); None ends it."""
        if attempt >= self.attempts or (asked is not None and asked > self.patience):
            return None
        spread: float = min(self.longest, self.first * 2.0 ** (attempt - 1))
        # Spread, so that clients which failed together do not come back together.
        return max(asked or 0.0, spread * random.uniform(0.5, 1.0))  # noqa: S311 - no secret


class _Calls:
    """What plain and async callers share: everything but sending and waiting."""

    def __init__(self, retries: Retries) -> None:
        self.retries = retries

    def request(
        self,
        http: httpx.Client | httpx.AsyncClient,
        operation: Operation,
        *,
        path: Mapping[str, Value] | None,
        query: Parameters | None,
        body: BaseModel | None,
        key: str | None,
    ) -> httpx.Request:
        address = operation.path
        for name, value in (path or {}).items():
            address = address.replace(f"{{{name}}}", quote(_text(value), safe=""))
        headers = {"Accept": "application/json, text/csv;q=0.9"}
        if operation.keyed:
            headers["Idempotency-Key"] = key or str(uuid4())
        content = None
        if body is not None:
            headers["Content-Type"] = "application/json"
            content = body.model_dump_json(exclude_unset=True).encode()
        return http.build_request(
            operation.method, address, params=_query(query or {}), headers=headers, content=content
        )

    def wait_after(
        self, operation: Operation, attempt: int, outcome: httpx.Response | httpx.TransportError
    ) -> float | None:
        """Seconds before the call is tried again; None where its outcome stands."""
        if isinstance(outcome, httpx.Response):
            if outcome.status_code not in _BUSY:
                return None
            # A limit was reached before anything was done; of a gateway's answer nobody knows.
            if outcome.status_code != 429 and not operation.repeatable:  # noqa: PLR2004 - its name
                return None
            return self.retries.wait(attempt, retry_after(outcome))
        never_sent = isinstance(outcome, httpx.ConnectError | httpx.ConnectTimeout)
        return self.retries.wait(attempt, None) if never_sent or operation.repeatable else None


class Caller(_Calls):
    """Calls operations and waits for them."""

    def __init__(self, http: httpx.Client, retries: Retries) -> None:
        super().__init__(retries)
        self.http = http

    def call(
        self,
        operation: Operation,
        returns: type[T] | TypeAdapter[T] | None,
        *,
        path: Mapping[str, Value] | None = None,
        query: Parameters | None = None,
        body: BaseModel | None = None,
        key: str | None = None,
    ) -> T:
        """Call an operation; raises :class:`stunity.ApiError` or ConnectionFailed."""
        request = self.request(self.http, operation, path=path, query=query, body=body, key=key)
        for attempt in range(1, self.retries.attempts + 1):
            outcome: httpx.Response | httpx.TransportError
            try:
                outcome = self.http.send(request)
            except httpx.TransportError as error:
                outcome = error
            wait = self.wait_after(operation, attempt, outcome)
            if wait is None:
                return answer(outcome, returns)
            time.sleep(wait)
        raise AssertionError("the last attempt ends the loop")


class AsyncCaller(_Calls):
    """Calls operations without blocking."""

    def __init__(self, http: httpx.AsyncClient, retries: Retries) -> None:
        super().__init__(retries)
        self.http = http

    async def call(
        self,
        operation: Operation,
        returns: type[T] | TypeAdapter[T] | None,
        *,
        path: Mapping[str, Value] | None = None,
        query: Parameters | None = None,
        body: BaseModel | None = None,
        key: str | None = None,
    ) -> T:
        """Call an operation; raises :class:`stunity.ApiError` or ConnectionFailed."""
        request = self.request(self.http, operation, path=path, query=query, body=body, key=key)
        for attempt in range(1, self.retries.attempts + 1):
            outcome: httpx.Response | httpx.TransportError
            try:
                outcome = await self.http.send(request)
            except httpx.TransportError as error:
                outcome = error
            wait = self.wait_after(operation, attempt, outcome)
            if wait is None:
                return answer(outcome, returns)
            await asyncio.sleep(wait)
        raise AssertionError("the last attempt ends the loop")


def answer(
    outcome: httpx.Response | httpx.TransportError, returns: type[T] | TypeAdapter[T] | None
) -> T:
    """The value of an answer, read as the type that the operation declares."""
    if isinstance(outcome, httpx.TransportError):
        raise ConnectionFailed(str(outcome) or type(outcome).__name__) from outcome
    if outcome.status_code >= 400:  # noqa: PLR2004 - where problems begin
        raise problem_of(outcome)
    if returns is None:
        return cast("T", None)
    if returns is str:
        return cast("T", outcome.text)
    if returns is bytes:
        return cast("T", outcome.content)
    if isinstance(returns, type) and issubclass(returns, BaseModel):
        return cast("T", returns.model_validate_json(outcome.content))
    adapter = returns if isinstance(returns, TypeAdapter) else TypeAdapter(returns)
    return adapter.validate_json(outcome.content)


def _query(parameters: Parameters) -> list[tuple[str, str | int | float | bool | None]]:
    found: list[tuple[str, str | int | float | bool | None]] = []
    for name, value in parameters.items():
        if isinstance(value, Sequence) and not isinstance(value, str):
            found += [(name, _text(one)) for one in value]
        elif value is not None:
            found.append((name, _text(value)))
    return found


def _text(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else str(value)
