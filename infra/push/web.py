"""Web Push: encrypted for one browser (RFC 8291), signed with our key (RFC 8292)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra.push.outcome import AWAY, Answer, Outcome, answer_of
from infra.push.session import TIMEOUT_SECONDS
from shared.people.push import check_endpoint

if TYPE_CHECKING:
    import requests

KEPT_SECONDS = 86_400
"""How long a service keeps what a browser that is off has to be told."""


class WebPush:
    """Sends to endpoints of browsers."""

    def __init__(self, private_key: str, subject: str, session: requests.Session) -> None:
        """``private_key``: 32 bytes in base64url; ``subject``: whom a service may write to."""
        self._key = private_key
        self._subject = subject
        self._session = session

    def send(self, endpoint: str, p256dh: str, auth: str, data: str, *, urgent: bool) -> Answer:
        """Send; never raises. An endpoint that is on no list of services is asked nothing."""
        import requests
        from pywebpush import WebPushException, webpush

        try:
            check_endpoint(endpoint)
        except ValueError:
            return Answer(Outcome.GONE)
        try:
            response = webpush(
                subscription_info={"endpoint": endpoint, "keys": {"p256dh": p256dh, "auth": auth}},
                data=data,
                vapid_private_key=self._key,
                vapid_claims={"sub": self._subject},
                ttl=KEPT_SECONDS,
                headers={"Urgency": "high" if urgent else "normal"},
                timeout=TIMEOUT_SECONDS,
                requests_session=self._session,
            )
        except WebPushException as error:
            found = error.response
            if found is None:
                # Keys that are no keys: nothing will ever reach this browser.
                return Answer(Outcome.REFUSED)
            return answer_of(found.status_code, found.headers)
        except requests.RequestException:
            return AWAY
        assert isinstance(response, requests.Response), "the alternative is a line for curl"
        return answer_of(response.status_code, response.headers)
