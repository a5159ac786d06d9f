"""Idempotency keys: the first answer is stored in the transaction of its effect and replayed."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING
from uuid import UUID

from flask import Request, Response

from functions.runtime.context import Ctx
from infra.postgres import core
from shared.http.problem import IdempotencyConflict, IdempotencyMismatch, MalformedRequest
from shared.http.route import Route

if TYPE_CHECKING:
    from pydantic import BaseModel

    from infra.postgres.core.idempotency import KeyRef

_KEPT_HEADERS = frozenset({"Content-Type", "Location"})
KEY_PATTERN = r"[\x21-\x7e]{1,128}"
_KEY = re.compile(KEY_PATTERN)


class InvalidIdempotencyKey(MalformedRequest):
    """The key is not 1 to 128 visible ASCII characters."""

    code = "invalid_idempotency_key"
    title = "Idempotency-Key is 1 to 128 visible ASCII characters"


def key_of(route: Route, request: Request) -> str | None:
    """The request's key, where the route honours one."""
    key = request.headers.get("Idempotency-Key")
    if key is None or not route.idempotent:
        return None
    if _KEY.fullmatch(key) is None:
        raise InvalidIdempotencyKey
    return key


class KeyClaim:
    """The claim of one request on its key."""

    def __init__(self, ctx: Ctx, route: Route, key: str, digest: bytes) -> None:
        self._ctx = ctx
        self._ref = key_ref(ctx.viewer.user_id, route.name, key)
        self._digest = digest

    def replay(self) -> Response | None:
        """Claim the key, or return the stored answer of its first use.

        A twin in flight holds the unique index entry: this waits for its commit, then replays, or
        gives up with IdempotencyConflict after the lock timeout.
        """
        from infra.postgres.core.errors import DatabaseUnavailable

        keys = self._ctx.db(core.IdempotencyRepository)
        try:
            claimed = keys.claim(self._ref, self._digest, self._ctx.now())
        except DatabaseUnavailable as error:
            if error.reason == "lock_timeout":
                raise IdempotencyConflict from error
            raise
        if claimed:
            return None
        stored = keys.require(self._ref)
        if stored.request_hash != self._digest:
            raise IdempotencyMismatch
        response = Response(stored.body, status=stored.status)
        response.headers.update(stored.headers)
        response.headers["Idempotency-Replayed"] = "true"
        return response

    def store(self, response: Response) -> None:
        """Keep the answer beside its effect."""
        self._ctx.db(core.IdempotencyRepository).store(
            self._ref,
            status=response.status_code,
            headers={n: v for n, v in response.headers.items() if n in _KEPT_HEADERS},
            body=response.get_data(as_text=True),
        )


def key_ref(user_id: UUID, route: str, key: str) -> KeyRef:
    """Where the answer to this person's key is kept.

    Digests instead of person and key: a stored answer holds what was made, such as a question on
    an anonymous board, and must not tell by whom. Only who knows both finds it.
    """
    from infra.postgres.core.idempotency import KeyRef

    owner = hashlib.blake2b(f"{user_id}/{route}/{key}".encode(), digest_size=16, person=b"owner")
    digest = hashlib.blake2b(key.encode(), digest_size=16, person=b"key")
    return KeyRef(UUID(bytes=owner.digest()), route, digest.hexdigest())


def request_hash(request: Request, body: BaseModel | None) -> bytes:
    """What two requests with one key must share: path, query and the meaning of the body."""
    content = "" if body is None else body.model_dump_json()
    text = f"{request.method} {request.path}?{request.query_string.decode('latin-1')}\n{content}"
    return hashlib.sha256(text.encode()).digest()
