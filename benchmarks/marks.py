"""Report cards and ranks of a school of 3,000 pupils in 90 classes, with five years of records.

Server time, in this process through the gateway, against the goals: the cards of a class in under
a second, its ranks in under 200 ms, the registrar's search among the pupils of all years in under
50 ms. Each year has twelve subjects in six months and two
examinations: 1.4 million marks. One request after another, each of another class. Most of a
request is work of this process (the note says how much): exact fractions of 3,300 marks for the
ranks of a year. On a machine with more work than cores it waits, and the goals are missed by that.
"""

from __future__ import annotations

import argparse
import time
from datetime import date
from uuid import UUID

from sqlalchemy import Connection, text

from benchmarks.report import Figure, percentile, print_table
from benchmarks.scene import Scene, School, running_scene
from tests.areas.people.factories.people import act_for
from tests.areas.school.factories.years import (
    make_class_of,
    make_grade,
    make_offering,
    make_subject,
    make_year,
)

_CLASSES, _SIZE, _SUBJECTS, _YEARS = 90, 34, 12, 5
_CARDS_MS, _RANKS_MS = 1_000.0, 200.0
_SEARCH_MS = 50.0
_GOALS = {"ranks": _RANKS_MS, "cards": _CARDS_MS, "search": _SEARCH_MS}
_KINDS, _WARM_UP = 8, 3

_PUPILS = text(
    """
    WITH made AS (
        INSERT INTO app.students (tenant_id, id, student_number, first_name, last_name, sort_key,
                                  search_text)
        SELECT :t, gen_random_uuid(), c.id || '-' || n, 'Pupil ' || n, 'Sok',
               lpad(CAST(n AS text), 3, '0'), 'sok pupil ' || n || ' ' || c.id || '-' || n
        FROM app.classes AS c, generate_series(1, :size) AS n
        WHERE c.tenant_id = :t AND c.academic_year_id = :y
        RETURNING id, student_number
    )
    INSERT INTO app.class_enrollments (tenant_id, id, class_id, student_id, academic_year_id,
                                       started_on, ended_on)
    SELECT :t, gen_random_uuid(), CAST(left(m.student_number, 36) AS uuid), m.id, :y, :starts, :ends
    FROM made AS m
    """
)
_SHEETS = text(
    """
    INSERT INTO app.grade_sheets (tenant_id, id, academic_year_id, class_id, subject_id, term_id,
                                  kind, period, max_score, status, head_seq, head_hash)
    SELECT :t, gen_random_uuid(), :y, c.id, o.subject_id, p.term_id, p.kind, p.period, 50,
           'LOCKED', 1, repeat('0', 64)
    FROM app.classes AS c
    JOIN app.subject_offerings AS o ON o.tenant_id = :t AND o.academic_year_id = :y
        AND o.grade_id = c.grade_id
    CROSS JOIN (
        SELECT m.term_id, 'MONTH' AS kind, to_char(m.month, 'YYYY-MM') AS period
        FROM app.term_months AS m WHERE m.tenant_id = :t
        UNION ALL SELECT s.id, 'EXAM', 'EXAM' FROM app.terms AS s WHERE s.tenant_id = :t
    ) AS p
    JOIN app.terms AS of_year ON of_year.tenant_id = :t AND of_year.id = p.term_id
        AND of_year.academic_year_id = :y
    WHERE c.tenant_id = :t AND c.academic_year_id = :y
    """
)
_MARKS = text(
    """
    INSERT INTO app.grade_entries (tenant_id, sheet_id, student_id, subject_id, term_id, period,
                                   state, score, entered_by)
    SELECT :t, s.id, e.student_id, s.subject_id, s.term_id, s.period, 'SCORED',
           round(CAST(random() * 50 AS numeric), 2), :by
    FROM app.grade_sheets AS s
    JOIN app.class_enrollments AS e ON e.tenant_id = :t AND e.class_id = s.class_id
    WHERE s.tenant_id = :t AND s.academic_year_id = :y
    """
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one year of records, fewer requests")
    quick = parser.parse_args().quick
    years, rounds = (1, 20) if quick else (_YEARS, 60)
    with running_scene() as scene:
        school = scene.make_school(_KINDS)
        with scene.admin.begin() as connection:
            classes, term_id = _fill(connection, school, years)
        with scene.admin.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))
            marks = connection.execute(text("SELECT count(*) FROM app.grade_entries")).scalar_one()
        title = f"Marks: {_CLASSES} classes of {_SIZE}, {years} years, {marks:,} marks"
        print_table(title, _measure(scene, school, classes, term_id, rounds))


