"""The API in the name of somebody, over the network."""

from __future__ import annotations

import uuid
from collections.abc import Generator

import httpx
from typing_extensions import override

from infra.local.demo.people import PASSWORD


class SignIn(httpx.Auth):
    """Signs somebody in by their password, and again once their quarter of an hour is over.

    What is made gets a key of its own, as from any client that may try again.
    """

    requires_response_body = True

    def __init__(self, url: str, email: str, password: str) -> None:
        self._asked = httpx.Request(
            "POST", f"{url}/auth/login", json={"email": email, "password": password}
        )
        self._bearer = ""

    @override
    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """One request, with two more where nobody is signed in any more."""
        if request.method == "POST":
            request.headers.setdefault("Idempotency-Key", str(uuid.uuid4()))
        if not self._bearer:
            yield from self._sign_in()
        request.headers["Authorization"] = self._bearer
        answer = yield request
        if answer.status_code == httpx.codes.UNAUTHORIZED:
            yield from self._sign_in()
            request.headers["Authorization"] = self._bearer
            yield request

    def _sign_in(self) -> Generator[httpx.Request, httpx.Response, None]:
        answer = yield self._asked
        self._bearer = f"Bearer {answer.raise_for_status().json()['accessToken']}"


def signed_in_api(url: str, who: str, password: str = PASSWORD) -> httpx.Client:
    """A client of ``/v1`` below this address; ``who`` is of the demo school, or an address."""
    email = who if "@" in who else f"{who}@demo.school"
    base = f"{url}/v1"
    return httpx.Client(
        base_url=base, auth=SignIn(base, email, password), trust_env=False, timeout=60.0
    )
