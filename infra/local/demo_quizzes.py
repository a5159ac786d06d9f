"""Quizzes and a pulse of the demo school. Made up from here on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Written = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class DemoQuiz:
    """A quiz with every type of question, as its author would send it."""

    key: str
    author: str
    title: str
    title_kh: str
    description: str
    description_kh: str
    questions: Sequence[Written]
    time_limit: int | None = None
    passing_score: int | None = 50


def _options(*texts: tuple[str, str]) -> list[Written]:
    return [{"text": text, "textKh": text_kh} for text, text_kh in texts]


RIVERS = DemoQuiz(
    key="rivers",
    author="teacher",
    title="Rivers and the sky",
    title_kh="ទន្លេ និងមេឃ",
    description="Seven questions, one of each kind. Ten minutes are plenty.",
    description_kh="សំណួរប្រាំពីរ មួយប្រភេទមួយ។ ដប់នាទីគឺគ្រប់គ្រាន់។",
    time_limit=600,
    questions=(
        {
            "type": "SINGLE",
            "text": "Which river changes its direction twice a year?",
            "textKh": "ទន្លេណាប្ដូរទិសហូរពីរដងក្នុងមួយឆ្នាំ?",
            "options": _options(
                ("Mekong", "មេគង្គ"),
                ("Tonlé Sap", "ទន្លេសាប"),
                ("Bassac", "បាសាក់"),
                ("Sekong", "សេកុង"),
            ),
            "correct": 1,
            "seconds": 20,
            "explanation": "In the rainy season the Mekong pushes the water back into the lake.",
            "explanationKh": "នៅរដូវវស្សា ទឹកមេគង្គរុញចូលទៅក្នុងបឹងវិញ។",
        },
        {
            "type": "MULTIPLE",
            "text": "Which of these are planets?",
            "textKh": "មួយណាជាភព?",
            "options": _options(
                ("Mars", "ភពអង្គារ"),
                ("The Moon", "ព្រះចន្ទ"),
                ("Saturn", "ភពសៅរ៍"),
                ("Sirius", "ស៊ីរីយូស"),
            ),
            "correct": [0, 2],
            "partial": True,
            "points": 2,
            "seconds": 30,
        },
        {
            "type": "TRUE_FALSE",
            "text": "Sound is faster in water than in air.",
            "textKh": "សំឡេងធ្វើដំណើរក្នុងទឹកលឿនជាងក្នុងខ្យល់។",
            "correct": True,
            "seconds": 15,
        },
        {
            "type": "TEXT",
            "text": "What is the capital of Cambodia?",
            "textKh": "រាជធានីនៃប្រទេសកម្ពុជាឈ្មោះអ្វី?",
            "accepted": ["Phnom Penh", "ភ្នំពេញ", "រាជធានីភ្នំពេញ"],
            "seconds": 30,
        },
        {
            "type": "NUMERIC",
            "text": "How fast does a stone gain speed when it falls?",
            "textKh": "ដុំថ្មដែលធ្លាក់បង្កើនល្បឿនប៉ុន្មាន?",
            "minimum": 9.7,
            "maximum": 9.9,
            "unit": "m/s²",
            "seconds": 30,
        },
        {
            "type": "ORDERING",
            "text": "From the smallest to the largest",
            "textKh": "ពីតូចបំផុតទៅធំបំផុត",
            "options": _options(
                ("Atom", "អាតូម"),
                ("Cell", "កោសិកា"),
                ("Ant", "ស្រមោច"),
                ("Elephant", "ដំរី"),
            ),
            "partial": True,
            "points": 2,
            "seconds": 40,
        },
        {
            "type": "POLL",
            "text": "Where shall we go on the class trip?",
            "textKh": "តើយើងគួរទៅទស្សនកិច្ចនៅឯណា?",
            "options": _options(
                ("Kampot", "កំពត"), ("Siem Reap", "សៀមរាប"), ("Mondulkiri", "មណ្ឌលគិរី")
            ),
            "seconds": 30,
        },
    ),
)

LANGUAGE = DemoQuiz(
    key="language",
    author="vanna",
    title="អក្សរសាស្ត្រខ្មែរ",
    title_kh="អក្សរសាស្ត្រខ្មែរ",
    description="សំណួរអំពីភាសា និងរឿងព្រេង។",
    description_kh="សំណួរអំពីភាសា និងរឿងព្រេង។",
    questions=(
        {
            "type": "SINGLE",
            "text": "ពាក្យ «បណ្ណាល័យ» មានន័យថាអ្វី?",
            "options": [
                {"text": "កន្លែងអានសៀវភៅ"},
                {"text": "កន្លែងលក់ត្រី"},
                {"text": "កន្លែងលេងបាល់"},
            ],
            "correct": 0,
            "seconds": 20,
        },
        {
            "type": "MULTIPLE",
            "text": "មួយណាជាស្រៈពេញតួ?",
            "options": [{"text": "ឥ"}, {"text": "ក"}, {"text": "ឧ"}, {"text": "ម"}],
            "correct": [0, 2],
            "seconds": 30,
        },
        {
            "type": "TRUE_FALSE",
            "text": "អក្សរខ្មែរមានព្យញ្ជនៈ ៣៣ តួ។",
            "correct": True,
            "seconds": 15,
        },
        {
            "type": "TEXT",
            "text": "ទន្សាយក្នុងរឿងព្រេងខ្មែរមានឈ្មោះថាអ្វី?",
            "accepted": ["សុភាទន្សាយ", "សុភា", "ទន្សាយ"],
            "explanation": "សុភាទន្សាយជាតួអង្គឈ្លាសវៃ។",
            "seconds": 40,
        },
        {
            "type": "NUMERIC",
            "text": "ឆ្នាំខ្មែរមានប៉ុន្មានរាសីសត្វ?",
            "minimum": 12,
            "maximum": 12,
            "seconds": 20,
        },
        {
            "type": "ORDERING",
            "text": "រៀបតាមលំដាប់ថ្ងៃ",
            "options": [
                {"text": "ថ្ងៃច័ន្ទ"},
                {"text": "ថ្ងៃពុធ"},
                {"text": "ថ្ងៃសុក្រ"},
                {"text": "ថ្ងៃអាទិត្យ"},
            ],
            "seconds": 30,
        },
        {
            "type": "POLL",
            "text": "តើអ្នកចូលចិត្តអានអ្វី?",
            "options": [{"text": "រឿងព្រេង"}, {"text": "កំណាព្យ"}, {"text": "ប្រលោមលោក"}],
            "seconds": 30,
        },
    ),
)

QUIZZES = (RIVERS, LANGUAGE)

PULSE_TEXT = "How was your week at school?"
PULSE_TEXT_KH = "សប្ដាហ៍នេះនៅសាលាអ្នកយ៉ាងណាដែរ?"
# What somebody said; nobody knows who.
PULSE_ANSWERS = (
    (5, "The physics experiment!"),
    (4, None),
    (4, "បណ្ណាល័យបើកយូរជាងមុន ល្អណាស់"),
    (3, None),
    (5, None),
    (2, "Too much homework at once"),
)
