"""Idempotency keys: the first answer is stored in the transaction of its effect and replayed."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from flask import Request, Response

from functions.runtime.context import Ctx
from infra.postgres import core
from shared.http.problem import IdempotencyConflict, IdempotencyMismatch, MalformedRequest
from shared.http.route import Route

if TYPE_CHECKING:
    from pydantic import BaseModel

    from infra.postgres.core.idempotency import KeyRef, StoredAnswer
    from infra.sealing import Sealer

_SEALED = "sealed:"
_KEPT_HEADERS = frozenset({"Content-Type", "Location"})
KEY_PATTERN = r"[\x21-\x7e]{1,128}"
_KEY = re.compile(KEY_PATTERN)


class InvalidIdempotencyKey(MalformedRequest):
    """The key is not 1 to 128 visible ASCII characters."""

    code = "invalid_idempotency_key"
    title = "Idempotency-Key is 1 to 128 visible ASCII characters"
    cure = "Make a key of 1 to 128 visible ASCII characters, such as a UUID."


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

    def __init__(self, ctx: Ctx, route: Route, key: str, content: bytes) -> None:
        self._ctx = ctx
        self._ref = key_ref(ctx.viewer.user_id, route.name, key)
        self._secret = key_secret(ctx.viewer.user_id, route.name, key)
        # With a key: what can be sent is often short enough to be tried.
        self._digest = hmac.digest(self._secret, content, "sha256")
        self._content = content

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
        if not self._matches(stored):
            raise IdempotencyMismatch
        headers, body = stored.headers, stored.body
        if body.startswith(_SEALED):
            headers, body = self._open(body)
        response = Response(body, status=stored.status)
        response.headers.update(headers)
        response.headers["Idempotency-Replayed"] = "true"
        return response

    def store(self, response: Response) -> None:
        """Keep the answer beside its effect; only who sends the key again can read it.

        It may be a secret that is shown once, or a question of which nobody may know the author.
        """
        kept = {n: v for n, v in response.headers.items() if n in _KEPT_HEADERS}
        answer = json.dumps([kept, response.get_data(as_text=True)])
        sealed = base64.b64encode(self._sealer().seal(answer, self._context)).decode()
        self._ctx.db(core.IdempotencyRepository).store(
            self._ref, status=response.status_code, headers={}, body=_SEALED + sealed
        )

    def _matches(self, stored: StoredAnswer) -> bool:
        if stored.body.startswith(_SEALED):
            return stored.request_hash == self._digest
        # The release before stored answers as they were, beside a digest without a key.
        return stored.request_hash == hashlib.sha256(self._content).digest()

    def _open(self, stored: str) -> tuple[Mapping[str, str], str]:
        sealed = base64.b64decode(stored.removeprefix(_SEALED))
        headers, body = json.loads(self._sealer().open(sealed, self._context))
        return headers, body

    def _sealer(self) -> Sealer:
        from infra.sealing import Sealer

        return Sealer(base64.urlsafe_b64encode(self._secret).decode())

    @property
    def _context(self) -> bytes:
        return self._ref.user_id.bytes + self._ref.key.encode()


def key_ref(user_id: UUID, route: str, key: str) -> KeyRef:
    """Where the answer to this person's key is kept.

    Digests instead of person and key: a stored answer holds what was made, such as a question on
    an anonymous board, and must not tell by whom. Only who knows both finds it.
    """
    from infra.postgres.core.idempotency import KeyRef

    owner = hashlib.blake2b(f"{user_id}/{route}/{key}".encode(), digest_size=16, person=b"owner")
    digest = hashlib.blake2b(key.encode(), digest_size=16, person=b"key")
    return KeyRef(UUID(bytes=owner.digest()), route, digest.hexdigest())


def key_secret(user_id: UUID, route: str, key: str) -> bytes:
    """What seals the answer: like the digests of :func:`key_ref`, and told by neither of them."""
    named = f"{user_id}/{route}/{key}".encode()
    return hashlib.blake2b(named, digest_size=32, person=b"seal").digest()


def content_of(request: Request, body: BaseModel | None) -> bytes:
    """What two requests with one key must share: path, query and the meaning of the body."""
    content = "" if body is None else body.model_dump_json()
    text = f"{request.method} {request.path}?{request.query_string.decode('latin-1')}\n{content}"
    return text.encode()
