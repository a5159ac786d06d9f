"""Reading a request: its limits, its path, its query and its body."""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Mapping
from functools import cache
from typing import TypeVar

from flask import Request
from pydantic import BaseModel, ValidationError

from shared.http.problem import (
    BodyTooLarge,
    HeadersTooLarge,
    MalformedRequest,
    MethodNotAllowed,
    NotFound,
    UnsupportedMediaType,
    UriTooLong,
    ValidationFailed,
)
from shared.http.route import Route

MAX_HEADER_BYTES = 16_384
MAX_URI_BYTES = 8192
MAX_ERRORS = 20
MAX_DROPPED_BYTES = 65_536
DROPPED_CHUNK_BYTES = 16_384
_VARIABLE = re.compile(r"\{([A-Za-z]+)\}")

Model = TypeVar("Model", bound=BaseModel)


@cache
def template_pattern(template: str) -> re.Pattern[str]:
    """The path template as an expression; a variable is one path segment."""
    return re.compile(_VARIABLE.sub(r"(?P<\1>[^/]+)", template))


def match_path(route: Route, request: Request) -> Mapping[str, str]:
    """The path variables; raises NotFound or MethodNotAllowed."""
    path = request.path
    if path.startswith("/api/"):
        path = "/v1/" + path.removeprefix("/api/")
    for template in (route.template, *route.aliases):
        if match := template_pattern(template).fullmatch(path):
            break
    else:
        raise NotFound
    if request.method != route.method and not (request.method == "HEAD" and route.method == "GET"):
        raise MethodNotAllowed(headers={"Allow": route.method})
    return match.groupdict()


def check_headers(request: Request) -> None:
    """Refuse an address or header fields that are larger than any honest client's."""
    if len(request.path) + len(request.query_string) > MAX_URI_BYTES:
        raise UriTooLong
    if sum(len(name) + len(value) for name, value in request.headers) > MAX_HEADER_BYTES:
        raise HeadersTooLarge


def read_path(model: type[Model] | None, variables: Mapping[str, str]) -> Model | None:
    """The typed path variables. What cannot be an id names nothing: NotFound."""
    if model is None:
        return None
    try:
        return model.model_validate_strings(variables)
    except ValidationError as error:
        raise NotFound from error


def read_query(model: type[Model] | None, request: Request) -> Model | None:
    """The typed query; raises ValidationFailed, also on unknown or repeated parameters."""
    repeated = [name for name, values in request.args.lists() if len(values) > 1]
    if repeated:
        raise ValidationFailed(
            errors=[_error(name, "repeated", "given twice") for name in repeated]
        )
    values = request.args.to_dict()
    if model is None:
        if values:
            raise ValidationFailed(
                errors=[_error(name, "extra_forbidden", "unknown parameter") for name in values]
            )
        return None
    try:
        return model.model_validate_strings(values)
    except ValidationError as error:
        raise _validation_failed(error) from error


def read_body(model: type[Model] | None, request: Request, limit: int) -> Model | None:
    """The typed JSON body; raises 400, 413, 415 or 422.

    The bytes are counted while they arrive, so a chunked body without a length cannot fill the
    memory; nesting is bounded by the JSON parser.
    """
    if model is None:
        return None
    if request.headers.get("Content-Encoding", "identity") != "identity":
        raise UnsupportedMediaType("Content-Encoding is not supported")
    if request.mimetype != "application/json":
        raise UnsupportedMediaType
    if (request.content_length or 0) > limit:
        raise BodyTooLarge(f"At most {limit} bytes")
    raw = _read(request, limit + 1)
    if len(raw) > limit:
        raise BodyTooLarge(f"At most {limit} bytes")
    try:
        return model.model_validate_json(raw)
    except ValidationError as error:
        if any(item["type"] == "json_invalid" for item in error.errors(include_url=False)):
            raise MalformedRequest("The body is not JSON") from error
        raise _validation_failed(error) from error


def drop_rest_of_body(request: Request) -> None:
    """Take what is left of a body off the wire, up to a bound, and forget it.

    The framework reads all of it into memory before it answers, however large. A client that goes
    on beyond the bound finds its connection closed.
    """
    left = MAX_DROPPED_BYTES
    with contextlib.suppress(MalformedRequest):
        while left > 0 and (chunk := _read(request, min(left, DROPPED_CHUNK_BYTES))):
            left -= len(chunk)
    request.stream = io.BytesIO()


def _read(request: Request, size: int) -> bytes:
    """Bytes of the body; raises MalformedRequest where it ends early or its chunks are none."""
    try:
        return request.stream.read(size)
    except Exception as error:  # each server has errors of its own, and only clients cause them
        raise MalformedRequest("The body breaks off") from error


def _validation_failed(error: ValidationError) -> ValidationFailed:
    found = error.errors(include_url=False, include_context=False, include_input=False)
    return ValidationFailed(
        errors=[
            _error(".".join(str(part) for part in item["loc"]), item["type"], item["msg"])
            for item in found[:MAX_ERRORS]
        ]
    )


def _error(field: str, code: str, message: str) -> dict[str, str]:
    return {"field": field, "code": code, "message": message}
