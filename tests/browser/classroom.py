"""What tests of the classroom need beside the browsers."""

from __future__ import annotations

from tests.support.stack import Stack


class Classroom:
    """What a test needs beside the browsers: the API in the name of the teacher."""

    def __init__(self, stack: Stack) -> None:
        self.url = stack.app_url
        self._stack = stack
        self._api = stack.api("teacher")

    def create(self, path: str, body: dict[str, object]) -> dict[str, str]:
        """POST something, and return it."""
        created: dict[str, str] = self._api.post(path, json=body).raise_for_status().json()
        return created

    def remove(self, path: str) -> None:
        """DELETE something."""
        self._api.delete(path).raise_for_status()

    def answer_first_survey(self, name: str, score: int, comment: str) -> None:
        """Let somebody else of the school answer its newest survey."""
        with self._stack.api(name) as api:
            newest = api.get("/pulses").raise_for_status().json()["data"][0]
            body = {"score": score, "comment": comment}
            api.post(f"/pulses/{newest['id']}/respond", json=body).raise_for_status()

    def close(self) -> None:
        """Let go of the connection."""
        self._api.close()
