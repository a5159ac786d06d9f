"""Source of the Python client's operations and exceptions, from the OpenAPI document."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

_REF = "#/components/schemas/"
_HEAD = '"""{doc}\n\nGenerated from the OpenAPI document: change declarations, not this.\n"""\n\n'
_FORMATS = {"uuid": "UUID | str", "date-time": "datetime", "date": "date"}
_TYPES = {"string": "str", "integer": "int", "number": "float", "boolean": "bool"}

Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Operation:
    """One route, as its method on the client needs it.

    ``returns`` are schema names (several are a union), or one of the words ``text``, ``bytes``,
    ``json`` and ``nothing``. ``keyed`` says that it takes an Idempotency-Key, so that a lost answer
    may be asked for again.
    """

    name: str
    area: str
    method: str
    path: str
    text: str
    in_path: tuple[tuple[str, Schema], ...]
    in_query: tuple[tuple[str, Schema, bool], ...]
    body: str | None
    returns: tuple[str, ...] | str
    keyed: bool


def operations(document: Schema) -> Iterator[Operation]:
    """Every operation of the document."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            parameters = operation.get("parameters", [])
            body = operation.get("requestBody")
            yield Operation(
                name=operation["operationId"],
                area=operation["tags"][0],
                method=method.upper(),
                path=path,
                text="\n\n".join(
                    t for t in (operation["summary"] + ".", operation.get("description")) if t
                ),
                in_path=tuple((p["name"], p["schema"]) for p in parameters if p["in"] == "path"),
                in_query=tuple(
                    (p["name"], p["schema"], p.get("required", False))
                    for p in parameters
                    if p["in"] == "query"
                ),
                body=body and _name(body["content"]["application/json"]["schema"]),
                returns=_returns(operation["responses"]),
                keyed=any(p["name"] == "Idempotency-Key" for p in parameters),
            )


def _returns(responses: Schema) -> tuple[str, ...] | str:
    for status, response in responses.items():
        if not status.startswith("2"):
            continue
        content = response.get("content")
        if not content:
            return "nothing"
        schema = content.get("application/json", {}).get("schema")
        if schema is None:
            # A workbook is no text; where the caller chooses between both, neither is the answer.
            return "bytes" if any(_is_binary(one) for one in content.values()) else "text"
        if "$ref" in schema:
            return (_name(schema),)
        if "anyOf" in schema and all("$ref" in one for one in schema["anyOf"]):
            return tuple(_name(one) for one in schema["anyOf"])
        return "json"
    return "nothing"


def _is_binary(content: Schema) -> bool:
    return bool(content.get("schema", {}).get("format") == "binary")


def _name(schema: Schema) -> str:
    name: str = schema["$ref"].removeprefix(_REF)
    return name


def area_source(area: str, found: Sequence[Operation], homes: Mapping[str, str]) -> str:
    """The module of an area: its operations, as a plain and as an async class."""
    title = class_name(area)
    body = "\n".join(_constant(op, homes) for op in found)
    plain = "\n".join(_method(op, homes, waits=False) for op in found)
    waiting = "\n".join(_method(op, homes, waits=True) for op in found)
    used = sorted({homes[name] for op in found for name in _names(op)})
    imports = "".join(f"from stunity.api.models import {home} as {home}_models\n" for home in used)
    return (
        _HEAD.format(doc=f"Operations of {area}.")
        + "from __future__ import annotations\n\n"
        + "from collections.abc import Sequence\nfrom datetime import date, datetime\n"
        + "from typing import Literal\nfrom uuid import UUID\n\n"
        + "from pydantic import JsonValue, TypeAdapter\n\n"
        + imports
        + "from stunity.calls import AsyncCaller, Caller, Operation\n\n"
        + body
        + f'\n\n\nclass {title}:\n    """{title}, with plain calls."""\n\n'
        + "    def __init__(self, caller: Caller) -> None:\n        self._caller = caller\n\n"
        + plain
        + f'\n\nclass Async{title}:\n    """{title}, with calls to await."""\n\n'
        + "    def __init__(self, caller: AsyncCaller) -> None:\n        self._caller = caller\n\n"
        + waiting
    )


