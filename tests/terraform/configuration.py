"""The Terraform configuration as data, and what the providers' schemas say against it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import hcl2
from typing_extensions import override

ROOT = Path(__file__).resolve().parents[2]
TERRAFORM = ROOT / "terraform"
SCHEMAS = TERRAFORM / "tests" / "schemas"
ENVIRONMENTS = ("dev", "staging", "prod")

Body = Mapping[str, Any]

# Part of Terraform itself.
_BUILT_IN = {"terraform_data"}
_MARKS = {"__is_block__", "__comments__", "__inline_comments__"}
_META = {"count", "depends_on", "for_each", "lifecycle", "provider", "provisioner", "connection"}


@dataclass(frozen=True, slots=True)
class Block:
    """A block with two labels: a resource, a data source or an ephemeral resource."""

    path: Path
    kind: str
    type: str
    name: str
    body: Body

    @override
    def __str__(self) -> str:
        return f"{self.path.parent.name}/{self.path.name}: {self.kind} {self.type}.{self.name}"


def files(root: Path = TERRAFORM) -> list[Path]:
    """Every .tf file, generated directories aside."""
    return [path for path in sorted(root.rglob("*.tf")) if ".terraform" not in path.parts]


def parsed(path: Path) -> dict[str, Any]:
    """A file as python-hcl2 gives it, with bare strings for its names."""
    with path.open(encoding="utf-8") as stream:
        document: dict[str, Any] = _bare(hcl2.load(stream))
    return document


def blocks(root: Path = TERRAFORM) -> list[Block]:
    """Every resource, data source and ephemeral resource."""
    return [
        Block(path, kind, type_, name, body)
        for path in files(root)
        for document in [parsed(path)]
        for kind in ("resource", "data", "ephemeral")
        for entry in document.get(kind, [])
        for type_, named in entry.items()
        for name, body in named.items()
    ]


def variables(path: Path) -> list[tuple[str, Body]]:
    """Name and body of each variable of a file, in its order."""
    return [item for entry in parsed(path).get("variable", []) for item in entry.items()]


def strings(value: Any) -> Iterator[str]:
    """Every string inside a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)


def schemas() -> dict[str, dict[str, Any]]:
    """By kind and type, what the committed schemas allow."""
    merged: dict[str, dict[str, Any]] = {"resource": {}, "data": {}, "ephemeral": {}}
    for path in sorted(SCHEMAS.glob("*.json")):
        document = json.loads(path.read_text(encoding="utf-8"))
        for kind, types in merged.items():
            types.update(document.get(kind, {}))
    return merged


def findings(root: Path = TERRAFORM) -> list[str]:
    """What the schemas do not allow: unknown types and arguments, and what is missing."""
    known = schemas()
    found = []
    for block in (block for block in blocks(root) if block.type not in _BUILT_IN):
        schema = known[block.kind].get(block.type)
        if schema is None:
            found.append(f"{block}: the schemas have no such type; derive them again")
        else:
            found += [f"{block}: {text}" for text in _against(block.body, schema["arguments"], "")]
    return found


def _against(body: Body, fields: Mapping[str, Any], place: str) -> Iterator[str]:
    given = {key: value for key, value in body.items() if key not in _MARKS}
    if not place:
        given = {key: value for key, value in given.items() if key not in _META}
    dynamic: dict[str, list[Body]] = {}
    for entry in given.pop("dynamic", []):
        for name, inner in entry.items():
            dynamic.setdefault(name, []).extend(inner["content"])
    for name, value in [*given.items(), *dynamic.items()]:
        if name in fields:
            yield from _value_against(value, fields[name], f"{place}{name}")
        else:
            yield f"{place}{name} does not exist"
    for name, value in given.items():
        if _is_blocks(value) and len(value) > 1 and fields.get(name, {}).get("single"):
            yield f"{place}{name} may stand once"
    for name, field in fields.items():
        if field["required"] and name not in given and name not in dynamic:
            yield f"{place}{name} is missing"


def _value_against(value: Any, field: Mapping[str, Any], place: str) -> Iterator[str]:
    if field.get("readOnly"):
        yield f"{place} can only be read"
    elif _is_blocks(value) != field.get("block", False):
        yield f"{place} is {'a block' if field.get('block') else 'no block'}"
    elif "fields" in field:
        for inner in _objects(value):
            yield from _against(inner, field["fields"], f"{place}.")


def _is_blocks(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and _is_block(value[0])


def _is_block(value: Any) -> bool:
    return isinstance(value, Mapping) and "__is_block__" in value


def _objects(value: Any) -> Iterator[Body]:
    if isinstance(value, Mapping):
        yield value
    elif isinstance(value, list):
        yield from (inner for inner in value if isinstance(inner, Mapping))


def _bare(value: Any) -> Any:
    if isinstance(value, str):
        return value[1:-1] if len(value) > 1 and value[0] == value[-1] == '"' else value
    if isinstance(value, Mapping):
        return {_bare(key): _bare(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_bare(inner) for inner in value]
    return value
