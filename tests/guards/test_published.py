"""The published schema says what validation demands.

That it refuses nothing which the API takes is checked with every body that a test sends.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from shared.http.route import Route
from tests.guards.routes import (
    IDEMPOTENT,
    ROUTES,
    WITH_BODY,
    example,
    json_types,
    schema_of,
    some,
)
from tests.support.api import Api, refused
from tests.support.conformance import Conformance

_OPTIONS = [{"text": "One"}, {"text": "Two"}]
_CHOICE = {"type": "SINGLE", "text": "Which?", "options": _OPTIONS, "correct": 0}
_ID = "0199a1f9-0000-7000-8000-000000000000"
_NEWCOMER = {
    "email": "sok@example.com",
    "password": "correct horse battery",
    "firstName": "Sok",
    "lastName": "Chan",
}
_MOMENT = "2026-12-01T16:59:00Z"
_WORK = {"title": "An essay", "maxPoints": 20}
_BROKEN_WORK = [
    {**_WORK, "type": "QUIZ"},
    {**_WORK, "type": "TEXT", "quizId": _ID},
    {**_WORK, "type": "TEXT", "anonymous": True},
    {**_WORK, "type": "ON_PAPER", "anonymous": True, "gradesHidden": True},
]
_SIGNED = {"id": "A", "clientData": "A", "authenticatorData": "A", "signature": "A", "ticket": "A"}
RULES: Mapping[str, list[dict[str, Any]]] = {
    "PushDeviceCreate": [
        {"platform": "WEB", "token": "https://web.push.apple.com/x"},
        {"platform": "IOS", "token": "a-token-of-it", "p256dh": "A" * 87, "auth": "A" * 22},
    ],
    "BoardCreate": [
        {"title": "Ours", "scopeType": "CLASS"},
        {"title": "Ours", "scopeId": "0199a1f9-0000-7000-8000-000000000000"},
    ],
    "ClaimCodesCreate": [
        {"type": "TEACHER"},
        {"type": "STUDENT", "count": 1, "studentIds": [_ID]},
        {"type": "PARENT", "count": 1},
        {"type": "TEACHER", "studentIds": [_ID]},
        {"type": "STAFF", "studentIds": [_ID]},
        {"type": "STUDENT", "studentIds": [_ID, _ID]},
    ],
    "ConversationCreate": [
        {"participantIds": [_ID], "name": "Of two"},
        {"participantIds": [_ID, _ID[:-1] + "1"]},
        {"type": "GROUP", "participantIds": [_ID]},
    ],
    "ConversationReadUpdate": [{}, {"upTo": 1, "unreadFrom": 1}, {"upTo": None}],
    "DecisionCreate": [
        {"decision": "WARN", "reason": "No", "until": "2030-01-01T00:00:00Z"},
    ],
    "ExtensionCreate": [
        {"kind": "PERSON", "userIds": [_ID]},
        {"kind": "PERSON", "userIds": [_ID], "classId": _ID, "dueDate": _MOMENT},
        {"kind": "PERSON", "dueDate": _MOMENT},
        {"kind": "GROUP", "dueDate": _MOMENT},
        {"kind": "CLASS", "dueDate": _MOMENT},
        {"kind": "CLASS", "classId": _ID, "userIds": [_ID], "dueDate": _MOMENT},
    ],
    "WorkGrade": [
        {"version": 0},
        {"version": 0, "points": 1, "state": "EXCUSED"},
        {"version": 0, "state": "EXCUSED", "attempt": 1},
        {"version": 0, "state": "MISSING", "waiveLateness": True},
    ],
    "ProofRequest": [{}, {"code": "492039"}, {"currentPassword": "a", "passkey": _SIGNED}],
    "BookTable": [
        {"content": "id", "apply": True},
        {"content": "id", "plan": "0" * 64},
    ],
    "WorkCreate": [{**broken, "courseId": _ID} for broken in _BROKEN_WORK],
    "WorkUpdate": [{**broken, "version": 1} for broken in _BROKEN_WORK],
    "GameCreate": [
        {},
        {"questions": [_CHOICE]},
        {
            "title": "A game",
            "questions": [_CHOICE],
            "quizId": "0199a1f9-0000-7000-8000-000000000000",
        },
    ],
    "MessageSend": [{}, {"content": ""}, {"content": "", "attachments": []}],
    "PollCreate": [
        {"kind": "CHOICE", "prompt": "Which?"},
        {"kind": "CHOICE", "prompt": "Which?", "options": ["One"]},
        {"kind": "CHOICE", "prompt": "Which?", "options": ["One", "One"]},
        {"kind": "RATING", "prompt": "Which?", "options": ["One", "Two"]},
        {"kind": "RATING", "prompt": "Which?", "multiple": True},
    ],
    "PollVote": [{}, {"rating": 1, "words": ["one"]}, {"choices": []}, {"rating": None}],
    "PostCreate": [
        {"content": "Hello", "visibility": "CLASS"},
        {"content": "Hello", "classId": "0199a1f9-0000-7000-8000-000000000000"},
    ],
    "QuizWrite": [
        {"title": "A quiz", "questions": [_CHOICE], "resultsVisibility": "AFTER_CLOSE"},
    ],
    "RegisterRequest": [
        _NEWCOMER,
        {**_NEWCOMER, "tenant": None},
        {**_NEWCOMER, "tenant": "wat-phnom", "claimCode": "7K3M-9QRT-X2VW"},
        {**_NEWCOMER, "inviteToken": "x" * 43, "claimCode": "7K3M-9QRT-X2VW"},
    ],
    "ResourceCreate": [
        {"title": "x", "kind": "LINK"},
        {"title": "x", "kind": "FILE", "url": "https://example.com/a"},
        {"title": "x", "kind": "QUIZ", "quizId": _ID, "uploadId": _ID},
    ],
    "RosterAdd": [
        {},
        {"userIds": [], "classId": None},
        {"classId": _ID, "role": "TEACHER"},
        {"userIds": [_ID, _ID], "role": "OWNER"},
    ],
    "QuestionSheet": [
        {},
        {"content": None, "workbook": None},
        {"content": "Question", "workbook": "AAAA"},
    ],
    "SecondStepRequest": [
        {"mfaToken": "AAAA"},
        {"mfaToken": "AAAA", "code": None},
        {"mfaToken": "AAAA", "code": "123456", "recoveryCode": "ABCDE-FGHJK"},
    ],
}
"""Bodies that break a rule between fields, by model."""

UNSAID = {
    "_correct_exists": "the place of an option depends on how many there are",
    "_correct_exist": "likewise",
    "_options_are_told_apart": "ids inside a list",
    "_questions_are_told_apart": "ids inside a list",
    "_criteria_are_told_apart": "ids inside a list",
    "_each_once": "ids inside a list",
    "_weights_are_a_whole": "a sum",
    "_dates_are_in_order": "one moment against another",
    "_ends_after_it_starts": "one moment against another",
    "_pupils_are_told_apart": "ids inside a list",
    "_days_are_in_order": "one day against another",
    "_subjects_are_told_apart": "ids inside a list",
    "_range_is_not_empty": "one number against another",
}
"""Rules that JSON Schema has no words for; their error says what is wrong."""


def rules_of(model: type[BaseModel]) -> set[str]:
    return set(model.__pydantic_decorators__.model_validators) - set(UNSAID)


RULED = tuple(route for route in WITH_BODY if route.body is not None and rules_of(route.body))


@pytest.fixture(scope="module")
def conformance() -> Conformance:
    return Conformance()


@pytest.mark.parametrize("route", RULED, ids=lambda route: route.name)
def test_a_broken_rule_is_refused_by_schema_and_validation_alike(
    conformance: Conformance, route: Route
) -> None:
    assert route.body is not None
    for body in some(RULES.get(route.body.__name__, [])):
        assert conformance.refusals(route, body), f"the schema takes {body}"
        with pytest.raises(ValidationError):
            route.body.model_validate(body)


@pytest.mark.parametrize("route", WITH_BODY, ids=lambda route: route.name)
def test_the_example_of_a_body_is_valid(conformance: Conformance, route: Route) -> None:
    assert route.body is not None
    for body in some(schema_of(route.body).get("examples", [])):
        assert not conformance.refusals(route, body)
        route.body.model_validate_json(json.dumps(body))
        required = set(schema_of(route.body).get("required", []))
        assert required <= set(body)


@pytest.mark.parametrize("route", WITH_BODY, ids=lambda route: route.name)
def test_a_wrong_field_is_refused_by_the_schema_too(conformance: Conformance, route: Route) -> None:
    """Types, required fields and undeclared ones; formats and patterns are below."""
    assert route.body is not None
    schema = schema_of(route.body)
    (body,) = schema["examples"]
    for name, declared in some(schema["properties"].items()):
        wrong = {"a": 1} if "object" not in json_types(declared, schema) else 7
        assert conformance.refusals(route, {**body, name: wrong}), name
    assert conformance.refusals(route, {**body, "surprise": 1})
    for name in schema.get("required", []):
        assert conformance.refusals(route, {k: v for k, v in body.items() if k != name}), name


def test_formats_and_patterns_are_published(conformance: Conformance) -> None:
    schemas = conformance.document["components"]["schemas"]
    register = schemas["RegisterRequest"]["properties"]
    assert register["email"]["format"] == "email"
    assert register["tenant"]["anyOf"][0]["pattern"]
    assert schemas["Attachment"]["properties"]["uploadId"]["format"] == "uuid"
    assert schemas["QuestionCreate"]["properties"]["boardId"]["format"] == "uuid"
    assert schemas["PulseCreate"]["properties"]["closesAt"]["anyOf"][0]["format"] == "date-time"
    assert "👍" in schemas["ReactionSend"]["properties"]["emoji"]["enum"]


@pytest.mark.parametrize("route", IDEMPOTENT[:1], ids=lambda route: route.name)
def test_the_pattern_of_a_key_is_the_one_that_is_demanded(
    api: Api, conformance: Conformance, route: Route
) -> None:

    (pattern,) = {
        parameter["schema"]["pattern"]
        for one in IDEMPOTENT
        for parameter in conformance.document["paths"][one.template]["post"]["parameters"]
        if parameter["name"] == "Idempotency-Key"
    }
    for key in ("", "x" * 129, "a b", "~"):
        answer = example(api, route).send(headers={"Idempotency-Key": key})
        if re.fullmatch(pattern, key):
            assert answer.status_code == route.status, key
        else:
            refused(answer, 400, "invalid_idempotency_key")


def test_every_status_of_the_fixed_steps_is_published(conformance: Conformance) -> None:
    for route in some(ROUTES):
        responses = conformance.document["paths"][route.template][route.method.lower()]["responses"]
        wanted = {"400", "422", "431", "500", "503"}
        wanted |= set() if route.public and not route.anonymous else {"401", "403"}
        wanted |= {"429"} if route.limits != ("none",) else set()
        wanted |= {"413", "415"} if route.body is not None else set()
        wanted |= {"404"} if route.path is not None else set()
        wanted |= {"409"} if route.idempotent else set()
        assert wanted <= set(responses), route.name
