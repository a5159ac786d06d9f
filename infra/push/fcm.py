"""Firebase Cloud Messaging, HTTP v1: phones of both makers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from infra.push.outcome import AWAY, Answer, answer_of
from infra.push.session import TIMEOUT_SECONDS

if TYPE_CHECKING:
    import requests

_SCOPE = "https://www.googleapis.com/auth/firebase.messaging"
_SEND = "https://fcm.googleapis.com/v1/projects/{}/messages:send"


class Fcm:
    """Sends to tokens of one Firebase project."""

    def __init__(self, credentials: str, session: requests.Session) -> None:
        """``credentials``: the JSON file of a service account that may send."""
        from google.auth.transport.requests import AuthorizedSession, Request
        from google.oauth2 import service_account

        info = json.loads(credentials)
        # google-auth has no types.
        credentials_of: Any = service_account.Credentials
        authorized: Any = AuthorizedSession
        account = credentials_of.from_service_account_info(info, scopes=[_SCOPE])
        self._url = _SEND.format(info["project_id"])
        self._session = authorized(account, auth_request=Request(session))
        for prefix, adapter in session.adapters.items():
            self._session.mount(prefix, adapter)
        self._session.trust_env = False

    def send(self, token: str, message: Mapping[str, str], *, urgent: bool) -> Answer:
        """Send; never raises."""
        import requests
        from google.auth.exceptions import GoogleAuthError

        body = {"message": _message(token, message, urgent=urgent)}
        try:
            response = self._session.request(
                "POST", self._url, json=body, timeout=TIMEOUT_SECONDS, allow_redirects=False
            )
        except (requests.RequestException, GoogleAuthError):
            return AWAY
        if response.status_code in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
            # It is we who are refused, and not the device.
            return AWAY
        if response.status_code == HTTPStatus.NOT_FOUND and "UNREGISTERED" not in response.text:
            # The project is not there: no word about the device.
            return AWAY
        return answer_of(response.status_code, response.headers)


def _message(token: str, message: Mapping[str, str], *, urgent: bool) -> dict[str, Any]:
    tag = message["tag"]
    return {
        "token": token,
        "notification": {"title": message["title"], "body": message["body"]},
        "data": dict(message),
        "android": {
            "collapse_key": tag,
            "priority": "HIGH" if urgent else "NORMAL",
            "notification": {"tag": tag},
        },
        "apns": {
            "headers": {"apns-collapse-id": tag[:64], "apns-priority": "10" if urgent else "5"},
            "payload": {"aps": {"thread-id": tag}},
        },
    }
