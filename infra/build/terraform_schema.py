"""Derives the schemas that the tests check Terraform against, from the providers' bindings.

``python -m infra.build.terraform_schema SITE_PACKAGES SOURCE`` reads the generated bindings for
Python installed there (``cdktf-cdktf-provider-google`` and ``-cloudflare``) and writes
``terraform/tests/schemas/*.json``: every type that our configuration uses, with its arguments,
its blocks, what is required and what can be read. The bindings are data here; nothing imports them.
What they leave out comes from SOURCE, a checkout of ``hashicorp/terraform-provider-google`` at the
version of the bindings: ``new`` forces a new resource, ``computed`` is filled in when it is not
given, ``readOnly`` is never given.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tarfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from infra.build.provider_source import ProviderSource

ROOT = Path(__file__).resolve().parent.parent.parent
CONFIGURATION = ROOT / "terraform"
SCHEMAS = CONFIGURATION / "tests" / "schemas"

_USED = re.compile(r'^\s*(resource|data) "([a-z0-9]+)_([a-z0-9_]+)"', re.MULTILINE)
_VERSION = re.compile(r"providerVersion: '([^']+)'")
_ATTRIBUTE = re.compile(
    r"^ +(?P<name>\w+): \{\n"
    r" +value: (?P<value>.*),\n"
    r" +isBlock: (?P<block>true|false),\n"
    r' +type: "(?P<type>\w+)",\n'
    r' +storageClassType: "(?P<storage>\w+)",\n',
    re.MULTILINE,
)
_STRUCT = re.compile(
    r"^function (?P<name>\w+)ToHclTerraform\(struct\) \{(?P<body>.*?)^\}", re.MULTILINE | re.DOTALL
)
_RESOURCE = re.compile(
    r"synthesizeHclAttributes\(\) \{(?P<body>.*?)^    \}", re.MULTILINE | re.DOTALL
)
_READ_VALUE = re.compile(r"get(\w+)Attribute\('(\w+)'\)")
_READ_OBJECT = re.compile(r'^        this\._\w+ = new ([\w.]+)\(this, "(\w+)"', re.MULTILINE)
_NESTED = re.compile(r"(\w+)ToHclTerraform(?:, (true|false))?\)?\(")
_PROPERTY = re.compile(r"(?:struct|this)\.(?:_)?(\w+)")
# Every resource of the bindings has these, and no configuration may set them.
_SYNTHETIC = frozenset({"id"})
_LEAVES = {
    ("simple", "string"): "string",
    ("simple", "number"): "number",
    ("simple", "boolean"): "bool",
    ("list", "stringList"): "list(string)",
    ("list", "numberList"): "list(number)",
    ("set", "stringList"): "set(string)",
    ("map", "stringMap"): "map(string)",
}
_READABLE = {
    "String": "string",
    "Number": "number",
    "Boolean": "bool",
    "List": "list(string)",
    "NumberList": "list(number)",
    "StringMap": "map(string)",
    "cdktf.StringMap": "map(string)",
}


class UnknownType(Exception):
    """The bindings have no such resource or data source."""


@dataclass(frozen=True, slots=True)
class Provider:
    """Where a provider's bindings are, and how they write nested values."""

    name: str
    source: str
    package: str
    # Providers on Terraform's plugin framework take nested values as attributes, never as blocks.
    nested_attributes: bool = False
    # What forces a new resource, where no source says it.
    new: frozenset[str] = frozenset()


PROVIDERS = (
    Provider("google", "hashicorp/google", "cdktf_cdktf_provider_google"),
    Provider(
        "cloudflare",
        "cloudflare/cloudflare",
        "cdktf_cdktf_provider_cloudflare",
        nested_attributes=True,
        new=frozenset({"account_id", "bucket_name", "jurisdiction", "location", "name"}),
    ),
)


