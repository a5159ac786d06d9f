"""An import whose process is killed ends as one that nobody disturbed."""

from __future__ import annotations

import base64
import json
import multiprocessing
import os
import signal
from collections.abc import Iterator
from typing import Any

import pytest

from functions.workers import imports as runner
from tests.areas.school.factories.imports import applied, planned, read
from tests.areas.school.factories.scenes import Campus, make_campus
from tests.support.api import Api, ok

STEP = 2
LIST = """\
student number,family name,given name,class,guardian family name,guardian given name,guardian phone
1,Sok,Dara,7A,Mao,Leakena,012 345 678
2,Sok,Sophy,7A,Mao,Leakena,012 345 678
3,Chan,Bora,9C,Chan,Vanna,011 111 111
4,Keo,Rith,7A,,,
5,Lim,Sophea,9C,Lim,Chea,
6,Pich,Nary,7A,Mao,Leakena,012 345 678
7,Ouk,Samnang,9C,,,
"""


COUNTS = """
    SELECT (SELECT count(*) FROM app.students WHERE tenant_id = :tenant),
           (SELECT count(*) FROM app.guardians WHERE tenant_id = :tenant),
           (SELECT count(*) FROM app.student_guardians WHERE tenant_id = :tenant),
           (SELECT count(*) FROM app.class_enrollments WHERE tenant_id = :tenant),
           (SELECT count(*) FROM app.classes WHERE tenant_id = :tenant)
"""


def _work(environment: dict[str, str], token: str, bodies: list[Any], dies_in: int) -> None:
    """The real worker in a process of its own, which is killed in row ``dies_in`` of what it does.

    With no such row it is killed between its last answer and the broker's hearing of it.
    """
    os.environ.clear()
    os.environ.update(environment)
    from functions.workers.importing import Importing
    from infra.local.gateway import build

    runner.ROWS_A_STEP = STEP
    write, written = Importing.apply, 0

    def dying(self: Importing, row: Any) -> Any:
        nonlocal written
        outcome = write(self, row)
        written += 1
        if written == dies_in:
            os.kill(os.getpid(), signal.SIGKILL)
        return outcome

    Importing.apply = dying  # type: ignore[method-assign]  # in this process alone
    client = build().test_client()
    for body in bodies:
        data = base64.b64encode(json.dumps(body).encode()).decode()
        message = {
            "message": {"data": data, "messageId": "1", "attributes": {}},
            "subscription": "s",
        }
        sent = {"Authorization": f"Bearer {token}"}
        answer = client.post("/v1/internal/workers/imports", json=message, headers=sent)
        assert answer.status_code == 204, answer.text
    os.kill(os.getpid(), signal.SIGKILL)


def killed(campus: Campus, *, dies_in: int) -> None:
    """Let a process do the steps that are in the log, until it is killed."""
    api = campus.api
    bodies = [one.body for one in api.events(campus.admin.tenant, "import:due") if one.copy == 0]
    process = multiprocessing.get_context("spawn").Process(
        target=_work, args=(dict(os.environ), api.service_token(), bodies, dies_in), daemon=True
    )
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL


def records(campus: Campus) -> Iterator[tuple[object, ...]]:
    """Every pupil of the year's classes with their times there and guardians, by number."""
    office = campus.office
    for pupil in sorted(
        ok(office.get("/v1/students?limit=50"))["data"], key=lambda one: one["studentNumber"]
    ):
        path = f"/v1/students/{pupil['id']}"
        said, tied = ok(office.get(path)), ok(office.get(f"{path}/guardians"))["data"]
        yield (
            *(said[name] for name in ("studentNumber", "lastName", "firstName", "status")),
            [(one["className"], one["startedOn"], one["endedOn"]) for one in said["enrolments"]],
            [(one["lastName"], one["firstName"], one["phone"], one["isPrimary"]) for one in tied],
        )


def counted(campus: Campus, import_id: str) -> dict[str, Any]:
    """What the import says of itself, and how many events, classes and guardians it made."""
    said = read(campus, import_id)
    told = {name: said[name] for name in ("status", "counts", "done", "total", "problems")}
    tenant = campus.admin.tenant
    (rows,) = campus.api.rows(COUNTS, tenant=tenant.id)
    events = len(campus.api.events(tenant, "enrollment:changed"))
    return {**told, "rows": tuple(rows), "events": events}


def test_an_import_that_is_killed_ends_as_an_undisturbed_one(
    stored: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored.claim()
    monkeypatch.setattr(runner, "ROWS_A_STEP", STEP)
    options: dict[str, Any] = {"startedOn": "2025-11-01", "createsClasses": True}
    calm, shaken = make_campus(stored), make_campus(stored)
    plan = planned(calm, LIST, **options)
    applied(calm, plan)

    begun = planned(shaken, LIST, **options)
    assert begun["planHash"] == plan["planHash"]
    body = {"planHash": begun["planHash"]}
    ok(shaken.office.post(f"/v1/imports/{begun['id']}/apply", json=body))
    # In the second row of a step: of its transaction nothing is left.
    killed(shaken, dies_in=2)
    assert (list(records(shaken)), read(shaken, begun["id"])["done"]) == ([], 0)
    # After a step was committed, and before the broker heard of it: it is delivered again.
    killed(shaken, dies_in=0)
    assert read(shaken, begun["id"])["done"] == STEP
    # In the transaction of the next step.
    killed(shaken, dies_in=1)
    assert read(shaken, begun["id"])["done"] == STEP
    while read(shaken, begun["id"])["status"] == "APPLYING":
        shaken.api.deliver("worker_imports", shaken.admin.tenant)
    assert list(records(shaken)) == list(records(calm))
    assert counted(shaken, begun["id"]) == counted(calm, plan["id"])
