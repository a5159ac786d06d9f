"""OpenAPI 3.1, derived from the declarations."""

from __future__ import annotations

from collections.abc import Iterable
from types import UnionType
from typing import Any, get_args

from pydantic import BaseModel, TypeAdapter
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from functions.runtime.authenticate import MembershipInactive, SecondFactorRequired, SessionRequired
from functions.runtime.idempotency import KEY_PATTERN, InvalidIdempotencyKey
from shared.http.files import XLSX, SheetFile, TextFile
from shared.http.paging import InvalidPageCursor, PageQuery
from shared.http.problem import (
    BodyTooLarge,
    DependencyUnavailable,
    Forbidden,
    HeadersTooLarge,
    IdempotencyConflict,
    IdempotencyMismatch,
    MalformedRequest,
    NotFound,
    Problem,
    RateLimited,
    Unauthenticated,
    UnsupportedMediaType,
    UriTooLong,
    ValidationFailed,
)
from shared.http.route import Route

_REFS = "#/components/schemas/{model}"
_PROBLEM = {
    "type": "object",
    "description": "RFC 9457 problem details",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "Stable; decide by this"},
        "detail": {"type": "string"},
        "requestId": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "field": {"type": "string"},
                    "code": {"type": "string"},
                    "message": {"type": "string"},
                },
                "required": ["field", "code", "message"],
            },
        },
    },
    "required": ["type", "title", "status", "code", "requestId"],
}


def document(routes: Iterable[Route], version: str) -> dict[str, Any]:
    """The OpenAPI document of the given routes."""
    found = list(routes)
    names, schemas = _schemas(found)
    paths: dict[str, dict[str, Any]] = {}
    for route in found:
        paths.setdefault(route.template, {})[route.method.lower()] = _operation(route, names)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Stunity", "version": version, "license": {"name": "Apache-2.0"}},
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": {**schemas, "Problem": _PROBLEM},
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
            },
        },
    }


def _schemas(routes: list[Route]) -> tuple[dict[Any, dict[str, Any]], dict[str, Any]]:
    wanted: list[tuple[type[BaseModel], JsonSchemaMode]] = []
    for route in routes:
        if route.body is not None:
            wanted.append((route.body, "validation"))
        wanted += [(model, "serialization") for model in _models_in(route.response)]
    references, definitions = models_json_schema(list(dict.fromkeys(wanted)), ref_template=_REFS)
    by_model: dict[Any, dict[str, Any]] = {m: found for (m, _), found in references.items()}
    return by_model, definitions.get("$defs", {})


def _operation(route: Route, names: dict[Any, dict[str, Any]]) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": route.name,
        "summary": route.summary,
        "tags": [route.area],
        "security": _security(route),
        "parameters": _parameters(route),
        "responses": _responses(route, names),
        "x-permission": str(route.permission),
        "x-api-keys": route.keys,
        "x-without-factors": route.without_factors,
        "x-limits": list(route.limits),
        "x-emits": [event.wire_name for event in route.emits],
    }
    if route.description:
        operation["description"] = route.description
    if route.body is not None:
        content = {"application/json": {"schema": names[route.body]}}
        operation["requestBody"] = {"required": True, "content": content}
    return operation


def _parameters(route: Route) -> list[dict[str, Any]]:
    found = []
    for place, model in (("path", route.path), ("query", route.query)):
        schema = inlined(model.model_json_schema()) if model is not None else {}
        required = schema.get("required", [])
        for name, field in schema.get("properties", {}).items():
            described = {k: v for k, v in field.items() if k not in {"title", "description"}}
            parameter = {
                "name": name,
                "in": place,
                "required": place == "path" or name in required,
                "schema": described,
            }
            if "description" in field:
                parameter["description"] = field["description"]
            found.append(parameter)
    if route.idempotent:
        key = {"type": "string", "minLength": 1, "maxLength": 128, "pattern": f"^{KEY_PATTERN}$"}
        found.append(
            {
                "name": "Idempotency-Key",
                "in": "header",
                "required": False,
                "schema": key,
                "description": "The same key and request get the first answer again",
            }
        )
    return found


