"""A valid request for any route, made from its declaration, and the routes by what they have.

The body is the example on its model; what it names, such as ``boardId``, becomes something of the
caller's school here. What path variables name is listed in ``tests/guards/targets.py`` and made in
``tests/guards/things``, a module for each part of the product. A new route made of known parts
needs nothing.
"""

from __future__ import annotations

import functools
import hashlib
import json
import random
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import insert, text, update
from werkzeug.test import TestResponse

from functions.common.proof import ProofRequired
from functions.runtime.catalogue import all_routes
from infra.build.manifest import MANIFEST
from infra.local.process import PROJECT_ROOT
from infra.passwords import hash_password
from infra.postgres.identity.tables import users
from infra.postgres.learning.assignment_tables import calendar_tokens
from infra.tickets import TicketKind
from shared.auth.permissions import GRANTS, Permission
from shared.auth.roles import Role
from shared.http.limits import LIMIT_CLASSES
from shared.http.route import Access, Route
from shared.identity.codes import code_of
from shared.identity.types import TokenPurpose
from tests.areas.boards.factories.boards import make_board
from tests.areas.identity.factories.device_sign_ins import waiting
from tests.areas.identity.factories.factors import (
    CHALLENGE,
    code_of_app,
    insert_authenticator,
    insert_key,
    new_key,
    prove,
    ticket,
)
from tests.areas.identity.factories.links import mailed_link
from tests.areas.identity.factories.paper import paper_code
from tests.areas.identity.factories.providers import answer_of
from tests.areas.people.factories.people import act_for, make_member, make_membership, make_session
from tests.areas.people.factories.people import make_tenant as insert_tenant
from tests.areas.tenants.factories.schools import make_assignment, make_claim_code
from tests.guards.targets import guards_issuer, mailed_targets, targets
from tests.guards.things.classroom import banked_question, board, question, tag
from tests.guards.things.learning import anothers_course, course_of_players, own_course
from tests.guards.things.people import colleague, invitation_to
from tests.guards.things.school import (
    class_year,
    file_to_import,
    grade,
    graded_class,
    known_guardian,
    pupil,
    subject,
    taught_class,
    teacher,
    year_after,
)
from tests.support.api import Api, Caller
from tests.support.scene import AGENT, Member

T = TypeVar("T")

MEMBER_ROLES = (Role.STUDENT, Role.TEACHER, Role.RESEARCHER, Role.PARENT, Role.ADMIN)

ROUTES = all_routes()
# What looks at a token, if only where one is shown.
CLOSED = tuple(route for route in ROUTES if route.anonymous or not route.public)
WITH_BODY = tuple(route for route in ROUTES if route.body is not None)
WITH_QUERY = tuple(route for route in ROUTES if route.query is not None)
WITH_PATH = tuple(route for route in ROUTES if route.path is not None)
MUTATING = tuple(route for route in ROUTES if route.method != "GET")
READING = tuple(route for route in ROUTES if route.method == "GET")
LIMITED = tuple(route for route in ROUTES if route.limits != ("none",))
IDEMPOTENT = tuple(route for route in ROUTES if route.idempotent)


def kind_of(route: Route) -> tuple[str, bool]:
    """Who may call, and whether there is a body: what the fixed steps tell apart."""
    if route.anonymous:
        return "anonymous or signed in", route.body is not None
    if route.public:
        return "public", route.body is not None
    return "guests too" if route.guests else "signed in", route.body is not None


def _parts(route: Route) -> tuple[int, int, int, str]:
    """Greater where a route has more that can go wrong."""
    texts = 0 if route.body is None else len(list(string_fields(route)))
    inputs = (route.path is not None) + (route.query is not None) + route.idempotent
    return inputs, texts, len(route.limits), route.name


def one_of_each_kind(routes: Iterable[Route]) -> tuple[Route, ...]:
    """Representatives, on which the whole matrix of what can be wrong is tried.

    That the others take the same steps is shown by ``test_steps.py``; each of them gets one case
    of the matrix, another one in each run.
    """
    chosen: dict[tuple[str, bool], Route] = {}
    for route in sorted(routes, key=_parts):
        chosen[kind_of(route)] = route
    return tuple(chosen.values())


