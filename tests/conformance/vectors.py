"""The conformance vectors, which the SDK's tests read as well."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
VECTORS: dict[str, list[dict[str, Any]]] = json.loads(
    (HERE / "vectors.json").read_text(encoding="utf-8")
)


def chunks_of(vector: dict[str, Any]) -> list[bytes]:
    """The bytes of a wire vector, in the pieces in which they come."""
    return [
        chunk.encode() if isinstance(chunk, str) else bytes.fromhex(chunk["hex"])
        for chunk in vector["chunks"]
    ]
