"""A valid request for any route, made from its declaration.

What a declaration cannot say stands in two tables: what a path variable names, by its model, and
values of body fields with a meaning, by their name. A new route made of known parts needs nothing.
"""

from __future__ import annotations

import functools
import hashlib
import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import insert
from werkzeug.test import TestResponse

from functions.runtime.catalogue import all_routes
from infra.passwords import hash_password
from infra.postgres.notifications.tables import notifications
from shared.auth.permissions import GRANTS, Permission
from shared.auth.roles import Role
from shared.boards.policy import code_of
from shared.http.route import Access, Route
from shared.realtime.connections import new_connection_id
from tests.areas.boards.factories.boards import (
    board_of,
    make_board,
    make_board_poll,
    make_question,
    make_tag,
)
from tests.areas.learning.factories.quizzes import QUESTIONS, make_attempt, make_quiz
from tests.areas.live.factories.games import QUESTIONS as LIVE_QUESTIONS
from tests.areas.live.factories.games import make_live_game, make_live_seat
from tests.areas.people.factories.people import make_member, make_membership, make_session, new_id
from tests.areas.people.factories.people import make_tenant as insert_tenant
from tests.areas.school.factories.pulses import make_pulse
from tests.areas.social.factories.posts import make_post
from tests.support.api import AGENT, Api, Caller, Member

MEMBER_ROLES = (Role.STUDENT, Role.TEACHER, Role.RESEARCHER, Role.PARENT, Role.ADMIN)
PASSWORD = "a long enough password"

ROUTES = all_routes()
# What looks at a token, if only where one is shown.
CLOSED = tuple(route for route in ROUTES if route.anonymous or not route.public)
WITH_BODY = tuple(route for route in ROUTES if route.body is not None)
WITH_QUERY = tuple(route for route in ROUTES if route.query is not None)
WITH_PATH = tuple(route for route in ROUTES if route.path is not None)
MUTATING = tuple(route for route in ROUTES if route.method != "GET")


@dataclass(frozen=True, slots=True)
class Example:
    """A request that succeeds."""

    route: Route
    caller: Caller
    member: Member | None
    variables: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, Any] | None = None

    @property
    def inputs(self) -> dict[str, Any]:
        """The body as a keyword, where there is one."""
        return {} if self.body is None else {"json": self.body}

    @property
    def path(self) -> str:
        return path_of(self.route, self.variables)

    def send(self, **options: Any) -> TestResponse:
        given = {"json": self.body, **options}
        if "data" in options or given["json"] is None:
            given.pop("json")
        return self.caller.request(self.route.method, self.path, **given)

    def by(self, caller: Caller) -> Example:
        return replace(self, caller=caller)


def path_of(route: Route, variables: Mapping[str, str]) -> str:
    path = route.template
    for name, value in variables.items():
        path = path.replace(f"{{{name}}}", value)
    return path


def roles_with(route: Route) -> tuple[Role, ...]:
    """Roles of a membership that may call the route."""
    if isinstance(route.permission, Access):
        return MEMBER_ROLES
    permission: Permission = route.permission
    return tuple(role for role in MEMBER_ROLES if permission in GRANTS[role])


def example(api: Api, route: Route, *, member: Member | None = None) -> Example:
    """A valid request by a new person in a new school, unless told by whom."""
    if route.public and not route.anonymous:
        return Example(route, api.anonymous(), None, body=body_of(api, route, None))
    with api.scene():
        who = member or api.member(str(roles_with(route)[0]))
        return Example(route, api.as_(who), who, targets(api, route, who), body_of(api, route, who))


def targets(api: Api, route: Route, member: Member) -> dict[str, str]:
    """Path variables that name things which the person may use."""
    if route.path is None:
        return {}
    make = _TARGETS_OF_ROUTES.get(route.name) or _TARGETS.get(route.path.__name__)
    assert make is not None, f"tell tests/guards/examples.py what {route.path.__name__} names"
    made = make(api, member)
    if isinstance(made, UUID):
        return {name: str(made) for name in route.path_variables}
    return {name: str(made[name]) for name in route.path_variables}


def body_of(api: Api, route: Route, member: Member | None) -> dict[str, Any] | None:
    """A body in which every required field has a value with a meaning."""
    if route.body is None:
        return None
    if route.name in _BODIES:
        return _BODIES[route.name](api)
    fields = schema_of(route.body)
    return {
        name: _FIELDS[name](api, member) if name in _FIELDS else _plain(schema)
        for name, schema in fields["properties"].items()
        if name in fields.get("required", [])
    }


@functools.cache
def schema_of(model: type[BaseModel]) -> dict[str, Any]:
    """The JSON schema of a body or a query; not to be changed."""
    return model.model_json_schema()


