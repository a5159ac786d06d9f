"""One request on its way through the steps: what is known of it so far."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flask import Request

from functions.runtime.context import Ctx, RequestInfo, Viewer
from shared.http.route import Route
from shared.identity import browsers, known_device
from shared.identity.browsers import BrowserProof
from shared.identity.known_device import KnownDevice
from shared.ids import uuid7
from shared.telemetry.spans import SILENT, Telemetry

if TYPE_CHECKING:
    from functions.runtime.counting import Place
    from infra.bootstrap import Dependencies

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")


@dataclass(slots=True)
class Exchange:
    """A request and what became of it; its fields end in the canonical log line."""

    route: Route
    request: Request
    deps: Dependencies
    info: RequestInfo
    started: float = field(default_factory=time.perf_counter)
    viewer: Viewer | None = None
    ctx: Ctx | None = None
    degraded: set[str] = field(default_factory=set)
    headers: dict[str, str] = field(default_factory=dict)
    cookies: list[str] = field(default_factory=list)
    events: int = 0
    replayed: bool = False
    held: list[Place] = field(default_factory=list)
    guessed: bool = False

    @property
    def telemetry(self) -> Telemetry:
        """Who records the spans of this request: nobody where the route hides its caller."""
        return SILENT if self.route.hides_caller else self.deps.telemetry

    @property
    def pool_wait(self) -> float:
        """Seconds for which the request waited for a connection to Postgres."""
        return 0.0 if self.ctx is None else self.ctx.db.waited_seconds


def info_of(request: Request, deps: Dependencies) -> RequestInfo:
    """Where a request comes from, and its id: the caller's own where it is a usable one."""
    received_at = deps.clock()
    given = request.headers.get("X-Request-Id", "")
    request_id = given if _REQUEST_ID.fullmatch(given) else str(uuid7(received_at))
    return RequestInfo(
        id=request_id,
        ip=_client_ip(request, deps.settings.trusted_proxy_hops),
        user_agent=request.headers.get("User-Agent", "")[:256],
        received_at=received_at,
        device=_device(request),
        browser=_browser(request),
    )


def _client_ip(request: Request, hops: int) -> str:
    # Each trusted proxy appends the address it saw; what stands further left is the client's word.
    forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    if hops and len(forwarded) >= hops and forwarded[-hops]:
        return forwarded[-hops][:64]
    return request.remote_addr or "unknown"


def _browser(request: Request) -> BrowserProof:
    csrf = request.headers.get(browsers.CSRF_HEADER)
    cookies = request.cookies if "Cookie" in request.headers else {}
    return BrowserProof(cookies.get(browsers.COOKIE), csrf, request.headers.get("Origin"))


def _device(request: Request) -> KnownDevice | None:
    # Most callers are no browsers, and reading the cookies of none takes time all the same.
    if "Cookie" not in request.headers:
        return None
    return KnownDevice.read(request.cookies.get(known_device.COOKIE))
