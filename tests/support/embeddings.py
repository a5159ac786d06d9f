"""A real model for vectors, where one is installed."""

from __future__ import annotations

import os

import pytest

from infra.embeddings import local


def require_model() -> None:
    """Skip the test where no model is installed, or fail it where one has to be."""
    if local.version() is None:
        reason = "no model for vectors: make embeddings"
        if os.environ.get("REQUIRE_EMBEDDINGS") == "1":
            pytest.fail(f"REQUIRE_EMBEDDINGS=1, and {reason}")
        pytest.skip(reason)
