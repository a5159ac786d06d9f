"""A gradebook of 300 students and 100 assignments, 50 teachers who grade, 500 pupils at the end.

The gradebook and one saved grade are server time, in this process through the gateway, one request
after another. What limits a gradebook is the processor: 80 ms of a core in Python, a third of it to
make the rows, and 32 ms in Postgres, which puts the cells of each student together. That is
less than the goal where a core is free, and misses it where several processes wait for one; so
beside the time stands what this process itself has used of a core.

Then one teacher saves a grade over HTTP while another one's stream is open: from the
beginning of the request until the event is there, with the cell and the new total, which the page
shows at once; and until the whole gradebook was read anew, as it does for what else it shows.

Then all teachers write the same cells at once over HTTP, each with the version that it has read:
what was saved and what the history holds must agree. At last all pupils hand in within ten seconds
around the minute in which the work is due: each once, late or not by when the server received it.
"""

from __future__ import annotations

import argparse
import http.client
import json
import random
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from sqlalchemy import text

from benchmarks.report import Figure, percentile, print_table
from benchmarks.scene import Scene, School, running_scene
from tests.areas.learning.factories.assignments import make_work
from tests.areas.learning.factories.courses import course
from tests.areas.people.factories.people import act_for

_BOOK_MS = 150.0
_CELLS = 5
_WARM_UP = 5
_SECONDS = 10
_AT_ONCE = 32
_SUBMISSIONS = text(
    """
    INSERT INTO app.assignment_submissions (tenant_id, id, assignment_id, course_id, student_id,
        state, attempt, submitted_at, points, source, graded_at, released_at, version)
    SELECT :t, uuidv7(), a.id, a.course_id, m.user_id, 'GRADED', 1, now(),
           round(CAST(random() * 100 AS numeric), 2), 'MANUAL', now(), now(), 1
    FROM app.assignments AS a
    JOIN app.course_members AS m ON m.tenant_id = :t AND m.course_id = a.course_id
        AND m.role = 'STUDENT'
    WHERE a.tenant_id = :t AND a.course_id = :c
    """
)


@dataclass(frozen=True, slots=True)
class Room:
    """A school whose first people teach the course and whose others study in it."""

    scene: Scene
    school: School
    teachers: int
    course_id: UUID
    works: list[UUID]
    last: UUID

    def headers(self, person: int) -> dict[str, str]:
        """Those of a request of somebody who is signed in."""
        token = self.scene.token(self.school, person)
        return {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    def send(self, person: int, method: str, path: str, body: dict[str, Any]) -> tuple[int, Any]:
        """A request over a connection of its own; its status and answer."""
        address = urlsplit(self.scene.app_url)
        connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=120)
        headers = {**self.headers(person), "Idempotency-Key": str(uuid4())}
        try:
            connection.request(method, path, json.dumps(body), headers)
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        finally:
            connection.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="60 by 20, 10 teachers, 100 pupils")
    quick = parser.parse_args().quick
    teachers, students, pupils, items = (10, 60, 100, 20) if quick else (50, 300, 500, 100)
    with running_scene() as scene:
        room = _fill(scene, teachers, students, pupils, items)
        figures = [
            *_read(room, 20 if quick else 60),
            *_seen_by_another(room, 10 if quick else 40),
            *_graded_at_once(room, rounds=3),
            *_handed_in_at_once(room, pupils),
        ]
        print_table(
            f"Gradebook: {students} students by {items} assignments, {teachers} teachers at once,"
            f" {pupils} pupils in {_SECONDS} s",
            figures,
        )


def _fill(scene: Scene, teachers: int, students: int, pupils: int, items: int) -> Room:
    school = scene.make_school(teachers + pupils)
    with scene.admin.begin() as connection:
        act_for(connection, school.id)
        staff, studying = school.people[:teachers], school.people[teachers:]
        connection.execute(
            text(
                "UPDATE app.memberships SET role = 'STUDENT'"
                " WHERE tenant_id = :t AND user_id = ANY(:people)"
            ),
            {"t": school.id, "people": studying},
        )
        made = course(
            connection,
            tenant_id=school.id,
            owner_id=staff[0],
            teachers=staff[1:],
            students=studying[:students],
        )
        of = {"tenant_id": school.id, "created_by": staff[0]}
        works = [make_work(connection, course_id=made, **of) for _ in range(items)]
        connection.execute(_SUBMISSIONS, {"t": school.id, "c": made})
        other = course(
            connection, tenant_id=school.id, owner_id=staff[0], students=studying, title="Other"
        )
        last = make_work(connection, course_id=other, **of)
    with scene.admin.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))
    return Room(scene, school, teachers, made, works, last)


