"""The web app's own checks: its types and its unit tests, run by Node."""

from __future__ import annotations

import pytest

from infra.build import web_app


@pytest.mark.parametrize("task", ["check", "test"])
def test_the_app_passes(task: str) -> None:
    web_app.run(task)
