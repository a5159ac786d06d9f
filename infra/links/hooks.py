"""Posts what happened to a receiver of a school, at an address that the school chose.

With all that :mod:`infra.links.outside` asks. A redirect is no delivery: where it leads to, nobody
of the school has said. What the receiver answers is not read, but for its status.
"""

from __future__ import annotations

import http.client
import time
from collections.abc import Mapping
from dataclasses import dataclass

from infra.links.outside import LinkRefused, LinkUnreachable, Outside

_AGENT = "Stunity/1.0 (webhook)"


@dataclass(frozen=True, slots=True)
class Answered:
    """What came back: a status, or what stood in the way; and how long it took."""

    status: int | None
    error: str | None
    milliseconds: int

    @property
    def delivered(self) -> bool:
        """Whether the receiver says that it has it."""
        return self.status is not None and 200 <= self.status < 300  # noqa: PLR2004 - of HTTP


class HookSender:
    """Posts to receivers."""

    def __init__(self, outside: Outside | None = None) -> None:
        self._outside = outside or Outside()

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answered:
        """Send; never raises for what the receiver or the network does."""
        began = time.monotonic()
        status, error = None, None
        try:
            with self._outside.open(url, began + self._outside.seconds) as (connection, target):
                said = {"User-Agent": _AGENT, "Content-Type": "application/json", **headers}
                connection.request("POST", target, body=body, headers=said)
                answer = connection.getresponse().status
            status = answer
        except LinkRefused as refused:
            error = f"refused: {refused}"
        except LinkUnreachable as away:
            error = f"unreachable: {away}"
        except (OSError, http.client.HTTPException, ValueError) as failure:
            error = f"unreachable: {type(failure).__name__}"
        return Answered(status, error, round((time.monotonic() - began) * 1000))
