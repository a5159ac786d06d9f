"""The states of a connection and the only ways between them.

``FAIL`` covers every ordinary end of a stream or of an attempt: an error, silence, a closed socket.
``MOVE`` is a planned change of stream, announced by the server or wanted by us.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Final


class State(StrEnum):
    """Where a connection stands."""

    DISCONNECTED = "disconnected"
    CONNECTING = "connecting"
    CONNECTED = "connected"
    RECONNECTING = "reconnecting"
    FAILED = "failed"
    POLLING = "polling"


class Happening(StrEnum):
    """What moves a connection from one state to another."""

    CONNECT = "connect"
    OPEN = "open"
    FAIL = "fail"
    MOVE = "move"
    EXHAUSTED = "exhausted"
    REFUSED = "refused"
    FALLBACK = "fallback"
    FALLBACK_OFF = "fallback_off"
    BACKGROUND = "background"
    FOREGROUND = "foreground"
    RECONNECT = "reconnect"
    DISCONNECT = "disconnect"


_TRYING: Final[Mapping[Happening, State]] = {
    Happening.OPEN: State.CONNECTED,
    Happening.FAIL: State.RECONNECTING,
    Happening.MOVE: State.RECONNECTING,
    Happening.EXHAUSTED: State.FAILED,
    Happening.REFUSED: State.FAILED,
    Happening.RECONNECT: State.CONNECTING,
    Happening.DISCONNECT: State.DISCONNECTED,
}

_TABLE: Final[Mapping[State, Mapping[Happening, State]]] = {
    State.DISCONNECTED: {Happening.CONNECT: State.CONNECTING},
    State.CONNECTING: _TRYING,
    State.RECONNECTING: _TRYING,
    State.CONNECTED: {
        Happening.FAIL: State.RECONNECTING,
        Happening.MOVE: State.RECONNECTING,
        Happening.REFUSED: State.FAILED,
        Happening.BACKGROUND: State.POLLING,
        Happening.RECONNECT: State.CONNECTING,
        Happening.DISCONNECT: State.DISCONNECTED,
    },
    State.FAILED: {
        Happening.FALLBACK: State.POLLING,
        Happening.RECONNECT: State.CONNECTING,
        Happening.DISCONNECT: State.DISCONNECTED,
    },
    State.POLLING: {
        Happening.OPEN: State.CONNECTED,
        Happening.REFUSED: State.FAILED,
        Happening.FALLBACK_OFF: State.FAILED,
        Happening.BACKGROUND: State.POLLING,
        Happening.FOREGROUND: State.CONNECTING,
        Happening.RECONNECT: State.CONNECTING,
        Happening.DISCONNECT: State.DISCONNECTED,
    },
}


def transition(state: State, happening: Happening) -> State | None:
    """The state after a happening, or None where it means nothing in this state."""
    return _TABLE[state].get(happening)


def ways() -> Iterator[tuple[State, Happening, State]]:
    """Every way from one state to another."""
    for before, exits in _TABLE.items():
        for happening, after in exits.items():
            yield before, happening, after
