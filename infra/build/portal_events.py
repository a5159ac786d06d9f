"""A page of the developers' portal for each family of events: what, for whom, schema and sample.

Derived when the portal is built, from the committed schemas and the committed list of events.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from pathlib import Path
from typing import Any

Schema = dict[str, Any]
_ID = "01890a5d-ac96-774b-bcce-b302099a8057"
# Schemas write decimals as text, without a pattern.
_DECIMALS = {"Score": "8.5", "Maxscore": "10"}
_TEXTS = ("text", "8.5", "2026-11")
_FORMATS = {
    "uuid": _ID,
    "date-time": "2026-11-29T08:00:00Z",
    "date": "2026-11-29",
    "email": "dara@example.org",
    "uri": "https://example.org/",
}


def pages(schemas: Path, listed: Path) -> dict[str, str]:
    """Pages by file name; ``listed`` is the manifest of events, ``schemas`` the golden files."""
    families: dict[str, list[str]] = defaultdict(list)
    for event in json.loads(listed.read_text(encoding="utf-8"))["events"]:
        name = f"{event['type'].replace(':', '.')}.v{event['version']}.json"
        schema = json.loads((schemas / name).read_text(encoding="utf-8"))
        families[event["type"].partition(":")[0]].append(_section(event, schema))
    return {
        f"{family}.md": "\n\n".join([f"# Events `{family}:*`", *sections, ""])
        for family, sections in sorted(families.items())
    }


def _section(event: Schema, schema: Schema) -> str:
    kind = event["type"]
    audience = ", ".join(f"`{part}`" for part in event["audience"]) or "the connection itself"
    kept = "durable: kept and replayed" if event["durable"] else "ephemeral: never replayed"
    old = f"`{event['legacyType']}`" if event["legacyType"] else "none"
    return "\n".join(
        [
            f"## {kind} {{ #{kind.replace(':', '-')} }}",
            "",
            schema.get("description", "").replace("``", "`"),
            "",
            f"Version {event['version']}, {kept}. Told on {audience}. Old name: {old}.",
            "",
            '=== "Sample of `data`"',
            "",
            _block(sample(schema, schema)),
            "",
            '=== "Schema"',
            "",
            _block(schema),
        ]
    )


def _block(value: Any) -> str:
    lines = json.dumps(value, indent=2, ensure_ascii=False).splitlines()
    return "\n".join(["    ```json", *(f"    {line}" for line in lines), "    ```"])


def sample(schema: Schema, whole: Schema) -> Any:
    """A value that the schema allows. ``whole`` holds its definitions."""
    if "$ref" in schema:
        return sample(whole["$defs"][schema["$ref"].rpartition("/")[2]], whole)
    for given in ("const", "default"):
        if schema.get(given) is not None:
            return schema[given]
    for choices in ("examples", "enum"):
        if schema.get(choices):
            return schema[choices][0]
    for several in ("anyOf", "oneOf", "allOf"):
        if several in schema:
            return sample({"title": schema.get("title", ""), **schema[several][0]}, whole)
    return _of_type(schema, whole)


def _of_type(schema: Schema, whole: Schema) -> Any:
    match schema.get("type"):
        case "object":
            return _object(schema, whole)
        case "array":
            items = schema.get("prefixItems") or [schema.get("items", {})] * max(
                1, schema.get("minItems", 1)
            )
            return [sample(item, whole) for item in items]
        case "integer" | "number":
            return max(schema.get("minimum", 1), schema.get("exclusiveMinimum", 0) + 1)
        case "boolean":
            return True
        case "string":
            fitting = (text for text in _TEXTS if re.search(schema.get("pattern", ""), text))
            known = _FORMATS.get(schema.get("format", "")) or _DECIMALS.get(schema.get("title", ""))
            return known or next(fitting, "text")
    return None


def _object(schema: Schema, whole: Schema) -> Schema:
    named = {name: sample(field, whole) for name, field in schema.get("properties", {}).items()}
    others = schema.get("additionalProperties")
    if not named and isinstance(others, dict):
        key = sample(schema.get("propertyNames", {"const": "name"}), whole)
        return {key: sample(others, whole)}
    return named
