"""An incremental parser of server-sent events, after the WHATWG algorithm."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import Final

# A line longer than this is no event of ours; without a bound it would fill the memory.
MAX_LINE: Final = 1 << 20

_BREAK: Final = re.compile(r"\r\n|\n|\r")
_BYTE_ORDER_MARK: Final = "\ufeff"


@dataclass(frozen=True, slots=True)
class Message:
    """A block that has data. ``type`` is "message" where the block names none."""

    type: str
    data: str
    last_id: str


class SseParser:
    """Bytes in, in pieces of any size; messages out."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._started = False
        self._skip_line_feed = False
        self._line = ""
        self._data: list[str] = []
        self._type = ""
        self._id = ""
        self.last_id = ""
        """Set by a block's end, also of a block without data."""
        self.retry: int | None = None
        """Milliseconds that the server asks for between attempts."""

    def push(self, piece: bytes) -> list[Message]:
        """Take the next piece; raises ValueError on a line beyond all bounds."""
        text = self._decoder.decode(piece)
        if not text:
            return []
        if not self._started:
            self._started = True
            text = text.removeprefix(_BYTE_ORDER_MARK)
        if self._skip_line_feed:
            # The carriage return that ended the last piece has ended its line already.
            text = text.removeprefix("\n")
        self._skip_line_feed = text.endswith("\r")
        first, *lines = _BREAK.split(text)
        found: list[Message] = []
        line = self._line + first
        for following in lines:
            self._end_line(line, found)
            line = following
        self._line = line
        if len(line) > MAX_LINE:
            raise ValueError("a line of the stream is too long")
        return found

    def _end_line(self, line: str, found: list[Message]) -> None:
        if not line:
            self._end_block(found)
            return
        field, colon, value = line.partition(":")
        if colon and not field:
            return  # a comment
        value = value.removeprefix(" ")
        if field == "data":
            self._data.append(value)
        elif field == "event":
            self._type = value
        elif field == "id":
            if "\0" not in value:
                self._id = value
        elif field == "retry" and value.isascii() and value.isdigit():
            self.retry = int(value)

    def _end_block(self, found: list[Message]) -> None:
        self.last_id = self._id
        if self._data:
            found.append(Message(self._type or "message", "\n".join(self._data), self.last_id))
            self._data = []
        self._type = ""
