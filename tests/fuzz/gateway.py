"""The gateway without limits: they have tests of their own, and hide what lies behind them."""

from __future__ import annotations

from typing import Any
from unittest import mock

from functions.runtime import limits
from infra.local import gateway


def __getattr__(name: str) -> Any:
    # gunicorn asks for ``app``.
    if name == "app":
        mock.patch.object(limits, "counters_of", return_value=[]).start()
        return gateway.app
    raise AttributeError(name)