class Bindings:
    """One provider's bindings, read from the archive that its Python package carries."""

    def __init__(self, provider: Provider, site_packages: Path) -> None:
        self._provider = provider
        (self._archive,) = (site_packages / provider.package / "_jsii").glob("*.jsii.tgz")

    @cached_property
    def _files(self) -> Mapping[str, str]:
        files = {}
        with tarfile.open(self._archive) as archive:
            for member in archive:
                wanted = member.name.endswith(("/index.js", "/.jsii"))
                if wanted and (content := archive.extractfile(member)) is not None:
                    files[member.name.removeprefix("package/")] = content.read().decode()
        return files

    @cached_property
    def _types(self) -> Mapping[str, Any]:
        types: Mapping[str, Any] = json.loads(self._files[".jsii"])["types"]
        return types

    def schema(self, kind: str, name: str) -> tuple[str, dict[str, Any]]:
        """The provider's version, and the schema of a resource or a data source."""
        module = ("data-" + self._provider.name + "-" if kind == "data" else "") + name
        path = f"lib/{module.replace('_', '-')}/index.js"
        if path not in self._files:
            raise UnknownType(f"{kind} {self._provider.name}_{name}")
        text = self._files[path]
        structs = {match["name"]: match["body"] for match in _STRUCT.finditer(text)}
        body, resource_class = _only(_RESOURCE, text)["body"], _class_name(text)
        namespace = resource_class[0].lower() + resource_class[1:]
        arguments = self._fields(namespace, resource_class + "Config", body, structs)
        own = text[text.index(f"class {resource_class} extends") :]
        for name_ in _SYNTHETIC & arguments.keys():
            del arguments[name_]
        found = [*_READ_OBJECT.findall(own), *_READ_VALUE.findall(own), ("String", "id")]
        # What is an argument is readable anyway; here is what only the provider fills in.
        computed = {key: _READABLE.get(of, "any") for of, key in found if key not in arguments}
        version = _only(_VERSION, text)[1]
        return version, {"arguments": arguments, "computed": dict(sorted(computed.items()))}

    def _fields(
        self, namespace: str, interface: str, body: str, structs: Mapping[str, str]
    ) -> dict[str, Any]:
        optional = self._optional(namespace, interface)
        fields: dict[str, Any] = {}
        for match in _ATTRIBUTE.finditer(body):
            value = match["value"]
            field: dict[str, Any] = {"required": not optional[_property(value)]}
            nested = _NESTED.search(value)
            if nested and nested[1] in structs:
                struct = nested[1][0].upper() + nested[1][1:]
                field["block"] = not self._provider.nested_attributes and nested[2] != "false"
                field["nesting"] = match["type"]
                field["single"] = "istMapperHcl(" not in value
                field["fields"] = self._fields(namespace, struct, structs[nested[1]], structs)
            else:
                field["type"] = _LEAVES[match["type"], match["storage"]]
            fields[match["name"]] = field
        return dict(sorted(fields.items()))

    def _optional(self, namespace: str, interface: str) -> Mapping[str, bool]:
        interface_type = self._types[f"{self._assembly}.{namespace}.{interface}"]
        properties = interface_type.get("properties", [])
        return {p["name"]: p.get("optional", False) for p in properties}

    @cached_property
    def _assembly(self) -> str:
        name: str = json.loads(self._files[".jsii"])["name"]
        return name


def _property(value: str) -> str:
    found = _PROPERTY.search(value)
    assert found is not None, value
    return found[1]


def _class_name(text: str) -> str:
    return _only(re.compile(r"^(\w+)\.tfResourceType = ", re.MULTILINE), text)[1]


def _only(pattern: re.Pattern[str], text: str) -> re.Match[str]:
    found = pattern.search(text)
    assert found is not None, pattern.pattern
    return found


def used_types(files: Iterable[Path]) -> dict[str, set[tuple[str, str]]]:
    """By provider, which resources and data sources the files name, without its prefix."""
    used: dict[str, set[tuple[str, str]]] = {}
    for path in files:
        for kind, provider, name in _USED.findall(path.read_text(encoding="utf-8")):
            used.setdefault(provider, set()).add((kind, name))
    return used


def with_behaviour(fields: dict[str, Any], behaviour: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments with what the provider's source says of them, and with what is only read."""
    for name, said in behaviour.items():
        if name in fields and said:
            fields[name] |= {key: True for key in ("computed", "new") if said[key]}
            if "fields" in fields[name] and "fields" in said:
                inner = with_behaviour(fields[name]["fields"], said["fields"])
                inner |= {key: _read_only(of) for key, of in said["fields"].items() if _is_read(of)}
                fields[name]["fields"] = dict(sorted(inner.items()))
    return fields


def _is_read(said: Mapping[str, Any]) -> bool:
    return bool(said) and said["computed"] and not said["given"]


def _read_only(said: Mapping[str, Any]) -> dict[str, Any]:
    return {"required": False, "readOnly": True, "type": said.get("type", "any")}


def provider_schema(
    provider: Provider,
    bindings: Bindings,
    used: set[tuple[str, str]],
    source: ProviderSource | None,
) -> str:
    """The committed file of a provider, as text."""
    document: dict[str, Any] = {
        "provider": provider.source,
        "version": "",
        "derivedFrom": provider.package.replace("_", "-"),
        "resource": {},
        "data": {},
    }
    for kind, name in sorted(used):
        version, schema = bindings.schema(kind, name)
        document["version"] = version
        if source is not None and kind == "resource":
            behaviour = source.behaviour(f"{provider.name}_{name}")
            with_behaviour(schema["arguments"], behaviour)
        for key in provider.new & schema["arguments"].keys():
            schema["arguments"][key]["new"] = True
        document[kind][f"{provider.name}_{name}"] = schema
    return json.dumps(document, indent=1) + "\n"


def main() -> int:
    """Write the schemas of all providers whose bindings are published."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("site_packages", type=Path, help="where the bindings are installed")
    parser.add_argument("source", type=Path, help="the source of the provider for Google")
    arguments = parser.parse_args()
    site_packages, sources = arguments.site_packages, {"google": ProviderSource(arguments.source)}
    used = used_types(sorted(CONFIGURATION.rglob("*.tf")))
    for provider in PROVIDERS:
        bindings = Bindings(provider, site_packages)
        target = SCHEMAS / f"{provider.name}.json"
        types, source = used.get(provider.name, set()), sources.get(provider.name)
        target.write_text(provider_schema(provider, bindings, types, source), encoding="utf-8")
        print(f"wrote {target.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
