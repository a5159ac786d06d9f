"""Responses about the platform itself."""

from __future__ import annotations

from typing import Literal

from shared.http.schema import ResponseModel


class HealthRead(ResponseModel):
    """The function is up. Dependencies are not asked."""

    status: Literal["ok"] = "ok"


class MetaRead(ResponseModel):
    """What a client needs before it signs in."""

    name: str
    version: str
    locales: list[str]
    relay_url: str
    limits: dict[str, list[str]]
    degraded: list[str]
