"""The command line as tests call it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError
from typer.testing import CliRunner, Result
from typing_extensions import override

from infra.local.process import PROJECT_ROOT
from stunity.cli.app import app
from tests.support.stack import Stack

PASSWORD = "stunity-demo"


class MemoryKeyring(KeyringBackend):
    """A keyring, as a desktop has one."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.kept: dict[tuple[str, str], str] = {}

    @override
    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    @override
    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    @override
    def delete_password(self, service: str, username: str) -> None:
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError(username)


def run(*arguments: str, said: str | None = None) -> Result:
    return CliRunner().invoke(app, [*arguments], input=said)


def sign_in(stack: Stack, name: str) -> Result:
    who = f"{name}@demo.school"
    arguments = ("--url", stack.app_url, "sign-in", "--email", who, "--password-stdin")
    return run(*arguments, said=PASSWORD + "\n")


def answer(result: Result) -> Any:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def lines(result: Result) -> list[Any]:
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def started(home: Path, *arguments: str) -> subprocess.Popen[str]:
    """The command as a process of its own, with who signed in to ``home``."""
    command = [sys.executable, "-m", "stunity.cli", *arguments]
    pipe = subprocess.PIPE
    return subprocess.Popen(  # noqa: S603 - our own module
        command,
        env=_environment(home),
        stdin=pipe,
        stdout=pipe,
        stderr=pipe,
        text=True,
        preexec_fn=_hear_interrupts,  # noqa: PLW1509 - one system call, no lock
    )


def _hear_interrupts() -> None:
    """A shell's background jobs are deaf to Ctrl-C, and whatever they start."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def out_of(home: Path, *arguments: str) -> str:
    """What a process of Python prints, with the client on its path."""
    command = [sys.executable, *arguments]
    done = subprocess.run(  # noqa: S603 - our own code
        command, env=_environment(home), stdout=subprocess.PIPE, text=True, check=True
    )
    return done.stdout


def _environment(home: Path) -> dict[str, str]:
    return {
        **os.environ,
        "PYTHONPATH": str(PROJECT_ROOT / "clients/python/src"),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        "XDG_CONFIG_HOME": str(home.parent),
    }
