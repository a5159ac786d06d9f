"""The stream of events: connected, resumed, once and in order."""

from __future__ import annotations

from stunity.realtime.client import Options, RealtimeClient, Token
from stunity.realtime.events import Change, Event, Joined, Resync, Stats
from stunity.realtime.listeners import Events, Gone
from stunity.realtime.machine import State

__all__ = [
    "Change",
    "Event",
    "Events",
    "Gone",
    "Joined",
    "Options",
    "RealtimeClient",
    "Resync",
    "State",
    "Stats",
    "Token",
]
