"""Terms, grades, offerings, rooms and shifts; records with what printing and imports need."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from infra.postgres.core.row_security import secure

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

_TABLES = {
    "terms": "SELECT, INSERT, UPDATE, DELETE",
    "term_months": "SELECT, INSERT, UPDATE, DELETE",
    "grade_levels": "SELECT, INSERT, UPDATE, DELETE",
    "tracks": "SELECT, INSERT, UPDATE, DELETE",
    "subject_offerings": "SELECT, INSERT, UPDATE, DELETE",
    "shifts": "SELECT, INSERT, UPDATE, DELETE",
    "rooms": "SELECT, INSERT, UPDATE, DELETE",
}
_CHECKS = (
    ("academic_years", "order", "start_date < end_date"),
    ("class_enrollments", "order", "ended_on >= started_on"),
    (
        "class_enrollments",
        "entry_reason",
        "entry_reason IN ('NEW', 'TRANSFERRED_IN', 'RETURNED', 'MOVED', 'PROMOTED', 'REPEATED')",
    ),
    (
        "class_enrollments",
        "exit_reason",
        (
            "exit_reason IN ('MOVED', 'TRANSFERRED_OUT', 'DROPPED_OUT', 'PROMOTED', 'REPEATED',"
            " 'GRADUATED', 'DECEASED', 'OTHER')"
        ),
    ),
)


def upgrade() -> None:
    op.create_table(
        "grade_levels",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_kh", sa.Text(), nullable=True),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("band", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "band IN ('PRIMARY', 'LOWER_SECONDARY', 'UPPER_SECONDARY')",
            name=op.f("grade_levels_band_check"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["app.tenants.id"], name=op.f("grade_levels_tenant_id_fkey")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("grade_levels_pkey")),
        sa.UniqueConstraint("tenant_id", "code", name=op.f("grade_levels_tenant_id_code_key")),
        schema="app",
    )
    op.create_index(
        op.f("grade_levels_tenant_id_ordinal_idx"),
        "grade_levels",
        ["tenant_id", "ordinal"],
        unique=False,
        schema="app",
    )
    op.create_table(
        "rooms",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_kh", sa.Text(), nullable=True),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["app.tenants.id"], name=op.f("rooms_tenant_id_fkey")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("rooms_pkey")),
        sa.UniqueConstraint("tenant_id", "name", name=op.f("rooms_tenant_id_name_key")),
        schema="app",
    )
    op.create_table(
        "shifts",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_kh", sa.Text(), nullable=True),
        sa.Column("sessions", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("weekdays", sa.ARRAY(sa.SmallInteger()), nullable=False),
        sa.Column("starts", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.CheckConstraint("starts < ends", name=op.f("shifts_order_check")),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["app.tenants.id"], name=op.f("shifts_tenant_id_fkey")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("shifts_pkey")),
        sa.UniqueConstraint("tenant_id", "name", name=op.f("shifts_tenant_id_name_key")),
        schema="app",
    )
    op.create_table(
        "tracks",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_kh", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["app.tenants.id"], name=op.f("tracks_tenant_id_fkey")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("tracks_pkey")),
        sa.UniqueConstraint("tenant_id", "code", name=op.f("tracks_tenant_id_code_key")),
        schema="app",
    )
    op.create_table(
        "subject_offerings",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("academic_year_id", sa.Uuid(), nullable=False),
        sa.Column("grade_id", sa.Uuid(), nullable=False),
        sa.Column("track_id", sa.Uuid(), nullable=True),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("coefficient", sa.Numeric(precision=4, scale=2), nullable=False),
        sa.Column("max_score", sa.Numeric(precision=6, scale=2), nullable=False),
        sa.Column("is_bonus", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("ordinal", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("coefficient > 0", name=op.f("subject_offerings_coefficient_check")),
        sa.CheckConstraint("max_score > 0", name=op.f("subject_offerings_max_score_check")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "academic_year_id"],
            ["app.academic_years.tenant_id", "app.academic_years.id"],
            name=op.f("subject_offerings_tenant_id_academic_year_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "grade_id"],
            ["app.grade_levels.tenant_id", "app.grade_levels.id"],
            name=op.f("subject_offerings_tenant_id_grade_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "subject_id"],
            ["app.subjects.tenant_id", "app.subjects.id"],
            name=op.f("subject_offerings_tenant_id_subject_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "track_id"],
            ["app.tracks.tenant_id", "app.tracks.id"],
            name=op.f("subject_offerings_tenant_id_track_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["app.tenants.id"], name=op.f("subject_offerings_tenant_id_fkey")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("subject_offerings_pkey")),
        sa.UniqueConstraint(
            "tenant_id",
            "academic_year_id",
            "grade_id",
            "track_id",
            "subject_id",
            name="subject_offerings_taught_key",
            postgresql_nulls_not_distinct=True,
        ),
        schema="app",
    )
    op.create_table(
        "terms",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("academic_year_id", sa.Uuid(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_kh", sa.Text(), nullable=True),
        sa.Column("start_date", sa.Date(), nullable=False),
        sa.Column("end_date", sa.Date(), nullable=False),
        sa.CheckConstraint("start_date < end_date", name=op.f("terms_order_check")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "academic_year_id"],
            ["app.academic_years.tenant_id", "app.academic_years.id"],
            name=op.f("terms_tenant_id_academic_year_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["app.tenants.id"], name=op.f("terms_tenant_id_fkey")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("terms_pkey")),
        sa.UniqueConstraint(
            "tenant_id",
            "academic_year_id",
            "ordinal",
            name=op.f("terms_tenant_id_academic_year_id_ordinal_key"),
        ),
        schema="app",
    )
    op.create_table(
        "term_months",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("term_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("counts", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.CheckConstraint("extract(day FROM month) = 1", name=op.f("term_months_first_day_check")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "term_id"],
            ["app.terms.tenant_id", "app.terms.id"],
            name=op.f("term_months_tenant_id_term_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "term_id", "month", name=op.f("term_months_pkey")),
        schema="app",
    )
    _extend()
    op.alter_column("subjects", "coefficient", type_=sa.Numeric(4, 2), schema="app")
    op.alter_column("subjects", "max_score", type_=sa.Numeric(6, 2), schema="app")
    # Nothing was written that breaks these rules: no route wrote the tables until now.
    for table, name, rule in _CHECKS:
        op.create_check_constraint(op.f(f"{table}_{name}_check"), table, rule, schema="app")
    for table, grant in _TABLES.items():
        op.execute(secure(table, grant=grant))


def _extend() -> None:
    op.add_column(
        "academic_years",
        sa.Column("version", sa.Integer(), server_default=sa.text("0"), nullable=False),
        schema="app",
    )
    op.create_index(
        "academic_years_current_key",
        "academic_years",
        ["tenant_id"],
        unique=True,
        schema="app",
        postgresql_where=sa.text("is_current"),
    )
    op.add_column(
        "class_enrollments", sa.Column("external_id", sa.Text(), nullable=True), schema="app"
    )
    op.create_unique_constraint(
        op.f("class_enrollments_tenant_id_external_id_key"),
        "class_enrollments",
        ["tenant_id", "external_id"],
        schema="app",
    )
    op.create_index(
        op.f("class_enrollments_tenant_id_student_id_started_on_idx"),
        "class_enrollments",
        ["tenant_id", "student_id", "started_on"],
        unique=False,
        schema="app",
    )
    op.add_column("classes", sa.Column("grade_id", sa.Uuid(), nullable=True), schema="app")
    op.add_column("classes", sa.Column("track_id", sa.Uuid(), nullable=True), schema="app")
    op.add_column("classes", sa.Column("shift_id", sa.Uuid(), nullable=True), schema="app")
    op.add_column("classes", sa.Column("room_id", sa.Uuid(), nullable=True), schema="app")
    op.add_column("classes", sa.Column("external_id", sa.Text(), nullable=True), schema="app")
    op.add_column(
        "classes",
        sa.Column("sticky", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        schema="app",
    )
    op.add_column(
        "classes",
        sa.Column("version", sa.Integer(), server_default=sa.text("0"), nullable=False),
        schema="app",
    )
    op.create_unique_constraint(
        op.f("classes_tenant_id_external_id_key"),
        "classes",
        ["tenant_id", "external_id"],
        schema="app",
    )
    op.create_foreign_key(
        op.f("classes_tenant_id_track_id_fkey"),
        "classes",
        "tracks",
        ["tenant_id", "track_id"],
        ["tenant_id", "id"],
        source_schema="app",
        referent_schema="app",
    )
    op.create_foreign_key(
        op.f("classes_tenant_id_shift_id_fkey"),
        "classes",
        "shifts",
        ["tenant_id", "shift_id"],
        ["tenant_id", "id"],
        source_schema="app",
        referent_schema="app",
    )
    op.create_foreign_key(
        op.f("classes_tenant_id_grade_id_fkey"),
        "classes",
        "grade_levels",
        ["tenant_id", "grade_id"],
        ["tenant_id", "id"],
        source_schema="app",
        referent_schema="app",
    )
    op.create_foreign_key(
        op.f("classes_tenant_id_room_id_fkey"),
        "classes",
        "rooms",
        ["tenant_id", "room_id"],
        ["tenant_id", "id"],
        source_schema="app",
        referent_schema="app",
    )
    op.drop_column("classes", "grade_level", schema="app")
    op.drop_column("classes", "section", schema="app")
    op.drop_column("classes", "track", schema="app")
    op.add_column(
        "guardians",
        sa.Column("sticky", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        schema="app",
    )
    op.add_column(
        "guardians",
        sa.Column("version", sa.Integer(), server_default=sa.text("0"), nullable=False),
        schema="app",
    )
    op.add_column(
        "student_guardians",
        sa.Column("is_primary", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        schema="app",
    )
    op.add_column(
        "student_guardians",
        sa.Column("can_view_grades", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        schema="app",
    )
    op.add_column(
        "students",
        sa.Column("sort_key", sa.Text(collation="C"), server_default=sa.text("''"), nullable=False),
        schema="app",
    )
    op.add_column(
        "students",
        sa.Column("search_text", sa.Text(), server_default=sa.text("''"), nullable=False),
        schema="app",
    )
    op.add_column("students", sa.Column("place_of_birth", sa.Text(), nullable=True), schema="app")
    op.add_column("students", sa.Column("address", sa.Text(), nullable=True), schema="app")
    op.add_column("students", sa.Column("phone", sa.Text(), nullable=True), schema="app")
    op.add_column("students", sa.Column("official_id", sa.Text(), nullable=True), schema="app")
    op.add_column(
        "students",
        sa.Column("sticky", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        schema="app",
    )
    op.add_column(
        "students",
        sa.Column("version", sa.Integer(), server_default=sa.text("0"), nullable=False),
        schema="app",
    )
    op.add_column(
        "students",
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        schema="app",
    )
    op.create_unique_constraint(
        op.f("students_tenant_id_official_id_key"),
        "students",
        ["tenant_id", "official_id"],
        schema="app",
    )
    op.create_index(
        op.f("students_tenant_id_sort_key_id_idx"),
        "students",
        ["tenant_id", "sort_key", "id"],
        unique=False,
        schema="app",
    )
    op.drop_column("students", "name_kh", schema="app")
    op.drop_column("subjects", "grade_level", schema="app")


def downgrade() -> None:
    for table, name, _ in _CHECKS:
        op.drop_constraint(op.f(f"{table}_{name}_check"), table, schema="app")
    op.alter_column("subjects", "coefficient", type_=sa.Numeric(), schema="app")
    op.alter_column("subjects", "max_score", type_=sa.Numeric(), schema="app")
    op.add_column("subjects", sa.Column("grade_level", sa.TEXT(), nullable=True), schema="app")
    op.add_column("students", sa.Column("name_kh", sa.TEXT(), nullable=True), schema="app")
    op.drop_index(op.f("students_tenant_id_sort_key_id_idx"), table_name="students", schema="app")
    op.drop_constraint(
        op.f("students_tenant_id_official_id_key"), "students", schema="app", type_="unique"
    )
    op.drop_column("students", "created_at", schema="app")
    op.drop_column("students", "version", schema="app")
    op.drop_column("students", "sticky", schema="app")
    op.drop_column("students", "official_id", schema="app")
    op.drop_column("students", "phone", schema="app")
    op.drop_column("students", "address", schema="app")
    op.drop_column("students", "place_of_birth", schema="app")
    op.drop_column("students", "search_text", schema="app")
    op.drop_column("students", "sort_key", schema="app")
    op.drop_column("student_guardians", "can_view_grades", schema="app")
    op.drop_column("student_guardians", "is_primary", schema="app")
    op.drop_column("guardians", "version", schema="app")
    op.drop_column("guardians", "sticky", schema="app")
    op.add_column("classes", sa.Column("track", sa.TEXT(), nullable=True), schema="app")
    op.add_column("classes", sa.Column("section", sa.TEXT(), nullable=True), schema="app")
    op.add_column("classes", sa.Column("grade_level", sa.TEXT(), nullable=True), schema="app")
    op.drop_constraint(
        op.f("classes_tenant_id_room_id_fkey"), "classes", schema="app", type_="foreignkey"
    )
    op.drop_constraint(
        op.f("classes_tenant_id_grade_id_fkey"), "classes", schema="app", type_="foreignkey"
    )
    op.drop_constraint(
        op.f("classes_tenant_id_shift_id_fkey"), "classes", schema="app", type_="foreignkey"
    )
    op.drop_constraint(
        op.f("classes_tenant_id_track_id_fkey"), "classes", schema="app", type_="foreignkey"
    )
    op.drop_constraint(
        op.f("classes_tenant_id_external_id_key"), "classes", schema="app", type_="unique"
    )
    op.drop_column("classes", "version", schema="app")
    op.drop_column("classes", "sticky", schema="app")
    op.drop_column("classes", "external_id", schema="app")
    op.drop_column("classes", "room_id", schema="app")
    op.drop_column("classes", "shift_id", schema="app")
    op.drop_column("classes", "track_id", schema="app")
    op.drop_column("classes", "grade_id", schema="app")
    op.drop_index(
        op.f("class_enrollments_tenant_id_student_id_started_on_idx"),
        table_name="class_enrollments",
        schema="app",
    )
    op.drop_constraint(
        op.f("class_enrollments_tenant_id_external_id_key"),
        "class_enrollments",
        schema="app",
        type_="unique",
    )
    op.drop_column("class_enrollments", "external_id", schema="app")
    op.drop_index(
        "academic_years_current_key",
        table_name="academic_years",
        schema="app",
        postgresql_where=sa.text("is_current"),
    )
    op.drop_column("academic_years", "version", schema="app")
    op.drop_table("term_months", schema="app")
    op.drop_table("terms", schema="app")
    op.drop_table("subject_offerings", schema="app")
    op.drop_table("tracks", schema="app")
    op.drop_table("shifts", schema="app")
    op.drop_table("rooms", schema="app")
    op.drop_index(
        op.f("grade_levels_tenant_id_ordinal_idx"), table_name="grade_levels", schema="app"
    )
    op.drop_table("grade_levels", schema="app")
