"""Imports, exports and live games from the command line, against the running product."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from typer.testing import Result

from infra.workbooks import write_rows
from stunity import Stunity
from stunity.api.models.common import Answer
from stunity.api.models.live import GameAnswer, GameJoin
from tests.areas.school.factories.imports import archive
from tests.clients.command import PASSWORD, answer, lines, run, sign_in, started
from tests.support.stack import Stack

HEAD = "Student number,Family name,Given name,Date of birth,Class"


@pytest.fixture
def office(stack: Stack, home: Path) -> Callable[..., Result]:
    assert home.parent.is_dir()
    assert sign_in(stack, "admin").exit_code == 0
    return run


@pytest.fixture
def pupils(tmp_path: Path) -> Path:
    """A list of pupils whom nobody has yet, and one whose birthday is none."""
    number = uuid4().hex[:8].upper()
    rows = [
        f"{number}1,Sok,Dara,2012-04-30,10A",
        f"{number}2,Chan,Bora,2012-05-01,10A",
        f"{number}3,Kim,Nary,31-31-2012,10A",
    ]
    path = tmp_path / "pupils.csv"
    path.write_text("\n".join([HEAD, *rows]), encoding="utf-8")
    return path


def test_a_list_is_shown_then_asked_about_then_imported_once(
    office: Callable[..., Result], pupils: Path
) -> None:
    declined = office("import", "pupils", str(pupils), said="n\n")
    assert declined.exit_code == 5
    assert "2 new, 0 changed, 0 as they are, 1 not taken" in declined.stdout
    assert "date_of_birth: INVALID" in declined.stdout
    assert "stunity import resume" in declined.stderr

    done = office("--json", "import", "pupils", str(pupils), "--yes")
    assert done.exit_code == 5, "a row was not taken"
    told = json.loads(done.stdout)
    assert (told["status"], told["counts"]["applied"], told["counts"]["error"]) == ("DONE", 2, 1)

    mended = pupils.read_text(encoding="utf-8").replace("31-31-2012", "2012-06-01")
    pupils.write_text(mended, encoding="utf-8")
    third = office("import", "pupils", str(pupils), said="y\n")
    assert third.exit_code == 0, third.output
    assert "1 new, 0 changed, 2 as they are, 0 not taken" in third.stdout
    again = answer(office("--json", "import", "pupils", str(pupils), "--yes"))
    assert (again["counts"]["same"], again["total"]) == (3, 0)


def test_a_workbook_and_a_roster_of_another_system_are_imported(
    office: Callable[..., Result], tmp_path: Path
) -> None:
    number = uuid4().hex[:8].upper()
    workbook, roster = tmp_path / "pupils.xlsx", tmp_path / "roster.zip"
    rows = [HEAD.split(","), [f"{number}1", "Sok", "Dara", "2012-04-30", "10A"]]
    workbook.write_bytes(write_rows(rows, title="Pupils"))
    pupil = {"sourcedId": number, "role": "student", "identifier": f"{number}2"}
    seat = {"sourcedId": "s", "classSourcedId": "c", "userSourcedId": number, "role": "student"}
    roster.write_bytes(
        archive(
            {
                "users": [{**pupil, "familyName": "Chan", "givenName": "Bora"}],
                "classes": [{"sourcedId": "c", "title": "10A", "classType": "homeroom"}],
                "enrollments": [seat],
            }
        )
    )
    for file, kind, name in ((workbook, "PUPILS", "Dara"), (roster, "ONEROSTER", "Bora")):
        done = answer(office("--json", "import", "pupils", str(file), "--yes"))
        assert (done["kind"], done["status"], done["counts"]["applied"]) == (kind, "DONE", 1)
        again = answer(office("--json", "import", "pupils", str(file), "--yes"))
        assert (again["counts"]["same"], again["total"]) == (1, 0)
        found = lines(office("--json", "export", "pupils", "--search", number))
        assert name in {one["firstName"] for one in found}


def test_a_planned_import_waits_for_whoever_goes_on_with_it(
    office: Callable[..., Result], pupils: Path
) -> None:
    plan = answer(office("--json", "import", "pupils", str(pupils)))
    assert plan["status"] == "PLANNED"
    assert plan["id"] in office("import", "list").stdout

    done = json.loads(office("--json", "import", "resume", plan["id"], "--yes").stdout)
    assert (done["id"], done["status"], done["done"]) == (plan["id"], "DONE", 2)
    over = office("--json", "import", "resume", plan["id"], "--yes")
    assert json.loads(over.stdout)["status"] == "DONE"


def test_what_is_no_table_is_refused(office: Callable[..., Result], tmp_path: Path) -> None:
    picture, empty = tmp_path / "list.bin", tmp_path / "list.csv"
    picture.write_bytes(b"\0\1")
    empty.write_text("nothing\n", encoding="utf-8")
    assert office("import", "pupils", str(picture)).exit_code == 2
    assert office("import", "pupils", str(tmp_path / "none.csv")).exit_code == 2
    failed = office("import", "pupils", str(empty), "--yes")
    assert (failed.exit_code, "HEADINGS" in failed.stdout) == (5, True)
    assert "អត្តលេខសិស្ស" in office("import", "template", "--language", "km").stdout


def test_a_gradebook_goes_out_and_comes_back_changed(
    teacher: Callable[..., Result], stack: Stack, tmp_path: Path
) -> None:
    course = course_with_grades(stack)
    book = tmp_path / "book.csv"
    assert teacher("export", "gradebook", course, "--out", str(book)).exit_code == 0
    rows = list(csv.reader(io.StringIO(book.read_text(encoding="utf-8-sig"))))
    row, column = next(
        (r, c) for r in range(1, len(rows)) for c in range(2, len(rows[0]) - 1) if rows[r][c]
    )
    rows[row][column] = "1" if rows[row][column] != "1" else "2"
    with book.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)

    assert teacher("import", "gradebook", course, str(book), said="n\n").exit_code == 5
    made = answer(
        teacher("--json", "import", "gradebook", course, str(book), "--yes", "--reason", "a test")
    )
    assert made["applied"]
    assert [one["after"] for one in made["changes"]] == [rows[row][column]]
    after = answer(teacher("--json", "import", "gradebook", course, str(book), "--plan-only"))
    assert after["changes"] == []
    roster = teacher("export", "course-roster", course).stdout.splitlines()
    assert roster[0] == "id,name,role,joined_at,progress,completed_lessons"
    assert len(roster) > len(rows) - 1


def course_with_grades(stack: Stack) -> str:
    """A course of the demo teacher's in whose gradebook something stands."""
    with Stunity(stack.app_url) as client:
        client.sign_in("teacher@demo.school", PASSWORD)
        for course in client.api.learning.courses_list(limit=50).data:
            if course.can_edit:
                book = client.api.learning.gradebook_export(course.id)
                rows = list(csv.reader(io.StringIO(book)))[1:]
                if any(cell for row in rows for cell in row[2:-1]):
                    return str(course.id)
    raise AssertionError("the demo school has no grades")


