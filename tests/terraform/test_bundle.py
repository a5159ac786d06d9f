"""What is deployed holds what it needs and nothing else, and starts outside the repository."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import venv
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from infra.build.bundle import ROOT, archive, contents, targets, unpack
from infra.local.process import free_port

pytestmark = pytest.mark.deploy

SETTINGS = {
    "DATABASE_URL": "postgresql://app:x@127.0.0.1:1/stunity",
    "JWT_PUBLIC_KEYS": "key-1:" + "A" * 43,
    "PUSH_AUDIENCE": "https://worker.example",
    "PUSH_SERVICE_ACCOUNT": "pusher@example.iam.gserviceaccount.com",
}
START_SECONDS = 120.0


def _named(name: str) -> dict[str, bytes]:
    (target,) = [target for target in targets() if target.name == name]
    return contents(target)


def test_the_same_input_gives_the_same_archive(tmp_path: Path) -> None:
    first = archive(_named("functions"), tmp_path / "first.zip")
    time.sleep(2.1)  # longer than an archive's clock is exact

    assert archive(_named("functions"), tmp_path / "second.zip") == first
    assert (tmp_path / "first.zip").read_bytes() == (tmp_path / "second.zip").read_bytes()


def test_another_input_gives_another_archive(tmp_path: Path) -> None:
    files = _named("functions")
    first = archive(files, tmp_path / "first.zip")

    assert archive({**files, "main.py": b"# other\n"}, tmp_path / "second.zip") != first


def test_the_archive_has_the_source_root_and_no_tools() -> None:
    files = _named("functions")

    assert files["main.py"] == (ROOT / "functions/main.py").read_bytes()
    assert "functions/main.py" not in files
    assert {"shared/identity/common_passwords.txt", "shared/identity/common_words.txt"} <= set(
        files
    )
    for unwanted in ("infra/build", "infra/ops", "infra/local", "sse_relay", "tests", "terraform"):
        assert not [name for name in files if name.startswith(f"{unwanted}/")]


def test_every_module_of_the_index_is_in_the_archive() -> None:
    from functions.index import MODULES

    files = _named("functions")
    assert {module.replace(".", "/") + ".py" for module in MODULES.values()} <= files.keys()


def test_relay_and_functions_carry_nothing_of_each_other() -> None:
    assert not [name for name in _named("relay") if name.startswith("functions/")]
    assert "sqlalchemy" not in _requirements("relay")
    assert "asyncpg" not in _requirements("functions")


@pytest.mark.parametrize(
    ("name", "needed"),
    [
        ("functions", {"functions-framework", "pydantic", "sqlalchemy", "pg8000", "pyjwt"}),
        ("relay", {"uvloop", "httptools", "asyncpg", "google-cloud-pubsub", "cryptography"}),
        ("jobs", {"alembic", "sqlalchemy", "pg8000"}),
    ],
)
def test_requirements_are_pinned_by_hash_and_hold_no_tool(name: str, needed: set[str]) -> None:
    required = _requirements(name)

    assert needed <= required.keys()
    assert required.keys().isdisjoint({"pytest", "mypy", "ruff", "moto", "google-cloud-run", "uv"})
    for requirement, text in required.items():
        assert "--hash=sha256:" in text, requirement


def test_migrations_are_read_at_run_time_and_come_along() -> None:
    files = _named("jobs")
    migrations = ROOT / "infra/postgres/core/migrations"
    scripts = {
        str(path.relative_to(ROOT))
        for path in migrations.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }

    assert scripts <= files.keys()


@dataclass(frozen=True, slots=True)
class Installed:
    """A clean environment with a bundle's needs, and the bundle, both outside the repository."""

    python: Path
    bundle: Path

    def run(self, *arguments: str, **settings: str) -> subprocess.Popen[str]:
        return subprocess.Popen(  # noqa: S603 - our own arguments
            [str(self.python), *arguments],
            cwd=self.bundle,
            env={"PATH": str(self.python.parent), "PYTHONUNBUFFERED": "1", **settings},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    directory = tmp_path_factory.mktemp("bundle")
    archive(_named("functions"), directory / "functions.zip")
    with zipfile.ZipFile(directory / "functions.zip") as archived:
        archived.extractall(directory / "functions")
    return _install(directory, directory / "functions")


def _install(directory: Path, bundle: Path) -> Installed:
    own_uv = ROOT / ".venv/bin/uv"
    uv = str(own_uv) if own_uv.exists() else shutil.which("uv")
    venv.create(directory / "venv", with_pip=uv is None)
    python = directory / "venv/bin/python"
    installer = [uv, "pip", "install", "--python", str(python)] if uv else None
    command = installer or [str(python), "-m", "pip", "install", "--disable-pip-version-check"]
    options = ["--quiet", "--require-hashes", "--no-deps", "-r", str(bundle / "requirements.txt")]
    done = subprocess.run(  # noqa: S603 - our own arguments
        [*command, *options], capture_output=True, text=True, timeout=300, check=False
    )
    if done.returncode:
        if os.environ.get("REQUIRE_BUNDLE") == "1":
            pytest.fail(f"REQUIRE_BUNDLE=1, but nothing can be installed: {done.stderr[-500:]}")
        pytest.skip("packages cannot be installed here")
    return Installed(python, bundle)


@pytest.mark.bundle
@pytest.mark.parametrize(
    ("target", "path", "status", "code"),
    [
        ("posts_create", "/v1/posts", 401, "unauthenticated"),
        ("posts_create", "/v1/elsewhere", 404, "not_found"),
        ("worker_email", "/v1/internal/workers/email", 401, "unauthenticated"),
        ("job_outbox_flush", "/v1/internal/jobs/outbox-flush", 401, "unauthenticated"),
    ],
)
def test_a_function_starts_from_its_bundle(
    installed: Installed, target: str, path: str, status: int, code: str
) -> None:
    with _served(installed, target) as port:
        answer, body = _ask(port, path)

    assert (answer, body["code"]) == (status, code)


@pytest.mark.bundle
def test_a_bundle_without_a_module_does_not_start(installed: Installed, tmp_path: Path) -> None:
    files = _named("functions")
    del files["functions/social/posts.py"]
    unpack(files, tmp_path / "broken")
    broken = Installed(installed.python, tmp_path / "broken")

    process = broken.run("-m", "functions_framework", "--target", "posts_create", **SETTINGS)

    output, _ = process.communicate(timeout=START_SECONDS)
    assert process.returncode != 0
    assert "functions.social.posts" in output


class _served:  # noqa: N801 - reads like the function it is
    """A function behind plain functions-framework; its port."""

    def __init__(self, installed: Installed, target: str) -> None:
        self._port = free_port()
        arguments = ("--target", target, "--source", "main.py", "--port", str(self._port))
        self._process = installed.run("-m", "functions_framework", *arguments, **SETTINGS)

    def __enter__(self) -> int:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                pytest.fail(f"it ended: {self._process.communicate()[0][-2000:]}")
            with socket.socket() as attempt:
                if attempt.connect_ex(("127.0.0.1", self._port)) == 0:
                    return self._port
            time.sleep(0.05)
        raise TimeoutError

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.communicate(timeout=10)


def _ask(port: int, path: str) -> tuple[int, dict[str, Any]]:
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", method="POST")
    try:
        with urllib.request.urlopen(request, timeout=20) as response:  # noqa: S310 - loopback
            return response.status, json.load(response)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)


def _requirements(name: str) -> dict[str, str]:
    text = _named(name)["requirements.txt"].decode()
    return dict(_entries(text))


def _entries(text: str) -> Iterator[tuple[str, str]]:
    name = ""
    collected: list[str] = []
    for line in text.splitlines():
        if line and not line[0].isspace():
            if name:
                yield name, "\n".join(collected)
            name, collected = line.split("==")[0].lower(), []
        collected.append(line)
    yield name, "\n".join(collected)


def test_python_here_is_the_python_of_the_cloud() -> None:
    assert sys.version_info[:2] == (3, 11)
