"""Where readers are: the API, the relays, and what they read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import httpx


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What all readers share."""

    api: httpx.AsyncClient
    relays: Sequence[str]
    channels: Sequence[str]