def inlined(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema with its own definitions where they are referred to; they are enumerations."""
    definitions = schema.get("$defs", {})

    def resolved(value: Any) -> Any:
        if isinstance(value, list):
            return [resolved(item) for item in value]
        if not isinstance(value, dict):
            return value
        if "$ref" in value:
            return definitions[value["$ref"].rpartition("/")[2]]
        return {name: resolved(item) for name, item in value.items()}

    found: dict[str, Any] = resolved({k: v for k, v in schema.items() if k != "$defs"})
    return found


def _responses(route: Route, names: dict[Any, dict[str, Any]]) -> dict[str, Any]:
    answer: dict[str, Any] = {"description": route.summary}
    if isinstance(route.response, type) and issubclass(route.response, TextFile):
        text: dict[str, Any] = {"type": "string"}
        if issubclass(route.response, SheetFile):
            answer["content"] = {
                XLSX: {"schema": {"type": "string", "format": "binary"}},
                "text/csv": {"schema": text},
            }
        else:
            answer["content"] = {route.response.documented: {"schema": text}}
    elif models := _models_in(route.response):
        schemas = [names[model] for model in models]
        schema = schemas[0] if len(schemas) == 1 else {"anyOf": schemas}
        answer["content"] = {"application/json": {"schema": schema}}
    elif route.response not in {None, type(None)}:
        schema = TypeAdapter(route.response).json_schema()
        answer["content"] = {"application/json": {"schema": schema}}
    responses = {str(route.status): answer}
    opaque = {"description": "internal_error: a fault of ours, logged under the request's id"}
    if route.method == "GET":
        responses["304"] = {"description": "Not modified since the given ETag"}
    for problem in problems_of(route):
        known = responses.setdefault(
            str(problem.status), {"description": "", "content": _content()}
        )
        known["description"] = ", ".join(filter(None, [known["description"], problem.code]))
    return {**responses, "500": {**opaque, "content": _content()}}


def _security(route: Route) -> list[dict[str, list[str]]]:
    if route.anonymous:
        return [{}, {"bearer": []}]
    return [] if route.public else [{"bearer": []}]


def problems_of_steps(route: Route) -> list[type[Problem]]:
    """The problems of the fixed steps before and after the handler."""
    common: list[type[Problem]] = [MalformedRequest, UriTooLong, HeadersTooLarge, ValidationFailed]
    if route.anonymous or not route.public:
        # Forbidden: a role, or at least a guest, is refused.
        common += [Unauthenticated, MembershipInactive, Forbidden]
        common += [] if route.keys else [SessionRequired]
        common += [] if route.without_factors else [SecondFactorRequired]
    if route.path is not None:
        common.append(NotFound)
    if route.query is not None and issubclass(route.query, PageQuery):
        common.append(InvalidPageCursor)
    if route.idempotent:
        common += [InvalidIdempotencyKey, IdempotencyConflict, IdempotencyMismatch]
    if route.limits != ("none",):
        common.append(RateLimited)
    if route.body is not None:
        common += [BodyTooLarge, UnsupportedMediaType]
    return [*common, DependencyUnavailable]


def problems_of(route: Route) -> list[type[Problem]]:
    """Every problem that the route can answer with, one of each code."""
    found = {problem.code: problem for problem in (*route.raises, *problems_of_steps(route))}
    return sorted(found.values(), key=lambda problem: (problem.status, problem.code))


def _content() -> dict[str, Any]:
    reference = {"$ref": _REFS.format(model="Problem")}
    return {"application/problem+json": {"schema": reference}}


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    """The models that a route answers with: one, or one of several."""
    kinds = get_args(annotation) if isinstance(annotation, UnionType) else (annotation,)
    found = [kind for kind in kinds if isinstance(kind, type) and issubclass(kind, BaseModel)]
    return found if len(found) == len(kinds) else []
