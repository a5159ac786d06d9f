"""Every function answers in a process of its own, as deployed: it loads what a request needs."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from functions.index import MODULES
from infra.local.process import PROJECT_ROOT
from shared.http.route import Route
from tests.guards.routes import ROUTES, example
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
    print(forked(answer_all, json.loads(line)))
"""

# Codes of authenticator apps are over within half a minute and questions of games within one, by
# the clock of the functions: they are made last and sent first, the codes before the questions.
HURRIED = (
    "functions.live.",
    "functions.identity.",
    "functions.identity.authenticators",
    "functions.identity.second_step",
)


def _hurry(route: Route) -> int:
    found = [n for n, name in enumerate(HURRIED) if MODULES[route.name].startswith(name)]
    return max(found, default=-1)


def test_every_function_answers_in_a_process_of_its_own(api: Api) -> None:
    sent: dict[str, list[dict[str, Any]]] = {}
    for route in sorted(ROUTES, key=_hurry):
        valid = example(api, route)
        module = MODULES[route.name]
        request = {
            "function": route.name,
            "module": module,
            "method": route.method,
            "path": valid.path,
            "query": valid.query,
            "headers": valid.caller.headers,
            "body": valid.body,
        }
        sent.setdefault(module, []).append(request)

    done = subprocess.run(  # noqa: S603 - this interpreter and the script above
        [sys.executable, "-c", SCRIPT, str(PROJECT_ROOT)],
        input="\n".join(map(json.dumps, reversed(sent.values()))),
        capture_output=True,
        text=True,
        check=False,
        timeout=900,
    )

    # Logs stand between the answers: here is no store, for one thing, and what is left to do there
    # after a commit fails.
    answers = dict(json.loads(line) for line in done.stdout.splitlines() if line.startswith("["))
    assert answers.keys() == {route.name for route in ROUTES}, done.stderr[-3000:]
    wrong = {
        route.name: answers[route.name]
        for route in ROUTES
        if not answers[route.name].startswith(f"{route.status}:")
    }
    assert wrong == {}, done.stderr[-3000:]
