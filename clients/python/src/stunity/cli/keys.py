"""What the host types: single keys at a terminal, words by the line elsewhere."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

NEXT: Final = "next"
LOCK: Final = "lock"
END: Final = "end"
LEAVE: Final = "leave"
_WORDS: Final = {
    "": NEXT, " ": NEXT, "\n": NEXT, "\r": NEXT, "n": NEXT, "next": NEXT,
    "l": LOCK, "lock": LOCK,
    "e": END, "end": END,
    "q": LEAVE, "leave": LEAVE,
}  # fmt: skip


@contextmanager
def listening(hear: Callable[[str], None]) -> Iterator[None]:
    """Call ``hear`` from another thread with each command that is typed, until the end."""
    with _single_keys() as keys:
        # It may wait for a key for ever, and nobody waits for it.
        threading.Thread(target=_listen, args=(keys, hear), daemon=True).start()
        yield


def _listen(keys: Iterator[str], hear: Callable[[str], None]) -> None:
    for typed in keys:
        said = _WORDS.get(typed.lower())
        if said is not None:
            try:
                hear(said)
            except RuntimeError:
                return  # the loop is over


@contextmanager
def _single_keys() -> Iterator[Iterator[str]]:
    if not sys.stdin.isatty():
        yield (line.rstrip("\n") for line in sys.stdin)
        return
    if sys.platform == "win32":
        import msvcrt

        yield iter(msvcrt.getwch, "")
        return
    import termios
    import tty

    terminal = sys.stdin.fileno()
    before = termios.tcgetattr(terminal)
    try:
        tty.setcbreak(terminal)
        yield iter(lambda: sys.stdin.read(1), "")
    finally:
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)
