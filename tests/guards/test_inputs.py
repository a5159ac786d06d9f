"""Whatever arrives in a path, a query or a body: the declared answer, and never a 5xx."""

from __future__ import annotations

import base64
import gzip
import io
import json
import uuid
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from gunicorn.http.errors import ChunkMissingTerminator, InvalidChunkSize, NoMoreData
from typing_extensions import override
from werkzeug.exceptions import ClientDisconnected

from shared.http.route import Route
from tests.guards.routes import (
    ROUTES,
    WITH_BODY,
    WITH_QUERY,
    Sender,
    example,
    json_types,
    number_fields,
    one_case,
    one_of_each_kind,
    schema_of,
    some,
    string_fields,
)
from tests.support.api import Api, refused

REPRESENTATIVES = one_of_each_kind(WITH_BODY)
TAKING_TEXT = tuple(route for route in WITH_BODY if any(string_fields(route)))
REQUIRING = tuple(
    route for route in WITH_BODY if route.body is not None and "required" in schema_of(route.body)
)
PAGED = tuple(
    route
    for route in WITH_QUERY
    if route.query is not None and {"cursor", "after"} & route.query.model_fields.keys()
)
NUMBERED = tuple(
    route
    for route in WITH_QUERY
    if route.query is not None
    and any(f.get("type") == "integer" for f in schema_of(route.query)["properties"].values())
)

WITH_NUMBERS = tuple(route for route in WITH_BODY if any(number_fields(route)))

JSON_SAMPLES: Mapping[str, Any] = {
    "string": "text",
    "integer": 7,
    "number": 1.5,
    "boolean": True,
    "array": [{}],
    "object": {"a": 1},
    "null": None,
}
SERVER_FIELDS = (
    "id",
    "tenantId",
    "tenant_id",
    "role",
    "createdAt",
    "created_at",
    "authorId",
    "author_id",
    "userId",
    "likesCount",
    "verified",
    "tokenVersion",
    "passwordHash",
    "status",
    "__proto__",
)
HOSTILE = (
    "' OR '1'='1",
    "'; DROP TABLE app.posts; -- $1 %s :tenant {0}",
    '"><img src=x onerror=alert(1)><script>alert(1)</script>',
    "../../etc/passwd",
    "\x00",
    "a\x00b",
    "\x01\x02\x1f\x7f\x85\u2028",
    "a\r\nSet-Cookie: a=b",
    "\ud7ff\ue000\ufffe\uffff\u202e",
    "សួស្ដី " * 30 + "👩🏽‍🏫" * 40,
    "x" * 60_000,
    "",
    " ",
    "-1",
    "1e999",
    str(uuid.UUID(int=0)),
)


def errors_of(answer: Any) -> list[tuple[str, str]]:
    """Each field that a refusal names, and what is wrong with it."""
    problem = refused(answer, 422, "validation_failed")
    return [(error["field"], error["code"]) for error in problem["errors"]]


def wrong_value(declared: Mapping[str, Any], schema: Mapping[str, Any], name: str) -> Any:
    """A JSON value of a type that the field does not take."""
    taken = json_types(declared, schema)
    assert taken, f"{name} has no type"
    return next(v for kind, v in JSON_SAMPLES.items() if kind not in _taken(taken))


def _taken(types: set[str]) -> set[str]:
    # An array is of the right type; what stands in the sample is not.
    return (types | {"integer"} if "number" in types else types) - {"array"}


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_everything_wrong_at_once_is_named(api: Api, route: Route, randomly_seed: int) -> None:
    """One request with every field wrong, one with every parameter wrong, one out of the matrix."""
    valid = example(api, route)
    seen = example(api, route) if route.limits != ("none",) else valid
    with api.nothing_written(route.name):
        if route.body is not None:
            schema = schema_of(route.body)
            body = {n: wrong_value(d, schema, n) for n, d in some(schema["properties"].items())}
            named = errors_of(valid.send(json={**body, "surprise": 1}))
            for name in (*body, "surprise"):
                assert any(field.split(".")[0] == name for field, _ in named), (name, named)
            case = one_case(list(unreadable_bodies()), route, randomly_seed)
            name, content, headers, status = case
            assert seen.send(data=content, headers=headers).status_code == status, name
        parameters = {} if route.query is None else schema_of(route.query)["properties"]
        # No number, no moment, no choice, and in no string: all of them fit into one address.
        wrong = dict.fromkeys(parameters, "\x00")
        named = errors_of(valid.send(query={**wrong, "surprise": "1"}))
        assert {field for field, _ in named} == {*wrong, "surprise"}
        repeated = ["surprise", *parameters][-1]
        found = errors_of(seen.send(query=[(repeated, "1"), (repeated, "1")]))
        assert (repeated, "repeated") in found


