"""The wheel of the Python client in an environment of its own, with nothing else of the project."""

from __future__ import annotations

import inspect
import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from pkgutil import iter_modules

import pytest
from packaging.requirements import Requirement
from pydantic import BaseModel

from infra.build.python_client import build
from infra.local.process import PROJECT_ROOT
from tests.clients.command import PASSWORD
from tests.support.stack import Stack

pytestmark = pytest.mark.deploy

CLIENT = PROJECT_ROOT / "clients/python"
LOCKS = PROJECT_ROOT / "requirements"
UV = str(Path(sys.executable).with_name("uv"))

USE = """
import stunity, stunity.realtime
from stunity.api.models.social import PostCreate
assert PostCreate(content="x", content_kh="y").model_dump_json(exclude_unset=True) == (
    '{"content":"x","contentKh":"y"}'
)
assert stunity.Stunity("http://localhost", api_key="k").api.social.posts_create
"""

# What a user writes, checked as strictly as mypy can: no Any in what the package gives.
STRICT = """
from stunity import AsyncStunity, Stunity, each
from stunity.api.models.social import PostCreate

def write(client: Stunity) -> list[str]:
    client.api.social.posts_create(PostCreate(content="x"))
    return [post.content for post in each(client.api.social.posts_feed, limit=5)]

async def read(client: AsyncStunity) -> None:
    async with client.realtime() as stream:
        async for event in stream.events("post:*"):
            print(event.type, event.data.get("postId"))
"""