def one_case(cases: Sequence[T], route: Route, seed: int) -> T:
    """Another case for each route and run; ``-p randomly_seed`` repeats a run."""
    return random.Random(f"{seed}/{route.name}").choice(cases)


def some(items: Iterable[T]) -> list[T]:
    """The items, of which there must be one: a test that loops over nothing shows nothing."""
    found = list(items)
    assert found, "there is nothing to test"
    return found


@dataclass(frozen=True, slots=True)
class Example:
    """A request that succeeds."""

    route: Route
    caller: Caller
    member: Member | None
    variables: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, Any] | None = None
    query: Mapping[str, str] | None = None

    @property
    def path(self) -> str:
        return path_of(self.route, self.variables)

    def send(self, *, variables: Mapping[str, str] | None = None, **options: Any) -> TestResponse:
        given = {"json": self.body, "query": self.query, **options}
        if "data" in options or given["json"] is None:
            given.pop("json")
        path = self.path if variables is None else path_of(self.route, variables)
        return self.caller.request(self.route.method, path, **given)

    def by(self, caller: Caller) -> Example:
        return replace(self, caller=caller)


def path_of(route: Route, variables: Mapping[str, str]) -> str:
    path = route.template
    for name, value in variables.items():
        path = path.replace(f"{{{name}}}", value)
    return path


@functools.cache
def reviewed() -> Mapping[str, Mapping[str, Any]]:
    """Each route as its committed manifest has it: what somebody has read and agreed to."""
    manifest = (PROJECT_ROOT / MANIFEST / "routes.json").read_text(encoding="utf-8")
    return {route["name"]: route for route in json.loads(manifest)["routes"]}


def roles_with(route: Route) -> tuple[Role, ...]:
    """Roles of a membership that may call the route, as was reviewed."""
    permission = reviewed()[route.name]["permission"]
    if permission in set(Access):
        return MEMBER_ROLES
    return tuple(role for role in MEMBER_ROLES if Permission(permission) in GRANTS[role])


def example(api: Api, route: Route, *, member: Member | None = None) -> Example:
    """A valid request by a new person in a new school, unless told by whom."""
    if route.public and not route.anonymous:
        named = mailed_targets(api, route)
        body = body_of(api, route, None)
        if body is not None and "provider" in named:
            email = f"{secrets.token_hex(8)}@school.test"
            body = answer_of(api, guards_issuer(), named["provider"], email)
        asked = {"token": calendar_of(api)} if route.name == "calendar_ics" else None
        return Example(route, api.anonymous(), None, named, body, asked)
    with api.scene():
        who = member or caller_of(api, route)
        if ProofRequired in route.raises:
            prove(api, who)
        if route.name in _SCENES:
            _SCENES[route.name](api, who)
        return Example(route, api.as_(who), who, targets(api, route, who), body_of(api, route, who))


def caller_of(api: Api, route: Route) -> Member:
    """Somebody new who may call the route: by their role, or as an operator of the platform."""
    roles = roles_with(route)
    if roles:
        return api.member(str(roles[0]))
    operator = api.member()
    with api.scene() as connection:
        make_assignment(
            connection,
            tenant_id=operator.tenant.id,
            user_id=operator.id,
            role=Role.PLATFORM_ADMIN,
        )
    return operator


class Sender:
    """Sends variations of a valid request, each few of them by a new person."""

    def __init__(self, api: Api, route: Route) -> None:
        self._api = api
        self._route = route
        self._sent = 0
        self.valid = example(api, route)
        windows = [window.limit for name in route.limits for window in LIMIT_CLASSES[name].windows]
        # Fewer than the tightest class lets pass, so that nobody is refused for asking too often.
        self._share = min(25, *(limit - 1 for limit in windows), 60)

    def next(self) -> Example:
        if self._sent == self._share:
            self._sent, self.valid = 0, example(self._api, self._route)
        self._sent += 1
        return self.valid

    def body(self, **changes: Any) -> tuple[Example, dict[str, Any]]:
        """An example, and its body with some fields changed."""
        valid = self.next()
        return valid, {**(valid.body or {}), **changes}


