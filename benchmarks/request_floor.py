"""What a request costs in processor time, beside a handler written by hand for that one request.

The floor is bare Flask and the driver: it checks the same token, asks Redis for the same limit as
often, sends the same SQL with the same parameters, publishes the same messages, and writes its
rows as JSON. It knows no declaration, no schema and no validation. Both run inside this process on
the stores of a real local stack and take turns; the ratio of their processor times is what counts.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import flask
import httpx
from sqlalchemy import event, text
from werkzeug.test import TestResponse

from benchmarks.report import Figure, print_table
from benchmarks.scene import Scene, School, running_scene
from infra.bootstrap import dependencies
from infra.postgres.core.driver import OneTripConnection
from infra.pubsub.publisher import OutgoingMessage, PubSubPublisher
from infra.redis.rate_limit import _HIT
from shared.http.limits import LIMIT_CLASSES

_PEOPLE = 40
_WARM_UP = 20
GOAL = 1.4


@dataclass(frozen=True, slots=True)
class Sent:
    """What the product sent to Postgres and to the bus while it answered one request."""

    statements: list[tuple[str, Any]] = field(default_factory=list)
    messages: list[OutgoingMessage] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Kind:
    """One route: how it is asked, by which class it is limited, and what undoes it."""

    name: str
    method: str
    path: str
    limit: str
    body: dict[str, Any] | None = None
    undo: str | None = None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer requests")
    rounds = 3 if parser.parse_args().quick else 10
    with running_scene() as scene:
        bench = Bench(scene)
        figures = [bench.compare(kind, rounds) for kind in bench.kinds()]
        print_table(f"Requests beside handlers written by hand, {rounds * _PEOPLE} each", figures)


class Bench:
    """The product and the floor on one stack."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._school: School = scene.make_school(_PEOPLE)
        self._tokens = [scene.token(self._school, person) for person in range(_PEOPLE)]
        self._client = scene.gateway()
        created = self._ask("POST", "/v1/posts", 0, {"content": "The library stays open."})
        self._post = created.json["id"] if created.json else ""
        self._floor = Floor(scene)

    def kinds(self) -> Iterator[Kind]:
        """Three reads and two writes."""
        post = f"/v1/posts/{self._post}"
        yield Kind("users_me_get", "GET", "/v1/users/me", "read")
        yield Kind("posts_get", "GET", post, "read")
        yield Kind("posts_feed", "GET", "/v1/posts", "read")
        likes = "DELETE FROM app.likes WHERE tenant_id = :tenant"
        yield Kind("posts_like", "POST", f"{post}/like", "write", undo=likes)
        comments = "DELETE FROM app.comments WHERE tenant_id = :tenant"
        body = {"content": "So we stay until six."}
        yield Kind("posts_comment", "POST", f"{post}/comment", "comments", body, comments)

    def compare(self, kind: Kind, rounds: int) -> Figure:
        """The ratio of the medians, product to floor."""
        recorded = [self._record(kind, person) for person in range(_PEOPLE)]
        product: list[float] = []
        floor: list[float] = []
        for number in range(rounds):
            self._undo(kind)
            product += [self._timed(self._product(kind, person)) for person in range(_PEOPLE)]
            self._undo(kind)
            floor += [
                self._timed(self._floor.request(kind, self._tokens[person], recorded[person]))
                for person in range(_PEOPLE)
            ]
            if number == 0:
                product, floor = product[_WARM_UP:], floor[_WARM_UP:]
        ours, bare = statistics.median(product), statistics.median(floor)
        note = f"{ours:.2f} ms of processor time beside {bare:.2f} ms"
        return Figure(kind.name, ours / bare, "x", GOAL, note)

    def _product(self, kind: Kind, person: int) -> Callable[[], TestResponse]:
        return lambda: self._ask(kind.method, kind.path, person, kind.body)

    def _ask(self, method: str, path: str, person: int, body: Any) -> TestResponse:
        headers = {"Authorization": f"Bearer {self._tokens[person]}"}
        return self._client.open(path, method=method, json=body, headers=headers)

    def _timed(self, send: Callable[[], TestResponse]) -> float:
        started = time.process_time()
        answer = send()
        spent = (time.process_time() - started) * 1000
        if answer.status_code >= 300:
            raise RuntimeError(answer.text)
        return spent

    def _record(self, kind: Kind, person: int) -> Sent:
        sent = Sent()
        with _recording(sent):
            answer = self._ask(kind.method, kind.path, person, kind.body)
        if answer.status_code >= 300:
            raise RuntimeError(answer.text)
        return sent

    def _undo(self, kind: Kind) -> None:
        if kind.undo is not None:
            with self._scene.admin.begin() as connection:
                connection.execute(text(kind.undo), {"tenant": self._school.id})


