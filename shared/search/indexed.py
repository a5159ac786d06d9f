"""Things and questions as a search server is given them: words and pairs of syllables as tokens.

No tokeniser of a server knows where Khmer words end; so it gets what Postgres gets, joined by
blanks, and both find the same.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from shared.search.pieces import grams, sequences
from shared.search.query import Question


@dataclass(frozen=True, slots=True)
class Document:
    """A thing as it is found: its texts by weight, whose it is, and who may find it."""

    id: UUID
    audiences: Sequence[str]
    happened_at: datetime
    title: str = ""
    names: str = ""
    body: str = ""
    owner_id: UUID | None = None
    facet: str | None = None
    tags: Sequence[str] = ()
    popularity: int = 0
    shown: bool = True


FIELDS: Sequence[dict[str, Any]] = (
    {"name": "tenantId", "type": "string", "facet": True},
    {"name": "audiences", "type": "string[]", "facet": True},
    {"name": "ownerId", "type": "string", "facet": True},
    {"name": "facet", "type": "string", "facet": True},
    {"name": "tags", "type": "string[]", "facet": True},
    {"name": "title", "type": "string"},
    {"name": "names", "type": "string"},
    {"name": "body", "type": "string"},
    {"name": "createdAt", "type": "int64"},
    {"name": "popularity", "type": "int32"},
    {"name": "version", "type": "string", "index": False, "optional": True},
)
"""The schema of every collection."""

SEARCHED = "title,names,body"
NOBODY = "-"


def schema_digest() -> str:
    """Eight letters that change with the schema or with how texts are taken apart."""
    said = json.dumps([*FIELDS, "tokens 1"])
    return hashlib.blake2b(said.encode(), digest_size=4).hexdigest()


def as_indexed(tenant_id: UUID, thing: Document) -> dict[str, Any]:
    """A thing as the server keeps it; ``version`` changes with anything in it."""
    found: dict[str, Any] = {
        "id": str(thing.id),
        "tenantId": str(tenant_id),
        "audiences": [audience_key(one) for one in thing.audiences] if thing.shown else [],
        "ownerId": str(thing.owner_id) if thing.owner_id and thing.shown else NOBODY,
        "facet": thing.facet or NOBODY,
        "tags": list(thing.tags),
        "title": " ".join(tokens(thing.title)),
        "names": " ".join(tokens(thing.names)),
        "body": " ".join(tokens(thing.body)),
        "createdAt": int(thing.happened_at.timestamp()),
        "popularity": thing.popularity,
    }
    said = json.dumps(found, sort_keys=True)
    found["version"] = hashlib.blake2b(said.encode(), digest_size=8).hexdigest()
    return found


def audience_key(audience: str) -> str:
    """An audience as it may stand in a filter of the server."""
    return audience.replace(":", "-")


def tokens(text: str) -> Iterator[str]:
    """Words, and each syllable with the next."""
    for sequence in sequences(text):
        if sequence[0].khmer:
            yield from (gram.replace("_", "") for gram in grams(sequence))
        else:
            yield sequence[0].text


def asked(question: Question) -> str:
    """A question as tokens; the last syllable of a run is in the pair before it."""
    found = list[str]()
    for part in question.parts:
        if not part.khmer:
            found.append(part.word)
            continue
        pairs = grams(list(part.pieces))
        found += [pair.replace("_", "") for pair in pairs[:-1] or pairs]
    return " ".join(found)
