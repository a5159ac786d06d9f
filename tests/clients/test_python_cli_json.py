"""What scripts rely on: every answer as JSON, exit codes that are written down, completion."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import typer.main
from typer.testing import CliRunner, Result

from infra.local.process import PROJECT_ROOT
from stunity import Stunity
from stunity.cli import output
from stunity.cli.app import app, main
from tests.clients.command import PASSWORD, lines, run, sign_in
from tests.support.stack import Stack

CLIENT = PROJECT_ROOT / "clients/python"
COMMANDS = CLIENT / "src/stunity/cli"

# What writes to standard output besides stunity.cli.output, and why it is JSON where it must.
REVIEWED = {
    "admin.health",  # both forms, side by side
    "exporting._target",  # the table itself, whose rows were made for either form
    "hosting.show",  # a screen for each form
    "hosting._drawing",  # asks whether somebody looks
    "importing._show_plan",  # called where nobody wants JSON
}
ELSEWHERE = {
    "sign-in", "whoami", "post", "tail", "boards list", "boards ask", "boards answer",
    "live host", "live resume", "import pupils", "import resume", "import gradebook",
    "export pupils", "export game", "export my-data", "admin members", "admin suspend",
    "admin unsuspend", "admin claim-codes", "admin codes", "admin set-flag", "admin jobs",
    "admin health", "admin remove-member",
}  # fmt: skip
"""Commands whose JSON the tests beside this one read."""


def leaves(command: object, *path: str) -> Iterator[str]:
    below: dict[str, object] | None = getattr(command, "commands", None)
    if below is None:
        yield " ".join(path)
    for name, found in (below or {}).items():
        yield from leaves(found, *path, name)


def writers() -> Iterator[str]:
    """The functions of commands that write to standard output by themselves."""
    for module in COMMANDS.glob("*.py"):
        if module.stem == "output":
            continue
        for found in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(found, ast.FunctionDef | ast.AsyncFunctionDef):
                text = ast.unparse(found)
                if re.search(r"sys\.stdout|\bprint\((?!.*file=sys\.stderr)", text):
                    yield f"{module.stem}.{found.name}"


def test_answers_leave_by_one_door_which_knows_both_forms() -> None:
    assert set(writers()) == REVIEWED


def test_every_command_answers_in_json(
    stack: Stack, home: Path, tmp_path: Path, teacher: Callable[..., Result]
) -> None:
    assert home.is_dir()
    with Stunity(stack.app_url) as admin:
        admin.sign_in("admin@demo.school", PASSWORD)
        board = str(admin.api.boards.boards_list().data[0].id)
        school_class = str(admin.api.school.classes_list().data[0].id)
        course = str(admin.api.learning.courses_list().data[0].id)
        pupil = admin.api.tenants.members_list(q="veasna@demo").data[0]
    tried = {
        f"boards questions {board}",
        f"export board {board}",
        f"live template {tmp_path / 'questions.xlsx'}",
    }
    for arguments in tried:
        lines(teacher("--json", *arguments.split()))
    assert sign_in(stack, "admin").exit_code == 0
    code = lines(run("--json", "admin", "codes", "--status", "ACTIVE", "--limit", "1"))
    if not code:
        run("admin", "claim-codes", "STAFF")
        code = lines(run("--json", "admin", "codes", "--status", "ACTIVE", "--limit", "1"))
    office = {
        f"export class-roster {school_class}",
        f"export course-roster {course}",
        f"export gradebook {course}",
        "export claim-codes",
        "export audit-log",
        "import list",
        "import template --language km",
        f"admin set-role {pupil.user_id} {pupil.role}",
        f"admin revoke-code {code[0]['id']}",
        "admin flags",
    }
    for arguments in sorted(office):
        lines(run("--json", *arguments.split()))
    assert lines(run("--json", "sign-out")) == [{"signedOut": stack.app_url}]
    known = {*leaves(typer.main.get_command(app))}
    named = {" ".join(one.split()[:2]) for one in tried | office} | {"sign-out"} | ELSEWHERE
    assert named == known


def test_exit_codes_are_written_down_where_people_look() -> None:
    codes = {
        value: name
        for name, value in vars(output).items()
        if name.isupper() and not name.startswith("_") and type(value) is int
    }
    assert sorted(codes) == [0, 1, 2, 3, 4, 5]
    helped = CliRunner().invoke(app, ["--help"], env={"COLUMNS": "400"}).stdout
    readme = (CLIENT / "README.md").read_text(encoding="utf-8")
    for text in (helped, readme):
        listed = " ".join(text.split()).partition("xit codes: ")[2]
        told = re.findall(r"\b([0-9]) [a-z]", listed.partition(". ")[0])
        assert [int(one) for one in told] == sorted(codes)


def test_a_file_that_cannot_be_written_is_no_refusal(
    teacher: Callable[..., Result],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert teacher("whoami").exit_code == 0
    nowhere = str(tmp_path / "none" / "questions.xlsx")
    monkeypatch.setattr("sys.argv", ["stunity", "live", "template", nowhere])
    with pytest.raises(SystemExit) as ended:
        main()
    assert (ended.value.code, nowhere in capsys.readouterr().err) == (output.INCOMPLETE, True)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shells_complete_commands(shell: str) -> None:
    typed = {"COMP_WORDS": "stunity adm", "COMP_CWORD": "1", "_TYPER_COMPLETE_ARGS": "stunity adm"}
    asked = {
        **typed,
        "_STUNITY_COMPLETE": f"complete_{shell}",
        "_TYPER_COMPLETE_FISH_ACTION": "get-args",
    }
    told = CliRunner().invoke(app, [], prog_name="stunity", env=asked)
    assert "admin" in told.stdout
    assert "boards" not in told.stdout
