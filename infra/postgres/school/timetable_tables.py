"""Periods of the day, lessons of the week, what differs on a day, and what was published."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    DDL,
    CheckConstraint,
    Date,
    Index,
    SmallInteger,
    Time,
    UniqueConstraint,
    event,
)

from infra.postgres.core.columns import (
    belongs_to_tenant,
    choice,
    column,
    document,
    flag,
    identifier,
    is_member,
    number,
    same_tenant,
    stamped,
    table,
    tenant_id,
    words,
)
from infra.postgres.core.data_rules import Data, of_school
from shared.school.types import ChangeKind

lesson_periods = table(
    "lesson_periods",
    of_school(),
    tenant_id(),
    identifier(),
    words("name", Data.FACT),
    column("starts", Time(), Data.FACT),
    column("ends", Time(), Data.FACT),
    # A period that lessons were held in is retired, so that their times stay known.
    flag("retired"),
    CheckConstraint("starts < ends", name="order"),
    belongs_to_tenant(),
)

# A lesson is ended, not deleted, once it was held.
timetable_entries = table(
    "timetable_entries",
    of_school(),
    tenant_id(),
    identifier(),
    identifier("academic_year_id"),
    identifier("class_id"),
    identifier("subject_id"),
    identifier("teacher_id", nullable=True),
    identifier("room_id", nullable=True),
    identifier("period_id"),
    number("weekday", SmallInteger()),
    # Minutes since the beginning of Monday.
    number("week_start"),
    number("week_end"),
    column("effective_from", Date(), Data.FACT),
    column("effective_to", Date(), Data.FACT),
    CheckConstraint("week_start < week_end", name="minutes"),
    CheckConstraint("effective_from <= effective_to", name="days"),
    belongs_to_tenant(),
    same_tenant("academic_year_id", "academic_years"),
    same_tenant("class_id", "classes"),
    same_tenant("subject_id", "subjects"),
    same_tenant("room_id", "rooms"),
    same_tenant("period_id", "lesson_periods"),
    is_member("teacher_id"),
    Index(None, "tenant_id", "class_id", "effective_to"),
    Index(None, "tenant_id", "teacher_id"),
)

# No class, teacher or room is in two places at once, on the days on which both lessons are held.
# Equality and overlap stand in one index without an extension: an id is a range of itself alone.
OVERLAP_TYPE = "CREATE TYPE app.uuid_range AS RANGE (subtype = uuid)"
OVERLAPS = tuple(
    f"""
    ALTER TABLE app.timetable_entries
    ADD CONSTRAINT timetable_entries_{who}_once EXCLUDE USING gist (
      app.uuid_range(tenant_id, tenant_id, '[]') WITH &&,
      app.uuid_range({who}_id, {who}_id, '[]') WITH &&,
      int4range(week_start, week_end) WITH &&,
      daterange(effective_from, effective_to, '[]') WITH &&
    ) WHERE ({who}_id IS NOT NULL)
    """
    for who in ("class", "teacher", "room")
)
# Alembic writes none of these by itself; what is made from the tables alone has them too.
_ddl: Any = DDL  # It has no annotations.
event.listen(timetable_entries, "before_create", _ddl(OVERLAP_TYPE))
for overlap in OVERLAPS:
    event.listen(timetable_entries, "after_create", _ddl(overlap))

timetable_changes = table(
    "timetable_changes",
    of_school(),
    tenant_id(),
    identifier(),
    identifier("entry_id"),
    column("date", Date(), Data.FACT),
    *choice("kind", ChangeKind),
    identifier("teacher_id", nullable=True),
    # The lesson that this one is swapped with, and its day; that one's row names this one.
    identifier("with_entry_id", nullable=True),
    column("with_date", Date(), Data.FACT, nullable=True),
    identifier("made_by"),
    stamped("created_at"),
    UniqueConstraint("tenant_id", "entry_id", "date"),
    belongs_to_tenant(),
    same_tenant("entry_id", "timetable_entries"),
    same_tenant("with_entry_id", "timetable_entries"),
    is_member("teacher_id"),
    is_member("made_by"),
    Index(None, "tenant_id", "date"),
)

timetable_publications = table(
    "timetable_publications",
    of_school(),
    tenant_id(),
    identifier(),
    identifier("academic_year_id"),
    number("version"),
    # What each class had: a digest of its lessons by its id.
    document("snapshot", Data.FACT),
    identifier("published_by"),
    stamped("published_at"),
    UniqueConstraint("tenant_id", "academic_year_id", "version"),
    belongs_to_tenant(),
    same_tenant("academic_year_id", "academic_years"),
    is_member("published_by"),
)
