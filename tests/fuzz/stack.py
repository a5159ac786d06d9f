"""``python -m tests.fuzz.stack``: ``make run`` with the gateway that counts no requests."""

from __future__ import annotations

import sys
from dataclasses import replace
from unittest import mock

from typing_extensions import override

from infra.local import __main__ as launcher
from infra.local.process import Child, Started
from infra.local.supervisor import Supervisor


class FuzzedSupervisor(Supervisor):
    """Starts the other gateway in place of the product's."""

    @override
    def start(self, child: Child) -> Started:
        argv = tuple(
            "tests.fuzz.gateway:app" if argument == "infra.local.gateway:app" else argument
            for argument in child.argv
        )
        return super().start(replace(child, argv=argv))


if __name__ == "__main__":
    with mock.patch.object(launcher, "Supervisor", FuzzedSupervisor):
        sys.exit(launcher.main())
