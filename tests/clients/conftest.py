from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import keyring
import pytest
from keyring.backends.fail import Keyring as NoKeyring

from infra.build.python_client import build
from tests.support.virtual_time import VirtualLoop

if TYPE_CHECKING:
    from typer.testing import Result

    from tests.support.stack import Stack

build()


@pytest.fixture
def loop() -> Iterator[VirtualLoop]:
    loop = VirtualLoop()
    yield loop
    loop.shut()


@pytest.fixture
def home(no_keyring: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of nobody, with no keyring."""
    del no_keyring
    for name in ("STUNITY_URL", "STUNITY_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    return tmp_path / "stunity"


@pytest.fixture
def no_keyring() -> Iterator[None]:
    before = keyring.get_keyring()
    keyring.set_keyring(NoKeyring())  # type: ignore[no-untyped-call]
    yield
    keyring.set_keyring(before)


@pytest.fixture
def teacher(stack: Stack, home: Path) -> Callable[..., Result]:
    from tests.clients.command import run, sign_in

    assert sign_in(stack, "teacher").exit_code == 0
    assert home.is_dir()
    return run