def _names(op: Operation) -> Iterator[str]:
    if op.body:
        yield op.body
    if isinstance(op.returns, tuple):
        yield from op.returns


def _constant(op: Operation, homes: Mapping[str, str]) -> str:
    idempotent = op.method in {"GET", "PUT", "DELETE"} or op.keyed
    line = (
        f"_{op.name.upper()} = Operation({op.name!r}, {op.method!r}, {op.path!r}, "
        f"keyed={op.keyed}, repeatable={idempotent})"
    )
    if not _is_union(op):
        return line
    # No class stands for a union: it is read by what pydantic makes of it.
    union, _ = _returned(op, homes)
    name = f"_{op.name.upper()}_ANSWER"
    return f"{line}\n{name}: TypeAdapter[{union}] = TypeAdapter({union})"


def _is_union(op: Operation) -> bool:
    return isinstance(op.returns, tuple) and len(op.returns) > 1


def _method(op: Operation, homes: Mapping[str, str], *, waits: bool) -> str:
    arguments, calls = ["self"], [f"_{op.name.upper()}"]
    returned, adapter = _returned(op, homes)
    calls.append(adapter)
    for name, schema in op.in_path:
        arguments.append(f"{snake(name)}: {annotation(schema)}")
    if op.body:
        arguments.append(f"body: {_qualified(op.body, homes)}")
    optional = [(n, s) for n, s, required in op.in_query if not required]
    keywords = [f"{snake(n)}: {annotation(s)}" for n, s, required in op.in_query if required]
    keywords += [f"{snake(n)}: {_nullable(annotation(s))} = None" for n, s in optional]
    if op.keyed:
        keywords.append("idempotency_key: str | None = None")
    if keywords:
        arguments += ["*", *keywords]
    if op.in_path:
        calls.append(_mapping("path", [n for n, _ in op.in_path]))
    if op.in_query:
        calls.append(_mapping("query", [n for n, *_ in op.in_query]))
    calls += ["body=body"] * bool(op.body) + ["key=idempotency_key"] * op.keyed
    verb = "async def" if waits else "def"
    call = "await self._caller.call" if waits else "self._caller.call"
    call = call if op.returns == "nothing" else f"return {call}"
    doc = textwrap.indent(_docstring(op.text), "        ")
    signature = f"    {verb} {op.name}({', '.join(arguments)}) -> {returned}:\n"
    return f"{signature}{doc}\n        {call}({', '.join(calls)})\n"


def _mapping(kind: str, names: Sequence[str]) -> str:
    return f"{kind}={{{', '.join(f'{name!r}: {snake(name)}' for name in names)}}}"


def _docstring(text: str) -> str:
    clean = text.replace("\\", "\\\\").replace('"""', "'''").rstrip()
    return f'"""{clean}\n"""' if "\n" in clean else f'"""{clean}"""'


def _returned(op: Operation, homes: Mapping[str, str]) -> tuple[str, str]:
    """The annotation of what an operation returns, and the type to read it as."""
    if op.returns == "nothing":
        return "None", "None"
    if op.returns == "text":
        return "str", "str"
    if op.returns == "bytes":
        return "bytes", "bytes"
    if op.returns == "json":
        return "dict[str, JsonValue]", "dict[str, JsonValue]"
    assert isinstance(op.returns, tuple)
    union = " | ".join(_qualified(name, homes) for name in op.returns)
    return union, f"_{op.name.upper()}_ANSWER" if _is_union(op) else union


def _qualified(name: str, homes: Mapping[str, str]) -> str:
    return f"{homes[name]}_models.{name.replace('_', '')}"