def _fill(connection: Connection, school: School, years: int) -> tuple[list[UUID], UUID]:
    """Years of the school; returns the classes of the last one and its first term."""
    act_for(connection, school.id)
    connection.execute(
        text("UPDATE app.memberships SET role = 'ADMIN' WHERE tenant_id = :t"), {"t": school.id}
    )
    grades = [make_grade(connection, school.id, ordinal=n) for n in range(7, 13)]
    subjects = [make_subject(connection, school.id) for _ in range(_SUBJECTS)]
    classes: list[UUID] = []
    for number in range(years):
        last = number == years - 1
        year = make_year(connection, school.id)
        classes = []
        for at, grade in enumerate(grades):
            for subject in subjects:
                make_offering(
                    connection, school.id, year_id=year.id, grade_id=grade, subject_id=subject
                )
            classes += [
                make_class_of(
                    connection, school.id, year_id=year.id, grade_id=grade, name=f"{7 + at}-{n}"
                )
                for n in range(_CLASSES // len(grades))
            ]
        of = {"t": school.id, "y": year.id, "by": school.people[0], "size": _SIZE}
        days = {"starts": date(2025, 11, 1), "ends": None if last else date(2026, 8, 31)}
        connection.execute(_PUPILS, {**of, **days})
        connection.execute(_SHEETS, of)
        connection.execute(_MARKS, of)
    return classes, year.term_ids[0]


def _measure(
    scene: Scene, school: School, classes: list[UUID], term_id: UUID, rounds: int
) -> list[Figure]:
    gateway = scene.gateway()
    month = f"scope=MONTH&termId={term_id}&period=2026-01"
    semester, year = f"scope=SEMESTER&termId={term_id}", "scope=YEAR"
    cards = "/v1/classes/{}/report-cards?preview=true&"
    kinds = {
        "ranks of a month": f"/v1/classes/{{}}/ranks?{month}",
        "ranks of a semester": f"/v1/classes/{{}}/ranks?{semester}",
        "ranks of the year": f"/v1/classes/{{}}/ranks?{year}",
        "cards of a month": f"{cards}{month}",
        "cards of a semester": f"{cards}{semester}",
        "cards of the year": f"{cards}{year}",
        # The name of many, and a number of one.
        "search by name": "/v1/students?q=pupil+1",
        "search by number": "/v1/students?q={}-17",
    }
    figures = []
    # Another person for each kind: no rate limit is met.
    for person, (name, path) in enumerate(kinds.items()):
        headers = {"Authorization": f"Bearer {scene.token(school, person)}"}
        taken: list[float] = []
        used: list[float] = []
        for number in range(_WARM_UP + rounds):
            address = path.format(classes[number % len(classes)])
            begun, spent = time.perf_counter(), time.process_time()
            answer = gateway.get(address, headers=headers)
            taken.append((time.perf_counter() - begun) * 1000)
            used.append((time.process_time() - spent) * 1000)
            if answer.status_code != 200:
                raise RuntimeError(answer.text)
        kept = taken[_WARM_UP:]
        goal = _GOALS[name.partition(" ")[0]]
        cpu = percentile(used[_WARM_UP:], 50)
        note = f"p50 {percentile(kept, 50):.1f} ms, CPU {cpu:.1f} ms"
        figures.append(Figure(f"{name} p95", percentile(kept, 95), "ms", goal, note))
    return figures


if __name__ == "__main__":
    main()
