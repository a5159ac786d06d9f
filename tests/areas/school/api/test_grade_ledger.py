"""The ledger of marks against somebody who has the database: what they change is found."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from base64 import b64encode, urlsafe_b64decode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, delete, insert, select, text

from infra.local.keys import LocalKeys
from infra.local.process import PROJECT_ROOT
from infra.postgres.core.unit_of_work import UnitOfWork
from infra.postgres.school.grade_tables import (
    grade_entries,
    grade_history,
    grade_seal_items,
    grade_seals,
    grade_sheets,
    report_cards,
)
from infra.postgres.school.ledger import LedgerRepository
from shared.school.grades.chain import Link, digest
from shared.school.grades.types import GradeAction
from shared.telemetry.signals import Signal
from tests.areas.school.factories.marks import Marks, make_marks
from tests.support.api import Api, ok, refused
from tests.support.logs import entries, logged


@pytest.fixture
def marks(api: Api) -> Marks:
    made = make_marks(api)
    made.locked({"MATHS": ["35", "20", "10"]})
    return made


def sealed(marks: Marks) -> Any:
    return marks.api.run_job("job_grades_seal")


def seals(marks: Marks) -> list[Any]:
    return marks.api.rows(
        "SELECT * FROM app.grade_seals WHERE tenant_id = :t ORDER BY number",
        t=marks.admin.tenant.id,
    )


def findings(marks: Marks) -> list[str]:
    """What the job finds in this school."""
    # The API of the tests takes no answer of 500 for one.
    with logged() as lines, suppress(AssertionError):
        marks.api.run_job("job_grades_verify")
    said = entries(lines, Signal.GRADE_LEDGER_BROKEN)
    return [one["reason"] for one in said if one["tenantId"] == str(marks.admin.tenant.id)]


@contextmanager
def changed(marks: Marks, *statements: str, **values: Any) -> Iterator[None]:
    """Change rows as somebody who owns the database, and put all of them back afterwards."""
    tables = (
        grade_sheets, grade_entries, grade_history, grade_seals, grade_seal_items, report_cards,
    )  # fmt: skip
    school = marks.admin.tenant.id
    with marks.api.scene() as connection:
        kept = [
            [row._asdict() for row in connection.execute(select(t).where(t.c.tenant_id == school))]
            for t in tables
        ]
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        for statement in statements:
            assert connection.execute(text(statement), {"t": school, **values}).rowcount
    try:
        yield
    finally:
        with marks.api.scene() as connection:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            for table, rows in zip(tables, kept, strict=True):
                connection.execute(delete(table).where(table.c.tenant_id == school))
                if rows:
                    connection.execute(insert(table).values(rows))


def chain(marks: Marks) -> list[Link]:
    names = ", ".join(f"h.{name}" for name in Link.__dataclass_fields__)
    rows = marks.api.rows(
        f"SELECT {names} FROM app.grade_history AS h WHERE tenant_id = :t ORDER BY seq",  # noqa: S608 - names of fields
        t=marks.admin.tenant.id,
    )
    return [Link(**{**row._asdict(), "action": GradeAction(row.action)}) for row in rows]


def rewritten(marks: Marks, at: int, new: str) -> list[Link]:
    """The chain with one mark changed and every hash from there on computed anew."""
    found: list[Link] = []
    for link in chain(marks):
        changed_link = replace(link, new=new) if link.seq == at else link
        previous = found[-1].hash if found else None
        unhashed = replace(changed_link, previous=previous)
        found.append(replace(unhashed, hash=digest(unhashed.document())))
    return found


FORGE = """
    WITH put AS (
        UPDATE app.grade_history AS h
        SET new = f.new, previous = f.previous, hash = f.hash
        FROM jsonb_to_recordset(CAST(:links AS jsonb))
             AS f (seq bigint, new text, previous text, hash text)
        WHERE h.tenant_id = :t AND h.seq = f.seq
        RETURNING h.seq, h.hash
    )
    UPDATE app.grade_sheets AS s SET head_hash = put.hash
    FROM put WHERE s.tenant_id = :t AND put.seq = s.head_seq
