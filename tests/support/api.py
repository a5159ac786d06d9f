"""The API in this process: real entry points behind the real gateway, on the real database.

Nothing of the product is replaced. What differs between tests is what differs between
deployments: the environment, and the clock that ``Dependencies`` is given. Every answer is checked
against the OpenAPI document on its way to the test.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import IPv6Network
from pathlib import Path
from typing import Any, TypeVar

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine
from werkzeug.test import TestResponse

from functions.runtime.catalogue import all_jobs, all_workers
from infra.bootstrap import Dependencies, dependencies
from infra.local.gateway import build
from infra.local.keys import LocalKeys
from tests.areas.people.factories.people import Tenant
from tests.support.conformance import Conformance, listen, told
from tests.support.jwks import JwksServer
from tests.support.observed import Observed
from tests.support.postgres import Database
from tests.support.redis import patient
from tests.support.scene import AGENT, Member, Scene

T = TypeVar("T")

ORIGIN = "https://app.example.test"
PUSH_AUDIENCE = "https://push.example.test"
PUSH_ACCOUNT = "push@stunity.iam.gserviceaccount.com"
_TIMES_TO_COME_BACK = 100
_thread = threading.local()


class Caller:
    """Sends requests as one person, or as nobody, from one network address."""

    def __init__(self, api: Api, token: str | None, ip: str, agent: str = AGENT) -> None:
        self._api = api
        self.token = token
        self.ip = ip
        self.agent = agent

    @property
    def network(self) -> str:
        """What limits by address count."""
        return str(IPv6Network((self.ip, 64), strict=False))

    @property
    def headers(self) -> dict[str, str]:
        """Who asks, from where and with what."""
        sent = {"X-Forwarded-For": self.ip, "User-Agent": self.agent}
        if self.token is not None:
            sent["Authorization"] = f"Bearer {self.token}"
        return sent

    def request(
        self,
        method: str,
        path: str,
        *,
        json: Any = None,
        data: bytes | None = None,
        query: Any = None,
        headers: Mapping[str, str] | None = None,
        environ: Mapping[str, Any] | None = None,
        client: FlaskClient | None = None,
    ) -> TestResponse:
        """Send one request. ``client`` is for another application than the gateway."""
        sent = self.headers
        options: dict[str, Any] = {} if json is None else {"json": json}
        if data is not None:
            options["data"] = data
            sent["Content-Type"] = "application/json"
        route = self._api.conformance.route_of(method, path.partition("?")[0])
        for _ in range(_TIMES_TO_COME_BACK):
            with told() as found:
                answer = (client or self._api.client).open(
                    path,
                    method=method,
                    query_string=query,
                    headers={**sent, **(headers or {})},
                    environ_overrides=environ,
                    **options,
                )
            self._api.conformance.check(route, answer, found)
            if answer.status_code != 503 or not getattr(_thread, "comes_back", False):
                break
        taken = answer.status_code < 300
        if taken and route is not None and route.body is not None and json is not None:
            # Validation takes blanks around a text for nothing, but not around a password.
            refusals = [self._api.conformance.refusals(route, j) for j in (json, trimmed(json))]
            assert not all(refusals), f"{route.name} took {refusals}"
        return answer

    def get(self, path: str, **options: Any) -> TestResponse:
        return self.request("GET", path, **options)

    def post(self, path: str, **options: Any) -> TestResponse:
        return self.request("POST", path, **options)

    def put(self, path: str, **options: Any) -> TestResponse:
        return self.request("PUT", path, **options)

    def delete(self, path: str, **options: Any) -> TestResponse:
        return self.request("DELETE", path, **options)


@dataclass
class Clock:
    """The time that functions are given: the real one, moved, or one that stands still."""

    offset: timedelta = field(default_factory=timedelta)
    stopped: datetime | None = None

    def __call__(self) -> datetime:
        return (self.stopped or datetime.now(UTC)) + self.offset

    def advance(self, **parts: float) -> None:
        self.offset += timedelta(**parts)

    def stop(self) -> None:
        """Stand still but for ``advance``: for tests that go up to an edge on a busy machine."""
        self.stopped = datetime.now(UTC)

    def reset(self) -> None:
        """Show the real time again."""
        self.offset, self.stopped = timedelta(), None


class Api(Scene, Observed):
    """The running API of this test process; see :func:`shared_api`."""

    def __init__(self, database: Database, admin: Engine) -> None:
        super().__init__(admin)
        self.clock = Clock()
        self.conformance = Conformance()
        self._directory = tempfile.TemporaryDirectory(prefix="stunity-api-")
        self.keys = LocalKeys.load(Path(self._directory.name) / "keys.json")
        self._jwks = JwksServer()
        self._environment = {
            "DATABASE_URL": database.app,
            "DB_POOL_SIZE": "20",
            "JWT_PUBLIC_KEYS": self.keys.public_keys,
            "JWT_SIGNING_KEYS": self.keys.signing_keys,
            "REFRESH_SEAL_KEY": self.keys.seal_key,
            "WEBHOOK_SEAL_KEY": self.keys.webhook_seal_key,
            "GRADE_SEAL_KEYS": self.keys.grade_seal_keys,
            "GRADE_SEAL_PUBLIC_KEYS": self.keys.grade_seal_public_keys,
            "PUSH_AUDIENCE": PUSH_AUDIENCE,
            "PUSH_SERVICE_ACCOUNT": PUSH_ACCOUNT,
            "PUSH_JWKS_URL": self._jwks.url,
            "PUBLIC_RELAY_URL": "http://relay.example.test",
            "CORS_ORIGINS": ORIGIN,
            "TRUSTED_PROXY_HOPS": "1",
            "BCRYPT_ROUNDS": "4",
            # Signing asks nobody; what reads and writes files has a store of its own.
            "S3_ENDPOINT": "http://127.0.0.1:9",
            "S3_BUCKET": "stunity",
            "S3_ACCESS_KEY": "local",
            "S3_SECRET_KEY": "not-a-store",
            # Needs no leave of a school; tests that want vectors name a service of their own.
            "EMBEDDING_PROVIDER": "local",
            "LOG_LEVEL": "WARNING",
        }
        self.few_schools = False
        self._built: Dependencies | None = None
        self._app: Flask | None = None

    # The surroundings.

    @property
    def app(self) -> Flask:
        """The local gateway with every function."""
        if self._app is None:
            self._app = build()
        return self._app

    @property
    def client(self) -> FlaskClient:
        """A client of the gateway, one for each thread."""
        if not hasattr(self._local, "client"):
            self._local.client = self.app.test_client(use_cookies=False)
        found: FlaskClient = self._local.client
        return found

    @contextmanager
    def environment(self, **changes: str) -> Iterator[None]:
        """Serve with these variables: dependencies are built anew, and once more afterwards."""
        with pytest.MonkeyPatch.context() as patch:
            for name in ("UPSTASH_REDIS_REST_URL", "SMTP_URL", "PUBSUB_PROJECT", "DATA_DIR"):
                patch.delenv(name, raising=False)
            for name, value in {**self._environment, **changes}.items():
                patch.setenv(name, value)
            self._rebuild()
            yield
            self._drop()

    @contextmanager
    def with_few_schools(self, database: Database, admin: Engine) -> Iterator[None]:
        """Serve from another database, in which a job may visit every school.

        The database of all tests holds thousands, and a visit takes milliseconds.
        """
        variables, before = self._environment, self.admin
        self._environment = variables | {"DATABASE_URL": database.app}
        self.admin, self.few_schools = admin, True
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("DATABASE_URL", database.app)
            self._rebuild()
            yield
            self._drop()
        self._environment, self.admin, self.few_schools = variables, before, False
        self._rebuild()

    def claim(self) -> None:
        """Take the process back, should another test have built dependencies of its own."""
        if dependencies() is not self._built:
            self._rebuild()
        self.clock.reset()

    def close(self) -> None:
        """Stop what was started."""
        self._drop()
        self._jwks.close()
        self._directory.cleanup()

    def _rebuild(self) -> None:
        self._drop()
        self._built = dependencies()
        self._built.clock = self.clock
        if "UPSTASH_REDIS_REST_URL" in os.environ:
            patient(self._built)

    def _drop(self) -> None:
        # Whoever asked after the last were dropped has built others.
        known = dependencies() if dependencies.cache_info().currsize else self._built
        parts = known.__dict__ if known is not None else {}
        for engine in {"engine", "owner_engine"} & parts.keys():
            parts[engine].dispose()
        for away in ("redis", "search_engine"):
            if parts.get(away) is not None:
                parts[away].close()
        if "telemetry" in parts:
            parts["telemetry"].close()
        self._built = None
        dependencies.cache_clear()

    # Who asks.

    def as_(self, member: Member, *, ip: str | None = None) -> Caller:
        """Requests of a person."""
        return Caller(self, member.token, ip or fresh_ip())

    def with_token(self, token: str | None, *, ip: str | None = None) -> Caller:
        """Requests with some token, or none."""
        return Caller(self, token, ip or fresh_ip())

    def anonymous(self, *, ip: str | None = None, agent: str = AGENT) -> Caller:
        """Requests of nobody, from a network address of their own."""
        return Caller(self, None, ip or fresh_ip(), agent)

    # The platform's own calls.

    def service_token(self, *, email: str = PUSH_ACCOUNT, audience: str = PUSH_AUDIENCE) -> str:
        """A token as Pub/Sub and Cloud Scheduler send it."""
        return self._jwks.minter.token(email, audience)

    def push(
        self,
        worker: str,
        body: Mapping[str, Any],
        *,
        token: str | None = None,
        attributes: Mapping[str, str] | None = None,
    ) -> TestResponse:
        """Push one event to a worker, as Pub/Sub does."""
        template = next(w.template for w in all_workers() if w.name == worker)
        data = base64.b64encode(json.dumps(body).encode()).decode()
        inner = {"data": data, "messageId": "1", "attributes": dict(attributes or {})}
        message = {"message": inner, "subscription": "s"}
        caller = self.with_token(token or self.service_token())
        return caller.post(template, json=message)

    def deliver(self, worker: str, tenant: Tenant, *types: str) -> int:
        """Push to a worker what its filter takes from a school's log; returns how many."""
        declared = next(w for w in all_workers() if w.name == worker)
        wanted = {event.wire_name for event in declared.subscribes}
        events = [e for e in self.events(tenant, *types) if e.copy == 0 and e.type in wanted]
        for event in events:
            assert self.push(worker, event.body).status_code == 204
        return len(events)

    def run_job(self, name: str) -> Any:
        """Call a job as the scheduler does; returns what it answers."""
        assert self.few_schools, "whoever calls a job is marked: pytest.mark.every_school"
        template = next(j.template for j in all_jobs() if j.name == name)
        answer = self.with_token(self.service_token()).post(template, json={})
        return ok(answer)


