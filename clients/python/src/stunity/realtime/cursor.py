"""The cursor of a stream: an epoch and a position in each channel.

Grammar: ``epoch "." [ id "-" seq *( "~" id "-" seq ) ]``, at most 64 channels and 2,048 bytes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

MAX_CHANNELS: Final = 64
_MAX_BYTES: Final = 2048
_EPOCH: Final = re.compile(r"[0-9a-z]{1,32}")
_POSITION: Final = re.compile(r"([0-9a-z]{1,13})-(0|[1-9][0-9]{0,17})")


class Cursor(NamedTuple):
    """Where a reader stands: the last position that it has of each channel, by the channel's id."""

    epoch: str
    positions: Mapping[str, int]


def parse_cursor(text: str) -> Cursor | None:
    """Read a cursor strictly; None where the text is not one."""
    epoch, dot, rest = text.partition(".")
    if len(text) > _MAX_BYTES or not dot or not _EPOCH.fullmatch(epoch):
        return None
    positions: dict[str, int] = {}
    parts = rest.split("~") if rest else []
    if len(parts) > MAX_CHANNELS:
        return None
    for part in parts:
        match = _POSITION.fullmatch(part)
        if match is None or match[1] in positions:
            return None
        positions[match[1]] = int(match[2])
    return Cursor(epoch, positions)


def format_cursor(epoch: str, positions: Mapping[str, int]) -> str:
    """The text of a cursor.

    Channels beyond the limits are left out: the server begins them at their head, and says so.
    """
    text = f"{epoch}."
    for count, (name, seq) in enumerate(positions.items()):
        part = f"{'~' if count else ''}{name}-{seq}"
        if count == MAX_CHANNELS or len(text) + len(part) > _MAX_BYTES:
            break
        text += part
    return text
