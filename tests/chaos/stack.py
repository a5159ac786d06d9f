"""``python -m tests.chaos.stack``: ``make run`` with the chaos wrappers in place of two programs.

The product has no hooks for this. Its supervisor is handed the same children; the gateway and the
relays among them run through a wrapper of the test tree.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from unittest import mock

from typing_extensions import override

from infra.local import __main__ as launcher
from infra.local.process import Child, Started
from infra.local.supervisor import Supervisor

_WRAPPERS = {
    "infra.local.gateway:app": "tests.chaos.crashing_gateway:app",
    "sse_relay": "tests.chaos.chaotic_relay",
}


class ChaosSupervisor(Supervisor):
    """Starts the wrappers in place of what they wrap."""

    @override
    def start(self, child: Child) -> Started:
        argv = tuple(_WRAPPERS.get(argument, argument) for argument in child.argv)
        return super().start(replace(child, argv=argv))


if __name__ == "__main__":
    with mock.patch.object(launcher, "Supervisor", ChaosSupervisor):
        sys.exit(launcher.main())
