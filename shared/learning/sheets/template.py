"""An example of each type of question, for people who begin a table."""

from __future__ import annotations

from shared.learning.quizzes.questions import Question, QuestionType, questions_schema
from shared.text.numbers import Language

_EN = (
    {
        "type": "SINGLE",
        "text": "Which is the capital of Cambodia?",
        "options": [{"text": "Battambang"}, {"text": "Phnom Penh"}, {"text": "Siem Reap"}],
        "correct": 1,
        "seconds": 20,
        "explanation": "Since 1866.",
    },
    {
        "type": "MULTIPLE",
        "text": "Which of these numbers are prime?",
        "options": [{"text": "2"}, {"text": "9"}, {"text": "11"}, {"text": "15"}],
        "correct": [0, 2],
        "points": 2,
        "partial": True,
    },
    {"type": "TRUE_FALSE", "text": "The Mekong flows into the sea.", "correct": True},
    {
        "type": "TEXT",
        "text": "Which gas do plants take from the air?",
        "accepted": ["carbon dioxide", "CO2"],
    },
    {
        "type": "NUMERIC",
        "text": "How fast does a body fall faster each second?",
        "minimum": 9.7,
        "maximum": 9.9,
        "unit": "m/s",
    },
    {
        "type": "ORDERING",
        "text": "From the smallest to the largest",
        "options": [{"text": "Atom"}, {"text": "Cell"}, {"text": "Elephant"}],
    },
    {
        "type": "POLL",
        "text": "How did you like this lesson?",
        "options": [{"text": "Very much"}, {"text": "It was all right"}, {"text": "Not at all"}],
    },
)
_KM = (
    {
        "type": "SINGLE",
        "text": "តើរាជធានីនៃប្រទេសកម្ពុជាឈ្មោះអ្វី?",
        "options": [{"text": "បាត់ដំបង"}, {"text": "ភ្នំពេញ"}, {"text": "សៀមរាប"}],
        "correct": 1,
        "seconds": 20,
        "explanation": "ចាប់តាំងពីឆ្នាំ ១៨៦៦។",
    },
    {
        "type": "MULTIPLE",
        "text": "តើចំនួនណាខ្លះជាចំនួនបឋម?",
        "options": [{"text": "២"}, {"text": "៩"}, {"text": "១១"}, {"text": "១៥"}],
        "correct": [0, 2],
        "points": 2,
        "partial": True,
    },
    {"type": "TRUE_FALSE", "text": "ទន្លេមេគង្គហូរចូលសមុទ្រ។", "correct": True},
    {
        "type": "TEXT",
        "text": "តើរុក្ខជាតិស្រូបយកឧស្ម័នអ្វីពីខ្យល់?",
        "accepted": ["កាបូនឌីអុកស៊ីត", "CO2"],
    },
    {
        "type": "NUMERIC",
        "text": "តើល្បឿននៃអង្គធាតុធ្លាក់កើនប៉ុន្មានក្នុងមួយវិនាទី?",
        "minimum": 9.7,
        "maximum": 9.9,
        "unit": "m/s",
    },
    {
        "type": "ORDERING",
        "text": "ពីតូចបំផុតទៅធំបំផុត",
        "options": [{"text": "អាតូម"}, {"text": "កោសិកា"}, {"text": "ដំរី"}],
    },
    {
        "type": "POLL",
        "text": "តើអ្នកចូលចិត្តមេរៀននេះកម្រិតណា?",
        "options": [{"text": "ចូលចិត្តខ្លាំង"}, {"text": "ធម្មតា"}, {"text": "មិនចូលចិត្ត"}],
    },
)


def example_questions(language: Language) -> list[Question]:
    """One question of each type, in one language."""
    found = questions_schema().validate_python(_KM if language == "km" else _EN)
    assert {one.type for one in found} == set(QuestionType)
    return found