@pytest.mark.parametrize("route", TAKING_TEXT, ids=lambda route: route.name)
def test_no_text_breaks_a_route(api: Api, route: Route, randomly_seed: int) -> None:
    """One hostile text in each field that takes one; others in each run."""
    sender = Sender(api, route)
    value = one_case(HOSTILE, route, randomly_seed)
    for name in some(string_fields(route)):
        valid, body = sender.body(**{name: value})
        # The conformance check of every answer refuses a 5xx and whatever is not declared.
        assert valid.send(json=body).status_code < 500, f"{name}={value!r}"


@pytest.mark.parametrize("route", one_of_each_kind(TAKING_TEXT), ids=lambda route: route.name)
def test_no_text_breaks_a_representative(api: Api, route: Route) -> None:
    sender = Sender(api, route)
    for name in some(string_fields(route)):
        for value in HOSTILE:
            valid, body = sender.body(**{name: value})
            assert valid.send(json=body).status_code < 500, f"{name}={value!r}"


@pytest.mark.parametrize("route", WITH_NUMBERS, ids=lambda route: route.name)
def test_no_number_breaks_a_route(api: Api, route: Route) -> None:
    """What a field takes at the most may be one too many where it is counted on from."""
    sender = Sender(api, route)
    for name, bounds in some(number_fields(route)):
        for value in {*bounds, 0, (1 << 31) - 1, 1 << 31, 1 << 63, 10**30}:
            valid = sender.next()
            answer = valid.send(json={**(valid.body or {}), name: value})
            assert answer.status_code < 500, (name, value)


@pytest.mark.parametrize("route", REPRESENTATIVES, ids=lambda route: route.name)
def test_a_field_that_nobody_declared_is_refused(api: Api, route: Route) -> None:
    assert route.body is not None
    known = schema_of(route.body)["properties"]
    sender = Sender(api, route)
    names = [name for name in ("surprise", *SERVER_FIELDS) if name not in known]
    prepared = [(name, *sender.body(**{name: "x"})) for name in names]
    with api.nothing_written(route.name):
        for name, valid, body in prepared:
            answer = valid.send(json=body)
            assert answer.status_code == 422, f"{name}: {answer.text}"
            assert answer.json is not None
            found = [(error["field"], error["code"]) for error in answer.json["errors"]]
            assert found == [(name, "extra_forbidden")]


@pytest.mark.parametrize("route", REPRESENTATIVES, ids=lambda route: route.name)
def test_a_field_of_the_wrong_type_is_refused(api: Api, route: Route) -> None:
    assert route.body is not None
    schema, sender = schema_of(route.body), Sender(api, route)
    for name, declared in schema["properties"].items():
        taken = json_types(declared, schema)
        assert taken, f"{name} has no type"
        if "number" in taken:
            taken.add("integer")
        for kind, sample in JSON_SAMPLES.items():
            # An array is of the right type; what stands in it here is not.
            if kind in taken - {"array"}:
                continue
            valid, body = sender.body(**{name: sample})
            answer = valid.send(json=body)
            assert answer.status_code == 422, f"{name} as {kind}: {answer.text}"
            assert answer.json is not None
            assert any(e["field"].startswith(name) for e in answer.json["errors"]), answer.text


@pytest.mark.parametrize("route", one_of_each_kind(REQUIRING), ids=lambda route: route.name)
def test_a_missing_field_is_named(api: Api, route: Route) -> None:
    assert route.body is not None
    sender = Sender(api, route)
    for name in some(schema_of(route.body).get("required", [])):
        valid, body = sender.body()
        del body[name]
        answer = valid.send(json=body)
        assert answer.status_code == 422
        assert answer.json is not None
        assert [e["field"] for e in answer.json["errors"]] == [name]


