"""The one declaration of a route; everything else about it is derived from here."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar, get_type_hints

from pydantic import BaseModel

from shared.auth.permissions import ADMINISTRATIVE, Permission
from shared.events.event import Event
from shared.http.limits import LIMIT_CLASSES
from shared.http.problem import Problem

DECLARATION = "__route__"
DEFAULT_BODY_BYTES = 65_536

_PATH_VARIABLE = re.compile(r"\{([a-z][A-Za-z]*)\}")
_RESERVED = ("path", "query", "body")
# A renamed area keeps the service that it was deployed as: a new name would be a new service.
_UNITS = {"people": "users"}
_WITHOUT_BODY = frozenset({"GET", "DELETE"})

Handler = TypeVar("Handler", bound=Callable[..., Any])


class Access(StrEnum):
    """What a route asks for where no single permission says it."""

    PUBLIC = "public"
    SIGNED_IN = "user"


class RouteError(TypeError):
    """A declaration contradicts itself; the import fails."""


@dataclass(frozen=True, slots=True)
class Audit:
    """What an administrative route leaves in the audit log.

    ``action`` is what happened, such as ``member.updated``. ``entity`` is the kind of thing, one of
    ``infra/postgres/platform/audited.py``, which lists the columns whose values are kept. The thing
    itself is named by the last path variable, else by the ``id`` of the answer, else it is the
    school; a handler that touches another one says so in ``ctx.audited``.
    """

    action: str
    entity: str


@dataclass(frozen=True, slots=True)
class Route:
    """A declared route. ``path``, ``query`` and ``body`` are the models of its three inputs."""

    name: str
    module: str
    method: str
    template: str
    permission: Permission | Access
    limits: tuple[str, ...]
    status: int
    emits: tuple[type[Event], ...]
    raises: tuple[type[Problem], ...]
    path: type[BaseModel] | None
    query: type[BaseModel] | None
    body: type[BaseModel] | None
    response: Any
    summary: str
    description: str
    max_body_bytes: int
    idempotent: bool
    aliases: tuple[str, ...]
    guests: bool
    anonymous: bool
    hides_caller: bool
    audit: Audit | None
    keys: bool
    without_factors: bool

    @property
    def administrative(self) -> bool:
        """Whether the route changes what only those who run a school or the platform may."""
        changes = self.method != "GET" and not self.hides_caller
        return changes and (self.permission in ADMINISTRATIVE or "admin" in self.limits)

    @property
    def area(self) -> str:
        """The package under ``functions`` that the route lives in."""
        return self.module.split(".")[1]

    @property
    def unit(self) -> str:
        """The area's part in the name of the service that serves it."""
        return _UNITS.get(self.area, self.area)

    @property
    def public(self) -> bool:
        """Whether the route answers without a token."""
        return self.anonymous or self.permission is Access.PUBLIC

    @property
    def path_variables(self) -> tuple[str, ...]:
        """Variable names of the path template, as they stand in it."""
        return tuple(_PATH_VARIABLE.findall(self.template))


