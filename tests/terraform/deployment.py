"""The platform in a cloud of its own, changed by the real Terraform, and the order of its steps.

Terraform runs steps side by side, so one run shows one order of many. Its graph says which steps
wait for which; each step is looked at with those alone before it that it waits for.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.terraform.fake_cloud import FakeCloud, Key, Step, apply_effects
from tests.terraform.fake_providers import serving
from tests.terraform.plugin_protocol import Values
from tests.terraform.service import Promise, Variables, broken, promises
from tests.terraform.terraform import Terraform

PLACE = "modules/platform"
_OPTIONS = ("-input=false", "-no-color", "-lock=false")
_EDGE = re.compile(r'^\t\t"\[root\] (.*)" -> "\[root\] (.*)"$', re.MULTILINE)
# What was created anew first is destroyed under a name of its own.
_DEPOSED = re.compile(r"\(destroy deposed \w+\)")
_DONE = re.compile(r"^(\S.*?)(?: \(deposed object \w+\))?: (\w+)\.\.\. \[id=(.*)\]$", re.MULTILINE)
_MADE = re.compile(
    r"^(\S.*?): (?:Creation|Modifications) complete after \w+ \[id=(.*)\]$", re.MULTILINE
)
_VERBS = {"Destroying": "delete", "Modifying": "update"}
_SUFFIXES = {"delete": " (destroy)"}


@dataclass(frozen=True, slots=True)
class Change:
    """One apply: the resources before, and the steps with those that each waits for."""

    before: dict[Key, Values]
    issued: set[str]
    steps: tuple[Step, ...]
    waits_for: Mapping[Key, frozenset[int]]
    kept: frozenset[Promise]

    def gaps(self) -> list[str]:
        """What does not serve after some step, though promised before and after the change."""
        return [
            f"after {step.action} of {step.kind} {step.id}: {words}"
            for position, step in enumerate(self.steps)
            for words in broken(self._with(position), self.issued, self.kept)
        ]

    def _with(self, position: int) -> dict[Key, Values]:
        objects = dict(self.before)
        for at in sorted({*self.waits_for[_place(self.steps[position])], position}):
            apply_effects(objects, self.steps[at].effects)
        return objects


class Deployment:
    """Terraform with a state of its own, over a cloud of its own."""

    def __init__(self, terraform: Terraform, cloud: FakeCloud) -> None:
        self.terraform, self.cloud = terraform, cloud
        self._variables: Variables | None = None

    @contextmanager
    def copied(self, directory: Path) -> Iterator[Deployment]:
        """The same deployment some hours later, to change it without changing this one."""
        cloud = self.cloud.copy()
        shutil.copytree(self.terraform.root, directory, symlinks=True)
        with serving(cloud) as environment:
            other = Deployment(Terraform(directory, environment), cloud)
            other._variables = self._variables
            yield other

    def change(self, variables: Variables, *options: str) -> Change:
        """Plan and apply; raises PlanFailed with Terraform's words."""
        self.cloud.settle()
        before, issued = dict(self.cloud.objects), set(self.cloud.issued)
        self._plan(variables, *options)
        graph = self._run("graph", "-plan=plan")
        said = self._run("apply", *_OPTIONS, "-parallelism=30", "plan")
        previous, self._variables = self._variables, variables
        kept = promises(previous) & promises(variables) if previous else set()
        steps = tuple(self.cloud.steps)
        return Change(before, issued, steps, _waits(graph, said, steps), frozenset(kept))

    def is_settled(self) -> bool:
        """Whether another plan with the same variables would change nothing."""
        assert self._variables is not None
        return "No changes." in self._plan(self._variables)

    def destroy(self) -> None:
        """Destroy everything."""
        self._run("destroy", *_OPTIONS, "-auto-approve", "-parallelism=30", "-var-file=values.json")

    def _plan(self, variables: Variables, *options: str) -> str:
        values = self.terraform.path(PLACE) / "values.json"
        values.write_text(json.dumps(variables), encoding="utf-8")
        return self._run("plan", *_OPTIONS, *options, "-var-file=values.json", "-out=plan")

    def _run(self, *arguments: str) -> str:
        return self.terraform.run(PLACE, *arguments)


def _place(step: Step) -> Key:
    return f"{step.action} {step.kind}", step.id


def _waits(graph: str, said: str, steps: tuple[Step, ...]) -> dict[Key, frozenset[int]]:
    """By step, the positions of all steps that are certainly done before it."""
    needs: dict[str, list[str]] = {}
    for node, needed in _EDGE.findall(_DEPOSED.sub("(destroy)", graph.replace('\\"', '"'))):
        needs.setdefault(node, []).append(needed)
    node_of = {
        (_VERBS[verb], _kind(address), id_): address
        for address, verb, id_ in _DONE.findall(said)
        if verb in _VERBS
    }
    node_of |= {("create", _kind(address), id_): address for address, id_ in _MADE.findall(said)}
    nodes = [
        node_of[step.action, step.kind, step.id] + _SUFFIXES.get(step.action, "") for step in steps
    ]
    return {
        _place(step): frozenset(
            at for at, other in enumerate(nodes) if other in _all_needed(node, needs)
        )
        for step, node in zip(steps, nodes, strict=True)
    }


def _kind(address: str) -> str:
    found = re.search(r"(\w+)\.\w+(?:\[[^\]]*\])?$", address)
    assert found is not None, address
    return found[1]


def _all_needed(node: str, needs: Mapping[str, list[str]]) -> set[str]:
    found: set[str] = set()
    waiting = [node]
    while waiting:
        for needed in needs.get(waiting.pop(), ()):
            if needed not in found:
                found.add(needed)
                waiting.append(needed)
    return found
