"""Feeds of eight pupils with what each would want to read first: 3 is missed if it is not shown.

A week of one school in both languages. Grades were given by looking at the pupil and the posts, and
not at how feeds are chosen; who follows nobody and has liked nothing is among them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

STAFF = ("chan", "dara", "sophea", "head")
PUPILS = ("kosal", "vanna", "bunna", "lina", "ratha", "theary")
CLASSES = {"12A": "chan", "10B": "sophea"}
CHATTER = (
    "Good morning everybody!",
    "Who has a charger?",
    "I am so tired today.",
    "អរុណសួស្តី!",
    "ថ្ងៃនេះក្តៅណាស់",
    "នរណាចង់ទៅញ៉ាំកាហ្វេ?",
)
"""What comes every three hours from somebody, and is for nobody in particular."""


@dataclass(frozen=True, slots=True)
class Written:
    """A post: by whom, how many hours ago, and what people made of it."""

    author: str
    hours: float
    text: str
    tags: Sequence[str] = ()
    type: str = "TEXT"
    likes: int = 0
    comments: int = 0
    liked_by: Sequence[str] = ()
    class_name: str | None = None


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: what they follow and liked, where they learn, and what they want."""

    wanted: Mapping[str, int]
    follows: Sequence[str] = ()
    tags: Sequence[str] = ()
    liked: Sequence[str] = ()
    class_name: str | None = None
    said: Sequence[str] = field(default_factory=tuple)
    """Posts of which they want no more."""


POSTS: Mapping[str, Written] = {
    # Weeks ago: what people have liked, and nobody wants to read again.
    "old-final": Written("kosal", 300, "Semi-final won!", ("football",), likes=20),
    "old-goal": Written("vanna", 260, "What a goal by Bunna", ("football",), likes=9),
    "old-sums": Written("chan", 280, "Limits, with solutions", ("calculus",), "RESOURCE", likes=8),
    "old-waves": Written("dara", 240, "Waves in a ripple tank", ("physics",), "VIDEO", likes=6),
    "old-robot": Written("ratha", 250, "Our first robot walks", ("robotics",), "VIDEO", likes=15),
    "old-km-sums": Written("chan", 270, "លីមីត និងចម្លើយ", ("គណិតវិទ្យា",), "RESOURCE", likes=11),
    "old-km-ball": Written("bunna", 255, "យើងឈ្នះវគ្គពាក់កណ្តាលផ្តាច់ព្រ័ត្រ", ("បាល់ទាត់",), likes=14),
    "old-km-food": Written("theary", 245, "នំបញ្ចុកសម្ល", ("ម្ហូប",), "IMAGE", likes=12),
    "old-km-dance": Written("lina", 290, "ហាត់របាំត្រុដិ", ("របាំ",), "VIDEO", likes=10),
    # For the whole school.
    "exam": Written(
        "head",
        20,
        "Exam timetable: mathematics on Monday, physics on Tuesday.",
        ("exam",),
        "ANNOUNCEMENT",
        likes=14,
        comments=6,
    ),
    "km-exam": Written(
        "head",
        21,
        "កាលវិភាគប្រឡង៖ គណិតវិទ្យាថ្ងៃចន្ទ រូបវិទ្យាថ្ងៃអង្គារ",
        ("ប្រឡង",),
        "ANNOUNCEMENT",
        likes=22,
        comments=9,
    ),
    "prize": Written(
        "sophea",
        30,
        "Our school has won the national science prize!",
        ("school",),
        "IMAGE",
        likes=85,
        comments=31,
    ),
    "km-prize": Written(
        "sophea",
        31,
        "សាលាយើងបានឈ្នះពានរង្វាន់វិទ្យាសាស្ត្រថ្នាក់ជាតិ!",
        ("សាលា",),
        "IMAGE",
        likes=96,
        comments=40,
    ),
    "library": Written("sophea", 50, "The library is open until six now.", ("library",), likes=7),
    "km-library": Written("sophea", 51, "បណ្ណាល័យបើករហូតដល់ម៉ោងប្រាំមួយ", ("បណ្ណាល័យ",), likes=9),
    "rain": Written("head", 5, "Sports are cancelled today: heavy rain.", ("sport",), likes=6),
    "km-rain": Written("head", 5, "កីឡាត្រូវលុបចោលថ្ងៃនេះ ដោយសារភ្លៀងខ្លាំង", ("កីឡា",), likes=8),
    # Of classes.
    "homework": Written(
        "chan",
        14,
        "12A: exercises 4 to 9 until Friday, the last one is hard.",
        ("calculus",),
        class_name="12A",
        comments=3,
    ),
    "km-homework": Written(
        "chan",
        15,
        "១២ក៖ លំហាត់ទី ៤ ដល់ ៩ មុនថ្ងៃសុក្រ",
        ("គណិតវិទ្យា",),
        class_name="12A",
        comments=4,
    ),
    "meeting": Written("sophea", 26, "10B meets in room 5 on Thursday.", class_name="10B"),
    "km-meeting": Written("sophea", 27, "១០ខ ជួបជុំនៅបន្ទប់ ៥ ថ្ងៃព្រហស្បតិ៍", class_name="10B"),
    # Mathematics and physics.
    "calculus": Written(
        "chan",
        40,
        "Derivatives explained with the speed of a tuk-tuk. " * 8,
        ("calculus",),
        "ARTICLE",
        likes=11,
        comments=4,
    ),
    "km-calculus": Written(
        "chan",
        42,
        "ដេរីវេ ពន្យល់ដោយល្បឿនរបស់តុកតុក។ " * 12,
        ("គណិតវិទ្យា",),
        "ARTICLE",
        likes=13,
        comments=5,
    ),
    "newton": Written("dara", 33, "Newton's laws on a skateboard", ("physics",), "VIDEO", likes=9),
    "km-newton": Written("dara", 34, "ច្បាប់ញូតុនលើក្តារស្គី", ("រូបវិទ្យា",), "VIDEO", likes=12),
    "help": Written("lina", 9, "Who can explain exercise 7?", ("calculus",), "QUESTION"),
    "km-help": Written("lina", 10, "តើនរណាអាចពន្យល់លំហាត់ទី ៧?", ("គណិតវិទ្យា",), "QUESTION"),
    # Football.
    "final": Written(
        "kosal",
        8,
        "The final is on Saturday at four, at the stadium!",
        ("football",),
        "EVENT",
        likes=25,
        comments=8,
        liked_by=("vanna", "bunna"),
    ),
    "km-final": Written(
        "bunna",
        8,
        "វគ្គផ្តាច់ព្រ័ត្រនៅថ្ងៃសៅរ៍ ម៉ោងបួន នៅពហុកីឡដ្ឋាន!",
        ("បាល់ទាត់",),
        "EVENT",
        likes=28,
        comments=9,
        liked_by=("kosal", "vanna"),
    ),
    "training": Written("vanna", 4, "Training is in the hall today", ("football",), comments=2),
    "km-training": Written("bunna", 4, "ហាត់នៅក្នុងសាលថ្ងៃនេះ", ("បាល់ទាត់",), comments=3),
    "boots": Written("theary", 18, "Boots for sale, size 41", ("football",)),
    # Robots, food, dance.
    "robots": Written(
        "ratha",
        12,
        "Thursday we solder the new line follower",
        ("robotics",),
        likes=6,
        liked_by=("dara",),
    ),
    "workshop": Written(
        "dara",
        45,
        "Open workshop: build a sensor with Arduino",
        ("robotics",),
        "EVENT",
        likes=10,
    ),
    "km-amok": Written(
        "theary",
        16,
        "រូបមន្តអាម៉ុកត្រី ជាមួយខ្ទិះដូង",
        ("ម្ហូប",),
        "IMAGE",
        likes=18,
        comments=6,
        liked_by=("lina",),
    ),
    "km-market": Written("theary", 44, "ផ្សារម្ហូបនៅសាលាថ្ងៃអាទិត្យ", ("ម្ហូប",), "EVENT", likes=9),
    "km-dance": Written("lina", 22, "ការសម្តែងរបាំល្ងាចថ្ងៃសុក្រ", ("របាំ",), "EVENT", likes=16),
}

