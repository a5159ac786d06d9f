"""HTTP to push services: short patience, no redirects, and nothing but the services."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from typing_extensions import override

TIMEOUT_SECONDS = 5.0
SERVICE_HEADER = "X-Push-Service"


class PushSession(requests.Session):
    """A session that follows no redirect: where a service sends us to is not on any list."""

    def __init__(self, instead: str | None = None) -> None:
        """``instead``: a server of this machine that gets what is for the services, in tests."""
        super().__init__()
        # What the environment says of proxies and passwords is not for this.
        self.trust_env = False
        if instead is not None:
            self.mount("https://", _Elsewhere(instead))

    @override
    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        kwargs["allow_redirects"] = False
        kwargs["timeout"] = kwargs.get("timeout") or TIMEOUT_SECONDS
        return super().send(request, **kwargs)


class _Elsewhere(HTTPAdapter):
    """Sends requests to one server, which is told for whom they were."""

    def __init__(self, server: str) -> None:
        super().__init__()
        self._server = server

    @override
    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> Any:
        parts = urlsplit(request.url or "")
        request.headers[SERVICE_HEADER] = parts.netloc
        query = f"?{parts.query}" if parts.query else ""
        request.url = f"{self._server}{parts.path}{query}"
        return super().send(request, *args, **kwargs)
