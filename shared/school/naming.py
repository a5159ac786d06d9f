"""How names of pupils and guardians are written, sorted and found."""

from __future__ import annotations

from dataclasses import dataclass

from shared.text.same import canonical
from shared.text.sorting import sort_key


@dataclass(frozen=True, slots=True)
class PersonName:
    """A name in two parts each, family name first; one of the two scripts may be missing."""

    last_name: str
    first_name: str
    family_name_kh: str | None = None
    given_name_kh: str | None = None

    @property
    def khmer(self) -> str | None:
        """The Khmer name, where there is one."""
        return _joined(self.family_name_kh, self.given_name_kh) or None

    @property
    def latin(self) -> str | None:
        """The Latin name, where there is one."""
        return _joined(self.last_name, self.first_name) or None

    @property
    def sort_key(self) -> str:
        """Where the name stands in lists: by the Khmer name, else by the Latin one."""
        if self.khmer is not None:
            return sort_key(self.family_name_kh or "", self.given_name_kh or "")
        return sort_key(self.last_name, self.first_name)

    def search_text(self, *numbers: str | None) -> str:
        """What a search for a name or a number looks into, in canonical spelling.

        Each name stands in both orders: people type the given name first as often as not.
        """
        turned = (
            _joined(self.first_name, self.last_name),
            _joined(self.given_name_kh, self.family_name_kh),
            # Khmer is typed with and without a blank between the parts.
            f"{self.family_name_kh or ''}{self.given_name_kh or ''}",
        )
        parts = (self.latin, self.khmer, *turned, *numbers)
        return "\n".join(dict.fromkeys(canonical(part) for part in parts if part))


def _joined(*parts: str | None) -> str:
    return " ".join(part for part in parts if part)


def name_of_record(record: object) -> str:
    """How a pupil's or a guardian's record is read aloud: in Khmer, else in Latin letters."""
    parts = (getattr(record, field) for field in PersonName.__dataclass_fields__)
    name = PersonName(*parts)
    return name.khmer or name.latin or ""