def _post(api: Api, member: Member) -> UUID:
    with api.scene() as connection:
        return make_post(connection, tenant_id=member.tenant.id, author_id=member.id)


def _colleague(api: Api, member: Member) -> UUID:
    with api.scene() as connection:
        return make_member(connection, tenant_id=member.tenant.id).id


def _notification(api: Api, member: Member) -> UUID:
    notification_id = new_id()
    values = {
        "tenant_id": member.tenant.id,
        "id": notification_id,
        "user_id": member.id,
        "type": "POST_LIKE",
        "title": "New like",
        "message": "Sok liked your post",
    }
    with api.scene() as connection:
        connection.execute(insert(notifications).values(values))
    return notification_id


def _quiz(api: Api, member: Member) -> UUID:
    with api.scene() as connection:
        return make_quiz(connection, tenant_id=member.tenant.id, author_id=member.id)


def _attempt(api: Api, member: Member) -> Mapping[str, UUID]:
    quiz_id = _quiz(api, member)
    with api.scene() as connection:
        attempt_id = make_attempt(
            connection, tenant_id=member.tenant.id, quiz_id=quiz_id, user_id=member.id
        )
    return {"id": quiz_id, "attemptId": attempt_id}


def _pulse(api: Api, member: Member) -> UUID:
    with api.scene() as connection:
        return make_pulse(connection, tenant_id=member.tenant.id, author_id=member.id)


def _hosted(**columns: Any) -> Callable[[Api, Member], Mapping[str, object]]:
    """A live game of the person's, with one player."""

    def make(api: Api, member: Member) -> Mapping[str, object]:
        player, school = _colleague(api, member), member.tenant.id
        with api.scene() as connection:
            game_id, code = make_live_game(
                connection, tenant_id=school, host_id=member.id, **columns
            )
            seat_id = make_live_seat(connection, tenant_id=school, game_id=game_id, user_id=player)
        return {"code": code, "participantId": seat_id}

    return make


def _joined(**columns: Any) -> Callable[[Api, Member], Mapping[str, object]]:
    """A live game of somebody else's in which the person has a seat."""

    def make(api: Api, member: Member) -> Mapping[str, object]:
        host, school = _colleague(api, member), member.tenant.id
        with api.scene() as connection:
            game_id, code = make_live_game(connection, tenant_id=school, host_id=host, **columns)
            make_live_seat(connection, tenant_id=school, game_id=game_id, user_id=member.id)
        return {"code": code}

    return make


def _open_game(api: Api, member: Member) -> Mapping[str, object]:
    host = _colleague(api, member)
    with api.scene() as connection:
        _, code = make_live_game(connection, tenant_id=member.tenant.id, host_id=host)
    return {"code": code}


_TARGETS_OF_ROUTES: Mapping[str, Callable[[Api, Member], Mapping[str, object]]] = {
    "live_join": _open_game,
    "live_state": _joined(),
    "live_leave": _joined(),
    "live_answer": _joined(current_index=0),
    "live_advance": _joined(
        current_index=0, question_started_at=datetime.now(UTC) - timedelta(hours=1)
    ),
    "live_leaderboard": _joined(),
    "live_rank": _joined(),
    "live_results": _joined(status="COMPLETED"),
    "live_start": _hosted(),
    "live_reveal": _hosted(current_index=0),
    "live_next": _hosted(current_index=0, revealed=True),
    "live_end": _hosted(),
    "live_lock": _hosted(),
    "live_kick": _hosted(),
    "live_report_csv": _hosted(status="COMPLETED"),
}
"""Where the state of the object matters, and not only whose it is."""


def _board(api: Api, member: Member) -> UUID:
    """The one board of the person's school, which they own."""
    with api.scene() as connection:
        found = board_of(connection, member.tenant.id)
        if found is not None:
            return found
        return make_board(connection, tenant_id=member.tenant.id, owner_id=member.id)


def _question(api: Api, member: Member, **columns: Any) -> UUID:
    board_id = _board(api, member)
    with api.scene() as connection:
        return make_question(
            connection,
            tenant_id=member.tenant.id,
            board_id=board_id,
            author_id=member.id,
            **columns,
        )


def _tag(api: Api, member: Member) -> UUID:
    with api.scene() as connection:
        return make_tag(connection, tenant_id=member.tenant.id)


def _tagged_question(api: Api, member: Member) -> Mapping[str, UUID]:
    question_id = _question(api, member)
    with api.scene() as connection:
        tag_id = make_tag(connection, tenant_id=member.tenant.id, on=question_id)
    return {"id": question_id, "tagId": tag_id}


