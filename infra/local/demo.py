"""The demo school: its people, classes and posts, in English and Khmer. Made up from here on."""

from __future__ import annotations

from dataclasses import dataclass

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
    role: str
    locale: str = "en"


@dataclass(frozen=True, slots=True)
class DemoPost:
    """A post, ``hours`` before the seed ran."""

    author: str
    hours: float
    content: str
    content_kh: str | None = None
    title: str | None = None
    type: str = "TEXT"
    hashtags: tuple[str, ...] = ()
    liked_by: tuple[str, ...] = ()
    comments: tuple[tuple[str, str], ...] = ()
    in_class: str | None = None


PEOPLE = (
    Person("admin", "Chanthou", "Meas", "ADMIN"),
    Person("teacher", "Sophea", "Kim", "TEACHER"),
    Person("student", "Dara", "Chan", "STUDENT"),
    Person("vanna", "Vanna", "Sok", "TEACHER", "km"),
    Person("bopha", "Bopha", "Lim", "STUDENT", "km"),
    Person("rithy", "Rithy", "Heng", "STUDENT"),
    Person("sreymom", "Sreymom", "Pich", "STUDENT", "km"),
    Person("kosal", "Kosal", "Nhem", "STUDENT"),
    Person("maly", "Maly", "Oum", "STUDENT"),
    Person("pisey", "Pisey", "Tep", "STUDENT", "km"),
    Person("veasna", "Veasna", "Roth", "STUDENT"),
    Person("nary", "Nary", "Yim", "STUDENT"),
    Person("borin", "Borin", "Keo", "STUDENT"),
    Person("leakena", "Leakena", "Mao", "PARENT", "km"),
    Person("samnang", "Samnang", "Prak", "RESEARCHER"),
)

CLASSES = (("10A", "10", "teacher"), ("10B", "10", "vanna"))

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
)

POSTS = (
    DemoPost(
        "admin",
        30,
        "Welcome back, everyone. The library now stays open until six in the evening, and the "
        "new reading corner is waiting for you.",
        "សូមស្វាគមន៍ការត្រឡប់មកវិញ! បណ្ណាល័យឥឡូវបើករហូតដល់ម៉ោងប្រាំមួយល្ងាច។",
        title="The library is open longer",
        type="ANNOUNCEMENT",
        hashtags=("library", "បណ្ណាល័យ"),
        liked_by=("teacher", "student", "bopha", "maly", "nary"),
        comments=(("bopha", "អរគុណច្រើន! ខ្ញុំនឹងទៅថ្ងៃស្អែក។"), ("rithy", "Is there wifi as well?")),
    ),
    DemoPost(
        "teacher",
        22,
        "Tomorrow in physics we drop things from the roof, safely. Bring a stopwatch, or a phone "
        "that can be one.",
        hashtags=("physics", "10A"),
        liked_by=("student", "rithy", "kosal"),
        comments=(("student", "Can I bring a slow-motion camera?"), ("teacher", "Please do!")),
    ),
    DemoPost(
        "vanna",
        20,
        "អក្សរខ្មែរ៖ សប្ដាហ៍នេះយើងអានរឿងព្រេងពីទន្លេសាប។ សូមយករឿងមួយពីជីដូនជីតារបស់អ្នកមកប្រាប់ថ្នាក់។",
        hashtags=("អក្សរសាស្ត្រ",),
        liked_by=("bopha", "sreymom", "pisey"),
        comments=(("sreymom", "ជីដូនខ្ញុំចេះរឿងច្រើនណាស់!"),),
    ),
    DemoPost(
        "bopha",
        12,
        "My sunflower is taller than my little brother now. Day 41 of the biology project.",
        "ផ្កាឈូករ័ត្នរបស់ខ្ញុំខ្ពស់ជាងប្អូនប្រុសខ្ញុំហើយ។ ថ្ងៃទី៤១ នៃគម្រោងជីវវិទ្យា។",
        hashtags=("biology",),
        liked_by=("student", "vanna", "maly", "pisey", "nary", "borin"),
    ),
    DemoPost(
        "rithy",
        8,
        "Does anybody have notes from Thursday's history lesson? I was at the dentist.",
        type="QUESTION",
        hashtags=("history",),
        comments=(("maly", "I will photograph mine tonight."),),
    ),
    DemoPost(
        "teacher",
        6,
        "For 10A only: the answers to worksheet 7 are on the board in room 12. Question 4 has two.",
        in_class="10A",
        liked_by=("student",),
    ),
    DemoPost(
        "student",
        3,
        "Football at four, behind the gym. We are one goalkeeper short.",
        "បាល់ទាត់ម៉ោងបួន នៅខាងក្រោយសាលកីឡា។ យើងខ្វះអ្នកចាំទីម្នាក់។",
        hashtags=("football",),
        liked_by=("kosal", "veasna", "borin"),
        comments=(("kosal", "ខ្ញុំមក!"),),
    ),
    DemoPost(
        "maly",
        1,
        "Finished the bridge made of spaghetti. It holds four dictionaries.",
        hashtags=("engineering",),
        liked_by=("teacher", "student"),
    ),
)


@dataclass(frozen=True, slots=True)
class DemoQuestion:
    """A question of the demo board, ``minutes`` before the seed ran."""

    author: str
    minutes: int
    body: str
    voters: tuple[str, ...] = ()
    answer: str | None = None
    tag: str | None = None
    pinned: bool = False
    under_review: tuple[str, ...] = ()


BOARD_TITLE = "Ask the headmaster · សួរនាយកសាលា"
BOARD_OWNER = "teacher"
BOARD_CODE = "MEKNG7"
TAGS = (("Exams", "#3B82F6"), ("Canteen", "#10B981"), ("បណ្ណាល័យ", "#F59E0B"))
QUESTIONS = (
    DemoQuestion(
        "student",
        95,
        "When will the dates of the semester exams be published?",
        voters=("bopha", "rithy", "kosal", "maly", "nary", "borin"),
        answer="On Friday, on this board and at the entrance.",
        tag="Exams",
        pinned=True,
    ),
    DemoQuestion(
        "sreymom",
        80,
        "តើបណ្ណាល័យអាចបើកនៅថ្ងៃសៅរ៍បានទេ?",
        voters=("bopha", "pisey", "student", "veasna"),
        tag="បណ្ណាល័យ",
    ),
    DemoQuestion(
        "kosal",
        61,
        "Could the canteen offer rice soup in the morning?",
        voters=("veasna", "borin", "rithy"),
        tag="Canteen",
    ),
    DemoQuestion(
        "pisey",
        42,
        "តើសិស្សអាចខ្ចីកុំព្យូទ័រយួរដៃទៅផ្ទះបានទេ?",
        voters=("sreymom", "maly"),
        answer="បាន ចាប់ពីខែក្រោយ ដោយមានហត្ថលេខាអាណាព្យាបាល។",
    ),
    DemoQuestion("nary", 20, "Will there be a science fair this year?", voters=("maly",)),
    DemoQuestion(
        "borin",
        8,
        "Why is the timetable on Wednesdays so stupid?",
        under_review=("insult",),
    ),
)
