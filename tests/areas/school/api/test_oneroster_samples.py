"""Archives as the OneRoster standard describes them: everything of a school, then what changed."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.areas.school.factories.imports import ARCHIVE, applied, planned, rows_of
from tests.areas.school.factories.scenes import Campus, make_campus
from tests.support.api import Api, ok

SAMPLES = Path(__file__).parent.parent / "samples"
SAID: dict[str, Any] = {"kind": "ONEROSTER", "createsClasses": True}


@pytest.fixture
def campus(stored: Api) -> Campus:
    stored.claim()
    return make_campus(stored)


def packed(name: str, *, folder: str = "", mark: str = "", line: str = "\n") -> bytes:
    """A sample as some system packs it: in a folder, with a mark, with its own ends of lines."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted((SAMPLES / name).glob("*.csv")):
            text = mark + path.read_text(encoding="utf-8").replace("\n", line)
            archive.writestr(f"{folder}{path.name}", text.encode())
    return out.getvalue()


def pupils(campus: Campus) -> dict[str, dict[str, Any]]:
    found = ok(campus.office.get("/v1/students?limit=50"))["data"]
    return {one["firstName"]: one for one in found}


def test_everything_of_a_school_then_what_changed(campus: Campus) -> None:
    content = packed("oneroster_bulk", folder="export/", mark="\ufeff", line="\r\n")
    plan = planned(campus, content, ARCHIVE, **SAID, startedOn="2025-11-01")
    assert (plan["counts"]["create"], plan["counts"]["error"]) == (4, 0)
    applied(campus, plan)
    made = pupils(campus)
    assert {name: (one["className"], one["studentNumber"]) for name, one in made.items()} == {
        "Dara": ("9A", "0001"),
        "Sophy": ("9B", "0002"),
        # Whoever has no number is given one.
        'Bora "Bo"': ("9B", "2500001"),
        "Rith": ("Mathematics 9", "0004"),
    }
    dara = ok(campus.office.get(f"/v1/students/{made['Dara']['id']}"))
    assert (dara["gender"], dara["dateOfBirth"], dara["placeOfBirth"]) == (
        "MALE",
        "2011-04-30",
        "Siem Reap",
    )
    # A tie is told by the pupil, or by the guardian.
    for pupil in ("Dara", "Sophy"):
        tied = ok(campus.office.get(f"/v1/students/{made[pupil]['id']}/guardians"))["data"]
        phones = {(one["lastName"], one["phone"]) for one in tied}
        assert phones == {("Mao", "012 345 678"), ("Sok", "011 111 111")}
    again = planned(campus, packed("oneroster_bulk"), ARCHIVE, **SAID, startedOn="2025-11-01")
    assert again["counts"] == {**dict.fromkeys(again["counts"], 0), "same": 4}

    changes = planned(campus, packed("oneroster_delta"), ARCHIVE, **SAID, startedOn="2026-02-10")
    assert [(one["name"], one["fate"]) for one in rows_of(campus, changes)] == [
        ("Sok Daravuth", "CHANGE"),
        ("Ouk Nary", "CREATE"),
    ]
    applied(campus, changes)
    # What the other system deletes stays here.
    assert {name: one["className"] for name, one in pupils(campus).items()} == {
        "Daravuth": "9A",
        "Sophy": "9B",
        'Bora "Bo"': "9B",
        "Rith": "Mathematics 9",
        "Nary": "9A",
    }
