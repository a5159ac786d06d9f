"""Settings of the functions, read from the environment once. No secret has a default."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from shared.telemetry.logs import Program

GOOGLE_CERTS = "https://www.googleapis.com/oauth2/v3/certs"


class Settings(BaseSettings):
    """What a function needs to know of its surroundings. Durations are in seconds."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore")

    database_url: SecretStr
    database_owner_url: SecretStr | None = None  # only in maintenance jobs
    db_pool_size: Annotated[int, Field(ge=1, le=20)] = 5
    threads: Annotated[int, Field(ge=1)] = 8  # requests that a process serves at a time

    jwt_public_keys: str
    jwt_signing_keys: SecretStr | None = None  # only where tokens are minted
    grade_seal_keys: SecretStr | None = None  # only in the job that seals chains of marks
    grade_seal_public_keys: str | None = None
    webhook_seal_key: SecretStr | None = None  # only where webhooks are made and sent
    refresh_seal_key: SecretStr | None = None  # only where refresh tokens rotate

    upstash_redis_rest_url: str | None = None
    upstash_redis_rest_token: SecretStr | None = None

    # The key searches all documents and does nothing else; the other one writes.
    typesense_host: str | None = None
    typesense_port: int = 443
    typesense_protocol: str = "https"
    typesense_api_key: SecretStr | None = None
    typesense_search_key: SecretStr | None = None

    # Who makes vectors of texts: nobody where it is not set. `local` is a model on this machine,
    # `huggingface` and `openai` (whatever speaks that protocol) are services, which a school has
    # to admit before its texts leave. Another model or version embeds everything anew.
    embedding_provider: Literal["huggingface", "openai", "local"] | None = None
    embedding_url: str | None = None
    embedding_api_key: SecretStr | None = None
    embedding_model: str = "intfloat/multilingual-e5-small"
    embedding_version: str = "1"
    embedding_timeout: Annotated[float, Field(gt=0, le=60)] = 5.0

    pubsub_project: str | None = None
    pubsub_topic: str = "events"
    publish_deadline: float = 0.25

    s3_endpoint: str | None = None
    s3_bucket: str | None = None
    s3_access_key: str | None = None
    s3_secret_key: SecretStr | None = None
    s3_region: str = "auto"

    push_audience: str | None = None
    push_service_account: str | None = None
    push_issuer: str = "https://accounts.google.com"
    push_jwks_url: str = GOOGLE_CERTS

    # Web Push signs with this key, whose public half browsers are given; phones' service takes
    # the file of a service account. `push_instead` is a server of this machine that stands for all.
    vapid_private_key: SecretStr | None = None
    vapid_public_key: str | None = None
    vapid_subject: str = "mailto:no-reply@stunity.example"
    fcm_credentials: SecretStr | None = None
    push_instead: str | None = None

    smtp_url: SecretStr | None = None
    mail_sender: str = "Stunity <no-reply@stunity.example>"

    public_app_url: str = "http://localhost:8080"
    public_relay_url: str = "http://localhost:8081"
    # The site that passkeys are for: a host, and where its pages are. Taken from the address of the
    # app unless told; an IP address, which can have no passkeys, leaves them to this machine.
    passkey_host: str | None = None
    passkey_origins: Annotated[tuple[str, ...], NoDecode] = ()
    cors_origins: Annotated[tuple[str, ...], NoDecode] = ()
    trusted_proxy_hops: Annotated[int, Field(ge=0, le=5)] = 1
    bcrypt_rounds: Annotated[int, Field(ge=4, le=16)] = 12
    log_level: str = "INFO"

    # Who this is, as Cloud Run says it, and the project of its traces.
    k_service: str = "functions"
    k_revision: str = ""
    google_cloud_project: str | None = None

    # Spans and metrics are recorded only where a collector is named, as http://127.0.0.1:4318.
    otel_exporter_otlp_endpoint: str | None = None
    otel_traces_sampler_arg: Annotated[float, Field(ge=0, le=1)] = 0.1

    @property
    def program(self) -> Program:
        """How this process signs its log."""
        return Program(
            self.k_service, self.k_revision, self.google_cloud_project or self.pubsub_project
        )

    @field_validator("cors_origins", "passkey_origins", mode="before")
    @classmethod
    def _split_origins(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value