def test_ones_own_data_comes_as_an_archive(teacher: Callable[..., Result], tmp_path: Path) -> None:
    archive = tmp_path / "me.zip"

    told = answer(
        teacher(
            "--json", "export", "my-data", "-o", str(archive), "--password-stdin",
            said=PASSWORD + "\n",
        )
    )  # fmt: skip

    assert told["sizeBytes"] == archive.stat().st_size
    with zipfile.ZipFile(archive) as found:
        assert found.testzip() is None
        assert any("teacher@demo.school" in found.read(n).decode() for n in found.namelist())
    assert [path.name for path in tmp_path.glob("*.part")] == []


def test_pupils_are_exported_page_by_page(office: Callable[..., Result], tmp_path: Path) -> None:
    out = tmp_path / "pupils.csv"
    told = answer(office("--json", "export", "pupils", "--out", str(out)))
    found = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert (told["rows"], "studentNumber" in found[0]) == (len(found), True)
    table = office("export", "pupils", "--search", found[0]["studentNumber"]).stdout
    assert found[0]["studentNumber"] in table.splitlines()[1]


QUESTIONS = """Type,Question,Option A,Option B,Answer,Seconds
One answer,Which is larger?,a mouse,an elephant,B,240
One answer,Which is [wetter]?,water,sand,A,240
"""


