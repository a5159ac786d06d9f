"""Providers without a cloud: they serve the committed schemas to the real terraform.

With them `terraform validate`, `plan` and `test` run on a machine that has no provider plugins and
no network. Terraform finds them through TF_REATTACH_PROVIDERS, so nothing is installed. Its plugin
protocol is gRPC with values in msgpack; the few messages needed are encoded here by hand.

A plan is the configuration, and unknown what a provider would fill in.
"""

from __future__ import annotations

import json
import os
import struct
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import grpc

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
_NULL, _UNKNOWN = b"\xc0", b"\xd4\x00\x00"
_DATA = {"google_project": {"number": "123456789012", "project_id": "stunity-test-example"}}
OWNER_URL = "postgresql://owner:a-long-password@postgres.stunity.internal:5432/stunity"


@contextmanager
def serving() -> Iterator[dict[str, str]]:
    """Serve all providers; yields the environment in which to run terraform."""
    servers, attached = [], {}
    for name in _PROVIDER_CONFIGURATION:
        server = _GRPC.server(ThreadPoolExecutor(max_workers=16))
        server.add_generic_rpc_handlers((_handler(name),))
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


def _handler(name: str) -> Any:
    answer, document = _schema_answer(name), _document(name)
    methods: dict[str, Any] = dict.fromkeys(_SILENT, lambda _request, _context: b"")
    methods["GetSchema"] = lambda _request, _context: answer
    # The request's only field and the response's first one are the same configuration.
    methods["PrepareProviderConfig"] = lambda request, _context: request
    methods["OpenEphemeralResource"] = lambda _request, _context: _opened_secret()
    methods["PlanResourceChange"] = lambda request, _context: _planned(request, document)
    methods["ReadDataSource"] = lambda request, _context: _read(request, document)
    return _GRPC.method_handlers_generic_handler(
        _SERVICE,
        {method: _GRPC.unary_unary_rpc_method_handler(call) for method, call in methods.items()},
    )