def body_of(api: Api, route: Route, member: Member | None) -> dict[str, Any] | None:
    """The example of the body's model, with things that exist for the ids in it."""
    if route.body is None:
        return None
    fields: dict[str, Any] = dict(schema_of(route.body)["examples"][0])
    fitting = _BODIES[route.name](api, member) if route.name in _BODIES else {}
    missing = [name for name in fields if name in _REFERENCES and name not in fitting]
    made = {name: _REFERENCES[name](api, member) for name in missing}
    return fields | made | fitting


@functools.cache
def schema_of(model: type[BaseModel]) -> dict[str, Any]:
    """The JSON schema of a body or a query; not to be changed."""
    return model.model_json_schema()


def string_fields(route: Route) -> Iterator[str]:
    """Fields of the body that take a string."""
    assert route.body is not None
    schema = schema_of(route.body)
    for name, declared in schema["properties"].items():
        if "string" in json_types(declared, schema):
            yield name


def number_fields(route: Route) -> Iterator[tuple[str, set[int]]]:
    """Fields of the body that take a whole number, with the bounds that are published."""
    assert route.body is not None
    schema = schema_of(route.body)
    for name, declared in schema["properties"].items():
        if "integer" in json_types(declared, schema):
            parts = [declared, *declared.get("anyOf", [])]
            bounds = {part[key] for part in parts for key in ("minimum", "maximum") if key in part}
            yield name, bounds


def json_types(declared: Mapping[str, Any], schema: Mapping[str, Any]) -> set[str]:
    """The JSON types that a declared field takes."""
    if "$ref" in declared:
        return json_types(schema["$defs"][declared["$ref"].rpartition("/")[2]], schema)
    # A type beside parts says it for all of them: they say which of its fields belong together.
    parts = [part for kind in ("anyOf", "allOf", "oneOf") for part in declared.get(kind, [])]
    if parts and "type" not in declared:
        return set().union(*(json_types(part, schema) for part in parts))
    kind = declared.get("type", [])
    return {kind} if isinstance(kind, str) else set(kind)


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
    with api.scene() as connection:
        tenant = insert_tenant(connection)
        make_membership(connection, tenant_id=tenant.id, user_id=_known(member).id)
    return str(tenant.id)


def _password_of(api: Api, member: Member | None) -> str:
    password = secrets.token_hex(8)
    with api.scene() as connection:
        change = update(users).where(users.c.id == _known(member).id)
        connection.execute(change.values(password_hash=hash_password(password, rounds=4)))
    return password


def _known(member: Member | None) -> Member:
    assert member is not None, "the route is not public"
    return member


def _of(make: Callable[[Api, Member], UUID]) -> Callable[[Api, Member | None], str]:
    return lambda api, member: str(make(api, _known(member)))


_REFERENCES: Mapping[str, Callable[[Api, Member | None], Any]] = {
    "email": lambda _api, _member: f"{secrets.token_hex(8)}@example.test",
    "tenant": _open_school,
    "refreshToken": _refresh_token,
    "tenantId": _other_school,
    "currentPassword": _password_of,
    "userId": _of(colleague),
    "slug": lambda _api, _member: f"founded-{secrets.token_hex(6)}",
    "adminEmail": lambda _api, _member: f"{secrets.token_hex(8)}@example.test",
    "token": lambda api, member: invitation_to(api, _known(member).user.email),
    "scopeId": _of(board),
    "boardId": _of(board),
    "studentId": _of(pupil),
    "courseId": _of(own_course),
    "tagId": _of(tag),
    "intoId": _of(question),
    "targetId": _of(colleague),
    "participantIds": lambda api, member: [str(teacher(api, _known(member)))],
}


def _login(api: Api, _: Member | None) -> dict[str, Any]:
    password = secrets.token_hex(8)
    hashed = hash_password(password, rounds=4)
    return {"email": api.member(password_hash=hashed).user.email, "password": password}


def _link(purpose: TokenPurpose) -> Callable[[Api, Member | None], dict[str, Any]]:
    return lambda api, _: {"token": mailed_link(api, api.member().user.email, purpose)}


