"""The wheel of the Python client in an environment of its own, with nothing else of the project."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from infra.build.python_client import build
from infra.local.process import PROJECT_ROOT

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


def run(directory: Path, *command: str) -> str:
    ran = subprocess.run(command, cwd=directory, capture_output=True, text=True, check=False)  # noqa: S603 - the project's own tools
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def test_the_wheel_is_whole_and_typed(tmp_path: Path) -> None:
    build()
    uv = str(Path(sys.executable).with_name("uv"))
    package, made = str(PROJECT_ROOT / "clients/python"), str(tmp_path)
    run(tmp_path, uv, "build", "--wheel", "--out-dir", made, package)
    (wheel,) = tmp_path.glob("*.whl")
    python = tmp_path / "env/bin/python"
    run(tmp_path, uv, "venv", "--python", sys.executable, str(tmp_path / "env"))
    run(tmp_path, uv, "pip", "install", "--python", str(python), str(wheel), "mypy")

    run(tmp_path, str(python), "-I", "-c", USE)
    checked = tmp_path / "user.py"
    checked.write_text(STRICT, encoding="utf-8")
    options = ("--strict", "--disallow-any-expr", "--config-file", "")
    run(tmp_path, str(python), "-I", "-m", "mypy", *options, str(checked))