def _read(room: Room, rounds: int) -> list[Figure]:
    """The whole gradebook, and one grade saved in it."""
    gateway = room.scene.gateway()
    path = f"/v1/courses/{room.course_id}/gradebook"
    student = str(room.school.people[room.teachers])
    read: list[float] = []
    used: list[float] = []
    saved: list[float] = []
    for number in range(_WARM_UP + rounds):
        # Each round is other teachers', so that no rate limit is met.
        reader, writer = number % room.teachers, (number + 1) % room.teachers
        begun, core = time.perf_counter(), time.process_time()
        answer = gateway.get(path, headers=room.headers(reader))
        read.append((time.perf_counter() - begun) * 1000)
        used.append((time.process_time() - core) * 1000)
        if answer.status_code != 200:
            raise RuntimeError(answer.text)
        cell = {
            "assignmentId": str(room.works[-1]),
            "studentId": student,
            "version": number + 1,
            "points": number,
        }
        begun = time.perf_counter()
        answer = gateway.put(f"{path}/cells", headers=room.headers(writer), json={"cells": [cell]})
        saved.append((time.perf_counter() - begun) * 1000)
        if answer.status_code != 200 or (answer.json or {}).get("conflicts"):
            raise RuntimeError(answer.text)
    floor = _floor(gateway.get(path, headers=room.headers(0)).data, rounds)
    figures = [
        Figure(
            "gradebook, of its document read and written by json",
            percentile(read[_WARM_UP:], 50) / floor,
            "x",
            note=f"{floor:.1f} ms",
        ),
        Figure("gradebook, this process's use of a core p50", percentile(used[_WARM_UP:], 50)),
    ]
    for name, taken, goal in (("gradebook", read, _BOOK_MS), ("one grade saved", saved, None)):
        kept = taken[_WARM_UP:]
        note = f"p50 {percentile(kept, 50):.1f} ms"
        figures.append(Figure(f"{name} p95", percentile(kept, 95), "ms", goal, note))
    return figures


def _floor(document: bytes, rounds: int) -> float:
    """How long the same answer takes to be read and written alone, in milliseconds."""
    taken = []
    for _ in range(rounds):
        begun = time.perf_counter()
        json.dumps(json.loads(document))
        taken.append((time.perf_counter() - begun) * 1000)
    return percentile(taken, 50)


def _seen_by_another(room: Room, rounds: int) -> list[Figure]:
    """From a grade that is saved to the total that another teacher has of it."""
    path = f"/v1/courses/{room.course_id}/gradebook"
    student = str(room.school.people[room.teachers + 1])
    app, relay = urlsplit(room.scene.app_url), urlsplit(room.scene.relay_url)
    stream = http.client.HTTPConnection(relay.hostname or "", relay.port, timeout=120)
    stream.request("GET", "/v1/stream", headers=room.headers(0))
    lines = stream.getresponse()
    while b"connected" not in lines.readline():
        pass
    reader = http.client.HTTPConnection(app.hostname or "", app.port, timeout=120)
    saved: list[float] = []
    told: list[float] = []
    seen: list[float] = []
    for number in range(_WARM_UP + rounds):
        change = {
            "assignmentId": str(room.works[-1]),
            "studentId": student,
            "version": number + 1,
            "points": number,
        }
        writer = 1 + number % (room.teachers - 1)
        begun = time.perf_counter()
        status, answer = room.send(writer, "PUT", f"{path}/cells", {"cells": [change]})
        saved.append((time.perf_counter() - begun) * 1000)
        if status != 200 or answer["conflicts"]:
            raise RuntimeError(answer)
        line = b""
        while not (line.startswith(b"data:") and b'"gradebook:changed"' in line):
            line = lines.readline()
        told.append((time.perf_counter() - begun) * 1000)
        (cell,) = json.loads(line.partition(b":")[2])["data"]["cells"]
        if cell["total"] != answer["saved"][0]["total"]:
            raise RuntimeError(f"{cell} is not as it was saved")
        reader.request("GET", path, headers=room.headers(0))
        book = json.loads(reader.getresponse().read())
        seen.append((time.perf_counter() - begun) * 1000)
        (total,) = (row["total"] for row in book["rows"] if row["student"]["id"] == student)
        if total != answer["saved"][0]["total"]:
            raise RuntimeError(f"{total} is not the new total")
    stream.close()
    reader.close()
    halves = [percentile(taken[_WARM_UP:], 50) for taken in (saved, told, seen)]
    note = f"p50 {halves[1]:.1f} ms, of it {halves[0]:.1f} ms until saved"
    p95 = percentile(told[_WARM_UP:], 95)
    return [
        Figure("another teacher's totals right p95", p95, "ms", 100, note),
        Figure("and the whole gradebook read anew, p50", halves[2], "ms"),
    ]


