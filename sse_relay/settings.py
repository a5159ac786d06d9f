"""Settings of the relay, read from the environment once. No secret has a default."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from shared.realtime.shards import parse_shards
from shared.telemetry.logs import Program

Seconds = Annotated[float, Field(gt=0)]
Count = Annotated[int, Field(ge=1)]


class RelaySettings(BaseSettings):
    """What the relay needs to know. The unit of each bound is the last word of its name."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore")

    relay_database_url: SecretStr
    jwt_public_keys: str
    ops_token: SecretStr | None = None

    pubsub_project: str | None = None
    pubsub_topic: str = "events"
    pubsub_create_topic: bool = False  # where no Terraform made it
    # Which schools this relay serves, such as 0-7 (shared/realtime/shards.py); empty takes all.
    relay_shards: Annotated[tuple[int, ...], NoDecode] = ()

    # Where each relay writes its figures for operators; without it they are not written.
    upstash_redis_rest_url: str | None = None
    upstash_redis_rest_token: SecretStr | None = None
    relay_report_seconds: Seconds = 30.0

    relay_host: str = "127.0.0.1"
    relay_port: Annotated[int, Field(ge=0, le=65_535)] = 8081
    relay_backlog_sockets: Count = 4096
    relay_workers: Count = 1  # processes that share the port: one for each core
    relay_worker: Annotated[int, Field(ge=0)] = 0  # which of them this is; set by the parent
    relay_worker_dir: Path | None = None  # what they share
    cors_origins: Annotated[tuple[str, ...], NoDecode] = ()
    log_level: str = "INFO"
    k_revision: str = "local"
    k_service: str = "relay"
    google_cloud_project: str | None = None

    # Spans are recorded only where a collector is named, as http://127.0.0.1:4318.
    otel_exporter_otlp_endpoint: str | None = None
    otel_traces_sampler_arg: Annotated[float, Field(ge=0, le=1)] = 0.1

    # Who may have how many streams. Cloud Run gives one instance at most 1,000 requests.
    relay_user_streams: Count = 10
    relay_user_connects: Count = 30  # in a minute
    relay_tenant_streams: Count = 5000
    relay_instance_streams: Count = 900

    # Requests.
    relay_header_bytes: Count = 8192
    relay_header_fields: Count = 64
    relay_waiting_sockets: Count = 16_384
    relay_header_seconds: Seconds = 5.0

    # Buffers.
    relay_buffer_frames: Count = 512
    relay_buffer_bytes: Count = 1_048_576
    relay_socket_high_water_bytes: Count = 65_536
    relay_socket_unsent_bytes: Count = 131_072
    relay_ring_events: Count = 256
    relay_ring_bytes: Count = 262_144
    relay_pending_events: Count = 1000
    relay_inbox_messages: Count = 100_000
    relay_turn_messages: Count = 256
    relay_turn_bytes: Count = 131_072

    # The life of a stream.
    relay_checkpoint_events: Count = 64
    relay_checkpoint_seconds: Seconds = 1.0
    relay_heartbeat_min_seconds: Seconds = 25.0
    relay_heartbeat_max_seconds: Seconds = 30.0
    relay_silence_seconds: Seconds = 14.0  # then a comment: no proxy sees 15 seconds of silence
    relay_age_min_seconds: Seconds = 3180.0  # 53 minutes: Cloud Run cuts at 60
    relay_age_max_seconds: Seconds = 3420.0  # 57 minutes
    relay_notice_seconds: Seconds = 10.0
    relay_linger_seconds: Seconds = 5.0
    relay_session_check_seconds: Seconds = 60.0
    relay_dead_peer_seconds: Seconds = 30.0

    # Drain: Cloud Run kills 10 seconds after SIGTERM.
    relay_drain_spread_seconds: Seconds = 5.0
    relay_drain_seconds: Seconds = 6.0

    # The log.
    relay_pool_connections: Count = 6
    relay_acquire_seconds: Seconds = 3.0
    relay_query_seconds: Seconds = 5.0
    relay_compare_seconds: Seconds = 2.0
    relay_compare_alone_seconds: Seconds = 1.0
    relay_gap_seconds: Seconds = 0.03
    relay_fill_events: Count = 500
    relay_fills: Count = 8
    relay_replay_page_events: Count = 500
    relay_replays: Count = 8
    relay_replay_retry_seconds: Seconds = 1.0
    relay_channel_linger_seconds: Seconds = 30.0

    # Readiness.
    relay_ready_lag_seconds: Seconds = 0.25
    relay_ready_bus_seconds: Seconds = 10.0  # how long a new relay may wait for its subscription
    relay_ready_read_seconds: Seconds = 10.0
    relay_ready_inbox_seconds: Seconds = 5.0  # how long messages may wait without being taken

    @property
    def program(self) -> Program:
        """How this process signs its log."""
        return Program(
            self.k_service, self.k_revision, self.google_cloud_project or self.pubsub_project
        )

    @field_validator("relay_shards", mode="before")
    @classmethod
    def _parse_shards(cls, value: object) -> object:
        return parse_shards(value) if isinstance(value, str) else value

    @field_validator("cors_origins", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(filter(None, (part.strip() for part in value.split(","))))
        return value