def route(
    method: str,
    template: str,
    *,
    permission: Permission | Access,
    limits: tuple[str, ...],
    status: int = 200,
    emits: tuple[type[Event], ...] = (),
    raises: tuple[type[Problem], ...] = (),
    max_body_bytes: int = DEFAULT_BODY_BYTES,
    idempotent: bool | None = None,
    aliases: tuple[str, ...] = (),
    guests: bool = False,
    anonymous: bool = False,
    hides_caller: bool = False,
    audit: Audit | None = None,
    keys: bool | None = None,
    without_factors: bool = False,
) -> Callable[[Handler], Handler]:
    """Declare the decorated function as the handler of a route.

    ``idempotent`` says whether an ``Idempotency-Key`` is honoured; by default where a signed-in
    caller creates something (POST answered by 201). The answer is stored for a day, sealed with
    what only the key tells. ``guests`` admits people without an account, and the
    handler compares their ``guest_scope``; any other route refuses them. ``anonymous`` is for a
    route that asks for its permission where there is a token, and answers without one as well.
    ``hides_caller`` is for what people do and read where a school has promised not to know them:
    no log, span, message or event of the route carries the person, the request's id or its trace,
    and neither load balancer nor service logs its requests. ``audit`` is what the request leaves in
    the audit log of the school; an administrative route has to have one. ``keys`` says whether an
    API key opens the route; by default where a permission does, which the key has to have.
    ``without_factors`` is for what somebody of staff may do who has yet to set up the second factor
    that the school demands: set it up, and leave.
    """

    def declare(handler: Handler) -> Handler:
        hints = get_type_hints(handler)
        creates = not anonymous and _creates(method, status, permission)
        lines = inspect.cleandoc(handler.__doc__ or "").split("\n\n", 1)
        declaration = Route(
            name=handler.__name__,
            module=handler.__module__,
            method=method,
            template=template,
            permission=permission,
            limits=limits,
            status=status,
            emits=emits,
            raises=raises,
            path=hints.get("path"),
            query=hints.get("query"),
            body=hints.get("body"),
            response=hints.get("return"),
            summary=lines[0].replace("\n", " ").rstrip("."),
            description=lines[1] if len(lines) > 1 else "",
            max_body_bytes=max_body_bytes,
            idempotent=creates if idempotent is None else idempotent,
            aliases=aliases,
            guests=guests,
            anonymous=anonymous,
            hides_caller=hides_caller,
            audit=audit,
            keys=isinstance(permission, Permission) if keys is None else keys,
            without_factors=without_factors,
        )
        _check(declaration, inspect.signature(handler))
        setattr(handler, DECLARATION, declaration)
        return handler

    return declare


def _creates(method: str, status: int, permission: Permission | Access) -> bool:
    return method == "POST" and status == 201 and permission is not Access.PUBLIC  # noqa: PLR2004 - Created


def _check(declared: Route, signature: inspect.Signature) -> None:
    def refuse(reason: str) -> None:
        raise RouteError(f"{declared.module}.{declared.name}: {reason}")

    if not declared.summary:
        refuse("needs a docstring; its first line is the summary")
    if list(signature.parameters)[:1] != ["ctx"]:
        refuse("the first parameter is ctx")
    if unknown := set(signature.parameters) - {"ctx", *_RESERVED}:
        refuse(f"unknown parameters {sorted(unknown)}; inputs are {_RESERVED}")
    if declared.body is not None and declared.method in _WITHOUT_BODY:
        refuse(f"{declared.method} takes no body")
    fields = (
        set()
        if declared.path is None
        else {_alias(declared.path, f) for f in declared.path.model_fields}
    )
    if fields != set(declared.path_variables):
        refuse(f"path variables {declared.path_variables} do not match the path model {fields}")
    if unknown_limits := [name for name in declared.limits if name not in LIMIT_CLASSES]:
        refuse(f"unknown limit classes {unknown_limits}")
    if reason := _wrong_with_audit(declared) or _wrong_with_factors(declared):
        refuse(reason)
    if not declared.limits:
        refuse('name at least one limit class; "none" must be written')


def _wrong_with_audit(declared: Route) -> str:
    if declared.audit is None:
        says = "an administrative route says what it leaves in the audit log: audit=Audit(…)"
        return says if declared.administrative else ""
    if declared.hides_caller or declared.public:
        return "the audit log names who did it, and nobody is known here"
    return "reading writes nothing, not even to the audit log" if declared.method == "GET" else ""


def _wrong_with_factors(declared: Route) -> str:
    if not declared.without_factors or declared.permission is Access.SIGNED_IN:
        return ""
    return "without_factors is for what is the caller's own: a permission is the school's"


def _alias(model: type[BaseModel], field: str) -> str:
    return model.model_fields[field].alias or field


def area_of(unit: str) -> str:
    """The package under ``functions`` whose routes a deployed unit serves."""
    return next((area for area, name in _UNITS.items() if name == unit), unit)


def declaration_of(handler: Callable[..., Any]) -> Route:
    """The declaration attached to a handler; raises AttributeError where there is none."""
    declared: Route = getattr(handler, DECLARATION)
    return declared