def unreadable_bodies() -> Iterator[tuple[str, bytes, dict[str, str], int]]:
    """Bodies that no route reads: content, headers and the answer."""
    deep = b"[" * 30_000 + b"]" * 30_000
    cookies = "application/x-www-form-urlencoded"
    yield "nothing", b"", {}, 400
    yield "no JSON", b"{", {}, 400
    yield "JSON and more", b"{}{}", {}, 400
    yield "not UTF-8", b'{"content": "\xff\xfe"}', {}, 400
    yield "half a surrogate", rb'{"content": "\ud800"}', {}, 400
    yield "a list", b"[]", {}, 422
    yield "null", b"null", {}, 422
    yield "a text", b'"x"', {}, 422
    yield "depth", deep, {}, 400
    yield "depth of objects", b'{"content":' * 5000 + b"1" + b"}" * 5000, {}, 400
    yield "a huge number", b'{"content": 1' + b"0" * 5000 + b"}", {}, 400
    yield "another type", b"{}", {"Content-Type": "text/plain"}, 415
    yield "a form", b"content=x", {"Content-Type": cookies}, 415
    yield "a multipart form", b"--x--", {"Content-Type": "multipart/form-data; boundary=x"}, 415
    yield "XML", b"<a/>", {"Content-Type": "application/xml"}, 415
    yield "no type", b"{}", {"Content-Type": ""}, 415
    yield "gzip", gzip.compress(b"{}"), {"Content-Encoding": "gzip"}, 415
    yield "two codings", b"{}", {"Content-Encoding": "identity, gzip"}, 415


@pytest.mark.parametrize("route", REPRESENTATIVES, ids=lambda route: route.name)
def test_a_body_that_cannot_be_read_is_told_why(api: Api, route: Route) -> None:
    sender = Sender(api, route)
    for name, content, headers, status in unreadable_bodies():
        valid = sender.next()
        answer = valid.send(data=content, headers=headers)
        assert answer.status_code == status, f"{name}: {answer.status} {answer.text}"


@pytest.mark.parametrize("route", REPRESENTATIVES, ids=lambda route: route.name)
def test_a_body_over_the_limit_is_not_read(api: Api, route: Route) -> None:
    limit = route.max_body_bytes
    sender = Sender(api, route)
    declared = sender.next().send(data=b" " * (limit + 1))
    assert declared.status_code == 413

    endless = Endless(b" ")
    chunked = {"wsgi.input": endless, "wsgi.input_terminated": True}
    valid = sender.next()
    headers = {"Content-Type": "application/json", "Transfer-Encoding": "chunked"}
    answer = valid.caller.request(route.method, valid.path, headers=headers, environ=chunked)
    assert answer.status_code == 413
    assert endless.given <= 2 * limit + 65_536, "more was read than could ever be accepted"

    # Blanks up to the very limit are still JSON.
    valid, body = sender.body()
    content = json.dumps(body).encode().ljust(limit)
    assert valid.send(data=content).status_code == route.status


class BreaksOff(io.RawIOBase):
    """A body that ends in the middle, as each server says so."""

    def __init__(self, begin: bytes, error: Exception) -> None:
        super().__init__()
        self._begin = begin
        self._error = error

    @override
    def readable(self) -> bool:
        return True

    @override
    def readinto(self, buffer: Any) -> int:
        if not self._begin:
            raise self._error
        size = min(len(buffer), len(self._begin))
        buffer[:size], self._begin = self._begin[:size], self._begin[size:]
        return size


BREAKS: tuple[Exception, ...] = (
    *(kind(b"zz") for kind in (InvalidChunkSize, ChunkMissingTerminator, NoMoreData)),
    ClientDisconnected(),
    ConnectionResetError(104, "reset"),
    TimeoutError("timed out"),
)


@pytest.mark.parametrize("route", one_of_each_kind(ROUTES), ids=lambda route: route.name)
def test_a_body_that_breaks_off_is_the_clients_fault(api: Api, route: Route) -> None:
    sender = Sender(api, route)
    for error in BREAKS:
        broken = {"wsgi.input": BreaksOff(b'{"a": ', error), "wsgi.input_terminated": True}
        valid = sender.next()
        headers = {"Content-Type": "application/json", "Transfer-Encoding": "chunked"}
        answer = valid.caller.request(route.method, valid.path, headers=headers, environ=broken)
        # A route without a body does not read one: what is left of it is dropped.
        expected = route.status if route.body is None else 400
        assert answer.status_code == expected, f"{error!r}: {answer.text}"