def _graded_at_once(room: Room, rounds: int) -> list[Figure]:
    """All teachers on the same cells: each change names the version that was read."""
    students = [str(one) for one in room.school.people[room.teachers : room.teachers + _CELLS]]
    path, work = f"/v1/courses/{room.course_id}/gradebook/cells", str(room.works[0])

    def teach(person: int) -> tuple[int, int, list[float]]:
        chance, versions = random.Random(person), dict.fromkeys(students, 1)
        saved = refused = 0
        taken = []
        for _ in range(rounds):
            cells = [
                {
                    "assignmentId": work,
                    "studentId": one,
                    "version": versions[one],
                    "points": chance.randrange(100),
                }
                for one in students
            ]
            begun = time.perf_counter()
            status, answer = room.send(person, "PUT", path, {"cells": cells})
            taken.append((time.perf_counter() - begun) * 1000)
            if status != 200:
                raise RuntimeError(answer)
            saved += len(answer["saved"])
            refused += len(answer["conflicts"])
            for cell in (*answer["saved"], *answer["conflicts"]):
                versions[cell["studentId"]] = cell["version"]
        return saved, refused, taken

    with ThreadPoolExecutor(room.teachers) as pool:
        done = list(pool.map(teach, range(room.teachers)))
    saved, refused = sum(one[0] for one in done), sum(one[1] for one in done)
    with room.scene.admin.connect() as connection:
        held = connection.execute(
            text(
                "SELECT sum(s.version - 1), (SELECT count(*) FROM app.submission_history AS h"
                " WHERE h.tenant_id = :t AND h.submission_id = ANY(array_agg(s.id)))"
                " FROM app.assignment_submissions AS s WHERE s.tenant_id = :t"
                " AND s.assignment_id = :a AND s.student_id = ANY(CAST(:people AS uuid[]))"
            ),
            {"t": room.school.id, "a": work, "people": students},
        ).one()
    taken = [each for one in done for each in one[2]]
    lost = abs(saved - held[0]) + abs(saved - held[1])
    note = f"{saved} saved, {refused} refused as read before somebody else's change"
    return [
        Figure("updates lost or not in the history", float(lost), "", 0, note),
        Figure("five cells, all teachers at once p95", percentile(taken, 95), "ms"),
    ]


def _handed_in_at_once(room: Room, pupils: int) -> list[Figure]:
    """All pupils around the end of the minute in which the work is due."""
    now = datetime.now(UTC)
    ends = now.replace(second=0, microsecond=0) + timedelta(minutes=1)
    if ends - now < timedelta(seconds=_SECONDS):
        ends += timedelta(minutes=1)
    with room.scene.admin.begin() as connection:
        act_for(connection, room.school.id)
        connection.execute(
            text("UPDATE app.assignments SET due_at = :due WHERE tenant_id = :t AND id = :id"),
            {"due": ends - timedelta(minutes=1), "t": room.school.id, "id": room.last},
        )
    begins = ends.timestamp() - 0.8 * _SECONDS
    path = f"/v1/assignments/{room.last}/submit"

    def hand_in(number: int) -> float:
        time.sleep(max(0.0, begins + _SECONDS * number / pupils - time.time()))
        begun = time.perf_counter()
        status, answer = room.send(
            room.teachers + number, "POST", path, {"content": f"The work of {number}"}
        )
        if status != 201:
            raise RuntimeError(answer)
        return (time.perf_counter() - begun) * 1000

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        taken = list(pool.map(hand_in, range(pupils)))
    with room.scene.admin.connect() as connection:
        found = connection.execute(
            text(
                "SELECT count(*) AS attempts, count(DISTINCT student_id) AS people,"
                " count(*) FILTER (WHERE is_late) AS late,"
                " count(*) FILTER (WHERE is_late <> (received_at >= :ends)) AS wrong"
                " FROM app.submission_attempts WHERE tenant_id = :t"
            ),
            {"t": room.school.id, "ends": ends},
        ).one()
    once = abs(found.attempts - pupils) + abs(found.people - pupils)
    return [
        Figure("pupils not handed in exactly once", float(once), "", 0, f"{found.late} late"),
        Figure("late flags not by the server's receipt", float(found.wrong), "", 0),
        Figure("handing in p95", percentile(taken, 95), "ms"),
    ]


if __name__ == "__main__":
    main()
