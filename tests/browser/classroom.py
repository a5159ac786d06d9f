"""What tests of the classroom need beside the browsers."""

from __future__ import annotations

import uuid
from typing import Any

import httpx

from tests.support.stack import Stack

PASSWORD = "stunity-demo"


class Classroom:
    """What a test needs beside the browsers: the API in the name of the teacher."""

    def __init__(self, stack: Stack) -> None:
        self.url = stack.app_url
        self._api = httpx.Client(base_url=f"{stack.app_url}/v1", trust_env=False, timeout=60)
        self._headers = self._sign_in("teacher")

    def _sign_in(self, name: str) -> dict[str, str]:
        login = {"email": f"{name}@demo.school", "password": PASSWORD}
        answer = self._api.post("/auth/login", json=login).raise_for_status()
        return {"Authorization": f"Bearer {answer.json()['accessToken']}"}

    def _ask(self, method: str, path: str, **request: Any) -> httpx.Response:
        headers = request.pop("headers", {})
        answer = self._api.request(method, path, headers={**headers, **self._headers}, **request)
        if answer.status_code == httpx.codes.UNAUTHORIZED:
            # The tests of a file can take longer than a quarter of an hour.
            self._headers = self._sign_in("teacher")
            both = {**headers, **self._headers}
            answer = self._api.request(method, path, headers=both, **request)
        return answer.raise_for_status()

    def create(self, path: str, body: dict[str, object]) -> dict[str, str]:
        """POST something, and return it."""
        key = {"Idempotency-Key": str(uuid.uuid4())}
        created: dict[str, str] = self._ask("POST", path, json=body, headers=key).json()
        return created

    def remove(self, path: str) -> None:
        """DELETE something."""
        self._ask("DELETE", path)

    def answer_first_survey(self, name: str, score: int, comment: str) -> None:
        """Let somebody else of the school answer its newest survey."""
        headers = self._sign_in(name)
        newest = self._api.get("/pulses", headers=headers).raise_for_status().json()["data"][0]
        path = f"/pulses/{newest['id']}/respond"
        body = {"score": score, "comment": comment}
        self._api.post(path, json=body, headers=headers).raise_for_status()

    def close(self) -> None:
        """Let go of the connection."""
        self._api.close()
