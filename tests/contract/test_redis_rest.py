"""The REST front answers the real `upstash-redis` client as Upstash does, also when Redis dies."""

from __future__ import annotations

import http.client
import json
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from upstash_redis import Redis
from upstash_redis.errors import UpstashError

from infra.breaker import CircuitBreaker
from infra.local import process
from infra.local.children import redis_rest_child
from infra.local.redis import EmbeddedRedis
from infra.redis.client import RedisClient, RedisCommandError, RedisUnavailable

TOKEN = "right-token"


@dataclass(frozen=True)
class Stack:
    """A Redis, and the front before it."""

    redis: EmbeddedRedis
    front: process.Started
    url: str


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    directory = tmp_path_factory.mktemp("redis")
    redis = EmbeddedRedis(directory)
    redis.start()
    child = redis_rest_child(redis.port, TOKEN)
    with process.running(child, directory / "rest.log") as front:
        yield Stack(redis, front, f"http://127.0.0.1:{child.ports['http']}")
    redis.stop()


@pytest.fixture
def upstash(stack: Stack) -> Iterator[Redis]:
    """The vendor's client, as its manual sets it up."""
    stack.redis.flush()
    with Redis(url=stack.url, token=TOKEN, rest_retries=0) as client:
        yield client


@pytest.fixture
def client(stack: Stack) -> Iterator[RedisClient]:
    """Ours, patient: these tests are about answers, and the machine may be busy."""
    stack.redis.flush()
    client = RedisClient(stack.url, TOKEN, timeout_seconds=60.0)
    yield client
    client.close()


