"""How names are sorted and found."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from shared.school.naming import PersonName
from shared.text.sorting import sort_key

# As the Unicode collation for Khmer sorts them (ICU 78.2, CLDR 48: Intl.Collator("km")).
_VOWELS = (
    "ក កក កខ កា កាះ កិ កី កឹ កឺ កុ កូ កួ កួះ កើ កើះ កឿ កៀ កេ កែ កែះ កៃ កោ កៅ កុំ កំ កាំ កះ កិះ កុះ កេះ កោះ ក្ក ខ"
)
_INDEPENDENT = (
    "ក ខ រ រក រា រិ រឹ រុ ឫ ឬ ល លក លា លុ ឭ ឮ វ ហ ឡ អ អក អា អិ ឥ អី ឦ អុ ឧ ឨ អូ ឩ ឪ អេ ឯ ឰ ឱ ឲ អៅ ឳ"
)
_FAMILIES = "កាំង កែវ ក្រឹម ខៀវ គង់ ឃុន ចាន់ ជា ដួង ត្រី ថោង ទេព នួន បុប្ផា ផល ពៅ មាស លីម លឹម វង្ស សុខ សុខា"


def sorted_from(names: list[str]) -> list[str]:
    mixed = names[:]
    random.Random(7).shuffle(mixed)
    return sorted(mixed, key=sort_key)


def test_khmer_is_sorted_as_the_unicode_collation_sorts_it() -> None:
    for order in (_VOWELS, _INDEPENDENT):
        assert sorted_from(order.split()) == order.split()


def test_a_shifter_counts_only_between_names_that_are_alike_without_it() -> None:
    assert sorted(["ស៊ុនា", "សុន", "ស៊ុន", "សុនី"], key=sort_key) == ["សុន", "ស៊ុន", "ស៊ុនា", "សុនី"]


def test_khmer_stands_before_latin_and_accents_count_little() -> None:
    names = ["០១", "2", "សុខ", "Sok", "Sók", "Sokha", "Z"]
    assert sorted_from(names) == names


def test_a_family_stands_together() -> None:
    people = [PersonName("Sok", "Zeta"), PersonName("Sokha", "Anna"), PersonName("Sok", "Anna")]
    found = sorted(people, key=lambda one: one.sort_key)
    assert [(one.last_name, one.first_name) for one in found] == [
        ("Sok", "Anna"),
        ("Sok", "Zeta"),
        ("Sokha", "Anna"),
    ]


def test_the_khmer_name_decides_where_there_is_one() -> None:
    with_khmer = PersonName("Zo", "Z", "កែវ", "បុប្ផា")
    without = PersonName("An", "A")
    assert with_khmer.sort_key < without.sort_key
    assert with_khmer.sort_key == sort_key("កែវ", "បុប្ផា")
    assert (without.khmer, without.latin) == (None, "An A")


@given(st.lists(st.sampled_from(_FAMILIES.split()), min_size=2, max_size=2))
def test_spellings_of_one_name_are_neighbours(names: list[str]) -> None:
    first, second = names
    invisible = first[:1] + "\u200b" + first[1:]
    assert sort_key(first) == sort_key(invisible)
    assert (sort_key(first) < sort_key(second)) == (sort_key(invisible) < sort_key(second))


def test_a_name_is_found_in_either_order_and_with_or_without_a_blank() -> None:
    found = PersonName("Sok", "Dara", "សុខ", "ដារា").search_text("S0001", None)
    for typed in ("sok dara", "dara sok", "សុខ ដារា", "សុខដារា", "ដារា សុខ", "s0001"):
        assert typed in found
