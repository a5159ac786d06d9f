"""Rate-limit classes: what is counted, by whom, and what happens beyond the limit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from shared.auth.roles import Role
from shared.media.policy import uploads_per_hour


class Subject(StrEnum):
    """By whom a window counts."""

    CALLER = "caller"  # the person, or the address where nobody is signed in
    ADDRESS = "address"
    ACCOUNT = "account"  # the e-mail address in the body, whether there is such an account or not
    ADDRESS_AND_ACCOUNT = "address+account"
    ADDRESS_AND_SCHOOL = "address+school"
    DEVICE = "device"  # the account on a device on which it has signed in before
    SESSION = "session"

    @property
    def in_body(self) -> bool:
        """Whether the body has to be read before it is known."""
        return self not in {Subject.CALLER, Subject.ADDRESS}


class Counts(StrEnum):
    """Which requests count."""

    REQUESTS = "requests"
    """Every one, before its input is read."""
    SUCCESSES = "successes"
    """Those that did what they asked for. A place is held while one is under way."""
    FAILURES = "failures"
    """Wrong guesses of a secret: problems marked ``guess``. A place is held likewise."""


class Beyond(StrEnum):
    """What happens beyond the limit."""

    REFUSE = "refuse"
    """429 until the window ends."""
    SLOW = "slow"
    """One attempt passes after a delay, which doubles with each further one that counts."""


@dataclass(frozen=True, slots=True)
class Window:
    """At most ``limit`` in ``seconds``; ``longest`` is the longest delay of a slow one."""

    limit: int
    seconds: int
    subject: Subject = Subject.CALLER
    beyond: Beyond = Beyond.REFUSE
    longest: int = 60
    allowance: Callable[[Role, Mapping[str, Any]], int] | None = None
    """The limit by the caller's role and the settings of their school, in place of ``limit``."""

    def delay(self, count: int) -> int:
        """Seconds before the attempt that makes the count may pass: 1, 2, 4 … beyond the limit."""
        exponent = min(count - self.limit - 1, self.longest.bit_length())
        return min(1 << max(exponent, 0), self.longest)


@dataclass(frozen=True, slots=True)
class LimitClass:
    """Windows, all of which apply.

    A sensitive class guards secrets against guessing: it is counted in Postgres when Redis is
    away. The others fall back to an approximate bucket in the process. ``lease``: a process may
    take so many places at once, and so asks the store less often. ``known_device``: the windows
    that apply in place of the others on a device on which the account has signed in before.
    """

    windows: tuple[Window, ...]
    counts: Counts = Counts.REQUESTS
    sensitive: bool = False
    lease: int = 1
    known_device: tuple[Window, ...] = ()

    @property
    def needs_body(self) -> bool:
        """Whether a request can only be counted once its body is read."""
        return self.counts is not Counts.REQUESTS or any(w.subject.in_body for w in self.windows)


def _each(*windows: tuple[int, int], lease: int = 1) -> LimitClass:
    return LimitClass(tuple(Window(limit, seconds) for limit, seconds in windows), lease=lease)


_HOUR, _DAY = 3_600, 86_400

LIMIT_CLASSES: Mapping[str, LimitClass] = MappingProxyType(
    {
        "none": LimitClass(()),
        # What a whole school sends from one address before it has signed in.
        "public": LimitClass((Window(1_200, 60, Subject.ADDRESS),), lease=10),
        "read": _each((300, 60), lease=5),
        "write": _each((60, 60), lease=3),
        "posts": _each((30, 60), (100, 900)),
        "messages": _each((50, 60)),
        # How often one conversation hears of it is the handler's affair: what is more is dropped.
        "typing": _each((120, 60)),
        "report": _each((10, _HOUR)),
        "uploads": LimitClass((Window(10, _HOUR, allowance=uploads_per_hour),)),
        "comments": _each((30, 60), (100, 900)),
        # Codes can be guessed; who knows one is never counted, however many share an address.
        "join": LimitClass(
            (Window(30, 60, beyond=Beyond.SLOW, longest=30),), Counts.FAILURES, sensitive=True
        ),
        # The same for codes on paper and on the screen of a program; who is signed in has fewer.
        "claim": LimitClass(
            (
                Window(30, 60, Subject.ADDRESS, Beyond.SLOW, longest=30),
                Window(5, 900, Subject.CALLER),
            ),
            Counts.FAILURES,
            sensitive=True,
        ),
        "invite": _each((50, _HOUR)),
        "answer": _each((20, 10)),
        "advance": _each((30, 60)),
        "search": _each((30, 60)),
        "suggest": _each((120, 60), lease=3),
        "views": _each((120, 60), lease=5),
        "questions": _each((10, 60)),
        "upvote": _each((30, 60)),
        "react": _each((10, 1)),
        "archive": _each((3, _DAY)),
        "export": _each((20, _DAY)),
        "admin": _each((60, 60)),
        "poll": _each((60, 60)),
        # Three beats a minute of the tab that leads, and one of each page that is loaded anew.
        "presence": _each((30, 60), lease=3),
        "stream.token": _each((30, 60)),
        "stream.connect": _each((30, 60)),
        "auth.register": LimitClass(
            (Window(200, _HOUR, Subject.ADDRESS_AND_SCHOOL),), Counts.SUCCESSES, sensitive=True
        ),
        "auth.login": LimitClass(
            (
                Window(10, 900, Subject.ADDRESS_AND_ACCOUNT),
                Window(100, _DAY, Subject.ACCOUNT, Beyond.SLOW, longest=900),
                Window(300, 900, Subject.ADDRESS, Beyond.SLOW, longest=4),
            ),
            Counts.FAILURES,
            sensitive=True,
            known_device=(
                Window(10, 900, Subject.DEVICE),
                Window(100, _DAY, Subject.DEVICE, Beyond.SLOW, longest=900),
            ),
        ),
        # Who comes so far knows a password or holds a passkey; codes count by person besides.
        "auth.step": LimitClass(
            (Window(100, 900, Subject.ADDRESS, Beyond.SLOW, longest=8),),
            Counts.FAILURES,
            sensitive=True,
        ),
        # Fifty bits, but a class that cannot read its papers must not shut itself out.
        "auth.code": LimitClass(
            (Window(60, 300, Subject.ADDRESS, Beyond.SLOW, longest=30),),
            Counts.FAILURES,
            sensitive=True,
        ),
        # Each makes a row for somebody whom nobody knows; a class may begin with a command at once.
        "auth.device": LimitClass((Window(120, _HOUR, Subject.ADDRESS),), sensitive=True),
        # Tokens of 256 bits cannot be guessed; the window only keeps the database quiet.
        "auth.link": LimitClass((Window(120, 60, Subject.ADDRESS),), sensitive=True),
        "auth.recover": LimitClass(
            (
                Window(5, _HOUR, Subject.ACCOUNT),
                Window(60, _HOUR, Subject.ADDRESS),
            ),
            sensitive=True,
        ),
        # Whoever sits at an open session must not try passwords.
        "auth.password": LimitClass((Window(10, 900),), Counts.FAILURES, sensitive=True),
        "auth.refresh": LimitClass((Window(30, 300, Subject.SESSION),), sensitive=True),
    }
)
