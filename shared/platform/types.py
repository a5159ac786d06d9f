"""Enumerations of operating the platform."""

from __future__ import annotations

from enum import StrEnum


class RunStatus(StrEnum):
    """How a run of a job ended, or that it goes on."""

    RUNNING = "RUNNING"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"
