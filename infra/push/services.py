"""The push services together: which one reaches a device."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from infra.push.fcm import Fcm
from infra.push.outcome import Answer, Outcome
from infra.push.session import PushSession
from infra.push.web import WebPush


@dataclass(frozen=True, slots=True)
class Keys:
    """What it takes to send; a service without its keys is not there."""

    vapid_private_key: str | None
    vapid_subject: str
    fcm_credentials: str | None
    instead: str | None = None


class PushServices:
    """Sends to browsers and phones."""

    def __init__(self, keys: Keys) -> None:
        session = PushSession(keys.instead)
        self._web = (
            None
            if keys.vapid_private_key is None
            else WebPush(keys.vapid_private_key, keys.vapid_subject, session)
        )
        self._fcm = None if keys.fcm_credentials is None else Fcm(keys.fcm_credentials, session)

    def send(
        self,
        token: str,
        message: Mapping[str, str],
        *,
        browser: tuple[str, str] | None,
        urgent: bool,
    ) -> Answer | None:
        """Send to a device; None where its service is not set up. ``browser``: its two keys."""
        if browser is None:
            return None if self._fcm is None else self._fcm.send(token, message, urgent=urgent)
        if self._web is None:
            return None
        return self._web.send(token, *browser, json.dumps(dict(message)), urgent=urgent)


__all__ = ["Answer", "Keys", "Outcome", "PushServices"]
