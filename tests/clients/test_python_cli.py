"""The command line against the running product."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyring
from keyring.errors import PasswordDeleteError
from typer.testing import CliRunner, Result
from typing_extensions import override

from infra.local.process import PROJECT_ROOT
from stunity.cli.app import app
from tests.support.stack import Stack

PASSWORD = "stunity-demo"
NOBODY = "http://127.0.0.1:9"


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


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of nobody, with no keyring."""
    for name in ("STUNITY_URL", "STUNITY_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    return tmp_path / "stunity"


@pytest.fixture(autouse=True)
def no_keyring() -> Iterator[None]:
    before = keyring.get_keyring()
    keyring.set_keyring(NoKeyring())  # type: ignore[no-untyped-call]
    yield
    keyring.set_keyring(before)


def run(*arguments: str, said: str | None = None) -> Result:
    return CliRunner().invoke(app, [*arguments], input=said)


def sign_in(stack: Stack, name: str) -> Result:
    who = f"{name}@demo.school"
    arguments = ("--url", stack.app_url, "sign-in", "--email", who, "--password-stdin")
    return run(*arguments, said=PASSWORD + "\n")


@pytest.fixture
def teacher(stack: Stack, home: Path) -> Callable[..., Result]:
    assert sign_in(stack, "teacher").exit_code == 0
    assert home.is_dir()
    return run


def answer(result: Result) -> Any:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def lines(result: Result) -> list[Any]:
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_a_session_lasts_from_one_command_to_the_next(teacher: Callable[..., Result]) -> None:
    assert answer(teacher("--json", "whoami"))["email"] == "teacher@demo.school"
    assert "teacher@demo.school" in teacher("whoami").stdout


def test_without_a_keyring_the_session_is_in_a_file_of_its_owner(stack: Stack, home: Path) -> None:
    told = sign_in(stack, "student")

    assert "there is no keyring here" in told.stderr
    assert stat.S_IMODE((home / "sessions.json").stat().st_mode) == 0o600


def test_secrets_are_in_the_keyring_where_there_is_one(stack: Stack, home: Path) -> None:
    backend = MemoryKeyring()
    keyring.set_keyring(backend)
    sign_in(stack, "student")

    assert [user for _, user in backend.kept] == [stack.app_url]
    assert not (home / "sessions.json").exists()
    assert answer(run("--json", "whoami"))["email"] == "student@demo.school"
    assert run("sign-out").exit_code == 0
    assert not backend.kept
    assert run("whoami").exit_code == 3


def test_exit_codes_say_what_went_wrong(
    teacher: Callable[..., Result], stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert teacher("boards", "questions", "01890a5d-ac96-774b-bcce-b302099a8057").exit_code == 1
    assert teacher("boards", "ask", "no-id", "What?").exit_code == 2
    assert teacher("nothing").exit_code == 2
    assert teacher("--url", "http://127.0.0.1:1", "whoami").exit_code == 3
    monkeypatch.setenv("STUNITY_API_KEY", "stk_none")
    monkeypatch.setattr("stunity.calls.time.sleep", lambda _: None)
    assert teacher("--url", NOBODY, "whoami").exit_code == 4
    refused = teacher("--url", stack.app_url, "whoami")
    assert refused.exit_code == 1
    assert "unauthenticated" in refused.stderr


def test_what_was_written_is_on_the_board(teacher: Callable[..., Result]) -> None:
    boards = lines(teacher("--json", "boards", "list"))
    board = next(one for one in boards if one["status"] == "OPEN")["id"]

    asked = answer(teacher("--json", "boards", "ask", board, "From the [bold] command line?"))
    answered = answer(teacher("--json", "boards", "answer", asked["id"], "Yes."))

    assert answered["responseText"] == "Yes."
    table = teacher("boards", "questions", board, "--sort", "new")
    assert "[bold]" in table.stdout


def test_a_post_is_read_from_standard_input(teacher: Callable[..., Result]) -> None:
    made = answer(teacher("--json", "post", "-", said="two\nlines\n"))
    assert made["content"] == "two\nlines"


def test_an_administrator_sees_members_codes_flags_and_health(stack: Stack, home: Path) -> None:
    assert home.parent.is_dir()
    sign_in(stack, "admin")
    (found,) = lines(run("--json", "admin", "members", "--search", "student@demo"))
    assert found["role"] == "STUDENT"
    codes = lines(run("--json", "admin", "claim-codes", "TEACHER", "--count", "2"))
    assert len({one["code"] for one in codes}) == 2
    assert answer(run("--json", "admin", "set-flag", "live.guests", "off"))["onForSchool"] is False
    assert "live.guests is on" in run("admin", "set-flag", "live.guests", "default").stdout
    assert run("admin", "set-flag", "no.flag", "on").exit_code == 2
    health = answer(run("--json", "admin", "health"))
    assert {part["name"]: part["status"] for part in health["parts"]}["postgres"] == "ok"


def test_a_pupil_may_not_run_the_school(stack: Stack, home: Path) -> None:
    assert home.parent.is_dir()
    sign_in(stack, "student")
    refused = run("admin", "members")
    assert (refused.exit_code, "forbidden" in refused.stderr) == (1, True)


def test_tail_prints_events_as_they_happen(teacher: Callable[..., Result], home: Path) -> None:
    environment = {
        **os.environ,
        "PYTHONPATH": str(PROJECT_ROOT / "clients/python/src"),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        "XDG_CONFIG_HOME": str(home.parent),
    }
    command = [sys.executable, "-m", "stunity.cli", "--json", "tail", "post:created"]
    with subprocess.Popen(  # noqa: S603 - our own module
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        assert process.stdout is not None
        while "connected" not in (said := process.stderr.readline()):
            assert said, "it ended before it was connected"
        made = answer(teacher("--json", "post", "for whoever listens"))
        event = json.loads(process.stdout.readline())
        process.send_signal(signal.SIGINT)
        try:
            process.wait(60)
        finally:
            process.kill()  # a shell's background jobs are started deaf to the signal

    assert (event["type"], event["data"]["postId"]) == ("post:created", made["id"])
    assert "." in event["cursor"]
    assert process.returncode == 0


def test_help_and_completion_need_no_server(home: Path) -> None:
    assert home.parent.is_dir()
    assert "Exit codes" in run("--help").stdout
    for command in ("tail", "post", "sign-in", "boards", "admin"):
        assert command in run("--help").stdout
    assert "--show-completion" in run("--help").stdout
