"""A school with a board, and people who ask, vote and moderate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tests.areas.tenants.factories.schools import make_assignment
from tests.support.api import Caller, ok
from tests.support.observed import LoggedEvent
from tests.support.scene import Member
from tests.support.school import School


@dataclass
class BoardScene:
    """One board, owned by the school's author."""

    school: School
    id: str
    code: str

    @property
    def owner(self) -> Caller:
        return self.school.as_author

    def student(self, name: str = "a student") -> Caller:
        return self.school.caller(name)

    def moderator(self, name: str, scope_type: str, scope_id: object) -> Caller:
        """A student who was made a moderator."""
        person = self.school.member(name)
        with self.school.api.scene() as connection:
            make_assignment(
                connection,
                tenant_id=person.tenant.id,
                user_id=person.id,
                scope_type=scope_type,
                scope_id=UUID(str(scope_id)),
            )
        return self.school.api.as_(person)

    def guest(self) -> Member:
        return self.school.api.guest(self.school.author.tenant, f"board:{self.id}")

    def ask(self, body: str = "When does the exam start?", by: Caller | None = None) -> Any:
        asked = (by or self.student()).post(
            "/v1/questions", json={"boardId": self.id, "body": body}
        )
        return ok(asked, 201)

    def read(self) -> Any:
        return ok(self.owner.get(f"/v1/boards/{self.id}"))

    def question(self, question_id: str, by: Caller | None = None) -> Any:
        return ok((by or self.owner).get(f"/v1/questions/{question_id}"))

    def listed(self, by: Caller | None = None, **query: Any) -> list[Any]:
        answer = (by or self.student()).get("/v1/questions", query={"boardId": self.id, **query})
        found: list[Any] = ok(answer)["data"]
        return found

    def events(self, *types: str) -> list[LoggedEvent]:
        """The events of the board's school, each once."""
        found = self.school.api.events(self.school.author.tenant, *types)
        return [event for event in found if event.copy == 0]


def open_board(school: School, **settings: Any) -> BoardScene:
    body = {"title": "Ask the teacher", **settings}
    board = ok(school.as_author.post("/v1/boards", json=body), 201)
    return BoardScene(school, board["id"], board["joinCode"])
