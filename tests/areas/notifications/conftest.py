from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.fakes.push_services import PushFakes
from tests.support.api import Api


@pytest.fixture(scope="module")
def pushing(served: Api) -> Iterator[PushFakes]:
    """The API with services that take its pushes; tests take ``fakes``."""
    with PushFakes().running() as fakes, served.environment(**fakes.environment):
        yield fakes


@pytest.fixture
def fakes(pushing: PushFakes) -> PushFakes:
    """The services of pushes, which have seen none."""
    pushing.forget()
    return pushing
