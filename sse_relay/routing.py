"""Which request goes where."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from functools import partial
from http import HTTPStatus

from pydantic import SecretStr

from shared.http.problem import Forbidden, MalformedRequest, MethodNotAllowed, NotFound
from sse_relay.admission.opening import StreamOpener
from sse_relay.admission.polling import StreamPoller
from sse_relay.operations.readiness import health
from sse_relay.operations.report import require_operator
from sse_relay.operations.siblings import Siblings
from sse_relay.wire.client_files import ClientFiles
from sse_relay.wire.http import HttpProtocol
from sse_relay.wire.messages import Answer, Cors, Request

STREAMS: Mapping[str, Mapping[str, str]] = {
    "/v1/stream": {},
    "/sse": {},
    "/api/events/stream": {},
    "/api/activity/stream": {"mode": "named", "events": "activity:new,notification:*"},
}
"""Paths that open a stream, with what an older client's path implies."""

POLLED = "/api/activity/stream"
"""The path whose older clients fall back to asking with ``poll=1``."""


class Router:
    """Hands a request to what answers it; raises a problem where nothing does."""

    def __init__(
        self,
        *,
        opener: StreamOpener,
        poller: StreamPoller,
        siblings: Siblings,
        client: ClientFiles,
        cors: Cors,
        ops_token: SecretStr | None,
    ) -> None:
        self._opener = opener
        self._poller = poller
        self._siblings = siblings
        self._client = client
        self._cors = cors
        self._ops_token = ops_token

    async def handle(self, exchange: HttpProtocol, request: Request) -> None:
        """Answer, or turn the socket into a stream."""
        if request.path in STREAMS:
            await self._stream(exchange, request)
        elif (file := self._client.find(request.path)) is not None:
            self._require("GET", "HEAD", request=request)
            exchange.answer(HTTPStatus.OK, file.body, file.content_type, file.headers)
        else:
            answer = self._answer_of(request)
            if self._is_preflight(exchange, request):
                return
            self._require("GET", "HEAD", "OPTIONS", request=request)
            exchange.answer(*await answer())

    async def _stream(self, exchange: HttpProtocol, request: Request) -> None:
        if self._is_preflight(exchange, request):
            return
        # A HEAD would have to be answered as a GET is, with all that opening a stream costs.
        self._require("GET", "OPTIONS", request=request)
        implied = replace(request, query={**request.query, **STREAMS[request.path]})
        poll = implied.query.get("poll", "0") if request.path == POLLED else "0"
        if poll not in {"0", "1"}:
            raise MalformedRequest("poll is 1 or 0")
        if poll == "1":
            await self._poller.answer(exchange, implied)
        else:
            await self._opener.open(exchange, implied)

    def _answer_of(self, request: Request) -> Callable[[], Awaitable[Answer]]:
        if request.path == "/healthz":
            return health
        if request.path == "/readyz":
            return partial(self._siblings.answer, "readiness")
        if request.path in {"/metrics", "/debug/connections"}:
            require_operator(request, self._ops_token)
            name = "metrics" if request.path == "/metrics" else "debug"
            return partial(self._siblings.answer, name)
        raise NotFound

    def _is_preflight(self, exchange: HttpProtocol, request: Request) -> bool:
        if request.method != "OPTIONS":
            return False
        if exchange.origin is None or not self._cors.allows(exchange.origin):
            raise Forbidden("This origin may not read streams")
        headers = self._cors.preflight(exchange.origin)
        exchange.answer(HTTPStatus.NO_CONTENT, b"", "", headers)
        return True

    @staticmethod
    def _require(*methods: str, request: Request) -> None:
        if request.method not in methods:
            raise MethodNotAllowed(headers={"Allow": ", ".join(methods)})