"""
CUT = (
    "DELETE FROM app.grade_history WHERE tenant_id = :t AND seq > 3",
    """
    UPDATE app.grade_sheets SET head_seq = 3, status = 'OPEN', head_hash = (
        SELECT hash FROM app.grade_history WHERE tenant_id = :t AND seq = 3
    ) WHERE tenant_id = :t
    """,
)


def as_rows(links: list[Link]) -> str:
    names = ("seq", "new", "previous", "hash")
    return json.dumps([{name: getattr(link, name) for name in names} for link in links])


@pytest.mark.every_school
def test_heads_are_sealed_once_and_again_when_they_have_moved(marks: Marks) -> None:
    sealed(marks)
    (first,) = seals(marks)
    sealed(marks)
    assert seals(marks) == [first]
    ok(marks.correct(0, "36"))
    sealed(marks)
    one, two = seals(marks)
    assert (two.number, two.previous) == (2, one.hash)
    assert findings(marks) == []


@pytest.mark.every_school
def test_a_link_that_was_changed_or_taken_out_is_found(marks: Marks) -> None:
    change = "UPDATE app.grade_history SET new = 'SCORED 50.00' WHERE tenant_id = :t AND seq = 2"
    with changed(marks, change):
        assert findings(marks) == ["a link was changed"]
        history = ok(marks.as_teacher.get(f"{marks.path}/history", query=marks.of()))
        assert history["holds"] is False
    with changed(marks, "DELETE FROM app.grade_history WHERE tenant_id = :t AND seq = 2"):
        assert findings(marks) == ["a link is missing"]
    assert findings(marks) == []


@pytest.mark.every_school
def test_a_chain_that_was_written_anew_does_not_pass(marks: Marks) -> None:
    """Every hash is right, and the head too: the seal says that there was another chain."""
    sealed(marks)
    forged = as_rows(rewritten(marks, 1, "SCORED 50.00"))
    with changed(marks, FORGE, links=forged):
        assert findings(marks) == ["another chain than was sealed"]
    assert findings(marks) == []


@pytest.mark.every_school
def test_a_tail_that_was_cut_with_its_head_does_not_pass(marks: Marks) -> None:
    sealed(marks)
    with changed(marks, *CUT):
        assert findings(marks) == ["shorter than was sealed"]


@pytest.mark.every_school
def test_who_cannot_sign_cannot_seal_what_was_changed(marks: Marks) -> None:
    """The mark and the seal are made to fit the forged chain, but for the signature."""
    sealed(marks)
    mark = "UPDATE app.grade_entries SET score = 50 WHERE tenant_id = :t AND score = 35"
    forged = rewritten(marks, 1, "SCORED 50.00")
    fit = "UPDATE app.grade_seal_items SET hash = :head WHERE tenant_id = :t"
    with changed(marks, FORGE, mark, fit, links=as_rows(forged), head=forged[-1].hash):
        assert findings(marks) == ["a seal was changed"]
    gone = "DELETE FROM app.grade_seal_items WHERE tenant_id = :t"
    with changed(marks, FORGE, mark, gone, links=as_rows(forged)):
        assert findings(marks) == ["a seal was changed"]


@pytest.mark.every_school
def test_a_seal_cannot_be_taken_out(marks: Marks) -> None:
    sealed(marks)
    ok(marks.correct(0, "36"))
    sealed(marks)
    with changed(marks, "DELETE FROM app.grade_seals WHERE tenant_id = :t AND number = 1"):
        assert findings(marks) == ["a seal is missing"]


@pytest.mark.every_school
def test_a_sheet_cannot_be_taken_out(marks: Marks) -> None:
    sealed(marks)
    with changed(
        marks,
        "DELETE FROM app.grade_history WHERE tenant_id = :t",
        "DELETE FROM app.grade_sheets WHERE tenant_id = :t",
    ):
        assert findings(marks) == ["a sheet is missing"]


BESIDE = {
    "changed": (
        "UPDATE app.grade_entries SET score = 50 WHERE tenant_id = :t AND score = 20",
        "a mark is not what its chain says",
    ),
    "removed": (
        "DELETE FROM app.grade_entries WHERE tenant_id = :t AND score = 20",
        "a mark is not what its chain says",
    ),
    "remarked": (
        "UPDATE app.grade_entries SET remarks = 'copied' WHERE tenant_id = :t AND score = 20",
        "a mark is not what its chain says",
    ),
    "opened": (
        "UPDATE app.grade_sheets SET status = 'OPEN' WHERE tenant_id = :t",
        "a sheet is not as far as its chain says",
    ),
}


@pytest.mark.every_school
@pytest.mark.parametrize("what", BESIDE)
def test_what_was_changed_beside_its_chain_is_found(marks: Marks, what: str) -> None:
    """Averages are made of marks, not of links: a chain that holds is not enough."""
    sealed(marks)
    statement, reason = BESIDE[what]
    with changed(marks, statement):
        assert findings(marks) == [reason]
        history = ok(marks.as_teacher.get(f"{marks.path}/history", query=marks.of()))
        assert history["holds"] is False
        query = {"classId": str(marks.class_id)}
        lines = marks.as_admin.get("/v1/admin/grades/ledger", query=query).text.splitlines()
        (sheet,) = [one for one in map(json.loads, lines) if one["type"] == "sheet"]
        assert sheet["verified"].startswith(reason)
    assert findings(marks) == []


def test_what_is_written_while_it_is_verified_is_no_finding(marks: Marks, engine: Engine) -> None:
    with UnitOfWork(engine) as unit:
        unit.as_tenant(marks.admin.tenant.id)
        ledger = unit(LedgerRepository)
        (sheet,) = ledger.find_sheets()
        links = ledger.find_links(sheet.id)
        ok(marks.correct(0, "36"))
        assert ledger.find_break(sheet, links) is None


@pytest.mark.every_school
def test_a_card_that_was_sealed_cannot_be_taken_out(marks: Marks) -> None:
    ok(marks.issue())
    sealed(marks)
    with changed(marks, "DELETE FROM app.report_cards WHERE tenant_id = :t"):
        assert findings(marks) == ["a card is missing"] * 3
    assert findings(marks) == []


@pytest.mark.every_school
def test_the_functions_cannot_change_what_is_chained_or_sealed(marks: Marks) -> None:
    sealed(marks)
    for table in ("grade_history", "grade_seals", "grade_seal_items", "report_cards"):
        rights = marks.api.rows(
            "SELECT has_table_privilege('stunity_app', :t, 'UPDATE, DELETE, TRUNCATE') AS may",
            t=f"app.{table}",
        )
        assert rights[0].may is False, table


# The exported ledger, and the script in the docs.


def export(marks: Marks, path: Path) -> Path:
    query = {"classId": str(marks.class_id)}
    answer = marks.as_admin.get("/v1/admin/grades/ledger", query=query)
    assert answer.status_code == 200, answer.text
    assert answer.mimetype == "application/x-ndjson"
    path.write_text(answer.text, encoding="utf-8")
    return path


def script(directory: Path) -> Path:
    page = (PROJECT_ROOT / "docs/grade-ledger.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    assert len(code.splitlines()) <= 50
    made = directory / "verify.py"
    made.write_text(code, encoding="utf-8")
    return made


def verified(marks: Marks, ledger: Path) -> tuple[bool, str]:
    """What the script says of a ledger, with the key that the school has published."""
    kid, _, encoded = marks.api.keys.grade_seal_public_keys.partition(":")
    raw = urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))
    argv = [sys.executable, str(script(ledger.parent)), str(ledger), b64encode(raw).decode()]
    ran = subprocess.run(argv, capture_output=True, text=True, check=False)  # noqa: S603 - our own
    assert not ran.stderr, ran.stderr
    assert kid
    return ran.returncode == 0, ran.stdout.strip()


@pytest.mark.every_school
def test_a_stranger_verifies_the_exported_ledger(marks: Marks, tmp_path: Path) -> None:
    ok(marks.correct(0, "36", reason="ទំព័រមួយមិនបានរាប់"))
    sealed(marks)
    assert verified(marks, export(marks, tmp_path / "l")) == (
        True,
        "1 sheets and 1 sealed things hold",
    )
    # What was written since is in the chain, and sealed tonight.
    ok(marks.correct(1, "21"))
    assert verified(marks, export(marks, tmp_path / "l"))[0]


@pytest.mark.every_school
def test_a_stranger_finds_what_was_forged(marks: Marks, tmp_path: Path) -> None:
    sealed(marks)
    forged = as_rows(rewritten(marks, 1, "SCORED 50.00"))
    with changed(marks, FORGE, links=forged):
        good, said = verified(marks, export(marks, tmp_path / "a"))
    assert not good
    assert "is not the one that was sealed" in said
    with changed(marks, *CUT):
        good, said = verified(marks, export(marks, tmp_path / "b"))
    assert not good
    assert "is not the one that was sealed" in said
    ledger = export(marks, tmp_path / "c")
    told = ledger.read_text(encoding="utf-8").replace("SCORED 35.00", "SCORED 45.00")
    ledger.write_text(told, encoding="utf-8")
    assert "link 1 was changed" in verified(marks, ledger)[1]


@pytest.mark.every_school
def test_a_ledger_that_was_signed_with_another_key_is_refused(marks: Marks, tmp_path: Path) -> None:
    """The export names its keys, but the published one is what counts."""
    other = LocalKeys.generate()
    with marks.api.environment(
        GRADE_SEAL_KEYS=other.grade_seal_keys, GRADE_SEAL_PUBLIC_KEYS=other.grade_seal_public_keys
    ):
        sealed(marks)
        ledger = export(marks, tmp_path / "l")
    good, said = verified(marks, ledger)
    assert not good
    assert "not signed with the published key" in said
    marks.api.rows(
        "DELETE FROM app.grade_seals WHERE tenant_id = :t RETURNING 1", t=marks.admin.tenant.id
    )


@pytest.mark.every_school
def test_a_ledger_without_a_class_is_the_schools_seals(marks: Marks) -> None:
    sealed(marks)
    lines = marks.as_admin.get("/v1/admin/grades/ledger").text.splitlines()
    kinds = [json.loads(line)["type"] for line in lines]
    assert kinds == ["ledger", "seal"]
    assert json.loads(lines[1])["names"]
    stranger = marks.api.as_(marks.api.member("ADMIN"))
    query = {"classId": str(marks.class_id)}
    refused(stranger.get("/v1/admin/grades/ledger", query=query), 404, "not_found")


def test_the_history_of_a_sheet_says_who_changed_what(marks: Marks) -> None:
    ok(marks.correct(0, "36"))
    history = ok(marks.as_teacher.get(f"{marks.path}/history", query=marks.of()))
    assert history["holds"] is True
    last = history["data"][-1]
    assert (last["action"], last["old"], last["new"]) == (
        "CORRECTED",
        "SCORED 35.00",
        "SCORED 36.00",
    )
    assert last["changedBy"] == str(marks.admin.id)
    query = marks.of(period="EXAM")
    empty = ok(marks.as_teacher.get(f"{marks.path}/history", query=query))
    assert empty == {"holds": True, "data": []}
