"""The cursor of a stream: an epoch and a position in each channel.

Grammar: ``epoch "." [ channel "-" seq *( "~" channel "-" seq ) ]``, at most 64 channels and 2,048
bytes. It is not signed: every channel is authorised again at each connect, so a forged cursor can
only ask for what was told to everybody who may read the channel now. What was deleted since then is
not in the log any more (``taking_back.py``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from typing_extensions import override

from shared.realtime.channels import MAX_CHANNELS, InvalidChannel, decode_id, encode_id

MAX_CURSOR_BYTES = 2048
_EPOCH = re.compile(r"[0-9a-z]{1,32}", re.ASCII)
_SEQ = re.compile(r"0|[1-9][0-9]{0,17}", re.ASCII)


class InvalidCursor(ValueError):
    """The text is not a cursor."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """Positions by channel id; ``seq`` 0 means before the first event."""

    epoch: str
    positions: Mapping[int, int] = field(default_factory=dict)

    @classmethod
    def parse(cls, text: str) -> Cursor:
        """Read a cursor strictly; raises InvalidCursor."""
        if len(text) > MAX_CURSOR_BYTES:
            raise InvalidCursor("longer than 2048 bytes")
        epoch, dot, rest = text.partition(".")
        if not dot or _EPOCH.fullmatch(epoch) is None:
            raise InvalidCursor("no epoch")
        parts = rest.split("~") if rest else []
        if len(parts) > MAX_CHANNELS:
            raise InvalidCursor("more than 64 channels")
        positions: dict[int, int] = {}
        for part in parts:
            channel, dash, seq = part.partition("-")
            if not dash or _SEQ.fullmatch(seq) is None:
                raise InvalidCursor("malformed position")
            try:
                channel_id = decode_id(channel)
            except InvalidChannel as error:
                raise InvalidCursor("malformed channel") from error
            if channel_id in positions:
                raise InvalidCursor("a channel stands twice")
            positions[channel_id] = int(seq)
        return cls(epoch, positions)

    @override
    def __str__(self) -> str:
        """The text form, channels in ascending order of their ids."""
        body = "~".join(f"{encode_id(ch)}-{seq}" for ch, seq in sorted(self.positions.items()))
        return f"{self.epoch}.{body}"
