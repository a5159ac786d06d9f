"""The people of the demo school, its classes, and who follows whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType

from infra.local.demo.stage import Stage, demo_id
from infra.local.demo.words import written
from shared.auth.roles import Role

SCHOOL_SLUG = "demo"
SCHOOL_NAME = "Mekong Demo School"
SCHOOL_NAME_KH = "សាលាគំរូមេគង្គ"
SECOND_SCHOOL_SLUG = "riverside"
SECOND_SCHOOL_NAME = "Riverside Evening School"
PASSWORD = "stunity-demo"  # noqa: S105 - published on the sign-in page of the demo


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the demo school; the address is ``<key>@demo.school``."""

    key: str
    first_name: str
    last_name: str
    role: Role
    locale: str = "en"


PEOPLE = (
    Person("admin", "Chanthou", "Meas", Role.ADMIN),
    Person("teacher", "Sophea", "Kim", Role.TEACHER),
    Person("student", "Dara", "Chan", Role.STUDENT),
    Person("vanna", "Vanna", "Sok", Role.TEACHER, "km"),
    Person("bopha", "Bopha", "Lim", Role.STUDENT, "km"),
    Person("rithy", "Rithy", "Heng", Role.STUDENT),
    Person("sreymom", "Sreymom", "Pich", Role.STUDENT, "km"),
    Person("kosal", "Kosal", "Nhem", Role.STUDENT),
    Person("maly", "Maly", "Oum", Role.STUDENT),
    Person("pisey", "Pisey", "Tep", Role.STUDENT, "km"),
    Person("veasna", "Veasna", "Roth", Role.STUDENT),
    Person("nary", "Nary", "Yim", Role.STUDENT),
    Person("borin", "Borin", "Keo", Role.STUDENT),
    Person("leakena", "Leakena", "Mao", Role.PARENT, "km"),
    Person("samnang", "Samnang", "Prak", Role.RESEARCHER),
    # Founds schools and closes them; the platform has no school of its own.
    Person("operator", "Sovann", "Ly", Role.RESEARCHER),
)

CLASSES = (("10A", "10", "teacher"), ("10B", "10", "vanna"))

# Key, code, names and coefficient of what is taught in grade 10.
SUBJECTS = (
    ("khmer", "KHM", "Khmer", "ភាសាខ្មែរ", 2),
    ("maths", "MAT", "Mathematics", "គណិតវិទ្យា", 2),
    ("physics", "PHY", "Physics", "រូបវិទ្យា", 1),
    ("history", "HIS", "History", "ប្រវត្តិវិទ្យា", 1),
)

# Who follows whom, the first longest ago.
FOLLOWS = (
    ("student", "teacher"),
    ("student", "bopha"),
    ("student", "rithy"),
    ("bopha", "student"),
    ("rithy", "student"),
    ("bopha", "vanna"),
    ("maly", "teacher"),
    ("kosal", "maly"),
    ("teacher", "vanna"),
    ("vanna", "teacher"),
    ("leakena", "teacher"),
    ("samnang", "teacher"),
    ("admin", "samnang"),
    ("nary", "student"),
)


# What people say of themselves; who is private decides who follows.
PROFILES: Mapping[str, Mapping[str, object]] = MappingProxyType(
    {
        "teacher": {
            "pronouns": "she/her",
            "location": "Phnom Penh",
            "skills": ["physics", "astronomy"],
            "interests": ["telescopes", "cycling"],
            "education": [
                {"place": "Royal University of Phnom Penh", "what": "Physics", "fromYear": 2009}
            ],
        },
        "vanna": {"location": "ភ្នំពេញ", "skills": ["គណិតវិទ្យា"], "interests": ["អុក"]},
        "student": {
            "location": "Phnom Penh",
            "interests": ["football", "maps"],
            "profileVisibility": "PRIVATE",
        },
        "samnang": {"skills": ["statistics"], "activityVisibility": "CONNECTIONS"},
    }
)
# Who asks to follow somebody private, the first longest ago.
ASKING = (("pisey", "student"), ("veasna", "student"))


def add(stage: Stage) -> None:
    """Let people follow one another and say who they are, as they do when they come."""
    from functions.people.follows import users_follow
    from functions.people.profiles import users_profile_update
    from shared.people.profile_schemas import ProfileUpdate
    from shared.people.schemas import UserPath

    for number, (follower, followed) in enumerate(FOLLOWS):
        path = written(UserPath, id=demo_id("user", followed))
        ago = timedelta(days=2) - timedelta(minutes=number)
        stage.act(follower, users_follow, path, ago=ago)
    for key, said in PROFILES.items():
        profile = written(ProfileUpdate, **said)
        stage.act(key, users_profile_update, profile, ago=timedelta(days=1, hours=20))
    for number, (follower, followed) in enumerate(ASKING):
        path = written(UserPath, id=demo_id("user", followed))
        ago = timedelta(hours=30) - timedelta(minutes=number)
        stage.act(follower, users_follow, path, ago=ago)
