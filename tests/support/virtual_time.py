"""An event loop whose clock jumps to the next timer instead of waiting for it."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable
from typing import Any

from typing_extensions import override


class _Selector(selectors.SelectSelector):
    def __init__(self) -> None:
        super().__init__()
        self.now = 1000.0

    @override
    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if not ready:
            if timeout is None:
                raise RuntimeError("everything waits and nothing is due: a deadlock")
            # A hair more than asked for, so that rounding cannot leave the timer undue.
            self.now += timeout + 1e-9 if timeout > 0 else 0
        return ready


class VirtualLoop(asyncio.SelectorEventLoop):
    """Runs coroutines in order of their virtual time, in no real time."""

    def __init__(self) -> None:
        self._clock = _Selector()
        super().__init__(self._clock)

    @override
    def time(self) -> float:
        return self._clock.now

    def run(self, coroutine: Any) -> Any:
        """Run to the end."""
        return self.run_until_complete(coroutine)

    def call(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """Call something as a callback of the loop."""

        async def inside() -> Any:
            return function(*arguments)

        return self.run_until_complete(inside())

    def pass_time(self, seconds: float) -> None:
        """Let everything happen that is due within this time."""
        self.run_until_complete(asyncio.sleep(seconds))

    def stall(self, seconds: float) -> None:
        """Let the clock go on and nothing happen, as when a callback does not return."""
        self._clock.now += seconds

    def shut(self) -> None:
        """Cancel what still runs and close."""
        tasks = asyncio.all_tasks(self)
        for task in tasks:
            task.cancel()
        if tasks:
            self.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
        self.close()
