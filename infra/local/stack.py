"""The whole product on this machine: which processes, with which environment, in which order."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from infra.local import children
from infra.local.database import provision
from infra.local.keys import LocalKeys
from infra.local.postgres import EmbeddedPostgres
from infra.local.process import (
    Child,
    base_env,
    free_port,
    http_ready,
    line_ready,
    python_child,
    say,
)
from infra.local.redis import EmbeddedRedis
from infra.local.supervisor import Supervisor

PROJECT = "stunity-local"
PUSH_ACCOUNT = "pubsub@stunity-local.iam.gserviceaccount.com"
BUCKET = "stunity"
WEB_PORT = 5173  # of `make web`
GATEWAY_WORKERS = 2
GATEWAY_THREADS = 12


@dataclass(frozen=True, slots=True)
class StackOptions:
    """What a person or a test may choose. Port 0 takes any free one."""

    data_dir: Path
    port: int = 8080
    relay_port: int = 8081
    durable: bool = True
    relays: int = 1
    extra_env: Mapping[str, str] | None = None


class LocalStack:
    """Starts everything under a supervisor; ``env`` is what functions and relay are given."""

    def __init__(self, supervisor: Supervisor, options: StackOptions) -> None:
        self._supervisor = supervisor
        self._options = options
        self._data_dir = options.data_dir.absolute()
        self._keys = LocalKeys.load(self._data_dir / "keys.json")
        self.port = options.port or free_port()
        self.relay_ports = [options.relay_port or free_port()]
        self.relay_ports += [free_port() for _ in range(options.relays - 1)]
        self.env: dict[str, str] = {}

    @property
    def app_url(self) -> str:
        """The web app and the API, as people open it: passkeys need a name, not a number."""
        return f"http://localhost:{self.port}"

    @property
    def relay_url(self) -> str:
        """The first relay."""
        return f"http://localhost:{self.relay_ports[0]}"

    @property
    def _origins(self) -> str:
        """Where pages may come from: either spelling, and the server of ``make web``."""
        ports = (self.port, WEB_PORT)
        return ",".join(f"http://{h}:{p}" for p in ports for h in ("localhost", "127.0.0.1"))

    def start(self) -> None:
        """Start all of it, in order; returns when everything answers."""
        self.start_stores()
        self.start_product()

    def start_stores(self) -> None:
        """Start what the product stands on; ``env`` is known afterwards."""
        stores = self._start_stores()
        pubsub = self._start_broker()
        self.env = self._environment(stores, pubsub)

    def start_product(self) -> None:
        """Start the functions and the relays; returns when everything answers."""
        self._start_gateway()
        self._start_broker_setup()
        for number, port in enumerate(self.relay_ports, start=1):
            self._start_relay(number, port)
        self._write_services()

    def _start_stores(self) -> dict[str, str]:
        keys, start = self._keys, self._supervisor.start
        postgres = EmbeddedPostgres(
            self._data_dir / "postgres", durable=self._options.durable, tell=say
        )
        start(postgres.prepare())
        database = provision(postgres, keys.database_password)
        redis = EmbeddedRedis(self._data_dir / "redis")
        start(redis.prepare())
        rest = children.redis_rest_child(redis.port, keys.redis_token)
        start(rest)
        s3 = children.s3_child(self._data_dir / "s3", BUCKET, keys.s3_secret)
        start(s3)
        smtp = children.smtp_child(self._data_dir / "mail")
        start(smtp)
        return {
            **database,
            "UPSTASH_REDIS_REST_URL": f"http://127.0.0.1:{rest.ports['http']}",
            "UPSTASH_REDIS_REST_TOKEN": keys.redis_token,
            "S3_ENDPOINT": f"http://127.0.0.1:{s3.ports['http']}",
            "S3_BUCKET": BUCKET,
            "S3_ACCESS_KEY": "local",
            "S3_SECRET_KEY": keys.s3_secret,
            "SMTP_URL": f"smtp://127.0.0.1:{smtp.ports['smtp']}",
        }

    def _start_broker(self) -> dict[str, str]:
        grpc, certs = free_port(), free_port()
        child = python_child(
            "pubsub",
            "infra.local.pubsub",
            *("--port", str(grpc), "--http-port", str(certs)),
            *("--key-file", str(self._data_dir / "push-key.pem")),
            ports={"grpc": grpc, "http": certs},
            ready=line_ready("grpc_port"),
        )
        self._supervisor.start(child)
        return {
            "PUBSUB_PROJECT": PROJECT,
            "PUBSUB_EMULATOR_HOST": f"127.0.0.1:{grpc}",
            "PUSH_JWKS_URL": f"http://127.0.0.1:{certs}/certs",
        }

    def _environment(self, stores: Mapping[str, str], pubsub: Mapping[str, str]) -> dict[str, str]:
        keys = self._keys
        return {
            **base_env(),
            **stores,
            **pubsub,
            "APP_ENV": "local",
            "DATA_DIR": str(self._data_dir),
            "JWT_PUBLIC_KEYS": keys.public_keys,
            "JWT_SIGNING_KEYS": keys.signing_keys,
            "REFRESH_SEAL_KEY": keys.seal_key,
            "WEBHOOK_SEAL_KEY": keys.webhook_seal_key,
            "GRADE_SEAL_KEYS": keys.grade_seal_keys,
            "GRADE_SEAL_PUBLIC_KEYS": keys.grade_seal_public_keys,
            "PUSH_AUDIENCE": f"http://127.0.0.1:{self.port}",
            "PUSH_SERVICE_ACCOUNT": PUSH_ACCOUNT,
            "PUBLIC_APP_URL": self.app_url,
            "PUBLIC_RELAY_URL": self.relay_url,
            "CORS_ORIGINS": self._origins,
            "TRUSTED_PROXY_HOPS": "0",
            "OPS_TOKEN": keys.ops_token,
            **(self._options.extra_env or {}),
        }

    def _start_gateway(self) -> None:
        child = Child(
            name="gateway",
            argv=(
                *(sys.executable, "-m", "gunicorn", "infra.local.gateway:app"),
                *("--worker-class", "gthread", "--threads", str(GATEWAY_THREADS)),
                *("--workers", str(GATEWAY_WORKERS), "--bind", f"127.0.0.1:{self.port}"),
                # The product bounds an address itself, and says so in its own form.
                *("--limit-request-line", "0", "--keep-alive", "30"),
                *("--graceful-timeout", "5", "--timeout", "60", "--log-level", "warning"),
                "--preload",  # the workers, and those that follow them, start as copies
            ),
            env={
                **self.env,
                "PYTHONUNBUFFERED": "1",
                "DB_POOL_SIZE": str(GATEWAY_THREADS),
                "THREADS": str(GATEWAY_THREADS),
            },
            ports={"http": self.port},
            # The master must live to end its workers when the supervisor disappears.
            death_signal=signal.SIGTERM,
            ready=http_ready(f"http://127.0.0.1:{self.port}/v1/healthz"),
        )
        self._supervisor.start(child)

    def _start_broker_setup(self) -> None:
        child = python_child(
            "broker-setup",
            "infra.local.broker_setup",
            env=self.env,
            ready=line_ready("subscriptions are in place"),
        )
        self._supervisor.start(child)

    def _start_relay(self, number: int, port: int) -> None:
        child = python_child(
            "relay" if number == 1 else f"relay-{number}",
            "sse_relay",
            env={
                **_relay_settings(),
                **self.env,
                "RELAY_PORT": str(port),
                "RELAY_HOST": "127.0.0.1",
            },
            ports={"http": port},
            ready=http_ready(f"http://127.0.0.1:{port}/readyz"),
            grace_seconds=10.0,
        )
        self._supervisor.start(child)

    def _write_services(self) -> None:
        services = [
            {"name": "web app and API", "url": self.app_url},
            {"name": "API description", "url": f"{self.app_url}/v1/openapi.json"},
            {"name": "event schemas", "url": f"{self.app_url}/v1/realtime/schema"},
            *(
                {"name": f"relay {number}", "url": f"http://127.0.0.1:{port}"}
                for number, port in enumerate(self.relay_ports, start=1)
            ),
        ]
        path = self._data_dir / "services.json"
        path.write_text(json.dumps(services, indent=2), encoding="utf-8")


def _relay_settings() -> dict[str, str]:
    """Settings of the relay that whoever starts the stack made, such as RELAY_INSTANCE_STREAMS."""
    return {name: value for name, value in os.environ.items() if name.startswith("RELAY_")}
