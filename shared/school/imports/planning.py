"""What an import would do, row by row. Pure: the same rows and records give the same plan."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from shared.school.imports.absence import Absence
from shared.school.imports.cells import Problems, guardian_of, pupil_of
from shared.school.imports.directory import Directory, KnownPupil, names_of
from shared.school.imports.tables import ImportedRow
from shared.school.imports.types import DayOrder, Fate, RowProblem
from shared.text.same import canonical, seen

EXTERNAL_ID = "external_id"
CLASS = "class"


@dataclass(frozen=True, slots=True)
class Options:
    """What was said with the file. ``begins``: the first day of those who come into a class."""

    begins: date
    order: DayOrder | None
    creates_classes: bool
    ends_absent: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """A value that the row would change: what it is now, and what it would be."""

    field: str
    before: str | None
    after: str


@dataclass(frozen=True, slots=True)
class RowPlan:
    """What becomes of a row. Of ERROR nothing is written."""

    fate: Fate
    student_id: UUID | None = None
    changes: tuple[Change, ...] = ()
    problems: tuple[tuple[str, RowProblem], ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)
    guardians: tuple[Mapping[str, Any], ...] = ()

    def document(self) -> dict[str, Any]:
        """What is shown of it, and compared before it is applied."""
        return {
            "changes": [[one.field, one.before, one.after] for one in self.changes],
            "problems": [[name, problem.value] for name, problem in self.problems],
        }


class Planner:
    """Plans the rows of one file in their order, on one directory."""

    def __init__(self, directory: Directory, options: Options) -> None:
        self._directory, self._options = directory, options
        self.order = options.order
        self._seen: set[object] = set()
        self._absence = Absence(directory)
        self._named: dict[str, set[date | None]] = {}

    def plan(self, row: ImportedRow) -> RowPlan:
        """What becomes of a row."""
        values, problems = pupil_of(row.cells, self._options.order)
        guardians: list[Mapping[str, Any]] = []
        for said in row.guardians:
            told, wrong = guardian_of(said)
            problems += wrong
            guardian = {**told, EXTERNAL_ID: said.get(EXTERNAL_ID)}
            if not wrong and not any(names_of(guardian)):
                problems.append(("guardian_last_name", RowProblem.NAME_MISSING))
            guardians.append(guardian)
        external_id = row.cells.get(EXTERNAL_ID)
        pupil = self._pupil(values, external_id, problems)
        if not problems and pupil is None and not any(names_of(values)):
            problems.append(("last_name", RowProblem.NAME_MISSING))
        if not problems:
            self._once(values, external_id, pupil, problems)
        changes = [] if problems else self._changes(pupil, values, external_id)
        changes += self._seat(pupil, row.cells.get(CLASS), problems)
        for one in guardians:
            changes += self._guardian(pupil, one)
        self._absence.note(values, external_id, row.cells.get(CLASS), doubtful=bool(problems))
        if problems:
            return RowPlan(Fate.ERROR, problems=tuple(problems))
        student_id = None if pupil is None else pupil.id
        fate = Fate.CREATE if pupil is None else Fate.CHANGE if changes else Fate.SAME
        return RowPlan(fate, student_id, tuple(changes), (), values, tuple(guardians))

    def ending(self, pupil_id: UUID) -> RowPlan | None:
        """What the end of a pupil's time in their class is, if they are in one."""
        seat = self._directory.seats.get(pupil_id)
        if seat is None or seat.started_on > self._options.begins:
            return None
        return RowPlan(Fate.END, pupil_id, (Change(CLASS, seat.class_name, ""),))

    def endings(self) -> list[tuple[KnownPupil, RowPlan]]:
        """Who is missing from the rows that were planned, class by class; nobody unless asked."""
        if not self._options.ends_absent:
            return []
        missing = [(one, self.ending(one)) for one in self._absence.missing()]
        return [(self._directory.pupils[one], plan) for one, plan in missing if plan is not None]

    def _pupil(
        self, values: Mapping[str, Any], external_id: str | None, problems: Problems
    ) -> KnownPupil | None:
        found = self._directory.numbered(values, external_id)
        if len(found) > 1:
            problems.append(("student_number", RowProblem.NUMBERS_DISAGREE))
        if not found and not any(values.get(n) for n in ("student_number", "official_id")):
            found = self._directory.called(values) if external_id is None else set()
            if len(found) > 1:
                problems.append(("last_name", RowProblem.AMBIGUOUS))
        return self._directory.pupils[next(iter(found))] if len(found) == 1 else None

    def _once(
        self,
        values: Mapping[str, Any],
        external_id: str | None,
        pupil: KnownPupil | None,
        problems: Problems,
    ) -> None:
        keys: set[object] = {("official_id", values.get("official_id"))}
        keys |= {("student_number", values.get("student_number")), (EXTERNAL_ID, external_id)}
        keys = {key for key in keys if isinstance(key, tuple) and key[1]}
        doubted = False
        if not keys:
            # Nothing but the name tells them apart: where one has no day of birth, nothing does.
            born = values.get("date_of_birth")
            for name in names_of(values):
                days = self._named.setdefault(name, set())
                doubted = doubted or bool(days and (born is None or {born, None} & days))
                days.add(born)
        if pupil is not None:
            keys.add(pupil.id)
        if doubted or keys & self._seen:
            problems.append(("student_number", RowProblem.TWICE))
        self._seen |= keys

    def _changes(
        self, pupil: KnownPupil | None, values: Mapping[str, Any], external_id: str | None
    ) -> list[Change]:
        before: Mapping[str, Any] = {} if pupil is None else pupil.values
        kept = frozenset[str]() if pupil is None else pupil.sticky
        changes = [
            Change(name, _text(before.get(name)), _text(value) or "")
            for name, value in values.items()
            if name not in kept and not _same(value, before.get(name))
        ]
        known = {None, str(pupil.id), pupil.external_id} if pupil is not None else {None}
        if external_id not in known:
            was = None if pupil is None else pupil.external_id
            changes.append(Change(EXTERNAL_ID, was, external_id or ""))
        return changes

    def _seat(self, pupil: KnownPupil | None, name: str | None, problems: Problems) -> list[Change]:
        if name is None:
            return []
        to = self._directory.classes.get(canonical(name))
        seat = None if pupil is None else self._directory.seats.get(pupil.id)
        if to is None and not self._options.creates_classes:
            problems.append((CLASS, RowProblem.CLASS_UNKNOWN))
        if to is not None and seat is not None and seat.class_id == to.id:
            return []
        if to is not None and to.capacity is not None and to.taken >= to.capacity:
            problems.append((CLASS, RowProblem.CLASS_FULL))
        last = None if pupil is None else self._directory.left.get(pupil.id)
        taken = max((day for day in (seat and seat.started_on, last) if day), default=None)
        if taken is not None and taken > self._options.begins:
            problems.append((CLASS, RowProblem.BEFORE_ENROLMENT))
        if problems:
            return []
        if to is not None:
            # The place is taken by this row, so that the last one is not promised twice.
            to.taken += 1
        return [Change(CLASS, None if seat is None else seat.class_name, name)]

    def _guardian(self, pupil: KnownPupil | None, said: Mapping[str, Any]) -> list[Change]:
        pupil_id = None if pupil is None else pupil.id
        known = self._directory.guardian(pupil_id, said, said.get(EXTERNAL_ID))
        tied = self._directory.ties.get(pupil_id, set()) if pupil_id is not None else set()
        if known is not None and known.id in tied:
            return []
        shown = (said.get("family_name_kh"), said.get("given_name_kh"))
        if not all(shown):
            shown = (said.get("last_name"), said.get("first_name"))
        words = [part for part in (*shown, said.get("phone")) if part]
        return [Change("guardian", None, " ".join(words))]


def hash_of(plans: Iterable[tuple[int, RowPlan]]) -> str:
    """What an import has to match to be applied: every row's fate, changes and problems."""
    told: Sequence[object] = [
        [number, plan.fate.value, str(plan.student_id or ""), plan.document()]
        for number, plan in plans
    ]
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _same(value: object, before: object) -> bool:
    """Whether nobody could tell one from the other: what is not seen is no change to show."""
    if isinstance(value, str) and isinstance(before, str):
        return seen(value) == seen(before)
    return value == before


def _text(value: object) -> str | None:
    if value is None:
        return None
    return value.isoformat() if isinstance(value, date) else str(value)
