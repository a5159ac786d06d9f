"""Sentences that are nobody's, by language and topic: what a model is measured on.

Any change here measures every model anew, and all vectors with it: see ``REVISION``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from shared.search.vectors import Language

REVISION = "1"
"""Part of the version of every model, so that what was measured otherwise is not compared."""

SENTENCES: Mapping[str, Mapping[Language, tuple[str, str, str]]] = MappingProxyType(
    {
        "algebra": {
            Language.EN: (
                "Solve the quadratic equation and check both roots.",
                "Homework: factor these polynomials and simplify the fractions.",
                "How do I find x in a system of two linear equations?",
            ),
            Language.KM: (
                "ដោះស្រាយសមីការដឺក្រេទីពីរ ហើយផ្ទៀងផ្ទាត់ឫសទាំងពីរ។",
                "កិច្ចការផ្ទះ៖ ដាក់ពហុធាជាផលគុណកត្តា និងសម្រួលប្រភាគ។",
                "តើធ្វើដូចម្តេចដើម្បីរក x ក្នុងប្រព័ន្ធសមីការលីនេអ៊ែរពីរ?",
            ),
        },
        "football": {
            Language.EN: (
                "Our football team won the match with two late goals.",
                "Training on Thursday: passing, shooting and a short game.",
                "Who wants to be goalkeeper in the school tournament?",
            ),
            Language.KM: (
                "ក្រុមបាល់ទាត់របស់យើងឈ្នះការប្រកួតដោយស៊ុតបញ្ចូលទីពីរគ្រាប់។",
                "ហ្វឹកហាត់ថ្ងៃព្រហស្បតិ៍៖ បញ្ជូនបាល់ ទាត់បាល់ និងលេងប្រកួតខ្លី។",
                "តើអ្នកណាចង់ធ្វើជាអ្នកចាំទីក្នុងការប្រកួតបាល់ទាត់របស់សាលា?",
            ),
        },
        "plants": {
            Language.EN: (
                "Photosynthesis turns light, water and carbon dioxide into sugar.",
                "Draw a leaf under the microscope and label its cells.",
                "Why do plants need chlorophyll to grow?",
            ),
            Language.KM: (
                "រស្មីសំយោគបំប្លែងពន្លឺ ទឹក និងកាបូនឌីអុកស៊ីតទៅជាស្ករ។",
                "គូរស្លឹកឈើក្រោមមីក្រូទស្សន៍ ហើយសរសេរឈ្មោះកោសិការបស់វា។",
                "ហេតុអ្វីបានជារុក្ខជាតិត្រូវការក្លរ៉ូភីលដើម្បីលូតលាស់?",
            ),
        },
        "angkor": {
            Language.EN: (
                "The temples of Angkor were built by the kings of the Khmer Empire.",
                "Read the chapter about the reign of Jayavarman the Seventh.",
                "When did the ancient capital move from Angkor?",
            ),
            Language.KM: (
                "ប្រាសាទអង្គរត្រូវបានសាងសង់ដោយព្រះមហាក្សត្រនៃចក្រភពខ្មែរ។",
                "អានជំពូកអំពីរជ្ជកាលព្រះបាទជ័យវរ្ម័នទី៧។",
                "តើរាជធានីបុរាណផ្លាស់ចេញពីអង្គរនៅពេលណា?",
            ),
        },
        "computers": {
            Language.EN: (
                "Write a Python program that prints the numbers from one to ten.",
                "The computer room is open; bring your code for the robot.",
                "What is the difference between a loop and a function?",
            ),
            Language.KM: (
                "សរសេរកម្មវិធី Python ដែលបង្ហាញលេខពីមួយដល់ដប់។",
                "បន្ទប់កុំព្យូទ័របើកហើយ សូមយកកូដសម្រាប់មនុស្សយន្តមក។",
                "តើរង្វិលជុំ និងអនុគមន៍ក្នុងការសរសេរកម្មវិធីខុសគ្នាដូចម្តេច?",
            ),
        },
        "music": {
            Language.EN: (
                "The choir sings a traditional song at the concert.",
                "Lessons for guitar and drums begin after school.",
                "Can somebody teach me to read musical notes?",
            ),
            Language.KM: (
                "ក្រុមចម្រៀងច្រៀងបទប្រពៃណីនៅក្នុងការប្រគុំតន្ត្រី។",
                "ថ្នាក់រៀនហ្គីតា និងស្គរចាប់ផ្តើមក្រោយម៉ោងសិក្សា។",
                "តើមានអ្នកណាអាចបង្រៀនខ្ញុំអានណោតភ្លេងបានទេ?",
            ),
        },
        "rain": {
            Language.EN: (
                "Heavy rain and floods are expected this week.",
                "The road to school is under water after the storm.",
                "Will the weather be dry enough for the trip?",
            ),
            Language.KM: (
                "សប្តាហ៍នេះអាចមានភ្លៀងធ្លាក់ខ្លាំង និងទឹកជំនន់។",
                "ផ្លូវទៅសាលាលិចទឹកក្រោយព្យុះភ្លៀង។",
                "តើអាកាសធាតុនឹងស្ងួតល្មមសម្រាប់ដំណើរកម្សាន្តទេ?",
            ),
        },
        "health": {
            Language.EN: (
                "Wash your hands and drink clean water to stay healthy.",
                "The nurse gives vaccinations against measles on Monday.",
                "What should I do against a fever and a sore throat?",
            ),
            Language.KM: (
                "លាងដៃ និងផឹកទឹកស្អាតដើម្បីរក្សាសុខភាព។",
                "គិលានុបដ្ឋាយិកាចាក់វ៉ាក់សាំងការពារជំងឺកញ្ជ្រិលនៅថ្ងៃចន្ទ។",
                "តើខ្ញុំគួរធ្វើអ្វីពេលក្តៅខ្លួន និងឈឺបំពង់ក?",
            ),
        },
        "examinations": {
            Language.EN: (
                "The timetable of the final examinations is on the board.",
                "Bring your identity card and two pens to the exam room.",
                "When are the results of the semester exam announced?",
            ),
            Language.KM: (
                "កាលវិភាគប្រឡងបញ្ចប់បានបិទផ្សាយនៅលើក្តារ។",
                "យកអត្តសញ្ញាណប័ណ្ណ និងប៊ិចពីរមកបន្ទប់ប្រឡង។",
                "តើលទ្ធផលប្រឡងឆមាសប្រកាសនៅពេលណា?",
            ),
        },
        "food": {
            Language.EN: (
                "The canteen cooks rice with fish and vegetables today.",
                "Recipe for a sweet dessert with coconut and bananas.",
                "Where can I buy good noodles near the market?",
            ),
            Language.KM: (
                "ថ្ងៃនេះអាហារដ្ឋានចម្អិនបាយជាមួយត្រី និងបន្លែ។",
                "រូបមន្តធ្វើបង្អែមផ្អែមជាមួយដូង និងចេក។",
                "តើអាចទិញគុយទាវឆ្ងាញ់នៅជិតផ្សារនៅកន្លែងណា?",
            ),
        },
    }
)


def sentences() -> Iterator[tuple[Language, str, str]]:
    """Each sentence with its language and topic."""
    for topic, spoken in SENTENCES.items():
        for language, said in spoken.items():
            for one in said:
                yield language, topic, one
