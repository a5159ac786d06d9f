"""The days of a school, counted once they are over."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ScalarSelect, and_, case, delete, func, select, text

from infra.postgres.analytics.records import ActivityDay
from infra.postgres.analytics.tables import school_activity_daily, user_active_days
from infra.postgres.core.repository import Repository, columns_of
from infra.postgres.school.attendance_tables import attendance_marks, attendance_registers
from shared.analytics.policy import FEWEST, day_start

# Who was there: whoever saw, wrote, handed in or played something.
_PEOPLE = text(
    """
    INSERT INTO app.user_active_days (tenant_id, day, user_id)
    SELECT :tenant_id, :day, a.user_id FROM (
      SELECT v.viewer_id AS user_id FROM app.post_views_ts AS v
       WHERE v.tenant_id = :tenant_id AND v.hour >= :start AND v.hour < :end
      UNION SELECT p.author_id FROM app.posts AS p
       WHERE p.tenant_id = :tenant_id AND p.created_at >= :start AND p.created_at < :end
      UNION SELECT c.author_id FROM app.comments AS c
       WHERE c.tenant_id = :tenant_id AND c.created_at >= :start AND c.created_at < :end
      UNION SELECT l.user_id FROM app.likes AS l
       WHERE l.tenant_id = :tenant_id AND l.created_at >= :start AND l.created_at < :end
      UNION SELECT m.sender_id FROM app.messages AS m
       WHERE m.tenant_id = :tenant_id AND m.created_at >= :start AND m.created_at < :end
      UNION SELECT s.student_id FROM app.submission_attempts AS s
       WHERE s.tenant_id = :tenant_id AND s.received_at >= :start AND s.received_at < :end
      UNION SELECT q.user_id FROM app.quiz_attempts AS q
       WHERE q.tenant_id = :tenant_id AND q.started_at >= :start AND q.started_at < :end
      UNION SELECT g.host_id FROM app.live_sessions AS g
       WHERE g.tenant_id = :tenant_id AND g.started_at >= :start AND g.started_at < :end
    ) AS a
     WHERE EXISTS (SELECT FROM app.memberships AS m
                    WHERE m.tenant_id = :tenant_id AND m.user_id = a.user_id)
        ON CONFLICT DO NOTHING
    """
)
_DAY = text(
    """
    INSERT INTO app.school_activity_daily AS d
           (tenant_id, day, active_users, active_by_role, posts, comments, messages, submissions,
            live_sessions, views, attendance_rate, computed_at)
    SELECT :tenant_id, :day,
      (SELECT count(*) FROM app.user_active_days AS u
        WHERE u.tenant_id = :tenant_id AND u.day = :day),
      (SELECT coalesce(jsonb_object_agg(r.role, r.n), '{}'::jsonb)
         FROM (SELECT m.role, count(*) AS n FROM app.user_active_days AS u
                 JOIN app.memberships AS m ON m.tenant_id = u.tenant_id AND m.user_id = u.user_id
                WHERE u.tenant_id = :tenant_id AND u.day = :day GROUP BY m.role) AS r),
      (SELECT count(*) FROM app.posts AS p WHERE p.tenant_id = :tenant_id
          AND p.status = 'PUBLISHED' AND p.created_at >= :start AND p.created_at < :end),
      (SELECT count(*) FROM app.comments AS c WHERE c.tenant_id = :tenant_id
          AND c.created_at >= :start AND c.created_at < :end),
      (SELECT count(*) FROM app.messages AS m WHERE m.tenant_id = :tenant_id
          AND m.created_at >= :start AND m.created_at < :end),
      (SELECT count(*) FROM app.submission_attempts AS s WHERE s.tenant_id = :tenant_id
          AND s.received_at >= :start AND s.received_at < :end),
      (SELECT count(*) FROM app.live_sessions AS g WHERE g.tenant_id = :tenant_id
          AND g.started_at >= :start AND g.started_at < :end),
      (SELECT count(*) FROM app.post_views_ts AS v WHERE v.tenant_id = :tenant_id
          AND v.hour >= :start AND v.hour < :end),
      (SELECT round(100.0 * count(*) FILTER (WHERE k.status IN ('PRESENT', 'LATE'))
                    / nullif(count(*), 0), 1)::float8
         FROM app.attendance_marks AS k
         JOIN app.attendance_registers AS r ON r.tenant_id = k.tenant_id AND r.id = k.register_id
        WHERE k.tenant_id = :tenant_id AND r.date = :day),
      :now
        ON CONFLICT (tenant_id, day) DO UPDATE
       SET active_users = EXCLUDED.active_users, active_by_role = EXCLUDED.active_by_role,
           posts = EXCLUDED.posts, comments = EXCLUDED.comments, messages = EXCLUDED.messages,
           submissions = EXCLUDED.submissions, live_sessions = EXCLUDED.live_sessions,
           views = EXCLUDED.views, attendance_rate = EXCLUDED.attendance_rate,
           computed_at = EXCLUDED.computed_at
    """
)


class ActivityRepository(Repository):
    """Counts days of one school, and reads what was counted."""

    def last_day(self) -> date | None:
        """The last day that was counted."""
        a = school_activity_daily.c
        found: date | None = self._value(select(func.max(a.day)).where(a.tenant_id == self.tenant))
        return found

    def count_day(self, day: date, zone: ZoneInfo, now: datetime) -> None:
        """Count a day that is over, by the clock of the school; what was counted is replaced."""
        values = {
            "tenant_id": self.tenant,
            "day": day,
            "start": day_start(day, zone),
            "end": day_start(day + timedelta(days=1), zone),
        }
        self._unit.execute(_PEOPLE, values)
        self._unit.execute(_DAY, {**values, "now": now})

    def forget(self, before: date) -> int:
        """Drop who was there on days before this one; how many they were stays."""
        u = user_active_days.c
        old = delete(user_active_days).where(u.tenant_id == self.tenant, u.day < before)
        return self._unit.execute(old).rowcount

    def find(self, first: date, last: date) -> list[ActivityDay]:
        """The days that were counted, from the first to the last.

        Of a day on which fewer than five pupils were called there is no rate: it would say who of
        them was away.
        """
        a = school_activity_daily.c
        rate = case((self._fifth_pupil().is_not(None), a.attendance_rate))
        columns = columns_of(ActivityDay, school_activity_daily, attendance_rate=rate)
        query = select(*columns).where(a.tenant_id == self.tenant, a.day >= first, a.day <= last)
        return self._records(ActivityDay, query.order_by(a.day))

    def _fifth_pupil(self) -> ScalarSelect[Any]:
        """Somebody, where the registers of the day have five pupils or more."""
        k, r = attendance_marks.c, attendance_registers.c
        same = and_(r.tenant_id == k.tenant_id, r.id == k.register_id)
        called = (
            select(k.student_id)
            .join_from(attendance_marks, attendance_registers, same)
            .where(k.tenant_id == self.tenant, r.date == school_activity_daily.c.day)
            .distinct()
        )
        fifth = called.offset(FEWEST - 1).limit(1)
        return fifth.correlate(school_activity_daily).scalar_subquery()

    def count_people(self, first: date, last: date) -> dict[str, int]:
        """How many people of each role were there on any of the days, each counted once."""
        rows = self._unit.all(_BY_ROLE, {"tenant_id": self.tenant, "first": first, "last": last})
        return {row.role: row.n for row in rows}


_BY_ROLE = text(
    "SELECT m.role, count(DISTINCT u.user_id)::integer AS n FROM app.user_active_days AS u"
    " JOIN app.memberships AS m ON m.tenant_id = u.tenant_id AND m.user_id = u.user_id"
    " WHERE u.tenant_id = :tenant_id AND u.day BETWEEN :first AND :last GROUP BY m.role"
)