READERS: Mapping[str, Reader] = {
    "a footballer": Reader(
        {"final": 3, "training": 3, "homework": 3, "rain": 2, "exam": 2, "prize": 1, "boots": 1},
        follows=("kosal", "vanna"),
        liked=("old-final", "old-goal"),
        class_name="12A",
    ),
    "who likes mathematics": Reader(
        {"homework": 3, "calculus": 3, "exam": 2, "help": 2, "newton": 2, "prize": 1},
        follows=("chan",),
        tags=("calculus", "physics"),
        liked=("old-sums", "old-waves"),
        class_name="12A",
    ),
    "who is new here": Reader(
        {
            "meeting": 3,
            "exam": 3,
            "km-meeting": 2,
            "km-exam": 2,
            "rain": 2,
            "prize": 2,
            "km-prize": 1,
            "km-rain": 1,
            "library": 1,
        },
        class_name="10B",
    ),
    "a builder of robots": Reader(
        {"robots": 3, "workshop": 3, "exam": 2, "newton": 2, "prize": 1},
        follows=("ratha", "dara"),
        tags=("robotics",),
        liked=("old-robot", "old-waves"),
    ),
    "អ្នកលេងបាល់ទាត់": Reader(
        {
            "km-final": 3,
            "km-training": 3,
            "km-meeting": 3,
            "km-rain": 2,
            "km-exam": 2,
            "final": 2,
            "km-prize": 1,
        },
        follows=("bunna", "kosal"),
        tags=("បាល់ទាត់",),
        liked=("old-km-ball",),
        class_name="10B",
    ),
    "អ្នកចូលចិត្តគណិតវិទ្យា": Reader(
        {
            "km-homework": 3,
            "km-calculus": 3,
            "km-exam": 2,
            "km-help": 2,
            "homework": 2,
            "km-newton": 1,
            "km-prize": 1,
        },
        follows=("chan",),
        tags=("គណិតវិទ្យា",),
        liked=("old-km-sums",),
        class_name="12A",
    ),
    "អ្នកចម្អិនម្ហូប": Reader(
        {"km-amok": 3, "km-market": 3, "km-dance": 2, "km-exam": 2, "km-prize": 1},
        follows=("theary", "lina"),
        liked=("old-km-food", "old-km-dance"),
    ),
    "អ្នកធុញនឹងបាល់ទាត់": Reader(
        {
            "km-dance": 3,
            "km-exam": 3,
            "km-homework": 3,
            "homework": 2,
            "km-amok": 2,
            "km-prize": 2,
            "km-calculus": 1,
        },
        follows=("lina",),
        liked=("old-km-dance",),
        class_name="12A",
        said=("km-training", "old-km-ball"),
    ),
}
