"""The hot writer as a process beside the tests."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from uuid import UUID

from infra.local.process import PROJECT_ROOT, base_env
from tests.chaos.world import TENANT_ID, World

_STOP_SECONDS = 60.0


class HotProcess:
    """Likes posts through the unit of work; paused until told a rate."""

    def __init__(self, world: World, author_id: UUID, posts: Sequence[UUID], *, seed: int) -> None:
        chosen = [argument for post in posts for argument in ("--post", str(post))]
        self._process = subprocess.Popen(  # noqa: S603 - our own module
            [
                *(sys.executable, "-m", "tests.chaos.hot_writer", *chosen),
                *("--tenant", str(TENANT_ID), "--author", str(author_id), "--seed", str(seed)),
            ],
            cwd=PROJECT_ROOT,
            env={**base_env(), **world.environment()},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def set_rate(self, rate: float) -> tuple[int, int]:
        """Follow a rate; returns what was committed and what failed until now.

        With 0, nobody writes any more when it returns.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{rate}\n")
        self._process.stdin.flush()
        committed, _, failed = self._process.stdout.readline().partition(" ")
        return int(committed), int(failed)

    def close(self) -> None:
        """End it; raises when it does not end or ended badly."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.stdout.close()
        try:
            code = self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            raise
        assert code == 0, f"the hot writer ended with {code}"
