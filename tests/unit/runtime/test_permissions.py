"""The table of rights, against lines copied from the product's description."""

from __future__ import annotations

import pytest

from shared.auth.permissions import GRANTS, Permission, Reach
from shared.auth.roles import Role

COLUMNS = tuple(Role)
# ● everything, ○ own or linked objects, - nothing; the columns are the roles in their order.
LINES = """
realtime:connect     ● ● ● ● ● ● ○ ●
posts:read           ● ● ● ● ● ● - -
posts:create         ● ● ● - ● - - -
posts:announce       - ● - - ● - - -
posts:moderate       - - - - ● ○ - -
comments:create      ● ● ● ● ● - - -
profiles:read        ● ● ● ● ● ● - -
social:follow        ● ● ● ● ● - - -
courses:update       - ○ ○ - ● - - -
assignments:read     ○ ○ - ○ ● - - -
assignments:submit   ○ - - - - - - -
assignments:grade    - ○ - - ● - - -
live:join            ● ● ● ● ● - ○ -
messages:send        ● ● ● ○ ● - - -
notifications:read   ○ ○ ○ ○ ○ - - -
activity:read        ○ ● ○ ○ ● - - -
boards:manage        - ○ ○ - ● ○ - -
questions:moderate   - ○ - - ● ○ - -
grades:enter         - ○ - - ● - - -
timetable:read       ● ● - ● ● - - -
analytics:tenant     - - ○ - ● - - -
moderation:review    - - - - ● ○ - -
users:manage         - - - - ● - - -
passwords:reset      - ○ - - ● - - -
audit:read           - - - - ● - - -
privacy:self         ○ ○ ○ ○ ○ - - -
platform:manage      - - - - - - - ●
"""
REACH = {"●": Reach.ALL, "○": Reach.OWN, "-": None}


@pytest.mark.parametrize("line", LINES.strip().splitlines())
def test_a_right_goes_as_far_as_the_product_says(line: str) -> None:
    name, *marks = line.split()
    found = [GRANTS[role].get(Permission(name)) for role in COLUMNS]
    assert found == [REACH[mark] for mark in marks]


def test_every_right_is_somebodys_and_every_role_is_described() -> None:
    granted = {permission for grants in GRANTS.values() for permission in grants}
    assert granted == set(Permission)
    assert set(GRANTS) == set(Role)


def test_rights_cannot_be_changed_at_run_time() -> None:
    with pytest.raises(TypeError):
        GRANTS[Role.STUDENT][Permission.USERS_MANAGE] = Reach.ALL  # type: ignore[index] # the point


def test_a_student_manages_nothing() -> None:
    for permission, reach in GRANTS[Role.STUDENT].items():
        assert not permission.endswith((":manage", ":moderate", ":review", ":grade")), permission
        assert reach in Reach
