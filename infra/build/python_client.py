"""Derives the typed half of the Python client, `stunity.api`, from the OpenAPI document.

``python -m infra.build.python_client`` writes it, where it is not fresh. Models come from
datamodel-code-generator, a module per area; the operations beside them are methods of one class per
area and colour (plain and async), and the exceptions one class per problem code.

A client must go on when a server grows. So models ignore fields they do not know, bounds and
patterns are the server's to check, and a choice of literals is checked by mypy and not at run time.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from infra.build.python_operations import area_source, errors_source, index_source, operations
from infra.local.process import PROJECT_ROOT

OPENAPI = PROJECT_ROOT / "docs/reference/openapi.json"
PACKAGE = PROJECT_ROOT / "clients/python/src/stunity/api"
COMMON = "common"
_STAMP = ".source"
_REF = "#/components/schemas/"

# What a server checks, and what would refuse an answer of a later server.
_BOUNDS = frozenset({
    "title", "pattern", "minLength", "maxLength", "minimum", "maximum", "exclusiveMinimum",
    "exclusiveMaximum", "minItems", "maxItems", "uniqueItems", "propertyNames", "examples",
    "example", "default", "not", "if", "then", "else",
})  # fmt: skip
_SHAPES = frozenset({"anyOf", "oneOf", "allOf"})
_LOOSE_FORMATS = frozenset({"uri", "email"})

Schema = dict[str, Any]


def build() -> Path:
    """The folder of the generated package, written anew where its sources have changed."""
    source = hashlib.sha256(OPENAPI.read_bytes())
    for name in ("python_client", "python_operations"):
        source.update((PROJECT_ROOT / f"infra/build/{name}.py").read_bytes())
    stamp = PACKAGE / _STAMP
    # Tests of several processes may find it stale at the same moment.
    with PACKAGE.with_name(".api.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not stamp.is_file() or stamp.read_text(encoding="utf-8") != source.hexdigest():
            _write(json.loads(OPENAPI.read_text(encoding="utf-8")))
            stamp.write_text(source.hexdigest(), encoding="utf-8")
    return PACKAGE


def _write(document: Schema) -> None:
    shutil.rmtree(PACKAGE, ignore_errors=True)
    PACKAGE.mkdir(parents=True)
    found = list(operations(document))
    homes = _homes(document, {op.name: op.area for op in found})
    specification = PACKAGE / "openapi.json"
    specification.write_text(json.dumps(_models(document, homes)), encoding="utf-8")
    _generate_models(specification, PACKAGE / "models")
    specification.unlink()
    areas = sorted({op.area for op in found})
    for area in areas:
        mine = [op for op in found if op.area == area]
        (PACKAGE / f"{area}.py").write_text(area_source(area, mine, homes), encoding="utf-8")
    (PACKAGE / "errors.py").write_text(errors_source(document), encoding="utf-8")
    (PACKAGE / "__init__.py").write_text(index_source(areas), encoding="utf-8")


def _homes(document: Schema, areas: Mapping[str, str]) -> dict[str, str]:
    """The module of each schema: its area, or the common one where several areas use it."""
    schemas = document["components"]["schemas"]
    users: dict[str, set[str]] = {name: set() for name in schemas}
    for methods in document["paths"].values():
        for operation in methods.values():
            todo, seen = list(_references(operation)), set[str]()
            while todo:
                name = todo.pop()
                if name not in seen:
                    seen.add(name)
                    users[name].add(areas[operation["operationId"]])
                    todo.extend(_references(schemas[name]))
    return {name: min(used) if len(used) == 1 else COMMON for name, used in users.items() if used}


def _references(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"].removeprefix(_REF)
        for value in node.values():
            yield from _references(value)
    elif isinstance(node, list):
        for value in node:
            yield from _references(value)


def _models(document: Schema, homes: Mapping[str, str]) -> Schema:
    """The schemas alone, loosened, each under the name of its module."""
    schemas = document["components"]["schemas"]
    loose = {f"{home}.{name}": _loosened(schemas[name], homes) for name, home in homes.items()}
    short = Counter(key.rsplit(".", 1)[1] for key in loose)
    assert max(short.values()) == 1, "a name of a schema stands once"
    return {
        "openapi": document["openapi"],
        "info": document["info"],
        "paths": {},
        "components": {"schemas": loose},
    }


def _loosened(node: Any, homes: Mapping[str, str]) -> Any:
    if isinstance(node, list):
        return [_loosened(value, homes) for value in node]
    if not isinstance(node, dict):
        return node
    found: Schema = {}
    for key, value in node.items():
        if key == "properties":
            found[key] = {name: _loosened(schema, homes) for name, schema in value.items()}
        elif key == "patternProperties":
            found["additionalProperties"] = _loosened(next(iter(value.values())), homes)
        elif key == "$ref":
            name = value.removeprefix(_REF)
            found[key] = f"{_REF}{homes[name]}.{name}"
        elif not _is_strict(key, value) and not (key in _SHAPES and "properties" in node):
            found[key] = _loosened(value, homes)
    return found


def _is_strict(key: str, value: Any) -> bool:
    """Whether a word of a schema would refuse what a later server may say."""
    return (
        key in _BOUNDS
        or key == "mapping"
        or (key == "additionalProperties" and value is False)
        or (key == "format" and value in _LOOSE_FORMATS)
    )


def _generate_models(specification: Path, target: Path) -> None:
    command = [
        sys.executable, "-m", "datamodel_code_generator",
        "--input", str(specification), "--input-file-type", "openapi", "--output", str(target),
        "--output-model-type", "pydantic_v2.BaseModel", "--base-class", "stunity.model.Model",
        "--target-python-version", "3.11", "--use-standard-collections", "--use-union-operator",
        "--snake-case-field", "--no-alias", "--enum-field-as-literal", "all",
        "--use-schema-description", "--collapse-root-models", "--disable-timestamp",
        "--use-double-quotes", "--use-default-kwarg", "--formatters", "builtin",
    ]  # fmt: skip
    ran = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own environment's module
    if ran.returncode:
        raise SystemExit(f"the models of the Python client cannot be generated:\n{ran.stderr}")
    for path in target.rglob("*.py"):
        # Open JSON is any JSON; the generator can only say Any.
        text = path.read_text(encoding="utf-8")
        if "Any" in text:
            text = text.replace("dict[str, Any]", "dict[str, JsonValue]")
            text = text.replace("from typing import Any\n", "").replace("import Any, ", "import ")
            text = text.replace("from pydantic import ", "from pydantic import JsonValue, ", 1)
            path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    print(f"{build()} is fresh")