def annotation(schema: Schema) -> str:
    """How Python writes the type of a parameter."""
    if "enum" in schema:
        return f"Literal[{', '.join(repr(value) for value in schema['enum'])}]"
    if "anyOf" in schema:
        return " | ".join(dict.fromkeys(annotation(one) for one in schema["anyOf"]))
    kind = schema.get("type", "string")
    if kind == "null":
        return "None"
    if kind == "array":
        return f"Sequence[{annotation(schema['items'])}]"
    return _FORMATS.get(schema.get("format", ""), _TYPES[kind])


def _nullable(written: str) -> str:
    return written if written.endswith("None") else f"{written} | None"


def snake(name: str) -> str:
    """``contentKh`` is ``content_kh``; a word of Python's own gets a line behind it."""
    found = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
    return f"{found}_" if found in {"from", "class", "global", "in", "is", "not"} else found


def class_name(words: str) -> str:
    """``not_found`` is ``NotFound``."""
    return "".join(part.capitalize() for part in words.split("_"))


def errors_source(document: Schema) -> str:
    """The module of exceptions: one for each status, and below it one for each problem code."""
    codes: dict[str, int] = {}
    for methods in document["paths"].values():
        for operation in methods.values():
            for status, response in operation["responses"].items():
                if status >= "400":
                    text = response["description"].partition(":")[0]
                    for code in text.split(", "):
                        codes.setdefault(code, int(status))
    lines = [
        _HEAD.format(doc="Exceptions by status and by problem code."),
        "from stunity.problems import ApiError\n\n",
    ]
    for status in sorted(set(codes.values())):
        phrase = HTTPStatus(status).phrase
        lines.append(
            f"\nclass {status_class(status)}(ApiError):\n"
            f'    """The API answered {status} {phrase}."""\n\n'
        )
    taken = {status_class(status) for status in set(codes.values())}
    entries = []
    for code, status in sorted(codes.items()):
        name = class_name(code)
        assert name not in taken, name
        entries.append(f'    "{code}": {name},\n')
        lines.append(
            f'\nclass {name}({status_class(status)}):\n    """The problem ``{code}``."""\n\n'
        )
    statuses = "".join(f"    {s}: {status_class(s)},\n" for s in sorted(set(codes.values())))
    lines.append(f"\nBY_CODE: dict[str, type[ApiError]] = {{\n{''.join(entries)}}}\n")
    lines.append(f"\nBY_STATUS: dict[int, type[ApiError]] = {{\n{statuses}}}\n")
    return "".join(lines)


def status_class(status: int) -> str:
    """``Status404`` reads worse than ``NotFoundError``."""
    words = re.sub(r"[^A-Za-z ]", "", HTTPStatus(status).phrase.replace("-", " "))
    return f"{''.join(word.capitalize() for word in words.split())}Error"


def index_source(areas: Sequence[str]) -> str:
    """The package's front: each area is loaded when it is first used."""
    plain = "".join(
        f"    @cached_property\n    def {area}(self) -> {area}.{class_name(area)}:\n"
        f'        """Operations of {area}."""\n'
        f"        from stunity.api import {area}\n\n"
        f"        return {area}.{class_name(area)}(self._caller)\n\n"
        for area in areas
    )
    waiting = plain
    for area in areas:
        waiting = waiting.replace(f"{area}.{class_name(area)}", f"{area}.Async{class_name(area)}")
    guarded = "".join(f"    from stunity.api import {area}\n" for area in areas)
    return (
        _HEAD.format(doc="The API by area.")
        + "from __future__ import annotations\n\nfrom functools import cached_property\n"
        + "from typing import TYPE_CHECKING\n\nfrom stunity.calls import AsyncCaller, Caller\n\n"
        + f"if TYPE_CHECKING:\n{guarded}\n\n"
        + 'class Api:\n    """The API by area, with plain calls."""\n\n'
        + "    def __init__(self, caller: Caller) -> None:\n        self._caller = caller\n\n"
        + plain
        + '\nclass AsyncApi:\n    """The API by area, with calls to await."""\n\n'
        + "    def __init__(self, caller: AsyncCaller) -> None:\n        self._caller = caller\n\n"
        + waiting
    )
