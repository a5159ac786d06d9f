from __future__ import annotations

from collections.abc import Iterator

import pytest

from infra.build.python_client import build
from tests.support.virtual_time import VirtualLoop

build()


@pytest.fixture
def loop() -> Iterator[VirtualLoop]:
    loop = VirtualLoop()
    yield loop
    loop.shut()
