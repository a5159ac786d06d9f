"""How long a school of 3,000 pupils takes to be imported, beside the same rows by plain COPY.

The list goes the way of a browser's: sent to the store, planned and applied by the worker that the
broker of the stack pushes to, in steps of 200 rows. Times are from the request to the commit of
the last step. The floor is one transaction of COPY into the same four tables, of the very rows that
were imported; it compares nothing, tells nobody, and could not be looked at before. The
list a second time, in which nothing changes, is planned and has nothing to apply.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import time
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

import httpx
from sqlalchemy import Connection, text

from benchmarks.report import Figure, print_table
from benchmarks.scene import Scene, School, running_scene
from tests.areas.people.factories.people import act_for
from tests.areas.school.factories.years import make_class_of, make_grade, make_year

if TYPE_CHECKING:
    from flask.testing import FlaskClient

_PUPILS, _QUICK_PUPILS, _CLASSES = 3_000, 500, 90
_PLAN_SECONDS, _APPLY_SECONDS = 10.0, 60.0
_LOOK_SECONDS, _PATIENCE_SECONDS = 0.02, 600.0
_HEAD = (
    "student number,family name,given name,gender,date of birth,phone,class,"
    "guardian family name,guardian given name,guardian phone,guardian is"
)
_COLUMNS = (
    "SELECT string_agg(column_name, ', ' ORDER BY ordinal_position) FROM information_schema.columns"
    " WHERE table_schema = 'app' AND table_name = '{}' AND is_generated = 'NEVER'"
)
_OUT = "COPY (SELECT {} FROM app.{} WHERE tenant_id = '{}') TO STDOUT"
# In the order in which each may refer to what is there.
_TABLES = ("students", "guardians", "student_guardians", "class_enrollments")
_FAMILIES = ["Sok", "Chan", "Keo", "Lim", "Pich", "Ouk", "Mao", "Heng", "Chea", "Ros"]
_NAMES = [
    "Dara",
    "Sophy",
    "Bora",
    "Rith",
    "Nary",
    "Samnang",
    "Vanna",
    "Leakena",
    "Chenda",
    "Piseth",
]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="500 pupils")
    pupils = _QUICK_PUPILS if parser.parse_args().quick else _PUPILS
    with running_scene() as scene:
        school = scene.make_school(1)
        with scene.admin.begin() as connection:
            _prepare(connection, school)
        title = f"Import: {pupils:,} pupils with guardians into {_CLASSES} classes"
        print_table(title, _measure(scene, school, pupils))


def _prepare(connection: Connection, school: School) -> None:
    act_for(connection, school.id)
    run_by = {"t": school.id}
    connection.execute(
        text("UPDATE app.memberships SET role = 'ADMIN' WHERE tenant_id = :t"), run_by
    )
    year = make_year(connection, school.id, is_current=True)
    for number in range(_CLASSES):
        grade = 7 + number * 6 // _CLASSES
        if number % (_CLASSES // 6) == 0:
            grade_id = make_grade(connection, school.id, ordinal=grade)
        name = f"{grade}-{number:02}"
        make_class_of(connection, school.id, year_id=year.id, grade_id=grade_id, name=name)


def _list(pupils: int) -> bytes:
    """Every second pupil has a guardian with the one before: brothers and sisters."""
    out = io.StringIO()
    out.write(f"{_HEAD}\n")
    write = csv.writer(out)
    for n in range(pupils):
        home, at = n // 2, n * _CLASSES // pupils
        family = _FAMILIES[home % 10]
        born = date(2008 + home % 6, 1 + n % 12, 1 + home % 28).isoformat()
        given = f"{_NAMES[n % 10]} {_NAMES[n // 10 % 10]}"
        pupil = (
            f"26{n:05}",
            family,
            given,
            "FM"[n % 2],
            born,
            "",
            f"{7 + at * 6 // _CLASSES}-{at:02}",
        )
        write.writerow((*pupil, family, f"Guardian {home}", f"012 {home:06}", "Mother"))
    return out.getvalue().encode()


def _measure(scene: Scene, school: School, pupils: int) -> list[Figure]:
    office = _Office(scene, school)
    content = _list(pupils)
    plan_id, plan_took = office.plan(content)
    apply_took = office.apply(plan_id)
    _, again_took = office.plan(content)
    floor = _copy(scene, school)
    ratio = apply_took / floor
    return [
        Figure("plan", plan_took, "s", _PLAN_SECONDS),
        Figure("apply", apply_took, "s", _APPLY_SECONDS, f"{pupils / apply_took:,.0f} rows/s"),
        Figure("plan of the same again", again_took, "s", note="nothing to apply"),
        Figure("COPY of the same rows", floor, "s", note="one transaction"),
        Figure("apply / COPY", ratio, "x"),
    ]


class _Office:
    """Who imports: requests by the gateway of this process, work by the stack's own."""

    def __init__(self, scene: Scene, school: School) -> None:
        self._scene, self._school = scene, school
        self._gateway: FlaskClient = scene.gateway()
        self._headers = {"Authorization": f"Bearer {scene.token(school, 0)}"}

    def plan(self, content: bytes) -> tuple[str, float]:
        """Plan a list; returns the import, and the seconds until its plan was there."""
        upload_id = self._send(content)
        begun = time.perf_counter()
        made = self._post("/v1/imports", {"uploadId": upload_id, "startedOn": "2025-11-01"})
        self._until(made["id"], "PLANNED")
        return made["id"], time.perf_counter() - begun

    def apply(self, import_id: str) -> float:
        """Apply a plan; returns the seconds until it was done."""
        address = f"/v1/imports/{import_id}"
        plan = self._gateway.get(address, headers=self._headers).get_json()
        begun = time.perf_counter()
        self._post(f"{address}/apply", {"planHash": plan["planHash"]})
        self._until(import_id, "DONE")
        return time.perf_counter() - begun

    def _send(self, content: bytes) -> str:
        said = {
            "name": "pupils.csv",
            "contentType": "text/plain",
            "sizeBytes": len(content),
            "sha256": hashlib.sha256(content).hexdigest(),
            "purpose": "IMPORT",
        }
        ticket = self._post("/v1/uploads", said)
        sent = httpx.request(
            ticket["method"], ticket["url"], content=content, headers=ticket["headers"]
        )
        sent.raise_for_status()
        upload_id: str = ticket["upload"]["id"]
        self._post(f"/v1/uploads/{upload_id}/complete", None)
        return upload_id

    def _post(self, path: str, body: dict[str, Any] | None) -> Any:
        answer = self._gateway.post(path, json=body, headers=self._headers)
        if answer.status_code >= 300:
            raise RuntimeError(answer.text)
        return answer.get_json()

    def _until(self, import_id: str, wanted: str) -> None:
        """Look in the database, so that no request is in the way of the work."""
        query = text("SELECT status FROM app.imports WHERE tenant_id = :t AND id = :i")
        this = {"t": self._school.id, "i": UUID(import_id)}
        give_up = time.monotonic() + _PATIENCE_SECONDS
        engine = self._scene.admin.execution_options(isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            while time.monotonic() < give_up:
                status = connection.execute(query, this).scalar_one()
                if status == wanted:
                    return
                if status in ("FAILED", "CANCELLED"):
                    raise RuntimeError(f"the import is {status}")
                time.sleep(_LOOK_SECONDS)
        raise TimeoutError(f"the import was not {wanted}")


def _copy(scene: Scene, school: School) -> float:
    """The seconds that COPY takes to write the rows of the import, which are taken out first."""
    raw = scene.admin.raw_connection()
    try:
        # The driver's own: of COPY the standard of drivers knows nothing.
        cursor: Any = raw.cursor()
        kept: list[tuple[str, io.BytesIO]] = []
        for name in _TABLES:
            cursor.execute(_COLUMNS.format(name))
            columns = cursor.fetchone()[0]
            rows = io.BytesIO()
            cursor.execute(_OUT.format(columns, name, school.id), stream=rows)
            rows.seek(0)
            kept.append((f"COPY app.{name} ({columns}) FROM STDIN", rows))
        for name in reversed(_TABLES):
            cursor.execute(f"DELETE FROM app.{name} WHERE tenant_id = '{school.id}'")  # noqa: S608 - ours
        raw.commit()
        begun = time.perf_counter()
        for statement, rows in kept:
            cursor.execute(statement, stream=rows)
        raw.commit()
        return time.perf_counter() - begun
    finally:
        raw.close()


if __name__ == "__main__":
    main()
