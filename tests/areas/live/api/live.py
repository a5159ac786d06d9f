"""A live game in a school: a host, players and guests."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.support.api import Api, Caller, ok
from tests.support.scene import Member

QUESTIONS: dict[str, dict[str, Any]] = {
    "SINGLE": {
        "type": "SINGLE",
        "text": "Capital of Cambodia?",
        "textKh": "រាជធានីកម្ពុជា?",
        "options": [{"text": "Battambang"}, {"text": "Phnom Penh"}, {"text": "Kampot"}],
        "correct": 1,
        "explanation": "Since 1865.",
    },
    "MULTIPLE": {
        "type": "MULTIPLE",
        "text": "Which are prime?",
        "options": [{"text": "2"}, {"text": "4"}, {"text": "5"}, {"text": "9"}],
        "correct": [0, 2],
    },
    "TRUE_FALSE": {"type": "TRUE_FALSE", "text": "The Mekong flows north.", "correct": False},
    "TEXT": {
        "type": "TEXT",
        "text": "The currency?",
        "accepted": ["Riel-in-secret", "រៀល"],
    },
    "NUMERIC": {"type": "NUMERIC", "text": "How many?", "minimum": 731.25, "maximum": 731.75},
    "ORDERING": {
        "type": "ORDERING",
        "text": "From small to large",
        "options": [{"text": f"{n} step"} for n in ("first", "second", "third", "fourth", "fifth")],
    },
    "POLL": {
        "type": "POLL",
        "text": "Tea or coffee?",
        "options": [{"text": "Tea"}, {"text": "Coffee"}],
    },
}


@dataclass
class Game:
    """A running game; players join by name when a test first mentions them."""

    api: Api
    host: Member
    code: str
    seats: dict[str, Caller] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)

    @property
    def path(self) -> str:
        return f"/v1/live/{self.code}"

    @property
    def as_host(self) -> Caller:
        return self.api.as_(self.host)

    def player(self, name: str) -> Caller:
        """A member who has joined under this nickname."""
        if name not in self.seats:
            caller = self.api.as_(self.api.member("STUDENT", self.host.tenant))
            seat = ok(caller.post(f"{self.path}/join", json={"nickname": name}))
            self.seats[name], self.ids[name] = caller, seat["participantId"]
        return self.seats[name]

    def guest(self, name: str, phone: Caller | None = None) -> Caller:
        """A guest who has joined under this nickname, from an address of their own unless told."""
        if name not in self.seats:
            phone = phone or self.api.anonymous()
            seat = ok(phone.post(f"{self.path}/join", json={"nickname": name}))
            self.seats[name] = self.api.with_token(seat["guest"]["token"])
            self.ids[name] = seat["participantId"]
        return self.seats[name]

    def lead(self, command: str, **options: Any) -> dict[str, Any]:
        """A command of the host: start, reveal, next, end."""
        found: dict[str, Any] = ok(self.as_host.post(f"{self.path}/{command}", **options))
        return found

    def state(self, name: str | None = None) -> dict[str, Any]:
        """The game as a player or the host sees it."""
        caller = self.as_host if name is None else self.seats[name]
        found: dict[str, Any] = ok(caller.get(self.path))
        return found

    def answer(self, name: str, answer: dict[str, Any], *, index: int = 0) -> Any:
        """The response to an answer."""
        return self.seats[name].post(f"{self.path}/answer", json={"index": index, "answer": answer})

    def option(self, text: str) -> str:
        """The id of an option of the current question."""
        options = self.state()["question"]["options"]
        found: str = next(option["id"] for option in options if option["text"] == text)
        return found

    def solution(self, index: int) -> Any:
        """The stored question, as nobody but the server sees it."""
        (row,) = self.api.rows(
            "SELECT quiz_snapshot AS s FROM app.live_sessions WHERE code = :c AND tenant_id = :t",
            c=self.code,
            t=self.host.tenant.id,
        )
        return row.s[index]


def make_game(
    api: Api, *types: str, host: Member | None = None, questions: Any = None, **settings: Any
) -> Game:
    """A game in its lobby, with a question of each type; one of single choice unless told."""
    host = host or api.member("TEACHER")
    asked = questions or [QUESTIONS[kind] for kind in types or ("SINGLE",)]
    body = {"title": "A game", "questions": asked, "settings": {"guests": True, **settings}}
    made = ok(api.as_(host).post("/v1/live", json=body), 201)
    return Game(api, host, made["code"])