def _document(name: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((SCHEMAS / f"{name}.json").read_text(encoding="utf-8"))
    return document


def _schema_answer(name: str) -> bytes:
    document, ephemeral = _document(name), _document("ephemeral")["ephemeral"]
    configuration = {
        key: {"required": False, "type": kind}
        for key, kind in _PROVIDER_CONFIGURATION[name].items()
    }
    parts = [_field(1, _schema({"arguments": configuration, "computed": {}}))]
    for number, kinds in (
        (2, document["resource"]),
        (3, document["data"]),
        (8, ephemeral if name == "google" else {}),
    ):
        parts += [
            _field(number, _field(1, kind.encode()) + _field(2, _schema(schema)))
            for kind, schema in kinds.items()
        ]
    return b"".join(parts)


def _schema(schema: Schema) -> bytes:
    return _field(2, _block(schema["arguments"], schema["computed"]))


def _block(arguments: Mapping[str, Any], computed: Mapping[str, str]) -> bytes:
    encoded = []
    for name, field in arguments.items():
        if field.get("block"):
            nesting = {"list": _LIST, "set": _SET, "struct": _SINGLE}[field["nesting"]]
            nested = _field(1, name.encode()) + _field(2, _block(field["fields"], {}))
            nested += _number(3, nesting)
            nested += _number(4, int(field["required"] and nesting != _SINGLE))
            nested += _number(5, int(field["single"] and nesting != _SINGLE))
            encoded.append(_field(3, nested))
        else:
            encoded.append(
                _attribute(
                    name,
                    _type(field),
                    required=field["required"],
                    optional=not field["required"],
                    write_only=name.endswith("_wo"),
                )
            )
    encoded += [_attribute(name, _named(kind), computed=True) for name, kind in computed.items()]
    return b"".join(encoded)


def _attribute(
    name: str,
    kind: Any,
    *,
    required: bool = False,
    optional: bool = False,
    computed: bool = False,
    write_only: bool = False,
) -> bytes:
    encoded = _field(1, name.encode()) + _field(2, json.dumps(kind).encode())
    encoded += _number(4, required) + _number(5, optional) + _number(6, computed)
    return _field(2, encoded + _number(10, write_only))


def _type(field: Mapping[str, Any]) -> Any:
    if "fields" not in field:
        return _named(field["type"])
    fields = field["fields"]
    optional = [name for name, nested in fields.items() if not nested["required"]]
    nested = ["object", {name: _type(inner) for name, inner in fields.items()}, optional]
    return nested if field["single"] else [field["nesting"], nested]


def _named(kind: str) -> Any:
    outer, _, inner = kind.rstrip(")").partition("(")
    return [outer, inner] if inner else {"any": "dynamic"}.get(kind, kind)


def _planned(request: bytes, document: Schema) -> bytes:
    fields = dict(_fields(request))
    proposed = dict(_fields(fields[3])).get(1, _NULL)
    if proposed != _NULL:
        kind = fields[1].decode()
        proposed = _filled_in(proposed, document["resource"][kind]["computed"], kind)
    return _field(1, _field(1, proposed)) + _number(5, 1)


def _read(request: bytes, document: Schema) -> bytes:
    kind = dict(_fields(request))[1].decode()
    schema = document["data"][kind]
    values = dict.fromkeys([*schema["arguments"], *schema["computed"]])
    return _field(1, _field(1, _msgpack(values | _DATA[kind])))


def _filled_in(value: bytes, computed: Mapping[str, str], kind: str) -> bytes:
    """The object with what the provider knows at once, and else unknown where it would fill in."""
    size, at = _map_header(value)
    entries: dict[str, bytes] = {}
    for _ in range(size):
        key_end = _end(value, at)
        end = _end(value, key_end)
        entries[_text(value[at:key_end])], at = value[key_end:end], end
    known = _account(entries) if kind == "google_service_account" else {}
    encoded = struct.pack(">BH", 0xDE, size)
    for name, content in entries.items():
        if name.endswith("_wo"):
            given = _NULL  # taken, and never given back
        elif content == _NULL and name in computed:
            given = known.get(name, _UNKNOWN)
        else:
            given = content
        encoded += _msgpack_text(name) + given
    return encoded


def _account(entries: Mapping[str, bytes]) -> dict[str, bytes]:
    account, project = _text(entries["account_id"]), _text(entries["project"])
    email = f"{account}@{project}.iam.gserviceaccount.com"
    return {
        "email": _msgpack_text(email),
        "member": _msgpack_text(f"serviceAccount:{email}"),
        "name": _msgpack_text(f"projects/{project}/serviceAccounts/{email}"),
    }


def _text(value: bytes) -> str:
    """A short msgpack string."""
    return value[{0xD9: 2, 0xDA: 3}.get(value[0], 1) :].decode()


def _map_header(value: bytes) -> tuple[int, int]:
    if 0x80 <= value[0] <= 0x8F:
        return value[0] & 0x0F, 1
    assert value[0] == 0xDE, "objects of this size only"
    return int.from_bytes(value[1:3]), 3


# By first byte: how many bytes follow it, or in how many bytes their number is written.
_FIXED = {0xC0: 0, 0xC2: 0, 0xC3: 0, 0xCA: 4, 0xCB: 8, 0xCC: 1, 0xCD: 2, 0xCE: 4, 0xCF: 8}
_FIXED |= {0xD0: 1, 0xD1: 2, 0xD2: 4, 0xD3: 8, 0xD4: 2, 0xD5: 3, 0xD6: 5, 0xD7: 9, 0xD8: 17}
_SIZED = {0xC4: 1, 0xC5: 2, 0xC6: 4, 0xD9: 1, 0xDA: 2, 0xDB: 4}
_EXTENSION = {0xC7: 1, 0xC8: 2, 0xC9: 4}
_ARRAYS = {0xDC: 2, 0xDD: 4}
_MAPS = {0xDE: 2, 0xDF: 4}


def _end(value: bytes, at: int) -> int:
    """Where the msgpack value that begins at a place ends."""
    first, at = value[at], at + 1
    if first < 0x80 or first >= 0xE0:
        return at
    if first in _FIXED:
        return at + _FIXED[first]
    if 0xA0 <= first <= 0xBF:
        return at + (first & 0x1F)
    width = {**_SIZED, **_EXTENSION}.get(first)
    if width is not None:
        return at + width + int.from_bytes(value[at : at + width]) + (first in _EXTENSION)
    if first <= 0x9F:
        count = (first & 0x0F) * (2 if first <= 0x8F else 1)
    else:
        width = {**_ARRAYS, **_MAPS}[first]
        count = int.from_bytes(value[at : at + width]) * (2 if first in _MAPS else 1)
        at += width
    for _ in range(count):
        at = _end(value, at)
    return at


def _fields(message: bytes) -> Iterator[tuple[int, bytes]]:
    """The length-delimited fields of a protobuf message; numbers are passed over."""
    at = 0
    while at < len(message):
        tag, at = _read_varint(message, at)
        size, at = _read_varint(message, at)
        if tag & 7 == 2:
            yield tag >> 3, message[at : at + size]
            at += size


def _read_varint(message: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte, at = message[at], at + 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7


def _opened_secret() -> bytes:
    values: dict[str, str | bool | None] = {
        "create_time": "2026-01-01T00:00:00Z",
        "destroy_time": None,
        "enabled": True,
        "is_secret_data_base64": None,
        "name": "projects/1/secrets/database-owner-url/versions/1",
        "project": "stunity-test-example",
        "secret": "database-owner-url",
        "secret_data": OWNER_URL,
        "version": "latest",
    }
    return _field(3, _field(1, _msgpack(values)))


def _msgpack(values: Mapping[str, str | bool | None]) -> bytes:
    encoded = struct.pack(">BH", 0xDE, len(values))
    for key, value in values.items():
        encoded += _msgpack_text(key)
        if isinstance(value, str):
            encoded += _msgpack_text(value)
        else:
            encoded += {None: _NULL, False: b"\xc2", True: b"\xc3"}[value]
    return encoded


def _msgpack_text(text: str) -> bytes:
    raw = text.encode()
    return struct.pack(">BH", 0xDA, len(raw)) + raw


def _field(number: int, content: bytes) -> bytes:
    return _varint(number << 3 | 2) + _varint(len(content)) + content


def _number(number: int, value: int) -> bytes:
    return _varint(number << 3) + _varint(int(value)) if value else b""


def _varint(value: int) -> bytes:
    encoded = bytearray()
    while value > 0x7F:
        encoded.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*encoded, value])
