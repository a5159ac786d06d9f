"""People whom pushes reach, and what makes one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from tests.areas.school.factories.timetable import make_lesson, make_period
from tests.fakes.push_services import Browser, PushFakes
from tests.support.api import ok
from tests.support.school import School

DEVICES, WAYS = "/v1/users/me/devices", "/v1/notifications/preferences"


def browser(school: School, fakes: PushFakes, name: str | None = None) -> Browser:
    """A browser of the author's, or of somebody else."""
    made = fakes.browser()
    caller = school.as_author if name is None else school.caller(name)
    ok(caller.post(DEVICES, json=made.registration), 201)
    return made


def liked(school: School, name: str = "Dara", post: Any = None) -> Any:
    """Somebody likes a new post of the author's, and the workers hear of it."""
    post = post or school.post()
    ok(school.caller(name).post(f"/v1/posts/{post['id']}/like"))
    deliver(school)
    return post


def deliver(school: School) -> None:
    school.api.deliver("worker_notifications", school.author.tenant)
    school.api.deliver("worker_push", school.author.tenant)


def choose(school: School, **body: Any) -> Any:
    """The author's ways and hours."""
    return ok(school.as_author.put(WAYS, json=body))


def in_a_lesson(school: School, minutes: int = 50) -> UUID:
    """A lesson of the author's that has just begun, by the clock of the school; its id."""
    school.api.clock.advance(minutes=65 - school.api.clock().minute)
    now, tenant_id = school.api.clock(), school.author.tenant.id
    class_id = school.make_class(students=("Dara",))
    with school.api.scene() as connection:
        period = make_period(connection, tenant_id, now.hour)
        minute = ((now.isoweekday() - 1) * 24 + now.hour) * 60
        return make_lesson(
            connection,
            tenant_id,
            class_id=class_id,
            teacher_id=school.author.id,
            period_id=period,
            weekday=now.isoweekday(),
            week_start=minute,
            week_end=minute + minutes,
            effective_from=now.date(),
            effective_to=now.date(),
        )
