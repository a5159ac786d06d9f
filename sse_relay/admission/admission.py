"""Who may open a stream, and which channels it may carry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from infra.tokens import Claims, TokenVerifier
from shared.http.problem import Forbidden, Problem, Unauthenticated
from shared.realtime.channels import (
    MAX_AUTOMATIC,
    MAX_CHANNELS,
    STREAMED_KINDS,
    Channel,
    user_channel,
)
from shared.realtime.shards import shard_of
from sse_relay.admission.credentials import authenticate, require_own_identity
from sse_relay.admission.seats import Attempts
from sse_relay.log.reader import Principal, StreamLog
from sse_relay.wire.http import HttpProtocol
from sse_relay.wire.messages import Cors, Request


class Draining(Problem):
    """This instance is about to stop; another one takes the stream."""

    status, code, title = 503, "draining", "Try again in a moment"


class OtherShard(Problem):
    """This relay does not get the school's events; the address with its shard leads to one."""

    status, code, title = 307, "other_shard", "The streams of this school are elsewhere"


class WrongShard(Problem):
    """The address names the school's shard and led here: the load balancer is at fault."""

    status, code, title = 421, "wrong_shard", "This relay does not serve your school"


@dataclass(frozen=True, slots=True)
class Grant:
    """A person, the channels of their stream, and those that were asked for and refused."""

    principal: Principal
    channels: list[Channel]
    rejected: list[str]


class Admission:
    """Admits requests for streams and for their polling twin."""

    def __init__(
        self,
        *,
        event_log: StreamLog,
        verifier: TokenVerifier,
        cors: Cors,
        attempts: Attempts,
        shards: tuple[int, ...] = (),
    ) -> None:
        self._log = event_log
        self._verifier = verifier
        self._cors = cors
        self._attempts = attempts
        self._shards = frozenset(shards)
        self.draining = False

    def admit(self, exchange: HttpProtocol, request: Request) -> Claims:
        """The claims of a caller whose token, origin and shard are right; without a query."""
        if exchange.origin is not None and not self._cors.allows(exchange.origin):
            raise Forbidden("This origin may not read streams")
        self.require_service()
        claims = authenticate(request, self._verifier)
        self._require_shard(request, shard_of(claims.tenant_id))
        self._attempts.count((claims.tenant_id, claims.user_id))
        return claims

    def _require_shard(self, request: Request, shard: int) -> None:
        """Send a school of another shard to the address that names it, once."""
        if not self._shards or shard in self._shards:
            return
        if request.query.get("shard") == str(shard):
            raise WrongShard
        query = urlencode({**request.query, "shard": shard})
        raise OtherShard(headers={"Location": f"{request.path}?{query}"})

    def require_service(self) -> None:
        """Refuse while the process is about to stop."""
        if self.draining:
            raise Draining(headers={"Retry-After": "1"})

    async def authorise(
        self, request: Request, claims: Claims, requested: Sequence[Channel]
    ) -> Grant:
        """What the log's database says of the caller; raises LogUnavailable without an answer."""
        own = user_channel(claims.user_id).id_in(claims.tenant_id)
        principal = await self._log.read_principal(claims, own)
        if principal is None:
            raise Unauthenticated
        require_own_identity(request, claims, principal.slug)
        granted = own_channels(principal)
        extra = [c for c in requested if c not in granted and c.kind in STREAMED_KINDS]
        if extra:
            names = [channel.name for channel in extra]
            allowed = await self._log.read_allowed(claims.tenant_id, claims.user_id, names)
            granted += [channel for channel in extra if channel.name in allowed]
        granted = granted[:MAX_CHANNELS]
        rejected = [channel.name for channel in requested if channel not in granted]
        return Grant(principal, granted, rejected)


def own_channels(principal: Principal) -> list[Channel]:
    """The channels a person's stream carries unasked; what is beyond comes through their own."""
    parsed = [Channel.parse(name) for name in principal.channels]
    return [channel for channel in parsed if channel.kind in STREAMED_KINDS][:MAX_AUTOMATIC]
