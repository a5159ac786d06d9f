"""How a school makes averages: presets until it says otherwise."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.api import ok, refused
from tests.support.school import School


def scheme(**changes: Any) -> dict[str, Any]:
    mentions = [
        {"code": "A", "minimum": "8.5", "label": "Excellent", "labelKh": "ល្អប្រសើរ"},
        {"code": "F", "minimum": "0", "label": "Weak", "labelKh": "ខ្សោយ"},
    ]
    return {
        "band": "PRIMARY",
        "fullMark": "10",
        "passMark": "5",
        "absentMeans": "ZERO",
        "bonusSubjects": False,
        "everySubjectMonthly": True,
        "mentions": mentions,
        **changes,
    }


def put(school: School, *schemes: dict[str, Any]) -> Any:
    admin = school.caller("an admin", "ADMIN")
    return admin.put("/v1/grading-scales", json={"schemes": list(schemes)})


def test_a_school_begins_with_presets_and_sets_its_own(school: School) -> None:
    bands = ok(school.caller("a student").get("/v1/grading-scales"))["data"]
    assert [(b["band"], b["fullMark"], b["isPreset"]) for b in bands] == [
        ("PRIMARY", "10", True),
        ("LOWER_SECONDARY", "50", True),
        ("UPPER_SECONDARY", "50", True),
    ]
    assert bands[1]["mentions"][0] == {
        "code": "A",
        "minimum": "45",
        "label": "Excellent",
        "labelKh": "ល្អប្រសើរ",
    }
    answer = ok(put(school, scheme()))
    assert answer["presets"] == bands
    primary, secondary, _ = answer["data"]
    assert (primary["absentMeans"], primary["isPreset"]) == ("ZERO", False)
    assert [m["minimum"] for m in primary["mentions"]] == ["8.5", "0"]
    assert secondary["isPreset"] is True
    (primary, *_) = ok(put(school, scheme(passMark="6")))["data"]
    assert primary["passMark"] == "6"


@pytest.mark.parametrize(
    "wrong",
    [
        {"passMark": "10"},
        {"mentions": scheme()["mentions"][:1]},
        {"mentions": scheme()["mentions"][::-1]},
        {"fullMark": "8"},
    ],
)
def test_rules_that_contradict_one_another_are_refused(
    school: School, wrong: dict[str, Any]
) -> None:
    refused(put(school, scheme(**wrong)), 422, "validation_failed")


def test_a_band_has_one_scheme(school: School) -> None:
    refused(put(school, scheme(), scheme()), 422, "validation_failed")
