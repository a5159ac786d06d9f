"""What operators see of the platform."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from shared.http.paging import PageQuery
from shared.http.schema import Instant, RequestModel, ResponseModel, Token, example
from shared.people.schemas import AuthorRead
from shared.platform.flags import Flag
from shared.platform.types import RunStatus

_Word = Annotated[Token, Field(min_length=1, max_length=64)]


class TenantStreams(ResponseModel):
    """Open streams of a school."""

    tenant_id: UUID
    connections: int


class RelayInstanceRead(ResponseModel):
    """One relay as it described itself last. Rates are means over its last interval.

    ``lag…Ms`` is the time from the making of an event to the sockets, as the upper bound of the
    histogram's bucket; null while nothing was sent. ``shards`` is empty for all of them.
    What a relay carries for all schools together is null to who does not operate the platform.
    """

    id: str
    revision: str
    started_at: datetime
    reported_at: datetime
    connections: int | None
    connections_limit: int | None
    own_connections: int
    events_per_second: float | None
    deliveries_per_second: float | None
    bytes_per_second: float | None
    lag_p50_ms: int | None
    lag_p99_ms: int | None
    loop_lag_ms: float
    buffered_bytes: int | None
    overflows: int | None
    bus: Literal["attached", "detached", "none"]
    draining: bool
    shards: list[int]


class RealtimeMetricsRead(ResponseModel):
    """All living relays together, and each of them.

    ``tenants`` counts the streams of the caller's school. The other figures are those of everybody:
    null to who does not operate the platform, but for the lag, which all schools share.
    """

    refreshed_every_seconds: int
    connections: int | None
    connections_limit: int | None
    events_per_second: float | None
    deliveries_per_second: float | None
    bytes_per_second: float | None
    lag_p99_ms: int | None
    tenants: list[TenantStreams]
    instances: list[RelayInstanceRead]


class AuditFilters(RequestModel):
    """Which rows of the audit log are wanted; what is left out asks for any."""

    actor_id: Annotated[UUID | None, Field(description="Who did it")] = None
    subject_id: Annotated[UUID | None, Field(description="The person whom it is about")] = None
    action: _Word | None = None
    entity_type: _Word | None = None
    entity_id: _Word | None = None
    since: Annotated[Instant | None, Field(description="From this moment on")] = None
    until: Annotated[Instant | None, Field(description="Before this moment")] = None


class AuditQuery(PageQuery, AuditFilters):
    """A page of the rows that are wanted."""


class AuditExportQuery(AuditFilters):
    """All rows that are wanted."""


class AuditRead(ResponseModel):
    """A row of the audit log.

    ``before`` and ``after`` hold the values that differ, of the columns that are listed for the
    kind of thing; ``texts`` what people wrote among them. ``seq`` numbers the rows of the school
    without a gap. ``actor`` is null for what the platform did by itself.
    """

    id: UUID
    seq: int
    created_at: datetime
    action: str
    entity_type: str
    entity_id: str | None
    actor: AuthorRead | None
    subject_id: UUID | None
    subject_name: str | None
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    texts: dict[str, Any] | None
    ip: str | None
    user_agent: str | None
    request_id: str | None


class AuditActions(ResponseModel):
    """The actions that stand in the log."""

    data: list[str]


class FlagsResolved(ResponseModel):
    """What is on for the caller, by the key of the flag."""

    data: dict[Flag, bool]


class FlagPath(RequestModel):
    """The flag in the path."""

    key: Flag


class PlatformFlag(RequestModel):
    """A flag for everybody: whether it is on at all, and for how many of a hundred."""

    enabled: bool
    rollout: Annotated[int, Field(ge=0, le=100)] = 100


class FlagUpdate(RequestModel, json_schema_extra=example(override=False)):
    """What the school decides, null for nothing; ``platform`` is for who operates it."""

    override: bool | None
    platform: PlatformFlag | None = None


class FlagRead(ResponseModel):
    """A flag: what it opens, how it is set, and whether it is on for the school's visitors."""

    key: Flag
    purpose: str
    enabled: bool
    rollout: int
    override: bool | None
    on_for_school: bool


class FlagList(ResponseModel):
    """All flags."""

    data: list[FlagRead]


class JobHealth(ResponseModel):
    """A job: when it last did its work, and whether that is too long ago.

    ``lastSucceededAt`` is null where it has never run.
    """

    name: str
    status: Literal["fresh", "stale", "failing", "never"]
    last_succeeded_at: datetime | None
    last_error: str | None
    every_seconds: int


class PartHealth(ResponseModel):
    """A part that the product stands on. ``off``: it is not set up, and done without."""

    name: Literal["postgres", "outbox", "redis", "pubsub", "relay", "mail"]
    status: Literal["ok", "slow", "down", "off"]
    latency_ms: int | None
    detail: str | None


class PlatformHealthRead(ResponseModel):
    """What was found when each part was asked just now, and when jobs have last run."""

    status: Literal["ok", "degraded", "down"]
    checked_at: datetime
    parts: list[PartHealth]
    jobs: list[JobHealth]


class JobRunRead(ResponseModel):
    """A run of a job. ``durationMs`` is null while it goes on; ``rows`` is how many it changed."""

    started_at: datetime
    finished_at: datetime | None
    duration_ms: int | None
    status: RunStatus
    rows: int | None
    error: str | None


class JobRead(ResponseModel):
    """A job: its schedule in UTC, when it runs next, and its last runs, the latest first."""

    name: str
    schedule: str
    status: Literal["fresh", "stale", "failing", "never"]
    next_run_at: datetime
    last_succeeded_at: datetime | None
    runs: list[JobRunRead]


class JobList(ResponseModel):
    """All jobs, by name, as of now."""

    as_of: datetime
    data: list[JobRead]
