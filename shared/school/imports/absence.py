"""Who is missing from a file. Pure.

Missing is said of nobody whom a row may mean, and of no class of which a row means nobody knows
whom: an enrolment that goes on too long is mended by hand, one that was ended wrongly is missed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from shared.school.imports.directory import NAME_PARTS, Directory
from shared.school.naming import PersonName
from shared.text.same import canonical


class Absence:
    """Gathers what the rows of a file name."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        self._meant: set[UUID] = set()
        self._classes: set[UUID] = set()
        self._doubted: set[UUID] = set()
        self._doubts_all = False

    def note(
        self,
        values: Mapping[str, Any],
        external_id: str | None,
        class_name: str | None,
        *,
        doubtful: bool,
    ) -> None:
        """Note a row: whom it may mean, and its class. ``doubtful``: it is not taken."""
        meant = self._directory.numbered(values, external_id) or self._directory.called(values)
        self._meant |= meant
        named = None
        if class_name is not None:
            named = self._directory.classes.get(canonical(class_name))
            if named is not None:
                self._classes.add(named.id)
        if doubtful and not meant:
            if class_name is None:
                self._doubts_all = True
            elif named is not None:
                self._doubted.add(named.id)

    def missing(self) -> list[UUID]:
        """The pupils of the classes that were named whom no row may mean, class by class."""
        if self._doubts_all:
            return []
        classes = self._classes - self._doubted
        seats = self._directory.seats
        absent = [one for one in seats if one not in self._meant and seats[one].class_id in classes]
        return sorted(absent, key=lambda one: (seats[one].class_name, self._sort_key(one), one))

    def _sort_key(self, pupil_id: UUID) -> str:
        said = self._directory.pupils[pupil_id].values
        family, given, family_kh, given_kh = (said.get(part) for part in NAME_PARTS)
        return PersonName(family or "", given or "", family_kh, given_kh).sort_key