def trimmed(value: Any) -> Any:
    """The JSON value as validation reads it: texts without the blanks around them."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, list):
        return [trimmed(item) for item in value]
    if isinstance(value, dict):
        return {name: trimmed(item) for name, item in value.items()}
    return value


def fresh_ip() -> str:
    """An address in a network that nobody has used."""
    network = [f"fd{secrets.token_hex(1)}", *(secrets.token_hex(2) for _ in range(3))]
    return f"{':'.join(network)}::1"


def ok(answer: TestResponse, status: int = 200) -> Any:
    """The body of an answer that must have this status."""
    assert answer.status_code == status, f"{answer.status}: {answer.text}"
    return answer.json


def refused(answer: TestResponse, status: int, code: str) -> Any:
    """The problem of an answer that must be this refusal."""
    problem = ok(answer, status)
    assert problem["code"] == code, problem
    return problem


def coming_back(call: Callable[[], T]) -> T:
    """Run the call; where the database is too busy for one of its requests, it is sent again.

    Whoever waits two seconds for a lock or a connection is told to come back: nothing was written.
    On a busy machine that is the last in every queue.
    """
    _thread.comes_back = True
    try:
        return call()
    finally:
        _thread.comes_back = False


def in_parallel(calls: Sequence[Callable[[], T]]) -> list[T]:
    """Run all calls at once, each :func:`coming_back`, and return their results in order."""
    barrier = threading.Barrier(len(calls))

    def run(call: Callable[[], T]) -> T:
        barrier.wait()
        return coming_back(call)

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def in_one_window(api: Api, seconds: int, attempt: Callable[[], T]) -> T:
    """Run it within one window of the counters in Postgres, which are aligned to the clock.

    A window ends in the middle of a test once in a long while: then it is done again.
    """
    window = f"SELECT floor(extract(epoch FROM now()) / {seconds:d}) AS number"  # noqa: S608 - a number
    before = api.rows(window)
    found = attempt()
    return found if api.rows(window) == before else attempt()


def pages(caller: Caller, path: str, **query: Any) -> Iterator[list[Any]]:
    """Every page of a list, following its cursor."""
    cursor: dict[str, str] = {}
    while True:
        answer = caller.get(path, query={**query, **cursor})
        assert answer.status_code == 200, answer.text
        assert answer.json is not None
        yield answer.json["data"]
        following = answer.json["pageInfo"]["nextCursor"]
        assert answer.json["pageInfo"]["hasMore"] == (following is not None)
        if following is None:
            return
        cursor = {"cursor": following}


def all_items(caller: Caller, path: str, **query: Any) -> list[Any]:
    """All items of a list, page by page."""
    return [item for page in pages(caller, path, **query) for item in page]


def ids(items: Iterable[Mapping[str, Any]]) -> list[str]:
    """Their ids, in order."""
    return [str(item["id"]) for item in items]


_users: list[Api] = []


@contextmanager
def shared_api(database: Database, admin: Engine) -> Iterator[Api]:
    """The API of this process: whoever comes first starts it, and the last one stops it."""
    if _users:
        _users.append(_users[0])
        yield _users[0]
        _users.pop()
        return
    api = Api(database, admin)
    with api.environment(), pytest.MonkeyPatch.context() as patch:
        listen(patch)
        _users.append(api)
        yield api
    # Fixtures of a session end in the reverse order of their beginning: nobody is left.
    _users.clear()
    api.close()
