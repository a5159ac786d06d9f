"""A function imports what it needs, when it needs it: cold starts are paid by people."""

from __future__ import annotations

import importlib
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from functions.index import MODULES
from infra.local.process import PROJECT_ROOT, base_env

STUBS = sorted((PROJECT_ROOT / "infra" / "postgres").glob("*/__init__.pyi"))
LATE = (
    "sqlalchemy",
    "pg8000",
    "google.api_core",
    "google.auth",
    "google.pubsub",
    "google.cloud.pubsub_v1",
    "grpc",
    "boto3",
    "upstash_redis",
    "httpx",
    "jwt",
    "cryptography",
    "pydantic_settings",
    "bcrypt",
    "smtplib",
    "infra.bootstrap",
    "infra.settings",
    "infra.postgres.core.repository",
    "infra.postgres.core.unit_of_work",
    "opentelemetry",
)

# One interpreter imports what every function has in common, and forks for each module: what a
# child has loaded then is what each function of the module alone would have loaded.
SCRIPT = """
import gc, json, os, sys
gc.disable()
sys.path.insert(0, sys.argv[1])
import functions.runtime.entry_point, functions.runtime.service_entry
from functions.index import MODULES
late = sys.argv[2].split(",")
def loaded():
    return sorted(n for n in late if n in sys.modules)
found = {"(the runtime)": loaded()}
names = {module: name for name, module in MODULES.items()}
for module, name in names.items():
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        import functions.main
        getattr(functions.main, name)
        others = [m for m in MODULES.values() if m != module and m in sys.modules]
        areas = {m.split(".")[1] for m in others} - {module.split(".")[1]}
        os.write(writing, json.dumps(loaded() + sorted("area " + a for a in areas)).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as answer:
        text = answer.read()
    os.waitpid(child, 0)
    found[module] = json.loads(text) if text else ["it did not import"]
print(json.dumps(found))
"""


def test_no_function_loads_at_import_what_a_request_may_not_need() -> None:
    done = subprocess.run(  # noqa: S603 - this interpreter and the script above
        [sys.executable, "-W", "error", "-c", SCRIPT, str(PROJECT_ROOT), ",".join(LATE)],
        env=base_env(),
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert set(found) == {"(the runtime)", *MODULES.values()}
    assert not {name: loaded for name, loaded in found.items() if loaded}


def test_the_import_contracts_know_every_area() -> None:
    """A new area must not escape the contract that keeps areas apart."""
    project = tomllib.loads((PROJECT_ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    listed = {
        module
        for contract in project["tool"]["importlinter"]["contracts"]
        for module in contract.get("modules", [])
    }
    areas = {".".join(module.split(".")[:2]) for module in MODULES.values()}
    assert areas <= listed


@pytest.mark.parametrize("stub", STUBS, ids=lambda stub: stub.parent.name)
def test_an_area_of_the_database_gives_what_its_stub_promises(stub: Path) -> None:
    area = importlib.import_module(f"infra.postgres.{stub.parent.name}")
    names = re.findall(r" as (\w+)$", stub.read_text(encoding="utf-8"), re.MULTILINE)
    assert names
    assert [name for name in names if getattr(area, name, None) is None] == []
