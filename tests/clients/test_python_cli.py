"""The command line against the running product."""

from __future__ import annotations

import json
import re
import signal
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import keyring
import pytest
from typer.testing import Result

from stunity import Stunity
from stunity.api.models.identity import DeviceSignInDecide
from tests.clients.command import (
    PASSWORD,
    MemoryKeyring,
    answer,
    lines,
    out_of,
    run,
    sign_in,
    started,
)
from tests.support.stack import Stack

NOBODY = "http://127.0.0.1:9"


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


def test_somebody_lets_the_command_in_by_a_code(
    stack: Stack, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No password comes near the terminal; the session is a device that can be signed out."""
    decision: Literal["APPROVED", "DENIED"] = "APPROVED"
    shown: list[str] = []

    def decide(_: float) -> None:
        code = re.findall(r"\b[0-9A-Z]{5}-[0-9A-Z]{5}\b", shown[-1])[0]
        request = DeviceSignInDecide(user_code=code, decision=decision)
        seen = teacher.api.identity.auth_device_decide(request)
        assert (seen.program, seen.same_address) == ("stunity", True)

    monkeypatch.setattr("stunity.cli.people.notice", shown.append)
    monkeypatch.setattr("stunity.devices.time.sleep", decide)
    with Stunity(stack.app_url) as teacher:
        teacher.sign_in("teacher@demo.school", PASSWORD)
        let_in = answer(run("--url", stack.app_url, "--json", "sign-in"))
        assert let_in["email"] == "teacher@demo.school"
        assert answer(run("--json", "whoami"))["id"] == let_in["id"]
        found = teacher.api.identity.auth_sessions_list().data
        mine = next(one for one in found if (one.user_agent or "").startswith("stunity-cli/"))
        teacher.api.identity.auth_sessions_revoke(mine.id)
        assert run("whoami").exit_code == 3

        decision = "DENIED"
        refused = run("--url", stack.app_url, "sign-in")
        assert (refused.exit_code, "access_denied" in refused.stderr) == (1, True)
    assert home.is_dir()
    assert run("sign-in", "--tenant", "demo").exit_code == 2


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


def test_members_and_codes_are_let_in_and_kept_out(stack: Stack, home: Path) -> None:
    assert home.parent.is_dir()
    sign_in(stack, "admin")
    (veasna,) = lines(run("--json", "admin", "members", "--search", "veasna@demo"))
    who = veasna["userId"]

    shut = answer(run("--json", "admin", "suspend", who, "A test", "--days", "1"))
    assert shut["status"] == "SUSPENDED"
    assert answer(run("--json", "admin", "unsuspend", who))["status"] == "ACTIVE"
    assert run("--json", "admin", "remove-member", who).exit_code == 5
    assert run("admin", "remove-member", who, said="n\n").exit_code == 5
    run("admin", "claim-codes", "STAFF")
    code = lines(run("--json", "admin", "codes", "--status", "ACTIVE", "--limit", "1"))[0]
    assert run("admin", "revoke-code", code["id"]).exit_code == 0
    assert code["id"] in run("admin", "codes", "--status", "REVOKED").stdout


def test_an_operator_sees_the_jobs(stack: Stack, home: Path) -> None:
    assert home.parent.is_dir()
    sign_in(stack, "operator")
    found = run("--json", "admin", "jobs")
    jobs = [json.loads(line) for line in found.stdout.splitlines()]
    assert {"name", "schedule", "status"} <= set(jobs[0])
    bad = any(job["status"] in {"failing", "stale"} for job in jobs)
    assert found.exit_code == int(bad)


def test_a_pupil_may_not_run_the_school(stack: Stack, home: Path) -> None:
    assert home.parent.is_dir()
    sign_in(stack, "student")
    refused = run("admin", "members")
    assert (refused.exit_code, "forbidden" in refused.stderr) == (1, True)


def test_tail_prints_events_as_they_happen(teacher: Callable[..., Result], home: Path) -> None:
    with started(home, "--json", "tail", "post:created") as process:
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
            process.kill()

    assert (event["type"], event["data"]["postId"]) == ("post:created", made["id"])
    assert "." in event["cursor"]
    assert process.returncode == 0


def test_help_and_completion_need_no_server(home: Path) -> None:
    assert home.parent.is_dir()
    assert "Exit codes" in run("--help").stdout
    for command in ("tail", "post", "sign-in", "boards", "live", "import", "export", "admin"):
        assert command in run("--help").stdout
    assert "--show-completion" in run("--help").stdout


def test_the_command_waits_for_nothing_that_it_does_not_need_yet(home: Path) -> None:
    slow = "{'asyncio', 'httpx', 'keyring', 'pydantic', 'rich', 'stunity.client'}"
    code = f"import stunity.cli.app, sys; print(sorted({slow} & set(sys.modules)))"
    assert out_of(home, "-c", code) == "[]\n"