def answers_within(seconds: float, ask: Callable[[], object]) -> None:
    """Ask until there is an answer."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            ask()
        except RedisUnavailable:
            if time.monotonic() > deadline:
                raise
        else:
            return


def test_strings_and_lifetimes(upstash: Redis) -> None:
    assert upstash.get("nothing") is None
    assert upstash.set("key", "value", px=60_000)
    assert not upstash.set("key", "other", nx=True)
    assert upstash.get("key") == "value"
    assert 0 < upstash.pttl("key") <= 60_000
    assert upstash.incrby("n", 41) == 41
    assert upstash.incrbyfloat("f", 0.5) == 0.5
    assert upstash.delete("key", "n", "never") == 2
    assert upstash.ping() == "PONG"


@pytest.mark.parametrize(
    "value",
    ["ការប្រកាស", "👩🏽‍🏫", "OK", "", "a\r\nb", "\x00\x01\x7f", '{"a": [1, "ខ្មែរ"]}', "x" * 300_000],
    ids=["khmer", "emoji", "ok", "empty", "lines", "control", "json", "long"],
)
def test_values_come_back_as_they_were(upstash: Redis, value: str) -> None:
    upstash.set("value", value)
    assert upstash.get("value") == value
    assert upstash.mget("value", "none") == [value, None]


def test_numbers_keep_their_spelling(upstash: Redis) -> None:
    upstash.set("float", 1.0)
    upstash.set("big", 2**60 + 1)
    assert upstash.mget("float", "big") == ["1.0", str(2**60 + 1)]


def test_hashes(upstash: Redis) -> None:
    assert upstash.hset("h", values={"name": "ដារា", "n": 1}) == 2
    assert upstash.hgetall("h") == {"name": "ដារា", "n": "1"}
    assert upstash.hincrby("h", "n", 2) == 3
    assert upstash.hsetnx("h", "n", 9) is False
    assert upstash.hgetall("none") == {}


def test_sorted_sets(upstash: Redis) -> None:
    upstash.zadd("z", {"a": 1.5, "b": 3, "c": 2})
    assert upstash.zrevrange("z", 0, 1, withscores=True) == [("b", 3.0), ("c", 2.0)]
    assert upstash.zrank("z", "c") == 1
    assert upstash.zscore("z", "none") is None
    assert upstash.zremrangebyscore("z", "-inf", "(2") == 1


def test_sets_lists_and_scripts(upstash: Redis) -> None:
    upstash.sadd("s", "x", "y")
    assert sorted(upstash.smembers("s")) == ["x", "y"]
    upstash.rpush("l", "1", "2", "3")
    assert upstash.lrange("l", 0, -1) == ["1", "2", "3"]
    script = "return {KEYS[1], ARGV[1], 7, {false, 'ខ្មែរ'}}"
    assert upstash.eval(script, keys=["k"], args=["a"]) == ["k", "a", 7, [None, "ខ្មែរ"]]


def test_a_pipeline_answers_each_command(upstash: Redis) -> None:
    pipeline = upstash.pipeline()
    pipeline.set("a", "1").incr("a").hset("h", "f", "v").hgetall("h").get("none")
    assert pipeline.exec() == [True, 2, 1, {"f": "v"}, None]


def test_a_transaction_is_one(stack: Stack, upstash: Redis) -> None:
    """Increments of other connections never show between the commands of a transaction."""
    done = threading.Event()

    def disturb() -> None:
        with Redis(url=stack.url, token=TOKEN) as other:
            while not done.is_set():
                other.incr("n")

    thread = threading.Thread(target=disturb)
    thread.start()
    try:
        for _ in range(50):
            multi = upstash.multi()
            multi.set("n", 0).incr("n").incr("n").get("n")
            assert multi.exec() == [True, 1, 2, "2"]
    finally:
        done.set()
        thread.join()


def test_an_error_is_told_and_spares_the_connection(upstash: Redis) -> None:
    upstash.set("text", "x")
    with pytest.raises(UpstashError, match="WRONGTYPE"):
        upstash.hgetall("text")
    with pytest.raises(UpstashError, match="not available"):
        upstash.execute(["SUBSCRIBE", "channel"])
    with pytest.raises(UpstashError, match="not available"):
        upstash.execute(["XREAD", "BLOCK", "0", "STREAMS", "s", "$"])
    assert upstash.get("text") == "x"


def test_one_error_in_a_pipeline_spares_the_others(stack: Stack, upstash: Redis) -> None:
    upstash.set("text", "x")
    status, answer = post(stack, "/pipeline", [["INCR", "text"], ["GET", "text"]])
    assert status == 200
    assert "not an integer" in answer[0]["error"]
    assert answer[1] == {"result": "x"}


def test_a_transaction_with_an_unknown_command_does_nothing(stack: Stack, upstash: Redis) -> None:
    status, answer = post(stack, "/multi-exec", [["SET", "n", 1], ["NOSUCH"]])
    assert status == 400
    assert answer["error"].startswith("EXECABORT")
    assert upstash.get("n") is None


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/", b"[", 400),
        ("/", b"[]", 400),
        ("/", b'{"a":1}', 400),
        ("/", b'["SET","k",null]', 400),
        ("/", b'["SET","k",{}]', 400),
        ("/pipeline", b"[]", 400),
        ("/pipeline", b'[["GET","a"],[]]', 400),
        ("/elsewhere", b'["GET","a"]', 404),
        ("/", b'["GET","' + b"a" * 10_000_001 + b'"]', 413),
    ],
)
def test_malformed_requests_are_refused(stack: Stack, path: str, body: bytes, status: int) -> None:
    got, answer = post(stack, path, body)
    assert got == status
    assert answer["error"]


def post(stack: Stack, path: str, content: object, token: str = TOKEN) -> tuple[int, Any]:
    connection = http.client.HTTPConnection(stack.url.removeprefix("http://"), timeout=60)
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    connection.request("POST", path, body, {"Authorization": f"Bearer {token}"})
    response = connection.getresponse()
    answer = json.loads(response.read())
    connection.close()
    return response.status, answer


def test_a_wrong_token_learns_nothing(stack: Stack) -> None:
    assert post(stack, "/", ["GET", "a"], token="wrong") == (401, {"error": "Unauthorized"})
    client = RedisClient(stack.url, "wrong", timeout_seconds=60.0)
    with pytest.raises(RedisUnavailable, match="401"):
        client.get("a")
    with pytest.raises(RedisUnavailable, match="401"):
        client.pipeline([["GET", "a"]])
    client.close()


def test_answers_of_one_connection_keep_their_order(stack: Stack, upstash: Redis) -> None:
    upstash.set("slow", "s")
    head = f"POST / HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {TOKEN}\r\n"
    bodies = ['["GET","slow"]', "[", '["PING"]']
    connection = http.client.HTTPConnection(stack.url.removeprefix("http://"), timeout=60)
    connection.connect()
    connection.sock.sendall(
        "".join(f"{head}Content-Length: {len(body)}\r\n\r\n{body}" for body in bodies).encode()
    )
    received = b""
    while received.count(b"HTTP/1.1") < 3 or not received.endswith(b"}"):
        received += connection.sock.recv(65536)
    connection.close()
    assert received.index(b'"s"') < received.index(b"failed to parse") < received.index(b"PONG")


def test_the_adapter_reads_and_writes(client: RedisClient) -> None:
    assert client.set("k", "v", ttl_ms=60_000) is True
    assert client.set("k", "w", if_absent=True) is False
    assert client.get("k") == "v"
    assert client.eval("return {KEYS[1], ARGV[1]}", ["k"], [1]) == ["k", "1"]
    assert client.pipeline([["INCR", "n"], ["HGETALL", "h"]]) == [1, {}]
    assert client.transaction([["INCR", "n"], ["GET", "k"]]) == [2, "v"]
    assert client.delete("k", "n") == 2
    assert (client.pipeline([]), client.delete()) == ([], 0)
    usage = client.usage()
    assert (usage.commands, usage.calls, usage.failures) == (9, 7, 0)


def test_the_adapter_tells_a_refused_command_from_an_outage(client: RedisClient) -> None:
    client.set("text", "x")
    for ask in (
        lambda: client.execute("HGETALL", "text"),
        lambda: client.pipeline([["GET", "text"], ["INCR", "text"]]),
        lambda: client.transaction([["NOSUCH"]]),
        lambda: client.eval("return '\\255'"),
    ):
        with pytest.raises(RedisCommandError):
            ask()
    assert client.usage().failures == 0


@pytest.mark.parametrize("argument", [None, True, b"bytes", ["list"]])
def test_the_adapter_refuses_what_no_command_can_carry(
    client: RedisClient, argument: object
) -> None:
    with pytest.raises(TypeError):
        client.execute("SET", "k", argument)  # type: ignore[arg-type]
    with pytest.raises(UnicodeEncodeError):
        client.set("k", "\ud800")
    assert client.usage().calls == 0


def test_a_dead_redis_is_an_outage_and_comes_back(stack: Stack) -> None:
    breaker = CircuitBreaker(open_seconds=0.01)
    client = RedisClient(stack.url, TOKEN, timeout_seconds=60.0, breaker=breaker)
    client.set("k", "v")
    stack.redis.kill()
    status, answer = post(stack, "/", ["GET", "k"])
    assert status == 503
    assert answer == {"error": "ERR the database is not reachable"}
    with pytest.raises(RedisUnavailable, match="503"):
        client.get("k")
    with pytest.raises(RedisUnavailable, match="503"):
        client.pipeline([["GET", "k"]])
    stack.redis.start()
    answers_within(60, lambda: client.get("k"))
    assert client.get("k") is None
    client.close()


def test_a_dead_front_is_an_outage(tmp_path: Path, stack: Stack) -> None:
    child = redis_rest_child(stack.redis.port, TOKEN)
    with process.running(child, tmp_path / "rest.log") as front:
        client = RedisClient(f"http://127.0.0.1:{child.ports['http']}", TOKEN, timeout_seconds=60)
        client.set("k", "v")
        process.kill(front)
        with pytest.raises(RedisUnavailable):
            client.get("k")
        client.close()


@contextmanager
def frozen(pid: int) -> Iterator[None]:
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


class Waits:
    """How long each request of a client may wait: to connect, write, read, or for a turn."""

    def __init__(self, client: RedisClient) -> None:
        self._all: list[dict[str, float]] = []
        hooks = client._redis._http._client.event_hooks
        client._redis._http._client.event_hooks = {**hooks, "request": [self._saw]}

    def _saw(self, request: httpx.Request) -> None:
        self._all.append(request.extensions["timeout"])

    def since(self) -> list[float]:
        """The longest wait of each request since the last time."""
        seen, self._all = self._all, []
        return [max(waits.values()) for waits in seen]


@pytest.mark.parametrize("part", ["redis", "front"])
def test_a_hung_server_costs_150_ms_and_then_nothing(stack: Stack, part: str) -> None:
    """One request that ends with its patience, and then none: no busy machine changes that."""
    now = [0.0]
    breaker = CircuitBreaker(threshold=3, open_seconds=2.0, clock=lambda: now[0])
    client = RedisClient(stack.url, TOKEN, timeout_seconds=60.0, breaker=breaker)
    client.set("k", "v")
    # Patient before it hangs and after: what is well may be slow.
    client._redis._http._client.timeout = 0.15
    waits = Waits(client)
    pid = stack.redis.pid if part == "redis" else stack.front.pid
    assert pid
    with frozen(pid):
        for _ in range(3):
            with pytest.raises(RedisUnavailable, match="ReadTimeout"):
                client.get("k")
            assert waits.since() == [0.15]
        assert breaker.is_open
        assert_not_asked(client, waits)
        assert client.usage().short_circuited == 1
        for _ in range(3):
            now[0] += 2.0
            with pytest.raises(RedisUnavailable, match="ReadTimeout"):
                client.get("k")
            assert waits.since() == [0.15]
        assert_not_asked(client, waits)
    answers_within(60, lambda: post(stack, "/", ["PING"]))
    client._redis._http._client.timeout = 60.0
    now[0] += 2.0
    assert client.get("k") == "v"
    assert not breaker.is_open
    client.close()


def assert_not_asked(client: RedisClient, waits: Waits) -> None:
    with pytest.raises(RedisUnavailable, match="not asked"):
        client.get("k")
    assert waits.since() == []


def test_threads_share_a_client(client: RedisClient) -> None:
    wrong: list[object] = []

    def work(name: str) -> None:
        for number in range(50):
            client.set(name, number)
            if client.get(name) != str(number):
                wrong.append((name, number))
            client.pipeline([["INCR", "total"], ["GET", name]])

    threads = [threading.Thread(target=work, args=(f"t{n}",)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert client.get("total") == "400"
    assert client.usage().commands == 8 * 50 * 4 + 1
