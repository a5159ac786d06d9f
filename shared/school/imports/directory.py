"""What a school knows when an import is planned: its pupils, guardians and classes. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from shared.text.same import canonical

NAME_PARTS = ("last_name", "first_name", "family_name_kh", "given_name_kh")


@dataclass(slots=True)
class KnownPupil:
    """A pupil as their record is; ``values`` has what an import may say of them."""

    id: UUID
    version: int
    user_id: UUID | None
    values: dict[str, Any]
    sticky: frozenset[str]
    external_id: str | None
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class Seat:
    """Where a pupil is in the year of the import, and since when."""

    class_id: UUID
    class_name: str
    started_on: date


@dataclass(slots=True)
class KnownGuardian:
    """A guardian as their record is."""

    id: UUID
    names: Mapping[str, str | None]
    phone: str | None
    external_id: str | None = None
    user_id: UUID | None = None


@dataclass(slots=True)
class KnownClass:
    """A class of the year, with how many are in it and may be."""

    id: UUID
    name: str
    capacity: int | None
    taken: int


@dataclass(slots=True)
class Directory:
    """Pupils, guardians and classes, found as rows name them. It grows with what is written.

    ``left``: from which day on pupils are in no class of the year any more, of their last time.
    """

    pupils: dict[UUID, KnownPupil] = field(default_factory=dict)
    seats: dict[UUID, Seat] = field(default_factory=dict)
    left: dict[UUID, date] = field(default_factory=dict)
    classes: dict[str, KnownClass] = field(default_factory=dict)
    guardians: dict[UUID, KnownGuardian] = field(default_factory=dict)
    ties: dict[UUID, set[UUID]] = field(default_factory=lambda: defaultdict(set))
    _by_number: dict[tuple[str, str], UUID] = field(default_factory=dict)
    _by_name: dict[tuple[str, date | None], set[UUID]] = field(
        default_factory=lambda: defaultdict(set)
    )
    _guardians_by_external: dict[str, UUID] = field(default_factory=dict)
    _guardians_by_name: dict[str, list[UUID]] = field(default_factory=lambda: defaultdict(list))

    def know(self, pupil: KnownPupil) -> None:
        """Add a pupil, or what they have become."""
        self.pupils[pupil.id] = pupil
        for kind, value in _numbers(pupil.values, pupil.external_id):
            self._by_number[kind, value] = pupil.id
        # By this id another system knows a pupil who was exported to it.
        self._by_number["external_id", str(pupil.id)] = pupil.id
        for name in names_of(pupil.values):
            self._by_name[name, pupil.values.get("date_of_birth")].add(pupil.id)

    def know_guardian(self, guardian: KnownGuardian) -> None:
        """Add a guardian."""
        self.guardians[guardian.id] = guardian
        for known in (str(guardian.id), guardian.external_id):
            if known:
                self._guardians_by_external.setdefault(known, guardian.id)
        for name in names_of(guardian.names):
            self._guardians_by_name[name].append(guardian.id)

    def numbered(self, values: Mapping[str, Any], external_id: str | None) -> set[UUID]:
        """The pupils whose numbers these are."""
        keys = _numbers(values, external_id)
        return {self._by_number[key] for key in keys if key in self._by_number}

    def called(self, values: Mapping[str, Any]) -> set[UUID]:
        """The pupils of this name who were born on that day, or of whom no day is known."""
        born = values.get("date_of_birth")
        days = {born, None} if born is not None else {None}
        found = [self._by_name[name, day] for name in names_of(values) for day in days
                 if (name, day) in self._by_name]  # fmt: skip
        return set().union(*found)

    def guardian(self, pupil_id: UUID | None, said: Mapping[str, Any], external_id: str | None
                 ) -> KnownGuardian | None:  # fmt: skip
        """The guardian that a row means: one of the pupil's by name, or any by name and phone."""
        tied = self.ties.get(pupil_id, set()) if pupil_id is not None else set()
        if external_id in self._guardians_by_external:
            return self.guardians[self._guardians_by_external[external_id]]
        for name in names_of(said):
            for guardian_id in self._guardians_by_name.get(name, ()):
                one = self.guardians[guardian_id]
                same_phone = _digits(one.phone) == _digits(said.get("phone"))
                if guardian_id in tied and (same_phone or not said.get("phone")):
                    return one
                if same_phone and one.phone:
                    return one
        return None


def names_of(values: Mapping[str, Any]) -> Iterable[str]:
    """The complete names, in the spelling that all writings share."""
    for family, given in (NAME_PARTS[:2], NAME_PARTS[2:]):
        if values.get(family) and values.get(given):
            yield canonical(f"{values[family]} {values[given]}")


def _numbers(values: Mapping[str, Any], external_id: str | None) -> list[tuple[str, str]]:
    found = [(kind, values.get(kind)) for kind in ("student_number", "official_id")]
    found.append(("external_id", external_id))
    return [(kind, value) for kind, value in found if value]


def _digits(phone: str | None) -> str:
    return "".join(sign for sign in canonical(phone or "") if sign.isdigit())
