"""Each module keeps its contract, which `tests/contract.tftest.hcl` beside it states.

Terraform's own tests run with mocked providers. Every sentence with which a module refuses
something stands there above a run that is refused.
"""

from __future__ import annotations

import re

import pytest

from tests.terraform.configuration import TERRAFORM
from tests.terraform.conftest import Planner

MODULES = sorted(path.name for path in (TERRAFORM / "modules").iterdir())
_SENTENCE = re.compile(r'error_message = "((?:[^"\\]|\\.|\$\{[^}]*\})*)"$', re.MULTILINE)
_PLACEHOLDER = re.compile(r"\$\{[^}]*\}")


@pytest.mark.deploy
@pytest.mark.parametrize("module", MODULES)
def test_a_module_keeps_its_contract(planner: Planner, module: str) -> None:
    place = f"modules/{module}"
    planner.run(place, "init", "-input=false", "-no-color")

    said = planner.run(place, "test", "-no-color")

    (passed,) = re.findall(r"(\d+) passed, 0 failed", said)
    assert int(passed) == _contract(module).count("\nrun ")


@pytest.mark.parametrize("module", MODULES)
def test_every_sentence_of_a_refusal_is_in_the_contract(module: str) -> None:
    contract = re.sub(r"\n# ", " ", _contract(module))
    sentences = [
        sentence
        for path in sorted((TERRAFORM / "modules" / module).glob("*.tf"))
        for sentence in _SENTENCE.findall(path.read_text(encoding="utf-8"))
    ]

    missing = [
        sentence for sentence in sentences if not any(part in contract for part in _parts(sentence))
    ]

    assert sentences
    assert missing == []


def _contract(module: str) -> str:
    path = TERRAFORM / "modules" / module / "tests" / "contract.tftest.hcl"
    return path.read_text(encoding="utf-8")


def _parts(sentence: str) -> list[str]:
    """What a sentence says whatever is filled in."""
    parts = (part.strip(" :.,()") for part in _PLACEHOLDER.split(sentence))
    return [part for part in parts if len(part) >= 12]