class Endless(io.RawIOBase):
    """A body without an end, which counts what was read of it."""

    def __init__(self, unit: bytes) -> None:
        super().__init__()
        self._unit = unit
        self.given = 0

    @override
    def readable(self) -> bool:
        return True

    @override
    def readinto(self, buffer: Any) -> int:
        size = len(buffer)
        buffer[:] = self._unit * size
        self.given += size
        return size


@pytest.mark.parametrize("route", WITH_QUERY, ids=lambda route: route.name)
def test_no_parameter_breaks_a_route(api: Api, route: Route, randomly_seed: int) -> None:
    assert route.query is not None
    sender = Sender(api, route)
    value = one_case((*HOSTILE, "é", "\U0001f600"), route, randomly_seed)[:4000]
    # A valid ``wait`` would wait; its bounds are checked below.
    for name in some(n for n in schema_of(route.query)["properties"] if n != "wait"):
        assert sender.next().send(query={name: value}).status_code < 500, (name, value)


@pytest.mark.parametrize("route", NUMBERED, ids=lambda route: route.name)
def test_a_number_outside_its_bounds_is_refused(api: Api, route: Route, randomly_seed: int) -> None:
    assert route.query is not None
    declared = schema_of(route.query)["properties"]
    sender = Sender(api, route)
    for name, schema in some((n, f) for n, f in declared.items() if f.get("type") == "integer"):
        rubbish = one_case(("1.5", "x", 10**30), route, randomly_seed)
        for value in (schema["minimum"] - 1, schema["maximum"] + 1, rubbish):
            answer = sender.next().send(query={name: value})
            assert answer.status_code == 422, f"{name}={value}: {answer.text}"
        assert sender.next().send(query={name: schema["minimum"]}).status_code == route.status


def _cursor(at: str, item_id: str = "0199a1f9-0000-7000-8000-000000000000") -> str:
    raw = json.dumps([at, item_id], separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


BAD_CURSORS = (
    "",
    "x",
    "====",
    "bm90IGpzb24",
    "W10",
    _cursor("9999-12-31T23:59:59-23:59"),
    _cursor("0001-01-01T00:00:00+23:59"),
    _cursor("2026-01-01T00:00:00"),
    _cursor("2026-01-01T07:00:00+07:00"),
    _cursor("2026-01-01T00:00:00+00:00", "nobody"),
    "WyIyMDI2LTAxLTAxVDAwOjAwOjAwKzAwOjAwIl0",
    "é",
    "a" * 256,
)


@pytest.mark.parametrize("route", PAGED, ids=lambda route: route.name)
def test_a_cursor_that_was_not_made_here_is_refused(
    api: Api, route: Route, randomly_seed: int
) -> None:
    assert route.query is not None
    name = "cursor" if "cursor" in route.query.model_fields else "after"
    sender = Sender(api, route)
    # Each list reads its cursors itself.
    chosen = {one_case(BAD_CURSORS, route, randomly_seed), BAD_CURSORS[1], _cursor("9999-12-31")}
    for cursor in chosen if route is not PAGED[0] else BAD_CURSORS:
        refused(sender.next().send(query={name: cursor}), 400, "invalid_cursor")
    assert sender.next().send(query={name: "a" * 5000}).status_code == 422


@pytest.mark.parametrize("route", one_of_each_kind(ROUTES), ids=lambda route: route.name)
def test_headers_are_bounded(api: Api, route: Route) -> None:
    valid = example(api, route)
    with api.nothing_written(route.name):
        answer = valid.send(headers={"X-Large": "x" * 16_500})
        longer = valid.send(query={"x": "y" * 8_200})
    assert answer.status_code == 431
    refused(longer, 414, "uri_too_long")


def test_a_request_id_of_the_client_is_kept_when_it_is_harmless(api: Api) -> None:
    for given, kept in (
        ("abcdefgh-1.2_3", True),
        ("short", False),
        ("x" * 65, False),
        ("<script>alert(1)</script>", False),
        ("with blank in it", False),
    ):
        answer = api.anonymous().get("/v1/healthz", headers={"X-Request-Id": given})
        assert (answer.headers["X-Request-Id"] == given) is kept, given
