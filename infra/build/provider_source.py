"""Reads from a provider's Go source what its published bindings do not say.

Which arguments force a new resource, which the provider fills in when they are not given, and what
can only be read. The source is data here: a reader of Go's composite literals finds the schemas,
and nothing is compiled.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

_TOKEN = re.compile(
    r"//[^\n]*|/\*.*?\*/"  # comments
    r'|"(?:\\.|[^"\\])*"|`[^`]*`|\'(?:\\.|[^\'\\])\''  # texts
    r"|[\w.]+|:=|[^\s]",
    re.DOTALL,
)
_LEAVES = {"TypeString": "string", "TypeBool": "bool", "TypeInt": "number", "TypeFloat": "number"}
_NESTINGS = {"TypeList": "list", "TypeSet": "set", "TypeMap": "map"}
_OPENING, _CLOSING = "({[", ")}]"


@dataclass(slots=True)
class Literal:
    """A composite literal: its type as written, and its entries."""

    type: str
    entries: dict[str, Any] = field(default_factory=dict)


class Package:
    """The files of one Go package, by what they declare."""

    def __init__(self, directory: Path) -> None:
        files = [p for p in sorted(directory.glob("*.go")) if not p.name.endswith("_test.go")]
        self._text = "\n".join(path.read_text(encoding="utf-8") for path in files)

    def resource(self, function: str) -> Literal | None:
        """The resource or schema that a function without arguments returns."""
        return self._after(rf"^func {function}\(\) \*schema\.\w+ \{{", "&schema.")

    def variable(self, name: str) -> Literal | None:
        """A variable of the package that holds a literal."""
        return self._after(rf"^(?:var )?\t?{name}(?:\s+\*[\w.]+)?\s+=\s+", "")

    def _after(self, pattern: str, literal: str) -> Literal | None:
        found = re.search(pattern, self._text, re.MULTILINE)
        if found is None:
            return None
        at = self._text.index(literal, found.end())
        value = _Reader(self._text[at : at + 400_000]).value()
        return value if isinstance(value, Literal) else None


class _Reader:
    def __init__(self, text: str) -> None:
        self._tokens = (t[0] for t in _TOKEN.finditer(text) if not t[0].startswith(("//", "/*")))
        self._next = next(self._tokens)

    def _take(self) -> str:
        token, self._next = self._next, next(self._tokens, "")
        return token

    def value(self) -> Literal | str:
        """A literal with its entries, or any other expression as the words it is written in."""
        words: list[str] = []
        while self._next and self._next not in (",", "}", ":"):
            if self._next == "func":
                self._skip_function()
            elif self._next == "{":
                return Literal("".join(words).lstrip("&"), self._entries())
            elif self._next in _OPENING:
                words += self._balanced()
            else:
                words.append(self._take())
        return "".join(words)

    def _entries(self) -> dict[str, Any]:
        self._take()
        entries: dict[str, Any] = {}
        while self._next != "}":
            value: Any = self.value()
            if self._next == ":":
                self._take()
                entries[str(value).strip('"')] = self.value()
            if self._next == ",":
                self._take()
        self._take()
        return entries

    def _balanced(self) -> Iterator[str]:
        depth = 0
        while True:
            token = self._take()
            depth += (token in _OPENING) - (token in _CLOSING)
            yield token
            if not depth:
                return

    def _skip_function(self) -> None:
        while self._next != "{":
            self._take()
        list(self._balanced())


class ProviderSource:
    """A checkout of the provider for Google at one version."""

    def __init__(self, root: Path) -> None:
        self._root = root / "google"
        registered = self._root / "provider" / "provider_mmv1_resources.go"
        text = registered.read_text(encoding="utf-8")
        self._registered = text[text.index("var generatedResources") :]
        self.package = cache(lambda name: Package(self._root / name))

    def behaviour(self, resource: str) -> dict[str, Any]:
        """By argument of a resource: its type, what forces a new one, and what is filled in."""
        found = re.search(rf'"{resource}":\s+(.*),\n', self._registered)
        assert found is not None, f"the source has no {resource}"
        made = found[1]
        if made.startswith("tpgiamresource.ResourceIamMember("):
            name, variable = re.findall(r"(\w+)\.(\w+)", made)[1]
            package = self.package(f"services/{name}")
            own, common = package.variable(variable), self.package("tpgiamresource")
            base = common.variable("IamMemberBaseSchema")
            assert own is not None, resource
            assert base is not None, resource
            return self._fields(own, package) | self._fields(base, common)
        name, function = re.findall(r"(\w+)\.(\w+)", made)[0]
        package = self.package(f"services/{name}")
        literal = package.resource(function)
        # A few are put together by functions with arguments: nothing is known of those.
        return {} if literal is None else self._of_resource(literal, package)

    def _of_resource(self, literal: Literal, package: Package) -> dict[str, Any]:
        return self._fields(self._resolved(literal.entries.get("Schema"), package), package)

    def _resolved(self, value: Any, package: Package) -> Any:
        if isinstance(value, Literal):
            return value
        word = str(value).lstrip("&")
        if found := re.fullmatch(r"(\w+)\(\)", word):
            return package.resource(found[1])
        return package.variable(word) if re.fullmatch(r"\w+", word) else None

    def _fields(self, schema: Any, package: Package) -> dict[str, Any]:
        if schema is None:
            return {}
        return {
            name: self._field(self._resolved(value, package), package)
            for name, value in schema.entries.items()
        }

    def _field(self, literal: Literal | None, package: Package) -> dict[str, Any]:
        if literal is None:
            return {}
        said: Mapping[str, Any] = literal.entries
        kind = str(said.get("Type", "")).removeprefix("schema.")
        element = self._resolved(said.get("Elem"), package)
        behaviour: dict[str, Any] = {
            "computed": said.get("Computed") == "true",
            "given": "true" in (said.get("Optional"), said.get("Required")),
            "new": said.get("ForceNew") == "true",
        }
        if kind in _LEAVES:
            behaviour["type"] = _LEAVES[kind]
        elif element is not None and element.type == "schema.Resource":
            behaviour["fields"] = self._of_resource(element, package)
        else:
            inner = element.entries.get("Type", "") if element is not None else ""
            leaf = _LEAVES.get(str(inner).removeprefix("schema."), "string")
            behaviour["type"] = f"{_NESTINGS[kind]}({leaf})"
        return behaviour
