"""The one door to Redis: Upstash's client with a short patience and a circuit breaker."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, TypeVar

from infra.breaker import CircuitBreaker
from shared.telemetry.logs import report
from shared.telemetry.signals import Signal

if TYPE_CHECKING:
    import httpx

Argument = str | int | float
Command = Sequence[Argument]

_T = TypeVar("_T")
_MAX_ERROR_CHARACTERS = 300
_REPORT_SECONDS = 10.0


class RedisUnavailable(Exception):
    """No usable answer: unreachable, too slow, refused by the breaker, or refused by Redis."""


class RedisCommandError(RedisUnavailable):
    """Redis answered, with an error: a wrong type, a script that failed, a limit of the plan."""


@dataclass(frozen=True)
class RedisUsage:
    """What one client has done since its start. `commands` is what Upstash charges for."""

    commands: int
    calls: int
    failures: int
    short_circuited: int


class RedisClient:
    """Commands over Upstash's REST protocol. Safe under threads; make one per process.

    `timeout_seconds` bounds every wait of a call: for a connection of the pool, to connect, to
    write, to read. A hung server costs one of them. Nothing is retried: the caller's fallback is
    quicker, and INCR must not count twice. Every method raises RedisUnavailable and nothing else,
    but for TypeError and UnicodeEncodeError on arguments that no command can carry.
    """

    def __init__(
        self,
        url: str,
        token: str,
        timeout_seconds: float = 0.15,
        *,
        breaker: CircuitBreaker | None = None,
    ) -> None:
        # 0.2 s of imports that a function without Redis does not pay.
        import httpx
        from upstash_redis import Redis
        from upstash_redis.errors import UpstashError

        self._redis = Redis(
            url=url,
            token=token,
            rest_retries=0,
            allow_telemetry=False,
            # The token for this would be written into headers that threads share.
            read_your_writes=False,
        )
        # The library sets no timeout and offers no argument for one; its HTTP client does. That
        # client is thread-safe and keeps connections alive.
        http = self._redis._http._client  # noqa: SLF001
        http.timeout = httpx.Timeout(timeout_seconds)
        http.event_hooks = {"response": [_refuse_errors]}
        self._answered = (UpstashError, UnicodeDecodeError)
        # An answer that is no JSON, or not of the agreed shape, fails in these ways.
        misread = (ValueError, LookupError, TypeError, AttributeError)
        self._unanswered = (httpx.HTTPError, OSError, *misread)
        self._breaker = breaker or CircuitBreaker()
        self._lock = threading.Lock()
        self._commands = self._calls = self._failures = self._short_circuited = 0

    def execute(self, *command: Argument) -> Any:
        """One command; the answer as the library shapes it (HGETALL is a dict, EXISTS an int)."""
        _check(command)
        return self._call(1, lambda: self._redis.execute(list(command)))

    def get(self, key: str) -> str | None:
        """The string under the key, if there is one."""
        value: str | None = self.execute("GET", key)
        return value

    def set(
        self, key: str, value: Argument, *, ttl_ms: int | None = None, if_absent: bool = False
    ) -> bool:
        """Store it. False if `if_absent` and the key was there."""
        command: list[Argument] = ["SET", key, value]
        if ttl_ms is not None:
            command += ["PX", ttl_ms]
        if if_absent:
            command.append("NX")
        return bool(self.execute(*command))

    def delete(self, *keys: str) -> int:
        """Remove the keys; how many there were."""
        return int(self.execute("DEL", *keys)) if keys else 0

    def eval(self, script: str, keys: Sequence[str] = (), args: Sequence[Argument] = ()) -> Any:
        """Run a Lua script. Always EVAL: a script's hash can be unknown, which costs a 2nd call."""
        return self.execute("EVAL", script, len(keys), *keys, *args)

    def pipeline(self, commands: Sequence[Command]) -> list[Any]:
        """Several commands in one call, in order; others may come between. One error fails all."""
        return self._batch(commands, atomic=False)

    def transaction(self, commands: Sequence[Command]) -> list[Any]:
        """Several commands in one call as MULTI/EXEC."""
        return self._batch(commands, atomic=True)

    def usage(self) -> RedisUsage:
        """The counters of this instance."""
        with self._lock:
            return RedisUsage(self._commands, self._calls, self._failures, self._short_circuited)

    def close(self) -> None:
        """Close the kept connections."""
        close: Callable[[], None] = self._redis.close
        close()

    def _batch(self, commands: Sequence[Command], *, atomic: bool) -> list[Any]:
        if not commands:
            return []
        batch = self._redis.multi() if atomic else self._redis.pipeline()
        for command in commands:
            _check(command)
            batch.execute(list(command))
        return self._call(len(commands), lambda: list(batch.exec()))

    def _call(self, commands: int, action: Callable[[], _T]) -> _T:
        if not self._breaker.allow():
            self._count(short_circuited=1)
            report(Signal.REDIS_UNAVAILABLE, every=_REPORT_SECONDS, reason="not asked")
            raise RedisUnavailable("not asked: it failed several times in a row")
        self._count(commands=commands, calls=1)
        try:
            result = action()
        except RedisCommandError:
            self._breaker.succeeded()
            raise
        except self._answered as error:
            self._breaker.succeeded()
            raise RedisCommandError(str(error)) from error
        except (RedisUnavailable, *self._unanswered) as error:
            self._breaker.failed()
            self._count(failures=1)
            report(Signal.REDIS_UNAVAILABLE, every=_REPORT_SECONDS, reason=type(error).__name__)
            raise RedisUnavailable(f"{type(error).__name__}: {error}") from error
        self._breaker.succeeded()
        return result

    def _count(
        self, *, commands: int = 0, calls: int = 0, failures: int = 0, short_circuited: int = 0
    ) -> None:
        with self._lock:
            self._commands += commands
            self._calls += calls
            self._failures += failures
            self._short_circuited += short_circuited


def _check(command: Command) -> None:
    """Refuse what cannot be sent, so that it does not look like a fault of Redis."""
    for argument in command:
        if isinstance(argument, str):
            argument.encode()
        elif isinstance(argument, bool) or not isinstance(argument, int | float):
            raise TypeError(f"not a string or a number: {argument!r}")


def _refuse_errors(response: httpx.Response) -> None:
    """Raise on an error status, whose body the library would misread after a pipeline."""
    if response.status_code == HTTPStatus.OK:
        return
    text = response.read().decode(errors="replace")[:_MAX_ERROR_CHARACTERS]
    if response.status_code == HTTPStatus.BAD_REQUEST:
        raise RedisCommandError(text)
    raise RedisUnavailable(f"HTTP {response.status_code}: {text}")
