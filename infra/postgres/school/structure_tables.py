"""How a school's years are made: terms, grades, what is taught in them, rooms and shifts."""

from __future__ import annotations

from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    Date,
    Index,
    Numeric,
    SmallInteger,
    Text,
    Time,
    UniqueConstraint,
)

from infra.postgres.core.columns import (
    belongs_to_tenant,
    choice,
    column,
    counter,
    flag,
    identifier,
    instant,
    key,
    number,
    same_tenant,
    table,
    tenant_id,
    words,
)
from infra.postgres.core.data_rules import Data, Retention, of_school
from shared.school.types import GradeBand

terms = table(
    "terms",
    of_school(Retention.RECORD),
    tenant_id(),
    identifier(),
    identifier("academic_year_id"),
    number("ordinal"),
    words("name", Data.FACT),
    words("name_kh", Data.FACT, nullable=True),
    column("start_date", Date(), Data.FACT),
    column("end_date", Date(), Data.FACT),
    UniqueConstraint("tenant_id", "academic_year_id", "ordinal"),
    CheckConstraint("start_date < end_date", name="order"),
    belongs_to_tenant(),
    same_tenant("academic_year_id", "academic_years"),
)

# The months of a term in which marks are given; ``counts`` where they enter its average.
term_months = table(
    "term_months",
    of_school(Retention.RECORD),
    tenant_id(),
    key("term_id"),
    key("month", Date(), Data.FACT),
    flag("counts", default=True),
    CheckConstraint("extract(day FROM month) = 1", name="first_day"),
    same_tenant("term_id", "terms"),
)

grade_levels = table(
    "grade_levels",
    of_school(Retention.RECORD),
    tenant_id(),
    identifier(),
    words("code", Data.FACT),
    words("name", Data.FACT),
    words("name_kh", Data.FACT, nullable=True),
    # The order of the grades: a pupil is promoted to the next one.
    number("ordinal"),
    *choice("band", GradeBand),
    UniqueConstraint("tenant_id", "code"),
    belongs_to_tenant(),
    Index(None, "tenant_id", "ordinal"),
)

tracks = table(
    "tracks",
    of_school(Retention.RECORD),
    tenant_id(),
    identifier(),
    words("code", Data.FACT),
    words("name", Data.FACT),
    words("name_kh", Data.FACT, nullable=True),
    UniqueConstraint("tenant_id", "code"),
    belongs_to_tenant(),
)

subject_offerings = table(
    "subject_offerings",
    of_school(Retention.RECORD),
    tenant_id(),
    identifier(),
    identifier("academic_year_id"),
    identifier("grade_id"),
    # None: for every track of the grade.
    identifier("track_id", nullable=True),
    identifier("subject_id"),
    number("coefficient", Numeric(4, 2)),
    number("max_score", Numeric(6, 2)),
    flag("is_bonus"),
    # The order of subjects on cards.
    counter("ordinal"),
    # When the first sheet of it was submitted: its figures stand from then on.
    instant("frozen_at"),
    UniqueConstraint(
        "tenant_id",
        "academic_year_id",
        "grade_id",
        "track_id",
        "subject_id",
        name="subject_offerings_taught_key",
        postgresql_nulls_not_distinct=True,
    ),
    CheckConstraint("coefficient > 0", name="coefficient"),
    CheckConstraint("max_score > 0", name="max_score"),
    belongs_to_tenant(),
    same_tenant("academic_year_id", "academic_years"),
    same_tenant("grade_id", "grade_levels"),
    same_tenant("track_id", "tracks"),
    same_tenant("subject_id", "subjects"),
)

# When a class is at school. A shift has one session or both: a register is taken for each.
shifts = table(
    "shifts",
    of_school(Retention.RECORD),
    tenant_id(),
    identifier(),
    words("name", Data.FACT),
    words("name_kh", Data.FACT, nullable=True),
    column("sessions", ARRAY(Text()), Data.FACT),
    # ISO days of the week, Monday is 1.
    column("weekdays", ARRAY(SmallInteger()), Data.FACT),
    column("starts", Time(), Data.FACT),
    column("ends", Time(), Data.FACT),
    UniqueConstraint("tenant_id", "name"),
    CheckConstraint("starts < ends", name="order"),
    belongs_to_tenant(),
)

rooms = table(
    "rooms",
    of_school(Retention.RECORD),
    tenant_id(),
    identifier(),
    words("name", Data.FACT),
    words("name_kh", Data.FACT, nullable=True),
    number("capacity", nullable=True),
    UniqueConstraint("tenant_id", "name"),
    belongs_to_tenant(),
)