class Floor:
    """Bare Flask with one handler, which replays what the product sends."""

    def __init__(self, scene: Scene) -> None:
        deps = dependencies()
        url = deps.engine.url
        self._connection = OneTripConnection(
            user=str(url.username),
            password=str(url.password),
            host=str(url.host),
            port=int(url.port or 5432),
            database=str(url.database),
        )
        self._redis = httpx.Client(
            base_url=scene.env["UPSTASH_REDIS_REST_URL"],
            headers={"Authorization": f"Bearer {scene.env['UPSTASH_REDIS_REST_TOKEN']}"},
        )
        self._publisher = PubSubPublisher(str(deps.settings.pubsub_project))
        self._verifier = deps.token_verifier
        self._leases: dict[str, int] = {}
        self._now: tuple[Kind, Sent]
        app = flask.Flask("floor")
        app.add_url_rule("/<path:path>", "serve", self._serve, methods=["GET", "POST"])
        self._client = app.test_client()

    def request(self, kind: Kind, token: str, sent: Sent) -> Callable[[], TestResponse]:
        """One request, ready to be sent."""
        self._now = kind, sent

        def send() -> TestResponse:
            self._now = kind, sent
            headers = {"Authorization": f"Bearer {token}"}
            return self._client.open(kind.path, method=kind.method, json=kind.body, headers=headers)

        return send

    def _serve(self, path: str) -> flask.Response:  # noqa: ARG002 - Flask passes it
        kind, sent = self._now
        token = flask.request.headers["Authorization"].removeprefix("Bearer ")
        claims = self._verifier.verify(token, "api")
        self._count(kind, str(claims.user_id))
        if kind.body is not None:
            json.loads(flask.request.get_data())
        rows: list[Any] = []
        cursor = self._connection.cursor()
        for statement, parameters in sent.statements:
            cursor.execute(statement, parameters)
            if cursor.description:
                names = [column[0] for column in cursor.description]
                rows += [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        if sent.messages:
            self._publisher.publish(sent.messages)
        return flask.Response(json.dumps(rows, default=str), mimetype="application/json")

    def _count(self, kind: Kind, person: str) -> None:
        rules = LIMIT_CLASSES[kind.limit]
        key = f"floor:{person}:{kind.limit}"
        left = self._leases.get(key, 0)
        if left == 0:
            keys = [f"{key}:{window.seconds}" for window in rules.windows]
            windows = [window.seconds * 1000 for window in rules.windows]
            command = ["EVAL", _HIT, len(keys), *keys, *windows, *[rules.lease] * len(keys)]
            self._redis.post("/", json=command).raise_for_status()
            left = rules.lease
        self._leases[key] = left - 1


@contextmanager
def _recording(sent: Sent) -> Iterator[None]:
    deps = dependencies()

    def record(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        sent.statements.append((statement, parameters))

    publisher = deps.announcer._publisher  # noqa: SLF001 - what goes out is part of the figure
    assert publisher is not None
    publish = publisher.publish

    def record_messages(
        messages: Sequence[OutgoingMessage], *, deadline: float = 0.25
    ) -> list[bool]:
        sent.messages.extend(messages)
        return publish(messages, deadline=deadline)

    event.listen(deps.engine, "before_cursor_execute", record)
    publisher.publish = record_messages  # type: ignore[method-assign]
    try:
        yield
    finally:
        publisher.publish = publish  # type: ignore[method-assign]
        event.remove(deps.engine, "before_cursor_execute", record)


if __name__ == "__main__":
    main()
