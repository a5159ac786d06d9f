"""Composition root: settings become dependencies, once per process, at first use."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from shared.telemetry.spans import SILENT, Telemetry

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from infra.announcer import Announcer
    from infra.embeddings.embedder import Embedder
    from infra.grade_seals import GradeSealer, GradeSealVerifier
    from infra.links.fetch import PageFetcher
    from infra.links.hooks import HookSender
    from infra.mail.smtp import SmtpMailer
    from infra.passkeys import RelyingParty
    from infra.postgres.core.unit_of_work import UnitOfWork
    from infra.push.services import PushServices
    from infra.redis.client import RedisClient
    from infra.sealing import Sealer
    from infra.settings import Settings
    from infra.storage.s3 import ObjectStore
    from infra.tickets import TicketOffice
    from infra.tokens import ServiceTokenVerifier, TokenSigner, TokenVerifier
    from infra.typesense.engine import SearchEngine


class NotConfigured(RuntimeError):
    """A function asks for something that its environment does not set."""


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass
class Dependencies:
    """What a function may use. Each part is built when it is first asked for."""

    settings: Settings
    clock: Callable[[], datetime] = field(default=_utc_now)

    @cached_property
    def engine(self) -> Engine:
        """The connection pool of this instance."""
        from infra.postgres.core.engine import create_engine_for

        return create_engine_for(
            self.settings.database_url.get_secret_value(),
            pool_size=self.settings.db_pool_size,
            application_name="functions",
        )

    @cached_property
    def owner_engine(self) -> Engine:
        """Connections of the schema's owner, for maintenance; raises NotConfigured elsewhere."""
        from infra.postgres.core.engine import create_patient_engine

        if self.settings.database_owner_url is None:
            raise NotConfigured("DATABASE_OWNER_URL")
        dsn = self.settings.database_owner_url.get_secret_value()
        return create_patient_engine(dsn, application_name="maintenance")

    def unit_of_work(self) -> UnitOfWork:
        """A new unit: one transaction, opened by ``with``."""
        from infra.postgres.core.unit_of_work import UnitOfWork

        return UnitOfWork(self.engine)

    @cached_property
    def redis(self) -> RedisClient | None:
        """Redis over HTTP, or None where it is not configured."""
        settings = self.settings
        if settings.upstash_redis_rest_url is None or settings.upstash_redis_rest_token is None:
            return None
        from infra.redis.client import RedisClient

        return RedisClient(
            settings.upstash_redis_rest_url,
            settings.upstash_redis_rest_token.get_secret_value(),
        )

    @cached_property
    def search_engine(self) -> SearchEngine | None:
        """The search server, or None where it is not configured: then Postgres searches."""
        settings = self.settings
        key = settings.typesense_search_key or settings.typesense_api_key
        if not settings.typesense_host or key is None:
            return None
        from infra.typesense.engine import SearchEngine

        writes = settings.typesense_api_key or key
        return SearchEngine(
            (settings.typesense_host, settings.typesense_port, settings.typesense_protocol),
            writes.get_secret_value(),
            key.get_secret_value(),
        )

    @cached_property
    def embedder(self) -> Embedder | None:
        """What makes vectors of texts, or None where nobody is configured or installed."""
        from infra.embeddings.choice import embedder_of

        return embedder_of(self.settings)

    @cached_property
    def announcer(self) -> Announcer:
        """Publishes events after their commit."""
        from infra.announcer import Announcer

        return Announcer(self.engine, self.settings, self.telemetry)

    @cached_property
    def telemetry(self) -> Telemetry:
        """Records spans and measures where a collector is named, else nothing."""
        settings = self.settings
        if settings.otel_exporter_otlp_endpoint is None:
            return SILENT
        # A fifth of a second of imports that nobody pays without a collector.
        from infra.telemetry.otel import OpenTelemetry

        return OpenTelemetry(
            settings.program,
            settings.otel_exporter_otlp_endpoint,
            settings.otel_traces_sampler_arg,
        )

    @cached_property
    def token_verifier(self) -> TokenVerifier:
        """Verifies access and stream tokens with public keys."""
        from infra.tokens import TokenVerifier, parse_keys

        return TokenVerifier(parse_keys(self.settings.jwt_public_keys))

    @cached_property
    def token_signer(self) -> TokenSigner:
        """Signs tokens; raises NotConfigured where the private key is not given."""
        from infra.tokens import TokenSigner, parse_keys

        if self.settings.jwt_signing_keys is None:
            raise NotConfigured("JWT_SIGNING_KEYS")
        return TokenSigner(parse_keys(self.settings.jwt_signing_keys.get_secret_value()))

    @cached_property
    def sealer(self) -> Sealer:
        """Seals refresh tokens; raises NotConfigured where the key is not given."""
        from infra.sealing import Sealer

        if self.settings.refresh_seal_key is None:
            raise NotConfigured("REFRESH_SEAL_KEY")
        return Sealer(self.settings.refresh_seal_key.get_secret_value())

    @cached_property
    def webhook_sealer(self) -> Sealer:
        """Seals secrets of webhooks; raises NotConfigured where the key is not given."""
        from infra.sealing import Sealer

        if self.settings.webhook_seal_key is None:
            raise NotConfigured("WEBHOOK_SEAL_KEY")
        return Sealer(self.settings.webhook_seal_key.get_secret_value())

    @cached_property
    def hooks(self) -> HookSender:
        """Posts to receivers of schools."""
        from infra.links.hooks import HookSender

        return HookSender()

    @cached_property
    def grade_sealer(self) -> GradeSealer:
        """Seals chains of marks; raises NotConfigured where the private key is not given."""
        from infra.grade_seals import GradeSealer

        if self.settings.grade_seal_keys is None:
            raise NotConfigured("GRADE_SEAL_KEYS")
        return GradeSealer(self.settings.grade_seal_keys.get_secret_value())

    @cached_property
    def grade_seals(self) -> GradeSealVerifier | None:
        """Verifies seals of chains of marks, or None where no public key is given."""
        from infra.grade_seals import GradeSealVerifier

        keys = self.settings.grade_seal_public_keys
        return None if keys is None else GradeSealVerifier(keys)

    @cached_property
    def tickets(self) -> TicketOffice:
        """Writes what a browser carries between two steps; raises NotConfigured as ``sealer``."""
        from infra.tickets import TicketOffice

        return TicketOffice(self.sealer)

    @cached_property
    def relying_party(self) -> RelyingParty:
        """The site that passkeys are for."""
        from infra.passkeys import RelyingParty, site_of

        settings = self.settings
        host, origin = site_of(settings.public_app_url)
        return RelyingParty(settings.passkey_host or host, settings.passkey_origins or (origin,))

    @cached_property
    def service_tokens(self) -> ServiceTokenVerifier:
        """Verifies pushes and scheduled calls; raises NotConfigured where they are not set up."""
        from infra.tokens import ServiceTokenVerifier

        settings = self.settings
        if settings.push_audience is None or settings.push_service_account is None:
            raise NotConfigured("PUSH_AUDIENCE and PUSH_SERVICE_ACCOUNT")
        return ServiceTokenVerifier(
            jwks_url=settings.push_jwks_url,
            issuer=settings.push_issuer,
            audience=settings.push_audience,
            email=settings.push_service_account,
        )

    @cached_property
    def mailer(self) -> SmtpMailer | None:
        """Sends mail, or None where no server is configured."""
        if self.settings.smtp_url is None:
            return None
        from infra.mail.smtp import SmtpMailer

        return SmtpMailer(self.settings.smtp_url.get_secret_value(), self.settings.mail_sender)

    @cached_property
    def pushes(self) -> PushServices:
        """Reaches devices, as far as the keys of their services are given."""
        from infra.push.services import Keys, PushServices

        settings = self.settings
        vapid, fcm = settings.vapid_private_key, settings.fcm_credentials
        return PushServices(
            Keys(
                vapid_private_key=None if vapid is None else vapid.get_secret_value(),
                vapid_subject=settings.vapid_subject,
                fcm_credentials=None if fcm is None else fcm.get_secret_value(),
                instead=settings.push_instead,
            )
        )

    @cached_property
    def pages(self) -> PageFetcher:
        """Reads pages of the public internet."""
        from infra.links.fetch import PageFetcher

        return PageFetcher()

    @cached_property
    def store(self) -> ObjectStore | None:
        """The files of people, or None where no store is configured."""
        settings = self.settings
        if (
            not settings.s3_endpoint
            or not settings.s3_bucket
            or not settings.s3_access_key
            or settings.s3_secret_key is None
        ):
            return None
        from infra.storage.s3 import ObjectStore

        return ObjectStore(
            settings.s3_endpoint,
            settings.s3_bucket,
            settings.s3_access_key,
            settings.s3_secret_key.get_secret_value(),
            settings.s3_region,
        )


@functools.cache
def dependencies() -> Dependencies:
    """The dependencies of this process."""
    from infra.settings import Settings

    return Dependencies(Settings())