def run(directory: Path, *command: str, **environment: str) -> str:
    ran = subprocess.run(  # noqa: S603 - the project's own tools
        command,
        cwd=directory,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel, built by tools that are locked."""
    build()
    folder = tmp_path_factory.mktemp("package")
    locked = ("--build-constraints", str(LOCKS / "portal.lock"), "--require-build-hashes")
    run(folder, UV, "build", "--wheel", *locked, "--out-dir", str(folder), str(CLIENT))
    # Whatever this machine has not fetched yet for the product itself is fetched here, once.
    target = ("--target", str(folder / "fetched"))
    run(folder, UV, "pip", "install", *target, "--require-hashes", "-r", str(LOCKS / "client.lock"))
    return folder


@pytest.fixture(scope="module")
def python(package: Path) -> str:
    """Python of a clean environment, into which the wheel came without a network."""
    (wheel,) = package.glob("*.whl")
    python = str(package / "env/bin/python")
    offline = (UV, "--offline", "--no-python-downloads")
    install = (*offline, "pip", "install", "--python", python)
    run(package, *offline, "venv", "--python", sys.executable, str(package / "env"))
    run(package, *install, "--require-hashes", "-r", str(LOCKS / "client.lock"))
    run(package, *install, "--no-deps", str(wheel))
    return python


@pytest.fixture(scope="module")
def checker(package: Path, python: str) -> str:
    """Python of another environment, with mypy for what users write."""
    folder = package / "checker"
    run(package, UV, "venv", "--python", sys.executable, str(folder))
    install = (UV, "pip", "install", "--python", str(folder / "bin/python"))
    run(package, *install, f"mypy=={version('mypy')}")
    assert python
    return str(folder / "bin/python")


def test_the_wheel_is_whole(python: str, tmp_path: Path) -> None:
    run(tmp_path, python, "-I", "-c", USE)
    command = str(Path(python).with_name("stunity"))
    assert "Exit codes" in run(tmp_path, command, "--help")
    # It asks for nothing that is not locked, and nothing is locked that it does not ask for.
    run(tmp_path, UV, "--offline", "pip", "check", "--python", python)
    listed = run(tmp_path, UV, "--offline", "pip", "list", "--format", "json", "--python", python)
    lock = (LOCKS / "client.lock").read_text(encoding="utf-8")
    locked = set(re.findall(r"^([a-z0-9-]+)==(\S+)", lock, re.MULTILINE))
    found = {(one["name"], one["version"]) for one in json.loads(listed)}
    assert {name for name, _ in found - locked} == {"stunity"}


def test_the_lock_agrees_with_that_of_the_product_and_with_what_the_package_asks_for() -> None:
    """So a machine that has the product has all of it, and `make lock` was not forgotten."""
    pinned = re.compile(r"^([a-z0-9-]+)==(\S+)", re.MULTILINE)
    all_, client = (
        dict(pinned.findall((LOCKS / name).read_text(encoding="utf-8")))
        for name in ("all.lock", "client.lock")
    )
    assert client.items() <= all_.items()
    project = tomllib.loads((CLIENT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"], *project["optional-dependencies"]["cli"]]
    for requirement in map(Requirement, asked):
        assert client[requirement.name] in requirement.specifier


def test_nothing_that_users_touch_is_any(checker: str, python: str, tmp_path: Path) -> None:
    for name, text in (("user", STRICT), ("surface", "\n".join(surface()))):
        checked = tmp_path / f"{name}.py"
        checked.write_text(text, encoding="utf-8")
        options = ("--strict", "--disallow-any-expr", "--config-file", "")
        sees = ("--python-executable", python)
        run(tmp_path, checker, "-I", "-m", "mypy", *options, *sees, str(checked))


def surface() -> Iterator[str]:
    """A program that names every operation, every field of every model and every exported name."""
    import stunity
    import stunity.api
    import stunity.realtime

    yield "from __future__ import annotations"
    yield "import stunity.api.models, stunity.realtime"
    yield "def exported() -> object:"
    names = [f"stunity.{name}" for name in stunity.__all__ if not name[0].isupper()]
    yield f"    return ({', '.join(names)},)"
    methods = [n for n, _ in inspect.getmembers(stunity.realtime.RealtimeClient) if n[0] != "_"]
    told = ", ".join(f"stream.{name}" for name in methods)
    yield f"def stream(stream: stunity.realtime.RealtimeClient) -> object:\n    return ({told})"
    for kind in ("Stunity", "AsyncStunity", "Retries"):
        own = [n for n, _ in inspect.getmembers(getattr(stunity, kind)) if n[0] != "_"]
        told = ", ".join(f"x.{name}" for name in own)
        yield f"def own_{kind}(x: stunity.{kind}) -> object:\n    return ({told},)"
    for kind in ("Kept", "FieldError"):
        told = ", ".join(f"x.{name}" for name in getattr(stunity, kind).__dataclass_fields__)
        yield f"def own_{kind}(x: stunity.{kind}) -> object:\n    return ({told},)"
    told = ", ".join(f"x.{name}" for name in vars(stunity.ApiError(status=1, code="", title="")))
    yield f"def own_error(x: stunity.ApiError) -> object:\n    return ({told},)"
    for name in ("Event", "Resync", "Joined", "Change", "Stats", "Token", "Options"):
        fields = ", ".join(f"x.{f}" for f in getattr(stunity.realtime, name).__dataclass_fields__)
        yield f"def of_{name}(x: stunity.realtime.{name}) -> object:\n    return ({fields},)"
    for area in (name for name in vars(stunity.api.Api) if not name.startswith("_")):
        module = import_module(f"stunity.api.{area}")
        called = [n for n in vars(getattr(module, area.capitalize())) if not n.startswith("_")]
        for kind in ("Stunity", "AsyncStunity"):
            told = ", ".join(f"c.api.{area}.{name}" for name in called)
            yield f"def {area}_{kind}(c: stunity.{kind}) -> object:\n    return ({told},)"
    for place in iter_modules(stunity.api.models.__path__):
        module = import_module(f"stunity.api.models.{place.name}")
        yield f"import {module.__name__}"
        for name, model in inspect.getmembers(module, inspect.isclass):
            if issubclass(model, BaseModel) and model.__module__ == module.__name__:
                fields = ", ".join(f"x.{field}" for field in model.model_fields)
                head = f"def {place.name}_{name}(x: {module.__name__}.{name}) -> object:"
                yield f"{head}\n    return ({fields},)" if fields else ""


def test_examples_run_with_the_wheel_alone(python: str, stack: Stack, tmp_path: Path) -> None:
    table = tmp_path / "roster.csv"
    table.write_text("Student number,Family name,Given name,Class\nW1,Sok,Dara,10A\n")
    example = str(PROJECT_ROOT / "clients/python/examples/sync_roster.py")
    arguments = (stack.app_url, "admin@demo.school", str(table))
    assert "1 new" in run(tmp_path, python, "-I", example, *arguments, STUNITY_PASSWORD=PASSWORD)
