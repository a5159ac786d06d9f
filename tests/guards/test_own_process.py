"""Every function answers in a process of its own, as deployed: it loads what a request needs."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from functions.index import MODULES
from infra.local.process import PROJECT_ROOT
from shared.http.route import Route
from tests.guards.routes import ROUTES, Example, example
from tests.support.api import Api

# One interpreter loads what others wrote and what all functions have in common, and forks for each
# module; with the module loaded it forks again for each function in it: a child that answers has
# loaded the areas and tables that its function needs.
SCRIPT = """
import gc, importlib, json, os, sys
gc.disable()
import bcrypt, cryptography, flask.testing, functions_framework, httpcore, jwt, pg8000, pydantic
import pydantic_settings
import google.pubsub_v1.services.publisher.transports, sqlalchemy, upstash_redis
import sqlalchemy.dialects.postgresql.pg8000
sys.path.insert(0, sys.argv[1])
import functions.runtime.entry_point, infra.bootstrap, infra.postgres.core.engine, infra.tokens
import infra.postgres.core.unit_of_work, infra.settings

def answer(sent):
    source = os.path.join(sys.argv[1], "functions", "main.py")
    app = functions_framework.create_app(target=sent["function"], source=source)
    options = {"json": sent["body"]} if sent["body"] is not None else {}
    client = app.test_client(use_cookies=False)
    options |= {"method": sent["method"], "headers": sent["headers"]}
    got = client.open(sent["path"], query_string=sent["query"], **options)
    text = got.get_data()[:300].decode(errors="replace")
    return json.dumps([sent["function"], f"{got.status_code}: {text}"])

def answer_all(of_one_module):
    importlib.import_module(of_one_module[0]["module"])
    return "\\n".join(forked(answer, sent) for sent in of_one_module)

def forked(work, argument):
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        with os.fdopen(writing, "w") as telling:
            telling.write(work(argument))
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as told:
        text = told.read()
    os.waitpid(child, 0)
    return text

for line in sys.stdin:
    print(forked(answer_all, json.loads(line)), flush=True)
"""


@pytest.fixture
def functions() -> Iterator[subprocess.Popen[str]]:
    """The script above: a line asks the functions of one module, a line for each comes back."""
    command = [sys.executable, "-c", SCRIPT, str(PROJECT_ROOT)]
    piped = subprocess.PIPE
    with subprocess.Popen(command, stdin=piped, stdout=piped, text=True) as process:  # noqa: S603 - this interpreter
        yield process
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(timeout=60) == 0


def test_every_function_answers_in_a_process_of_its_own(
    api: Api, functions: subprocess.Popen[str]
) -> None:
    of_modules: dict[str, list[Route]] = {}
    for route in ROUTES:
        of_modules.setdefault(MODULES[route.name], []).append(route)
    wrong: dict[str, str] = {}
    for module, routes in of_modules.items():
        # Codes and questions of games are over soon, by the clock of the functions: nothing is made
        # before it is about to be sent.
        answers = answers_of(
            functions, [asked(module, route, example(api, route)) for route in routes]
        )
        assert answers.keys() == {route.name for route in routes}, module
        wrong |= {
            route.name: answers[route.name]
            for route in routes
            if not answers[route.name].startswith(f"{route.status}:")
        }
    assert wrong == {}


def asked(module: str, route: Route, valid: Example) -> dict[str, Any]:
    return {
        "function": route.name,
        "module": module,
        "method": route.method,
        "path": valid.path,
        "query": valid.query,
        "headers": valid.caller.headers,
        "body": valid.body,
    }


def answers_of(functions: subprocess.Popen[str], requests: list[dict[str, Any]]) -> dict[str, str]:
    assert functions.stdin is not None
    assert functions.stdout is not None
    functions.stdin.write(json.dumps(requests) + "\n")
    functions.stdin.flush()
    answers: dict[str, str] = {}
    # Logs stand between the answers: here is no store, for one thing, and what is left to do there
    # after a commit fails.
    for line in functions.stdout:
        if line.startswith("["):
            name, answer = json.loads(line)
            answers[name] = answer
            if len(answers) == len(requests):
                break
    return answers
