"""The wheel of the Python client in an environment of its own, with nothing else of the project."""

from __future__ import annotations

import inspect
import os
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from pkgutil import iter_modules

import pytest
from pydantic import BaseModel

from infra.build.python_client import build
from infra.local.process import PROJECT_ROOT
from tests.clients.command import PASSWORD
from tests.support.stack import Stack

pytestmark = pytest.mark.deploy

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
def python(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Python of a clean environment that has the wheel, and mypy for what users write."""
    build()
    folder = tmp_path_factory.mktemp("package")
    uv = str(Path(sys.executable).with_name("uv"))
    package = str(PROJECT_ROOT / "clients/python")
    run(folder, uv, "build", "--wheel", "--out-dir", str(folder), package)
    (wheel,) = folder.glob("*.whl")
    python = folder / "env/bin/python"
    run(folder, uv, "venv", "--python", sys.executable, str(folder / "env"))
    # As this environment has them, so that nothing new is fetched.
    known = [f"{name}=={version(name)}" for name in ("mypy", "httpx", "pydantic", "typer", "rich")]
    install = [uv, "pip", "install", "--python", str(python), f"{wheel}[cli]", *known]
    run(folder, *install)
    return str(python)


def test_the_wheel_is_whole(python: str, tmp_path: Path) -> None:
    run(tmp_path, python, "-I", "-c", USE)
    command = str(Path(python).with_name("stunity"))
    assert "Exit codes" in run(tmp_path, command, "--help")


def test_nothing_that_users_touch_is_any(python: str, tmp_path: Path) -> None:
    for name, text in (("user", STRICT), ("surface", "\n".join(surface()))):
        checked = tmp_path / f"{name}.py"
        checked.write_text(text, encoding="utf-8")
        options = ("--strict", "--disallow-any-expr", "--config-file", "")
        run(tmp_path, python, "-I", "-m", "mypy", *options, str(checked))


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