def _claim(api: Api, _: Member | None) -> dict[str, Any]:
    admin = api.member("ADMIN")
    with api.scene() as connection:
        made = make_claim_code(connection, tenant_id=admin.tenant.id, created_by=admin.id)
    return {"code": made[1]}


def _board_code(api: Api, _: Member | None) -> dict[str, Any]:
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


def _second_step(api: Api, _: Member | None) -> dict[str, Any]:
    person = api.member()
    secret = insert_authenticator(api, person)
    note = {"user": str(person.id), "tenant": str(person.tenant.id), "version": 0}
    return {
        **ticket(api, TicketKind.SECOND_STEP, "mfaToken", **note),
        "code": code_of_app(api, secret),
    }


def _first_code(api: Api, member: Member | None) -> dict[str, Any]:
    return {"code": code_of_app(api, insert_authenticator(api, _known(member), confirmed=False))}


def _new_passkey(api: Api, member: Member | None) -> dict[str, Any]:
    noted = ticket(api, TicketKind.NEW_PASSKEY, "ticket", user=str(_known(member).id))
    return {"ticket": noted["ticket"], **new_key().create({"challenge": CHALLENGE})}


def _passkey_sign_in(api: Api, _: Member | None) -> dict[str, Any]:
    key = new_key()
    insert_key(api, api.member(), key)
    noted = ticket(api, TicketKind.PASSKEY, "ticket")
    return {**noted, "passkey": key.get({"challenge": CHALLENGE})}


def _course_code(api: Api, member: Member | None) -> dict[str, Any]:
    code = code_of(secrets.token_bytes(6))
    anothers_course(api, _known(member), join_code=code)
    return {"code": code}


def _roster(api: Api, member: Member | None) -> dict[str, Any]:
    return {"userIds": [str(colleague(api, _known(member)))]}


def _paper(api: Api, _: Member | None) -> dict[str, Any]:
    return {"code": paper_code(api, api.member().id)}


def _new_class(api: Api, member: Member | None) -> dict[str, Any]:
    return {"academicYearId": _of(class_year)(api, member)}


def _teaching(api: Api, member: Member | None) -> dict[str, Any]:
    who = _known(member)
    return {"teachers": [{"userId": str(who.id), "subjectId": _of(subject)(api, who)}]}


def _register(_api: Api, _member: Member | None) -> dict[str, Any]:
    """Of the last day on which a class without a shift is at school."""
    today = datetime.now(UTC).date()
    day = today - timedelta(days=1) if today.isoweekday() == 7 else today
    return {"date": day.isoformat(), "session": "MORNING", "version": 0, "marks": []}


def _event_of_class(api: Api, member: Member | None) -> dict[str, Any]:
    return {"kind": "EVENT", "classId": _of(taught_class)(api, member)}


def _offerings(api: Api, member: Member | None) -> dict[str, Any]:
    taught = {"subjectId": _of(subject)(api, member), "coefficient": "2", "maxScore": "100"}
    return {"gradeId": _of(grade)(api, member), "offerings": [taught]}


def calendar_of(api: Api) -> str:
    """The secret of somebody's calendar."""
    member = api.member()
    token = f"{member.tenant.id.hex}{secrets.token_urlsafe(32)}"
    with api.scene() as connection:
        act_for(connection, member.tenant.id)
        connection.execute(
            insert(calendar_tokens).values(
                tenant_id=member.tenant.id,
                user_id=member.id,
                token_hash=hashlib.sha256(token.encode()).digest(),
            )
        )
    return token


def _cells(api: Api, member: Member | None) -> dict[str, Any]:
    """A cell of the course that :func:`course_with_work` has made."""
    query = (
        "SELECT a.id, m.user_id FROM app.assignments AS a JOIN app.course_members AS m"
        " ON m.tenant_id = a.tenant_id AND m.course_id = a.course_id AND m.role = 'STUDENT'"
        " WHERE a.created_by = :owner ORDER BY a.id DESC LIMIT 1"
    )
    with api.scene() as connection:
        found = connection.execute(text(query), {"owner": _known(member).id}).one_or_none()
    place = found or (_known(member).id, _known(member).id)
    cell = {"assignmentId": str(place[0]), "studentId": str(place[1]), "version": 0, "points": 1}
    return {"cells": [cell]}


