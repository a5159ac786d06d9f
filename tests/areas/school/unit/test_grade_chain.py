"""The chain of a sheet: what was written, in its order, and nothing else."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from shared.school.grades.cells import Cell, text_of
from shared.school.grades.chain import (
    EMPTY,
    Head,
    Link,
    Sealed,
    compare,
    digest,
    follow,
    items_digest,
)
from shared.school.grades.types import EntryState, GradeAction, SheetStatus

SHEET, TEACHER, PUPIL = UUID(int=1), UUID(int=2), UUID(int=3)
AT = datetime(2026, 11, 29, 1, 2, 3, 4, tzinfo=UTC)

# A busy machine is no counterexample.


def chained(links: list[Link]) -> list[Link]:
    """The links numbered and hashed anew, as whoever writes to the tables could."""
    found: list[Link] = []
    for seq, link in enumerate(links, start=1):
        previous = found[-1].hash if found else None
        numbered = replace(link, seq=seq, previous=previous, hash="")
        found.append(replace(numbered, hash=digest(numbered.document())))
    return found


def chain(length: int) -> list[Link]:
    made = [
        Link(SHEET, 0, GradeAction.ENTERED, PUPIL, None, f"SCORED {n}.00", None, TEACHER, AT, None)
        for n in range(length)
    ]
    return chained(made)


def head_of(links: list[Link]) -> Head:
    return Head(len(links), links[-1].hash) if links else EMPTY


@given(st.integers(0, 12))
def test_what_was_written_holds(length: int) -> None:
    links = chain(length)
    known = {link.seq: link.hash for link in links}
    assert follow(links, head_of(links), known) is None


@given(st.integers(1, 12), st.data())
def test_no_link_can_be_changed_taken_out_or_moved(length: int, data: st.DataObject) -> None:
    links = chain(length)
    at = data.draw(st.integers(0, length - 1))
    changes = (
        {"new": "SCORED 99.00"},
        {"old": "x"},
        {"reason": "because"},
        {"student_id": SHEET},
        {"changed_by": SHEET},
        {"changed_at": AT + timedelta(microseconds=1)},
        {"action": GradeAction.CORRECTED},
    )
    for change in changes:
        forged = [replace(k, **change) if n == at else k for n, k in enumerate(links)]
        found = follow(forged, head_of(links), {})
        assert found is not None
        assert (found.reason, found.at) == ("a link was changed", at + 1)
    assert follow(links[:at] + links[at + 1 :], head_of(links), {}) is not None
    if length > 1:
        turned = [links[1], links[0], *links[2:]]
        assert follow(turned, head_of(links), {}) is not None


def test_a_chain_that_was_written_anew_is_found_by_a_seal_alone() -> None:
    links = chain(5)
    forged = chained([replace(k, new="SCORED 50.00") if k.seq == 3 else k for k in links])
    assert follow(forged, head_of(forged), {}) is None
    found = follow(forged, head_of(forged), {4: links[3].hash})
    assert found is not None
    assert (found.reason, found.at) == ("another chain than was sealed", 4)


def test_a_cut_tail_is_found_by_the_head_and_with_the_head_by_a_seal() -> None:
    links = chain(5)
    assert follow(links[:3], head_of(links), {}) is not None
    assert follow(links[:3], head_of(links[:3]), {}) is None
    found = follow(links[:3], head_of(links[:3]), {5: links[4].hash})
    assert found is not None
    assert found.reason == "shorter than was sealed"


def test_the_form_that_is_hashed_is_the_one_in_the_docs() -> None:
    text = '{"a":"ក","b":null}'
    assert digest({"b": None, "a": "ក"}) == hashlib.sha256(text.encode()).hexdigest()


def test_a_moment_is_one_whatever_its_offset() -> None:
    (link,) = chain(1)
    elsewhere = replace(link, changed_at=AT.astimezone(timezone(timedelta(hours=7))))
    assert elsewhere.document() == link.document()
    assert link.document()["at"] == "2026-11-29T01:02:03.000004+00:00"


def test_a_seal_names_things_in_one_order() -> None:
    items = [Sealed("sheet", UUID(int=n), n, str(n)) for n in range(5)]
    assert items_digest(items) == items_digest(items[::-1])
    assert items_digest(items) != items_digest(items[1:])


def test_a_cell_has_one_form() -> None:
    assert Cell(EntryState.SCORED, Decimal("9.5")) == Cell(EntryState.SCORED, Decimal("9.50"))
    assert Cell(EntryState.SCORED, Decimal("9.5")).text() == "SCORED 9.50"
    assert Cell(EntryState.ABSENT, None, "ill").text() == "ABSENT | ill"
    assert text_of(None) is None


CELLS = st.none() | st.decimals(0, 50, places=2).map(lambda d: f"SCORED {d:.2f}")
CHANGES = st.lists(st.tuples(st.integers(3, 6).map(lambda n: UUID(int=n)), CELLS), max_size=12)


@given(CHANGES)
def test_a_sheet_is_what_its_last_links_say_and_nothing_else(
    changes: list[tuple[UUID, str | None]],
) -> None:
    links = chained(
        [
            Link(SHEET, 0, GradeAction.CHANGED, pupil, None, new, None, TEACHER, AT, None)
            for pupil, new in changes
        ]
    )
    cells = {pupil: new for pupil, new in dict(changes).items() if new is not None}
    assert compare(links, cells, SheetStatus.OPEN) is None
    assert compare(links, cells, SheetStatus.LOCKED) is not None
    assert compare(links, {**cells, SHEET: "SCORED 1.00"}, SheetStatus.OPEN) is not None
    for pupil in cells:
        assert compare(links, {**cells, pupil: "SCORED 99.00"}, SheetStatus.OPEN) is not None
        without = {one: cell for one, cell in cells.items() if one != pupil}
        assert compare(links, without, SheetStatus.OPEN) is not None
