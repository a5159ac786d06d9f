"""A school with people who stand in every relation to one author."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from tests.areas.people.factories.people import make_class
from tests.areas.social.factories.posts import make_block, make_follow
from tests.support.api import Api, Caller, ok
from tests.support.scene import Member


@dataclass
class School:
    """One school; people join by name when a test first mentions them."""

    api: Api
    author: Member
    people: dict[str, Member] = field(default_factory=dict)

    def member(self, name: str, role: str = "STUDENT") -> Member:
        if name not in self.people:
            self.people[name] = self.api.member(role, self.author.tenant)
        return self.people[name]

    def caller(self, name: str, role: str = "STUDENT") -> Caller:
        return self.api.as_(self.member(name, role))

    @property
    def as_author(self) -> Caller:
        return self.api.as_(self.author)

    def make_class(self, *, teachers: tuple[str, ...] = (), students: tuple[str, ...] = ()) -> UUID:
        teaching = tuple(self.member(name, "TEACHER").id for name in teachers)
        attending = tuple(self.member(name).id for name in students)
        with self.api.scene() as connection:
            return make_class(
                connection,
                tenant_id=self.author.tenant.id,
                teacher_ids=(*teaching, self.author.id),
                student_user_ids=attending,
            )

    def follow(self, follower: Member, following: Member, status: str = "ACCEPTED") -> None:
        with self.api.scene() as connection:
            make_follow(
                connection,
                tenant_id=self.author.tenant.id,
                follower_id=follower.id,
                following_id=following.id,
                status=status,
            )

    def connect(self, one: Member, other: Member) -> None:
        self.follow(one, other)
        self.follow(other, one)

    def block(self, blocker: Member, blocked: Member) -> None:
        with self.api.scene() as connection:
            make_block(connection, blocker_id=blocker.id, blocked_id=blocked.id)

    def post(self, **body: Any) -> dict[str, Any]:
        """A post of the author's."""
        answer = self.as_author.post("/v1/posts", json={"content": "Hello", **body})
        found: dict[str, Any] = ok(answer, 201)
        return found


def make_school(api: Api) -> School:
    return School(api, api.member("TEACHER"))