def test_a_game_is_hosted_from_a_table_and_outlives_the_command_of_its_host(
    teacher: Callable[..., Result], stack: Stack, home: Path, tmp_path: Path
) -> None:
    sheet, report = tmp_path / "quiz.csv", tmp_path / "answers.csv"
    sheet.write_text(QUESTIONS, encoding="utf-8")
    with (
        started(home, "--json", "live", "host", str(sheet)) as host,
        Stunity(stack.app_url) as student,
    ):
        assert host.stdin is not None
        assert host.stdout is not None
        student.sign_in("student@demo.school", PASSWORD)
        try:
            lobby = json.loads(host.stdout.readline())
            code = lobby["code"]
            student.api.live.live_join(code, GameJoin(nickname="Dara"))
            seen = until(host.stdout, lambda game: game["participantCount"] == 1)
            assert [one["nickname"] for one in seen["players"]] == ["Dara"]
            say(host, "next")
            game = until(host.stdout, lambda game: game["index"] == 0)
            elephant = game["question"]["options"][1]["id"]
            choice = GameAnswer(index=0, answer=Answer(choice=elephant))
            student.api.live.live_answer(code, choice)
            assert until(host.stdout, lambda game: game["answered"] == 1)["phase"] != "revealed"
            say(host, "next")
            shown = until(host.stdout, lambda game: game["phase"] == "revealed")
            assert shown["leaderboard"]["top"][0]["score"] > 0
            say(host, "next")
            assert until(host.stdout, lambda game: game["index"] == 1)["question"]["text"]
        finally:
            # As where its machine loses power, in the middle of a question.
            host.kill()

    with started(home, "--json", "live", "resume", "--report", str(report)) as again:
        assert again.stdout is not None
        try:
            found = json.loads(again.stdout.readline())
            assert (found["code"], found["index"], found["participantCount"]) == (code, 1, 1)
            say(again, "lock")
            assert until(again.stdout, lambda game: game["locked"])
            say(again, "end")
            results = until(again.stdout, lambda one: "places" in one)
            assert again.wait(60) == 0
        finally:
            again.kill()

    assert [(one["nickname"], one["correct"]) for one in results["places"]] == [("Dara", 1)]
    assert "an elephant" in report.read_text(encoding="utf-8")
    told = lines(teacher("--json", "export", "game", code))
    assert "an elephant" in {cell for row in told for cell in row.values()}
    over = teacher("live", "resume")
    assert (over.exit_code, "give its six digits" in over.stderr) == (2, True)


def say(host: Any, word: str) -> None:
    host.stdin.write(word + "\n")
    host.stdin.flush()


def until(stdout: Any, holds: Callable[[Any], bool]) -> Any:
    for line in stdout:
        found = json.loads(line)
        if holds(found):
            return found
    raise AssertionError("the game ended before")


def test_a_table_with_mistakes_makes_no_game(
    teacher: Callable[..., Result], tmp_path: Path
) -> None:
    sheet = tmp_path / "quiz.csv"
    sheet.write_text("Type,Question,Answer\nNo such,What?,1\n", encoding="utf-8")

    refused = teacher("live", "host", str(sheet))

    assert refused.exit_code == 5
    assert "row 2, Type: UNKNOWN_TYPE" in refused.stderr
    for name in ("template.xlsx", "template.csv"):
        assert teacher("live", "template", str(tmp_path / name), "--language", "km").exit_code == 0
    assert (tmp_path / "template.xlsx").read_bytes().startswith(b"PK")
    assert "សំណួរ" in (tmp_path / "template.csv").read_text(encoding="utf-8")
