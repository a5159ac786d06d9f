"""The clubs of the demo school: an open one, one to ask for, and one by invitation."""

from __future__ import annotations

from datetime import timedelta

from infra.local.demo.stage import Stage, demo_id
from infra.local.demo.words import written
from shared.clubs.types import ClubMode

# Key, name, what it is about, how one comes in, who asks or joins, and who is invited.
CLUBS = (
    (
        "football",
        "Football · បាល់ទាត់",
        "Bring your shoes. យើងលេងរាល់ថ្ងៃសៅរ៍។",
        ClubMode.PUBLIC,
        ("rithy", "maly"),
        (),
    ),
    (
        "robots",
        "Robotics",
        "We build one robot in a term, and take it to the fair.",
        ClubMode.APPROVAL_REQUIRED,
        ("kosal",),
        (),
    ),
    (
        "choir",
        "ក្រុមចម្រៀង",
        "ហាត់ច្រៀងរាល់ថ្ងៃសុក្រ សម្រាប់បុណ្យអុំទូក។",
        ClubMode.INVITE_ONLY,
        (),
        ("sreymom", "pisey"),
    ),
)
_LONG_AGO = timedelta(days=25)


def add(stage: Stage) -> None:
    """Found them, let people come, and invite."""
    from functions.clubs.clubs import clubs_create
    from functions.clubs.members import clubs_join, clubs_member_update
    from infra.postgres.clubs.tables import clubs
    from shared.clubs.schemas import ClubCreate, ClubMemberPath, ClubMemberUpdate, ClubPath

    for key, name, about, mode, coming, invited in CLUBS:
        club_id = demo_id("club", key)
        if stage.has(clubs, id=club_id):
            continue
        body = written(ClubCreate, name=name, description=about, mode=mode)
        stage.act("vanna", clubs_create, body, ago=_LONG_AGO, made_as=club_id)
        for person in coming:
            ago = _LONG_AGO - timedelta(days=1)
            stage.act(person, clubs_join, written(ClubPath, id=club_id), ago=ago)
        for person in invited:
            path = written(ClubMemberPath, id=club_id, user_id=demo_id("user", person))
            wish = written(ClubMemberUpdate)
            stage.act("vanna", clubs_member_update, path, wish, ago=_LONG_AGO)
