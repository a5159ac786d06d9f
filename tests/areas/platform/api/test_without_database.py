"""What answers when Postgres does not."""

from __future__ import annotations

from typing import Any

import functions_framework
import pytest

from infra import bootstrap
from infra.bootstrap import Dependencies
from infra.settings import Settings

NOWHERE = "postgresql://app:secret@127.0.0.1:1/stunity"


def serve(name: str) -> Any:
    create_app: Any = functions_framework.create_app
    return create_app(name, "functions/main.py").test_client()


@pytest.fixture
def without_database(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(database_url=NOWHERE, jwt_public_keys="")
    deps = Dependencies(settings)
    monkeypatch.setattr(bootstrap, "dependencies", lambda: deps)


@pytest.mark.usefixtures("without_database")
def test_health_and_meta_do_not_ask_the_database() -> None:
    for name, path in (("meta_healthz", "/v1/healthz"), ("meta_info", "/v1/meta")):
        client = serve(name)

        assert client.get(path).status_code == 200


@pytest.mark.usefixtures("without_database")
def test_a_route_that_needs_the_database_says_to_try_again() -> None:
    client = serve("auth_login")
    body = {"email": "sok@example.test", "password": "whatever"}

    answer = client.post("/v1/auth/login", json=body)

    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "1"
    assert answer.get_json()["code"] == "dependency_unavailable"


@pytest.mark.usefixtures("without_database")
def test_what_follows_a_refused_body_is_not_kept_in_memory() -> None:
    client = serve("auth_login")
    read = 0

    class Endless:
        def read(self, size: int = -1) -> bytes:
            nonlocal read
            assert size >= 0, "asked for everything"
            read += size
            return b" " * size

    answer = client.open(
        "/v1/auth/login",
        method="POST",
        environ_overrides={
            "wsgi.input": Endless(),
            "wsgi.input_terminated": True,
            "CONTENT_TYPE": "application/json",
        },
    )

    assert answer.status_code == 413
    assert read < 4_000_000