def _board_poll(api: Api, member: Member) -> UUID:
    board_id = _board(api, member)
    with api.scene() as connection:
        return make_board_poll(connection, tenant_id=member.tenant.id, board_id=board_id)


def _board_code(api: Api) -> dict[str, Any]:
    member, code = api.member("TEACHER"), code_of(secrets.token_bytes(6))
    with api.scene() as connection:
        make_board(
            connection,
            tenant_id=member.tenant.id,
            owner_id=member.id,
            settings={"guests": True},
            join_code=code,
        )
    return {"code": code}


_TARGETS: Mapping[str, Callable[[Api, Member], UUID | Mapping[str, UUID]]] = {
    "PostPath": _post,
    "UserPath": _colleague,
    "NotificationPath": _notification,
    "QuizPath": _quiz,
    "AttemptPath": _attempt,
    "BoardPath": _board,
    "QuestionPath": _question,
    "ReviewPath": lambda api, member: _question(api, member, status="UNDER_REVIEW"),
    "QuestionTagPath": _tagged_question,
    "TagPath": _tag,
    "PollPath": _board_poll,
    "ConnectionPath": lambda _, member: new_connection_id(member.tenant.id, member.id),
    "PulsePath": _pulse,
}


def _open_school(api: Api, _: Member | None) -> str:
    return api.tenant(settings={"open_registration": True}).slug


def _refresh_token(api: Api, _: Member | None) -> str:
    token = secrets.token_urlsafe(32)
    digest = hashlib.sha256(token.encode()).digest()
    with api.scene() as connection:
        tenant = insert_tenant(connection)
        user = make_member(connection, tenant_id=tenant.id)
        make_session(
            connection,
            tenant_id=tenant.id,
            user_id=user.id,
            refresh_hash=digest,
            user_agent=AGENT,
        )
    return token


def _other_school(api: Api, member: Member | None) -> str:
    assert member is not None
    with api.scene() as connection:
        tenant = insert_tenant(connection)
        make_membership(connection, tenant_id=tenant.id, user_id=member.id)
    return str(tenant.id)


def _login(api: Api) -> dict[str, Any]:
    password = hash_password(PASSWORD, rounds=4)
    return {"email": api.member(password_hash=password).user.email, "password": PASSWORD}


_BODIES: Mapping[str, Callable[[Api], dict[str, Any]]] = {
    "live_create": lambda _: {"title": "A game", "questions": LIVE_QUESTIONS},
    "live_answer": lambda _: {"index": 0, "answer": {"choice": "two"}},
    "auth_login": _login,
    "boards_join": _board_code,
    "board_polls_create": lambda _: {"kind": "RATING", "prompt": "How was it?"},
    "board_polls_vote": lambda _: {"rating": 3},
}

_FIELDS: Mapping[str, Callable[[Api, Member | None], Any]] = {
    "email": lambda _api, _member: f"{secrets.token_hex(8)}@example.test",
    "password": lambda _api, _member: PASSWORD,
    "tenant": _open_school,
    "refreshToken": _refresh_token,
    "tenantId": _other_school,
    "questions": lambda _api, _member: QUESTIONS,
    "answers": lambda _api, _member: {},
    "score": lambda _api, _member: 3,
    "boardId": lambda api, member: str(_board(api, known(member))),
    "tagId": lambda api, member: str(_tag(api, known(member))),
    "intoId": lambda api, member: str(_question(api, known(member))),
    "questionId": lambda _api, _member: None,
    "emoji": lambda _api, _member: "👍",
}


def known(member: Member | None) -> Member:
    assert member is not None, "the route is not public"
    return member


def _plain(schema: Mapping[str, Any]) -> Any:
    kind = schema.get("type")
    assert kind in {"string", "integer", "boolean", "array"}, f"what is a valid value of {schema}?"
    if kind == "string":
        return schema.get("enum", ["a value"])[0]
    return {"integer": schema.get("minimum", 1), "boolean": True, "array": []}[kind]


def string_fields(route: Route) -> Iterator[str]:
    """Fields of the body that take a string."""
    assert route.body is not None
    schema = schema_of(route.body)
    for name, declared in schema["properties"].items():
        if "string" in json_types(declared, schema):
            yield name


def json_types(declared: Mapping[str, Any], schema: Mapping[str, Any]) -> set[str]:
    """The JSON types that a declared field takes."""
    if "$ref" in declared:
        return json_types(schema["$defs"][declared["$ref"].rpartition("/")[2]], schema)
    parts = [*declared.get("anyOf", []), *declared.get("allOf", [])]
    if parts:
        return set().union(*(json_types(part, schema) for part in parts))
    kind = declared.get("type", [])
    return {kind} if isinstance(kind, str) else set(kind)