def pupil_of_course(api: Api, member: Member | None) -> str:
    """Somebody who studies in a course that the person owns."""
    query = (
        "SELECT m.user_id FROM app.course_members AS m JOIN app.courses AS c"
        " ON c.tenant_id = m.tenant_id AND c.id = m.course_id"
        " WHERE c.owner_id = :owner AND m.role = 'STUDENT' ORDER BY c.id DESC LIMIT 1"
    )
    with api.scene() as connection:
        found = connection.execute(text(query), {"owner": _known(member).id})
        # Whom the role refuses owns none: anybody will do.
        return str(found.scalar_one_or_none() or _known(member).id)


def _other_dates(api: Api, member: Member | None) -> dict[str, Any]:
    return {"userIds": [pupil_of_course(api, member)]}


_SCENES: Mapping[str, Callable[[Api, Member], Any]] = {
    "auth_mfa_disable": insert_authenticator,
    "auth_mfa_recovery_codes": insert_authenticator,
}
"""What has to be there before the route can do what it is for."""


def _sheet_of(api: Api, member: Member | None) -> dict[str, Any]:
    return graded_class(api, _known(member)).of(period="2026-02")


def _locked_sheets(api: Api, member: Member | None) -> dict[str, Any]:
    marks = graded_class(api, _known(member))
    return {"termId": str(marks.term_ids[0]), "period": "2026-01", "subjectIds": None}


def _cards_of(api: Api, member: Member | None) -> dict[str, Any]:
    marks = graded_class(api, _known(member))
    return {"scope": "MONTH", "termId": str(marks.term_ids[0]), "period": "2026-01"}


def _locked_mark(api: Api, member: Member | None) -> dict[str, Any]:
    marks = graded_class(api, _known(member))
    return {**marks.of(), "studentId": str(marks.pupils[0])}


_BODIES: Mapping[str, Callable[[Api, Member | None], dict[str, Any]]] = {
    "assignments_extend": _other_dates,
    "auth_device_decide": lambda api, _: {"userCode": waiting(api)["userCode"]},
    "auth_device_token": lambda api, _: {
        "deviceCode": waiting(api, let_in_by=api.member())["deviceCode"]
    },
    "auth_login": _login,
    "auth_confirm": _link(TokenPurpose.CONFIRM),
    "auth_reset_password": _link(TokenPurpose.RESET),
    "auth_code_check": _paper,
    "auth_code_use": _paper,
    "auth_mfa_challenge": _second_step,
    "auth_mfa_verify": _first_code,
    "auth_passkeys_create": _new_passkey,
    "auth_passkeys_sign_in": _passkey_sign_in,
    "boards_join": _board_code,
    "claim_codes_claim": _claim,
    "courses_join": _course_code,
    "courses_roster_add": _roster,
    "quizzes_from_bank": lambda api, m: {
        "entryIds": [str(banked_question(api, _known(m), _known(m).id))]
    },
    "guardians_link": lambda api, m: {"guardianId": _of(known_guardian)(api, m)},
    "classes_create": _new_class,
    "classes_teachers_put": _teaching,
    "attendance_mark": _register,
    "attendance_nudge": lambda api, m: {"classId": _of(taught_class)(api, m)},
    "calendar_create": _event_of_class,
    "calendar_update": _event_of_class,
    "offerings_put": _offerings,
    "academic_years_rollover": lambda api, m: {"toYearId": _of(year_after)(api, m)},
    "imports_create": lambda api, m: {
        "uploadId": _of(file_to_import)(api, m),
        "yearId": _of(class_year)(api, m),
    },
    "exports_oneroster": lambda api, m: {"yearId": _of(class_year)(api, m)},
    "timetable_publish": lambda api, m: {"academicYearId": _of(class_year)(api, m)},
    "gradebook_cells_put": _cells,
    "live_to_gradebook": lambda api, m: {"courseId": str(course_of_players(api, _known(m)))},
    "grades_correct": _locked_mark,
    "grades_enter": _sheet_of,
    "grades_lock": _locked_sheets,
    "report_cards_issue": _cards_of,
}
"""Fields that must fit one another, or something outside the caller's school."""
