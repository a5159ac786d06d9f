"""The images start from what their Dockerfiles copy and install, and stay as they are."""

from __future__ import annotations

import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import pytest
from sqlalchemy import Connection

from infra.local.postgres import EmbeddedPostgres
from infra.local.process import free_port
from infra.postgres.core.engine import create_patient_engine
from tests.support.postgres import Database, make_database
from tests.terraform.conftest import Plan
from tests.terraform.image import DOCKERFILES, Image, build

pytestmark = pytest.mark.deploy

DATABASE = "postgresql://relay:x@127.0.0.1:1/stunity"
SETTINGS = {
    "DATABASE_URL": DATABASE,
    "JWT_PUBLIC_KEYS": "key-1:" + "A" * 43,
    "RELAY_DATABASE_URL": DATABASE,
}
_WRITE = "import os; print(os.getuid()); open('/app/here', 'w')"


@pytest.fixture(scope="module")
def image_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Image]:
    """The tree of an image, built once."""
    return cache(lambda name: build(name, tmp_path_factory.mktemp(name)))


def test_the_relay_answers_from_its_image(image_of: Callable[[str], Image]) -> None:
    port = free_port()
    process = image_of("relay").start(RELAY_PORT=str(port), **SETTINGS)
    try:
        assert _until_answered(f"http://127.0.0.1:{port}/healthz") == 200
        # It tells the truth: there is no database here.
        assert _until_answered(f"http://127.0.0.1:{port}/readyz") == 503
    finally:
        process.terminate()
        said, _ = process.communicate(timeout=30)
    assert "Traceback" not in said


def test_a_function_answers_from_the_common_image(image_of: Callable[[str], Image]) -> None:
    port = free_port()
    settings = {**SETTINGS, "FUNCTION_TARGET": "posts_create", "PORT": str(port)}
    process = image_of("functions").start(**settings)
    try:
        assert _until_answered(f"http://127.0.0.1:{port}/v1/posts") in {401, 405}
    finally:
        process.terminate()
        process.communicate(timeout=30)


def test_every_task_does_its_work_from_its_image(
    image_of: Callable[[str], Image], plan_of: Callable[[str], Plan], postgres: EmbeddedPostgres
) -> None:
    empty = make_database(postgres, "image_of_tasks", template=None)
    settings = {
        "DATABASE_OWNER_URL": empty.owner,
        "DATABASE_URL": _login(empty, "image_app"),
        "RELAY_DATABASE_URL": _login(empty, "image_relay"),
    }
    tasks: dict[str, Any] = {
        task["name"]: task["template"][0]["template"][0]["containers"][0]["args"]
        for task in plan_of("dev").of("google_cloud_run_v2_job")
    }
    first = ("migrate", "logins")

    for name in (*first, *sorted(tasks.keys() - set(first))):
        status, said = image_of("jobs").run(*tasks[name], **settings)
        assert status == 0, f"{name}: {said[-1000:]}"
    with _connected(empty.admin) as connection:
        made = connection.exec_driver_sql("SELECT rolname FROM pg_roles").scalars().all()
        tables = connection.exec_driver_sql("SELECT tablename FROM pg_tables").scalars().all()
    assert {"image_app", "image_relay"} <= set(made)
    assert {"tenants", "posts", "outbox"} <= set(tables)


@pytest.mark.parametrize("name", DOCKERFILES)
def test_nobody_runs_it_and_nothing_is_theirs_to_change(
    image_of: Callable[[str], Image], name: str
) -> None:
    image = image_of(name)
    python = Image(image.root, ("python",), image.environment, image.user, image.place)

    status, said = python.run("-c", _WRITE)

    assert status == 1
    assert said.splitlines()[0] == image.user.split(":")[0] == "65532"
    assert "PermissionError" in said


def test_an_image_without_a_module_does_not_start(image_of: Callable[[str], Image]) -> None:
    image = image_of("jobs")
    missing = image.root / "app" / "infra" / "ops" / "epoch.py"
    text = missing.read_bytes()
    missing.unlink()
    try:
        status, said = image.run("-m", "infra.ops.epoch", "--help")
    finally:
        missing.write_bytes(text)

    assert status == 1
    assert "No module named infra.ops.epoch" in said


@contextmanager
def _connected(dsn: str) -> Iterator[Connection]:
    engine = create_patient_engine(dsn, application_name="tests")
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def _login(database: Database, role: str) -> str:
    host = database.owner.rpartition("@")[2]
    return f"postgresql+pg8000://{role}:{role}-password@{host}"


def _until_answered(url: str) -> int:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(url, timeout=20) as response:  # noqa: S310 - loopback
                return int(response.status)
        except urllib.error.HTTPError as error:
            with error:
                return error.code
        except OSError:
            time.sleep(0.05)
    raise TimeoutError(url)
