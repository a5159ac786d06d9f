"""The examples of the Python client against the running product."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from infra.local.process import PROJECT_ROOT
from stunity import Stunity
from stunity.api.models.boards import BoardCreate, QuestionCreate, QuestionRead
from stunity.api.models.social import PostCreate
from tests.support.stack import Stack

HERE = PROJECT_ROOT / "clients/python/examples"
PASSWORD = "stunity-demo"
PATIENCE = 180.0
PAUSE = 3.0
"""Between the posts of one person, who may write thirty in a minute."""
ROSTER = "Student number,Family name,Given name,Class"


def command_of(example: str, *arguments: str) -> list[str]:
    return [sys.executable, str(HERE / example), *arguments]


def environment_of() -> dict[str, str]:
    source = str(PROJECT_ROOT / "clients/python/src")
    return {**os.environ, "STUNITY_PASSWORD": PASSWORD, "PYTHONPATH": source}


@contextmanager
def running(example: str, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    environment = environment_of()
    command = command_of(example, *arguments)
    with subprocess.Popen(command, env=environment) as process:  # noqa: S603 - our own file
        try:
            yield process
        finally:
            process.kill()


def until(look: Callable[[], object], what: str) -> None:
    ends = time.monotonic() + PATIENCE
    while not look():
        assert time.monotonic() < ends, what
        time.sleep(0.05)


def lines_of(path: Path) -> list[dict[str, Any]]:
    if not path.exists():
        return []
    whole, _, _ = path.read_bytes().rpartition(b"\n")
    return [json.loads(line) for line in whole.splitlines()]


def created(path: Path) -> list[str]:
    return [e["data"]["postId"] for e in lines_of(path) if e["type"] == "post:created"]


def test_the_bridge_is_killed_and_loses_and_doubles_nothing(stack: Stack, tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    made: list[str] = []
    with Stunity(stack.app_url) as teacher:
        teacher.sign_in("teacher@demo.school", PASSWORD)

        def write() -> None:
            post = PostCreate(content=f"for the bridge, {len(made)}")
            made.append(str(teacher.api.social.posts_create(post).id))

        with running("bridge.py", stack.app_url, "student@demo.school", str(path)):

            def heard() -> bool:
                write()
                ends = time.monotonic() + PAUSE
                while not created(path) and time.monotonic() < ends:
                    time.sleep(0.05)
                return bool(created(path))

            until(heard, "the bridge hears nothing")
            first = created(path)[0]
        for tear in (b"", b'{"cursor": "half a li'):
            with path.open("ab") as file:
                file.write(tear)
            write()
            with running("bridge.py", stack.app_url, "student@demo.school", str(path)):
                write()
                until(lambda: created(path)[-1:] == made[-1:], "the bridge does not go on")

    assert created(path) == made[made.index(first) :]


def test_a_roster_is_synced_and_the_second_time_changes_nothing(
    stack: Stack, tmp_path: Path
) -> None:
    number, table = uuid4().hex[:8].upper(), tmp_path / "roster.csv"

    def synced(*rows: str) -> subprocess.CompletedProcess[str]:
        table.write_text("\n".join([ROSTER, *rows]), encoding="utf-8")
        command = command_of("sync_roster.py", stack.app_url, "admin@demo.school", str(table))
        return subprocess.run(  # noqa: S603 - our own file
            command, env=environment_of(), capture_output=True, text=True, check=False
        )

    dara, bora = f"{number}1,Sok,Dara,10A", f"{number}2,Chan,Bora,10A"
    first, second = synced(dara, bora), synced(dara, bora)
    third = synced(dara, bora.replace("Bora", "Borey"), f"{number}3,,,10A")

    assert (first.returncode, first.stdout) == (0, "2 new, 0 changed, 0 as they were\n")
    assert (second.returncode, second.stdout) == (0, "0 new, 0 changed, 2 as they were\n")
    assert (third.returncode, third.stdout) == (1, "0 new, 1 changed, 1 as they were\n")
    assert "NAME_MISSING" in third.stderr


def test_the_readme_shows_what_works(stack: Stack) -> None:
    """Its first five lines read the feed; the second program hears of what happens."""
    readme = (HERE.parent / "README.md").read_text(encoding="utf-8")
    feed, stream = (
        part.partition("```")[0].replace("http://localhost:8080", stack.app_url)
        for part in readme.split("```python\n")[1:3]
    )
    assert len([line for line in feed.splitlines() if line]) == 5
    read = subprocess.run(  # noqa: S603 - our own readme
        [sys.executable, "-c", feed],
        env=environment_of(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (read.returncode, bool(read.stdout)) == (0, True), read.stderr
    with (
        Stunity(stack.app_url) as teacher,
        subprocess.Popen(  # noqa: S603 - our own readme
            [sys.executable, "-u", "-c", stream], env=environment_of(), stdout=subprocess.PIPE
        ) as heard,
    ):
        teacher.sign_in("teacher@demo.school", PASSWORD)
        assert heard.stdout is not None
        reader, said = heard.stdout, list[bytes]()
        listening = threading.Thread(target=lambda: said.append(reader.readline()), daemon=True)
        listening.start()
        try:

            def told() -> bool:
                teacher.api.social.posts_create(PostCreate(content="for the readme"))
                listening.join(PAUSE)
                return bool(said)

            until(told, "the readme hears nothing")
        finally:
            heard.kill()
    assert said[0].startswith(b"post:")


def test_a_bot_answers_on_a_board(stack: Stack) -> None:
    with Stunity(stack.app_url) as teacher, Stunity(stack.app_url) as student:
        teacher.sign_in("teacher@demo.school", PASSWORD)
        student.sign_in("student@demo.school", PASSWORD)
        board = teacher.api.boards.boards_create(BoardCreate(title="Ask the bot")).id

        def ask(body: str) -> QuestionRead:
            question = QuestionCreate(board_id=board, body=body)
            return student.api.boards.questions_create(question)

        def answer(question: QuestionRead) -> str | None:
            return student.api.boards.questions_get(question.id).response_text

        before = ask("When is the exam?")
        with running("answering_bot.py", stack.app_url, "teacher@demo.school", str(board)):
            until(lambda: answer(before), "what was asked before is not answered")
            after = ask("ប្រឡងថ្ងៃណា?")
            other = ask("Is it raining?")
            until(lambda: answer(after), "what is asked now is not answered")

        assert "Friday" in str(answer(before))
        assert answer(other) is None
