"""Which characters a text may hold, and which of them nobody sees.

Loaded by every function with its schemas, so it needs nothing but the standard library.
"""

from __future__ import annotations

import re

# Controls of both sets, halves of surrogate pairs, what turns the direction of a line around, the
# marks of interlinear notes, and numbers that are no characters. Postgres stores no NUL, and the
# others serve to confuse those who read a name, a log or a terminal.
_REFUSED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff"
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufff9-\ufffb\ufdd0-\ufdef"
    + "".join(chr(plane << 16 | end) for plane in range(17) for end in (0xFFFE, 0xFFFF))
    + "]"
)
_BREAKS = re.compile("[\t\n\r\u2028\u2029]")
# Default_Ignorable_Code_Point of Unicode, but for the tags of flags: those are below.
_IGNORED = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0080-\U000e0fff"
)
# Tags say which flag follows a black one, and nothing anywhere else.
_INVISIBLE = re.compile(
    f"(?P<flag>\U0001f3f4[\U000e0020-\U000e007f]+)|[{_IGNORED}\U000e0000-\U000e007f]+"
)
# A blank pattern of Braille is as empty as a blank.
_NOTHING = re.compile(f"[\\s\u2800{_IGNORED}\U000e0000-\U000e007f]*")


def check_text(text: str) -> str:
    """The text; raises ValueError where it holds what no text may, or nothing that is seen."""
    if _REFUSED.search(text) is not None:
        raise ValueError("control characters and marks of direction are not allowed")
    if text and _NOTHING.fullmatch(text) is not None:
        raise ValueError("there is nothing to see in this text")
    return text


def check_line(text: str) -> str:
    """The text, as :func:`check_text`; raises ValueError also where it has several lines."""
    if _BREAKS.search(text) is not None:
        raise ValueError("this is one line, without tabs")
    return check_text(text)


def one_line(text: str) -> str:
    """What is left of any text as a single line: blanks for breaks, nothing for what is refused."""
    return " ".join(_REFUSED.sub("", text).split())


def without_invisible(text: str) -> str:
    """The text without characters that nobody sees; the tags of a flag stay."""
    if text.isascii():
        return text
    return _INVISIBLE.sub(lambda found: found["flag"] or "", text)
