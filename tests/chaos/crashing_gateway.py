"""The gateway as a gunicorn application that can be killed inside a request.

A request says where with ``X-Chaos-Crash``, so that the writer's seed decides and nothing else
dies. SIGKILL leaves no ``finally`` and no ``atexit``: what the twelve threads of the worker were
doing ends with it, as when Cloud Run takes an instance away.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Sequence
from typing import Any

from flask import Flask, has_request_context, request

from infra.announcer import Announcer
from infra.local import gateway
from infra.postgres.core.records import Appended
from infra.postgres.core.unit_of_work import UnitOfWork

HEADER = "X-Chaos-Crash"
AFTER_COMMIT, BEFORE_COMMIT, MID_HANDLER = "after_commit", "before_commit", "mid_handler"
POINTS = (AFTER_COMMIT, BEFORE_COMMIT, MID_HANDLER)


def crash_if_asked(point: str) -> None:
    """Kill this process when the request at hand asked for it here."""
    if has_request_context() and request.headers.get(HEADER) == point:
        os.kill(os.getpid(), signal.SIGKILL)


def build() -> Flask:
    """The product's gateway with the crash points around its seams."""
    announce, commit, emit = Announcer.announce, UnitOfWork.commit, UnitOfWork.emit

    def crash_before_publish(self: Announcer, appended: Sequence[Appended], ephemeral: Any) -> None:
        if appended:
            crash_if_asked(AFTER_COMMIT)
        announce(self, appended, ephemeral)

    def crash_before_commit(self: UnitOfWork) -> list[Appended]:
        crash_if_asked(BEFORE_COMMIT)
        return commit(self)

    def crash_in_handler(self: UnitOfWork, *args: Any, **kwargs: Any) -> None:
        crash_if_asked(MID_HANDLER)
        emit(self, *args, **kwargs)

    for owner, name, replacement in (
        (Announcer, "announce", crash_before_publish),
        (UnitOfWork, "commit", crash_before_commit),
        (UnitOfWork, "emit", crash_in_handler),
    ):
        setattr(owner, name, replacement)
    app: Flask = gateway.app
    return app


def __getattr__(name: str) -> Any:
    # gunicorn asks for ``app``; importing this module alone patches nothing.
    if name == "app":
        return build()
    raise AttributeError(name)
