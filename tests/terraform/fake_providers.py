"""Providers that serve a cloud in memory to the real Terraform.

With them every command of Terraform runs on a machine that has no provider plugins and no network.
Terraform finds them through TF_REATTACH_PROVIDERS, so nothing is installed. Types and arguments are
those of the committed schemas, which also say what forces a new resource and what a provider fills
in; what the cloud refuses is in `fake_cloud`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import grpc

from tests.terraform.fake_cloud import FakeCloud, Refused, known_at_once
from tests.terraform.plugin_protocol import (
    UNKNOWN,
    Values,
    attribute_path,
    dynamic,
    error,
    field,
    fields,
    from_dynamic,
    number,
)

_GRPC: Any = grpc  # without annotations of its own
SCHEMAS = Path(__file__).resolve().parents[2] / "terraform" / "tests" / "schemas"
Schema = Mapping[str, Any]

_SERVICE = "tfplugin5.Provider"
# What these answer is empty: no diagnostics.
_SILENT = (
    "ValidateResourceTypeConfig",
    "ValidateDataSourceConfig",
    "ValidateEphemeralResourceConfig",
    "Configure",
    "CloseEphemeralResource",
    "Stop",
)
_PROVIDER_CONFIGURATION = {
    "google": {
        "billing_project": "string",
        "project": "string",
        "region": "string",
        "user_project_override": "bool",
    },
    "cloudflare": {"api_token": "string"},
    "upstash": {"api_key": "string", "email": "string"},
}
_LIST, _SET, _SINGLE = 2, 3, 1


@contextmanager
def serving(cloud: FakeCloud | None = None) -> Iterator[dict[str, str]]:
    """Serve all providers over a cloud; yields the environment in which to run Terraform."""
    servers, attached = [], {}
    for name in _PROVIDER_CONFIGURATION:
        server = _GRPC.server(ThreadPoolExecutor(max_workers=16))
        server.add_generic_rpc_handlers((_handler(name, cloud or FakeCloud()),))
        port = server.add_insecure_port("127.0.0.1:0")
        server.start()
        servers.append(server)
        namespace = "hashicorp" if name == "google" else name
        attached[f"{namespace}/{name}"] = {
            "Protocol": "grpc",
            "ProtocolVersion": 5,
            "Pid": os.getpid(),
            "Test": True,
            "Addr": {"Network": "tcp", "String": f"127.0.0.1:{port}"},
        }
    try:
        yield {"TF_REATTACH_PROVIDERS": json.dumps(attached)}
    finally:
        for server in servers:
            server.stop(None).wait()


def _handler(name: str, cloud: FakeCloud) -> Any:
    provider = _Provider(name, cloud)
    methods: dict[str, Callable[[bytes], bytes]] = dict.fromkeys(_SILENT, lambda _request: b"")
    methods |= {
        "GetSchema": lambda _request: _schema_answer(name),
        # The request's only field and the response's first one are the same configuration.
        "PrepareProviderConfig": lambda request: request,
        "OpenEphemeralResource": provider.open,
        "PlanResourceChange": provider.plan,
        "ApplyResourceChange": provider.apply,
        "ReadResource": provider.read,
        "UpgradeResourceState": provider.upgrade,
        "ImportResourceState": provider.bring_in,
        "ReadDataSource": provider.look_up,
    }
    return _GRPC.method_handlers_generic_handler(
        _SERVICE,
        {
            method: _GRPC.unary_unary_rpc_method_handler(
                lambda request, _context, call=call: call(request)
            )
            for method, call in methods.items()
        },
    )


class _Provider:
    """The calls about resources and data of one provider, as bytes in and out."""

    def __init__(self, name: str, cloud: FakeCloud) -> None:
        self._document, self._cloud = _document(name), cloud

    def plan(self, request: bytes) -> bytes:
        said = dict(fields(request))
        kind, prior, proposed = said[1].decode(), from_dynamic(said[2]), from_dynamic(said[3])
        if proposed is None:
            return field(1, dynamic(None))
        schema = self._document["resource"][kind]
        planned = _filled_in(proposed, schema["arguments"])
        planned |= {name: UNKNOWN for name in schema["computed"] if planned.get(name) is None}
        if prior is None:
            planned |= known_at_once(kind, planned)
        new = [] if prior is None else _forcing(schema["arguments"], prior, planned)
        answer = field(1, dynamic(planned)) + b"".join(field(2, attribute_path(n)) for n in new)
        return answer + number(5, 1)

    def apply(self, request: bytes) -> bytes:
        said = dict(fields(request))
        kind, prior, planned = said[1].decode(), from_dynamic(said[2]), from_dynamic(said[3])
        schema = self._document["resource"][kind]
        try:
            if planned is None:
                self._cloud.delete(kind, prior)
                made = None
            elif prior is None:
                made = self._cloud.create(kind, planned, schema)
            else:
                made = self._cloud.update(kind, prior, planned, schema)
        except Refused as refused:
            return field(1, dynamic(prior)) + field(3, error(str(refused)))
        return field(1, dynamic(made)) + number(4, 1)

    def read(self, request: bytes) -> bytes:
        said = dict(fields(request))
        return field(1, dynamic(self._cloud.read(said[1].decode(), from_dynamic(said[2]))))

    def upgrade(self, request: bytes) -> bytes:
        state = json.loads(dict(fields(dict(fields(request))[3]))[1])
        return field(1, dynamic(state))

    def bring_in(self, request: bytes) -> bytes:
        said = dict(fields(request))
        kind, key = said[1].decode(), said[2].decode()
        found = self._cloud.read(kind, {"id": key})
        if found is None:
            return field(2, error(f"Error 404: there is no {key}"))
        return field(1, field(1, kind.encode()) + field(2, dynamic(found)))

    def look_up(self, request: bytes) -> bytes:
        said = dict(fields(request))
        schema = self._document["data"][said[1].decode()]
        given = from_dynamic(said[2])
        values = dict.fromkeys([*schema["arguments"], *schema["computed"]]) | given
        return field(1, dynamic(values | {"number": self._cloud.project_number}))

    def open(self, request: bytes) -> bytes:
        said = dict(fields(request))
        try:
            opened = self._cloud.open_secret(from_dynamic(said[2]))
        except Refused as refused:
            return field(1, error(str(refused)))
        return field(3, dynamic(opened))


def _filled_in(given: Values, arguments: Mapping[str, Any]) -> Values:
    """The values, and unknown where the provider fills in; what is write-only never returns."""
    planned: Values = dict(given)
    for name, argument in arguments.items():
        value = planned.get(name)
        if name.endswith("_wo"):
            planned[name] = None
        elif value is None and not argument.get("block"):
            if argument.get("computed") or argument.get("readOnly"):
                planned[name] = UNKNOWN
        elif "fields" in argument and isinstance(value, list):
            planned[name] = [
                _filled_in(item, argument["fields"]) if isinstance(item, dict) else item
                for item in value
            ]
    return planned


def _forcing(arguments: Mapping[str, Any], prior: Any, planned: Any) -> list[str]:
    """The arguments whose change forces a new resource."""
    return [
        name
        for name, argument in arguments.items()
        if prior.get(name) != planned.get(name)
        and _forces(argument, prior.get(name), planned.get(name))
    ]


def _forces(argument: Mapping[str, Any], prior: Any, planned: Any) -> bool:
    if "fields" not in argument or not isinstance(prior, list) or not isinstance(planned, list):
        return bool(argument.get("new"))
    # For blocks the flag speaks of their number; what is in them has flags of its own.
    if len(prior) != len(planned) and argument.get("new"):
        return True
    pairs = zip(prior, planned, strict=False)
    return any(_forcing(argument["fields"], before, after) for before, after in pairs)


@cache
def _document(name: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((SCHEMAS / f"{name}.json").read_text(encoding="utf-8"))
    return document


@cache
def _schema_answer(name: str) -> bytes:
    document, ephemeral = _document(name), _document("ephemeral")["ephemeral"]
    configuration = {
        key: {"required": False, "type": kind}
        for key, kind in _PROVIDER_CONFIGURATION[name].items()
    }
    parts = [field(1, _schema({"arguments": configuration, "computed": {}}))]
    for position, kinds in (
        (2, document["resource"]),
        (3, document["data"]),
        (8, ephemeral if name == "google" else {}),
    ):
        parts += [
            field(position, field(1, kind.encode()) + field(2, _schema(schema)))
            for kind, schema in kinds.items()
        ]
    return b"".join(parts)


def _schema(schema: Schema) -> bytes:
    return field(2, _block(schema["arguments"], schema["computed"]))


def _block(arguments: Mapping[str, Any], computed: Mapping[str, str]) -> bytes:
    parts = []
    for name, argument in arguments.items():
        if argument.get("block"):
            nesting = {"list": _LIST, "set": _SET, "struct": _SINGLE}[argument["nesting"]]
            nested = field(1, name.encode()) + field(2, _block(argument["fields"], {}))
            nested += number(3, nesting)
            nested += number(4, int(argument["required"] and nesting != _SINGLE))
            nested += number(5, int(argument["single"] and nesting != _SINGLE))
            parts.append(field(3, nested))
        else:
            read_only = argument.get("readOnly", False)
            parts.append(
                _attribute(
                    name,
                    _type(argument),
                    required=argument["required"],
                    optional=not argument["required"] and not read_only,
                    computed=read_only or argument.get("computed", False),
                    write_only=name.endswith("_wo"),
                )
            )
    parts += [_attribute(name, _named(kind), computed=True) for name, kind in computed.items()]
    return b"".join(parts)


def _attribute(
    name: str,
    kind: Any,
    *,
    required: bool = False,
    optional: bool = False,
    computed: bool = False,
    write_only: bool = False,
) -> bytes:
    attribute = field(1, name.encode()) + field(2, json.dumps(kind).encode())
    attribute += number(4, required) + number(5, optional) + number(6, computed)
    return field(2, attribute + number(10, write_only))


def _type(argument: Mapping[str, Any]) -> Any:
    if "fields" not in argument:
        return _named(argument["type"])
    inner = argument["fields"]
    optional = [name for name, nested in inner.items() if not nested["required"]]
    nested = ["object", {name: _type(field_) for name, field_ in inner.items()}, optional]
    return nested if argument["single"] else [argument["nesting"], nested]


def _named(kind: str) -> Any:
    outer, _, inner = kind.rstrip(")").partition("(")
    # What nothing here reads inside needs no type of its own.
    return [outer, inner] if inner else {"any": "string"}.get(kind, kind)
