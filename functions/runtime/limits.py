"""Holding requests to the limits of their route. What counts and how: ADR 0027."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from functions.runtime.counting import Counter, Place, count, give_back
from shared.auth.roles import Role
from shared.http.limits import LIMIT_CLASSES, Beyond, Counts, Subject, Window
from shared.http.problem import RateLimited
from shared.http.rate_limit import Bucket, BucketState, tightest
from shared.http.route import Route
from shared.identity.known_device import KnownDevice, Mark
from shared.identity.policy import email_key

if TYPE_CHECKING:
    from infra.bootstrap import Dependencies


class LimitSubjects:
    """Values that a window may count by; computed only when one asks."""

    def __init__(
        self,
        *,
        user_id: object | None,
        session_id: object | None,
        ip: str,
        cookie: str | None = None,
        role: Role | None = None,
        settings: Mapping[str, Any] | None = None,
        device: KnownDevice | None = None,
        mark: Mark | None = None,
    ) -> None:
        self._user_id = user_id
        # A class behind one address counts each for itself, signed in or about to be again.
        self._session_id = session_id or cookie
        self._ip = ip
        self._role = role
        self._settings = settings or {}
        self._device = device
        self._mark = mark

    def limit(self, window: Window) -> int:
        """How many the window admits of this caller."""
        if window.allowance is None or self._role is None:
            return window.limit
        return window.allowance(self._role, self._settings)

    def on_known_device(self, body: Any) -> bool:
        """Whether the account in the body has signed in on this device before."""
        if self._device is None or self._mark is None:
            return False
        return self._device.knows(_email(body), self._mark)

    def value(self, subject: Subject, body: Any) -> str:
        """The subject of a bucket key. Addresses of mail are hashed: keys show up in dashboards."""
        if subject is Subject.CALLER:
            return str(self._user_id or self._ip)
        if subject is Subject.ADDRESS:
            return self._ip
        if subject is Subject.ADDRESS_AND_SCHOOL:
            return f"{self._ip}:{getattr(body, 'tenant', '')}"
        if subject is Subject.SESSION:
            return _digest(getattr(body, "refresh_token", "") or self._session_id or self._ip)
        if subject is Subject.DEVICE:
            assert self._device is not None, "on_known_device was asked"
            return _digest(f"{self._device.id} {_email(body)}")
        account = _digest(_email(body))
        return account if subject is Subject.ACCOUNT else f"{self._ip}:{account}"


def _email(body: Any) -> str:
    return email_key(str(getattr(body, "email", "")))


def _digest(text: object) -> str:
    return hashlib.blake2b(str(text).encode(), digest_size=12).hexdigest()


def counters_of(
    route: Route, subjects: LimitSubjects, body: Any = None, *, with_body: bool
) -> list[Counter]:
    """What a request counts in: the classes that need its body, or the others.

    The first window of a class has the key ``ratelimit:{subject}:{class}``; a further one appends
    its seconds, because it is a counter of its own.
    """
    found: list[Counter] = []
    for name in route.limits:
        rules = LIMIT_CLASSES[name]
        if rules.needs_body is not with_body:
            continue
        known = rules.known_device and subjects.on_known_device(body)
        for index, window in enumerate(rules.known_device if known else rules.windows):
            key = f"ratelimit:{subjects.value(window.subject, body)}:{name}"
            bucket = Bucket(
                key if index == 0 else f"{key}:{window.seconds}",
                subjects.limit(window),
                window.seconds * 1000,
            )
            found.append(Counter(bucket, window, rules))
    return found


def enforce(
    deps: Dependencies,
    counters: Sequence[Counter],
    headers: dict[str, str],
    degraded: set[str],
) -> list[Place]:
    """Count the request and set the RateLimit headers; raises RateLimited when over.

    Returns the places that it holds until :func:`settle` knows whether it counts.
    """
    if not counters:
        return []
    places = count(deps, counters, degraded)
    held = [place for place in places if place.counter.rules.counts is not Counts.REQUESTS]
    told = [place for place in places if place.counter.window.beyond is Beyond.REFUSE]
    if told:
        _tell(headers, told)
    refused = next((place.state for place in told if place.state.exceeded), None)
    refused = refused or _delay(deps, places, degraded)
    if refused is not None:
        give_back(deps, held)
        raise RateLimited(headers={"Retry-After": str(max(refused.reset_seconds, 1))})
    return held


def settle(deps: Dependencies, held: Sequence[Place], *, succeeded: bool, guessed: bool) -> None:
    """Give back the places of a request that was not of the kind that counts."""
    counting = {Counts.SUCCESSES: succeeded, Counts.FAILURES: guessed}
    give_back(deps, [place for place in held if not counting[place.counter.rules.counts]])


def _tell(headers: dict[str, str], places: Sequence[Place]) -> None:
    state = tightest([place.state for place in places])
    window = next(p.counter.bucket.window_ms for p in places if p.state is state) // 1000
    reset = state.reset_seconds
    headers["RateLimit"] = f'"default";r={state.remaining};t={reset}'
    headers["RateLimit-Policy"] = f'"default";q={state.limit};w={window}'
    headers["X-RateLimit-Limit"] = str(state.limit)
    headers["X-RateLimit-Remaining"] = str(state.remaining)
    headers["X-RateLimit-Reset"] = str(reset)


def _delay(deps: Dependencies, places: Sequence[Place], degraded: set[str]) -> BucketState | None:
    """The gate of a slow window that is shut: one attempt passes it in each delay."""
    gates = []
    for place in places:
        window, bucket = place.counter.window, place.counter.bucket
        if window.beyond is Beyond.SLOW and place.state.exceeded:
            delay_ms = window.delay(place.state.count) * 1000
            gate = Bucket(f"{bucket.key}:gate", 1, delay_ms)
            gates.append(Counter(gate, window, place.counter.rules))
    if not gates:
        return None
    return next((g.state for g in count(deps, gates, degraded) if g.state.exceeded), None)
