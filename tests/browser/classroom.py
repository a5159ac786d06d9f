"""What tests of the classroom need beside the browsers."""

from __future__ import annotations

import uuid

import httpx

from tests.support.stack import Stack

PASSWORD = "stunity-demo"


class Classroom:
    """What a test needs beside the browsers: the API in the name of the teacher."""

    def __init__(self, stack: Stack) -> None:
        self.url = stack.app_url
        self._api = httpx.Client(base_url=f"{stack.app_url}/v1")
        login = {"email": "teacher@demo.school", "password": PASSWORD}
        answer = self._api.post("/auth/login", json=login).raise_for_status()
        self._headers = {"Authorization": f"Bearer {answer.json()['accessToken']}"}

    def create(self, path: str, body: dict[str, object]) -> dict[str, str]:
        """POST something, and return it."""
        headers = {**self._headers, "Idempotency-Key": str(uuid.uuid4())}
        answer = self._api.post(path, json=body, headers=headers).raise_for_status()
        created: dict[str, str] = answer.json()
        return created

    def remove(self, path: str) -> None:
        """DELETE something."""
        self._api.delete(path, headers=self._headers).raise_for_status()

    def answer_first_survey(self, name: str, score: int, comment: str) -> None:
        """Let somebody else of the school answer its newest survey."""
        login = {"email": f"{name}@demo.school", "password": PASSWORD}
        token = self._api.post("/auth/login", json=login).raise_for_status().json()["accessToken"]
        headers = {"Authorization": f"Bearer {token}"}
        newest = self._api.get("/pulses", headers=headers).raise_for_status().json()["data"][0]
        path = f"/pulses/{newest['id']}/respond"
        body = {"score": score, "comment": comment}
        self._api.post(path, json=body, headers=headers).raise_for_status()

    def close(self) -> None:
        """Let go of the connection."""
        self._api.close()
