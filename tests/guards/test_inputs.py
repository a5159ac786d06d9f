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
from typing_extensions import override

from shared.http.limits import LIMIT_CLASSES
from shared.http.route import Route
from tests.guards.examples import (
    MUTATING,
    ROUTES,
    WITH_BODY,
    WITH_PATH,
    WITH_QUERY,
    Example,
    example,
    json_types,
    path_of,
    schema_of,
    string_fields,
    targets,
)
from tests.support.api import Api

# At most so many variations are sent by one person.
REQUESTS_PER_PERSON = 25

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


class Sender:
    """Sends variations of a valid request, each few of them by a new person."""

    def __init__(self, api: Api, route: Route) -> None:
        self._api = api
        self._route = route
        self._sent = 0
        self.valid = example(api, route)
        windows = [window.limit for name in route.limits for window in LIMIT_CLASSES[name].windows]
        # Fewer than the tightest class lets pass, so that nobody is refused for asking too often.
        self._share = min(REQUESTS_PER_PERSON, *(count - 1 for count in windows), 60)

    def next(self) -> Example:
        if self._sent == self._share:
            self._sent, self.valid = 0, example(self._api, self._route)
        self._sent += 1
        return self.valid

    def body(self, **changes: Any) -> tuple[Example, dict[str, Any]]:
        """An example, and its body with some fields changed."""
        valid = self.next()
        return valid, {**(valid.body or {}), **changes}


@pytest.mark.parametrize("route", WITH_BODY, ids=lambda route: route.name)
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


@pytest.mark.parametrize("route", WITH_BODY, ids=lambda route: route.name)
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


@pytest.mark.parametrize("route", WITH_BODY, ids=lambda route: route.name)
def test_a_missing_field_is_named(api: Api, route: Route) -> None:
    assert route.body is not None
    sender = Sender(api, route)
    for name in schema_of(route.body).get("required", []):
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


@pytest.mark.parametrize("route", WITH_BODY, ids=lambda route: route.name)
def test_a_body_that_cannot_be_read_is_told_why(api: Api, route: Route) -> None:
    sender = Sender(api, route)
    for name, content, headers, status in unreadable_bodies():
        valid = sender.next()
        answer = valid.send(data=content, headers=headers)
        assert answer.status_code == status, f"{name}: {answer.status} {answer.text}"


@pytest.mark.parametrize("route", WITH_BODY, ids=lambda route: route.name)
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


@pytest.mark.parametrize("route", WITH_BODY, ids=lambda route: route.name)
def test_no_text_breaks_a_route(api: Api, route: Route) -> None:
    sender = Sender(api, route)
    for name in string_fields(route):
        for value in HOSTILE:
            valid, body = sender.body(**{name: value})
            # The conformance check of every answer refuses a 5xx and whatever is not declared.
            assert valid.send(json=body).status_code < 500, f"{name}={value!r}"


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_an_unknown_or_repeated_parameter_is_refused(api: Api, route: Route) -> None:
    sender = Sender(api, route)
    valid = sender.next()
    unknown = valid.send(query={"surprise": "1"})
    assert unknown.status_code == 422
    assert unknown.json is not None
    assert unknown.json["errors"] == [
        {
            "field": "surprise",
            "code": "extra_forbidden",
            "message": unknown.json["errors"][0]["message"],
        }
    ]
    names = [] if route.query is None else list(schema_of(route.query)["properties"])
    for name in names:
        answer = sender.next().send(query=[(name, "1"), (name, "1")])
        assert answer.status_code == 422, name
        assert answer.json is not None
        assert answer.json["errors"][0]["code"] == "repeated"


@pytest.mark.parametrize("route", WITH_QUERY, ids=lambda route: route.name)
def test_no_parameter_breaks_a_route(api: Api, route: Route) -> None:
    assert route.query is not None
    declared = schema_of(route.query)["properties"]
    sender = Sender(api, route)
    for name in declared:
        if name == "wait":
            continue  # its bounds are checked below; a valid value would wait
        for value in (
            *HOSTILE,
            "é",
            "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
        ):
            assert sender.next().send(query={name: value[:4000]}).status_code < 500, (name, value)


@pytest.mark.parametrize("route", WITH_QUERY, ids=lambda route: route.name)
def test_a_number_outside_its_bounds_is_refused(api: Api, route: Route) -> None:
    assert route.query is not None
    declared = schema_of(route.query)["properties"]
    sender = Sender(api, route)
    for name, schema in declared.items():
        if schema.get("type") != "integer":
            continue
        for value in (schema["minimum"] - 1, schema["maximum"] + 1, "1.5", "x", 10**30):
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


@pytest.mark.parametrize("route", WITH_QUERY, ids=lambda route: route.name)
def test_a_cursor_that_was_not_made_here_is_refused(api: Api, route: Route) -> None:
    assert route.query is not None
    name = next((n for n in ("cursor", "after") if n in route.query.model_fields), None)
    if name is None:
        return
    sender = Sender(api, route)
    for cursor in BAD_CURSORS:
        answer = sender.next().send(query={name: cursor})
        assert answer.status_code == 400, f"{cursor!r}: {answer.text}"
        assert answer.json is not None
        assert answer.json["code"] == "invalid_cursor"
    assert sender.next().send(query={name: "a" * 5000}).status_code == 422


@pytest.mark.parametrize("route", WITH_PATH, ids=lambda route: route.name)
def test_what_cannot_be_an_id_names_nothing(api: Api, route: Route) -> None:
    sender = Sender(api, route)
    for value in (
        "x",
        "1",
        "-",
        "%00",
        "a%0ab",
        "%27%20OR%201=1",
        "0" * 5000,
        "%F0%9F%98%80",
        "null",
    ):
        valid = sender.next()
        path = path_of(route, dict.fromkeys(route.path_variables, value))
        assert valid.caller.request(route.method, path, **valid.inputs).status_code == 404, value


@pytest.mark.parametrize("route", WITH_PATH, ids=lambda route: route.name)
def test_another_schools_things_look_like_nothing(api: Api, route: Route) -> None:
    valid = example(api, route)
    elsewhere = targets(api, route, api.member("ADMIN"))
    # Of the same form: a code is six digits, and everything else an id.
    nowhere = {
        name: "000000" if value.isdigit() else str(uuid.uuid4())
        for name, value in elsewhere.items()
    }
    with api.nothing_written(route.name):
        foreign, absent = (
            valid.caller.request(route.method, path_of(route, variables), **valid.inputs)
            for variables in (elsewhere, nowhere)
        )
    assert (foreign.status_code, absent.status_code) == (404, 404)
    assert foreign.json is not None
    assert absent.json is not None
    same_id = absent.data.replace(
        absent.json["requestId"].encode(), foreign.json["requestId"].encode()
    )
    assert foreign.data == same_id
    assert set(foreign.headers.keys()) == set(absent.headers.keys())


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_headers_are_bounded(api: Api, route: Route) -> None:
    valid = example(api, route)
    with api.nothing_written(route.name):
        answer = valid.send(headers={"X-Large": "x" * 16_500})
    assert answer.status_code == 431


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


def test_every_route_that_changes_something_is_known_to_these_tests() -> None:
    assert {route.method for route in MUTATING} <= {"POST", "PUT", "PATCH", "DELETE"}
