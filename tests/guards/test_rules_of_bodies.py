"""What the API document says of a body as a whole, beside what it says of each field."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from infra.local.process import PROJECT_ROOT

_DOCUMENT = PROJECT_ROOT / "docs" / "reference" / "openapi.json"


def rules(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The parts of a schema that speak of its fields once more."""
    for word in ("allOf", "anyOf", "oneOf"):
        for part in schema.get(word, ()):
            yield part
            yield from rules(part)
    for word in ("if", "then", "else"):
        if word in schema:
            yield schema[word]
            yield from rules(schema[word])


def test_a_rule_of_a_body_leaves_the_types_to_its_fields() -> None:
    """Two types of one field are a contradiction to what draws the reference."""
    schemas = json.loads(_DOCUMENT.read_text(encoding="utf-8"))["components"]["schemas"]
    named = [
        (name, field, said)
        for name, schema in schemas.items()
        if "properties" in schema
        for rule in rules(schema)
        for field, said in rule.get("properties", {}).items()
    ]
    assert ("PollVote", "rating") in {(name, field) for name, field, _ in named}
    assert [each for each in named if "type" in each[2]] == []
