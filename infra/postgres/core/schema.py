"""All areas at once, which migrations and their tests need."""

from __future__ import annotations

from infra.postgres.analytics import tables as analytics
from infra.postgres.boards import tables as boards
from infra.postgres.clubs import tables as clubs
from infra.postgres.core import log_tables, tables
from infra.postgres.core.columns import metadata
from infra.postgres.identity import (
    device_sign_in_tables,
    factor_tables,
    guest_tables,
    key_tables,
    provider_tables,
)
from infra.postgres.identity import tables as identity
from infra.postgres.learning import assignment_tables, course_tables
from infra.postgres.learning import tables as learning
from infra.postgres.live import tables as live
from infra.postgres.media import tables as media
from infra.postgres.messaging import tables as messaging
from infra.postgres.moderation import tables as moderation
from infra.postgres.notifications import activity_tables
from infra.postgres.notifications import tables as notifications
from infra.postgres.people import device_tables
from infra.postgres.people import tables as people
from infra.postgres.platform import export_tables, flag_tables, webhook_tables
from infra.postgres.platform import tables as platform
from infra.postgres.school import (
    announcement_tables,
    attendance_tables,
    grade_tables,
    import_tables,
    pulse_tables,
    structure_tables,
    timetable_tables,
)
from infra.postgres.school import tables as school
from infra.postgres.search import tables as search
from infra.postgres.search import vector_tables
from infra.postgres.social import spread_tables
from infra.postgres.social import tables as social
from infra.postgres.tenants import tables as tenants

__all__ = [
    "activity_tables",
    "analytics",
    "announcement_tables",
    "assignment_tables",
    "attendance_tables",
    "boards",
    "clubs",
    "course_tables",
    "device_sign_in_tables",
    "device_tables",
    "export_tables",
    "factor_tables",
    "flag_tables",
    "grade_tables",
    "guest_tables",
    "identity",
    "import_tables",
    "key_tables",
    "learning",
    "live",
    "log_tables",
    "media",
    "messaging",
    "metadata",
    "moderation",
    "notifications",
    "people",
    "platform",
    "provider_tables",
    "pulse_tables",
    "school",
    "search",
    "social",
    "spread_tables",
    "structure_tables",
    "tables",
    "tenants",
    "timetable_tables",
    "vector_tables",
    "webhook_tables",
]
