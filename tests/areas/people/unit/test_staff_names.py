"""Who is taken for somebody of the staff, and who has a name of their own."""

from __future__ import annotations

import pytest

from shared.people.names import NameRefused, check_published

STAFF = ["Chan Vireak", "Sok Chan", "José García", "Dara Mony", "សុខ ចាន់"]
# First names and nicknames as pupils of Cambodia have and write them.
NAMES = """
Bopha Borey Bora Botum Bunthan Chakrya Chamroeun Chan Chanda Chandara Channary Channa Chantha
Chanthy Chantrea Chea Chenda Chhay Chhaya Chivy Choum Daravuth Dara Darany Davi Davuth Devi Dina
Heng Hong Jorani Kalyan Kalianey Kannitha Kanha Kea Keo Kesor Khema Khemara Kolab Kosal Kunthea
Kunthy Kravann Leakena Leap Leng Lina Linda Lyda Lyna Makara Malis Maly Mao Mealea Monika Mony
Monyroth Muny Nakry Narin Naroth Nary Navy Neang Neary Nimol Nita Nuon Panha Pheakdey Pheaktra
Phalla Phally Phirun Pich Pisey Piseth Pisith Ponleak Ponlok Pov Prak Puthea Rachana Raksmey Rany
Ratana Ratanak Rath Reaksmey Rith Rithy Romdoul Rotha Sambath Samnang Samphors Sarath Saravuth
Savuth Seda Seiha Serey Seyha Sina Sinuon Sitha Socheat Socheata Sok Sokha Sokhom Sokhon Sokny
Sokun Sokunthea Sopheak Sopheap Sophea Sophal Sophat Sophy Soriya Sorya Sothea Sotheary Sothy
Sovann Sovanna Sreymom Sreyneang Sreynich Sreypich Sreypov Sreyroth Srey Suon Thavy Theara Theary
Thida Thyda Tevy Tola Tina Utdom Vanna Vannak Vanny Veasna Vibol Vicheka Vichet Virak Visal Visoth
Vuthy Alex Amy Andy Anna Ben Bella Chris David Emma Eva Jack James Jenny Jessica John Kate Kevin
Leo Lily Lisa Lucky Mary Max Mia Mike Nick Nina Oscar Peter Rosa Sam Sara Sofia Tom Tony Victor
Zoe ដារ៉ា បុប្ផា សុខា ចន្ទា ធីតា វិបុល សុភា រតនា ស្រីពៅ ម៉ាលី គន្ធា ពិសី កុសល មករា ណារី
"""
HONEST = NAMES.split()


@pytest.mark.parametrize(
    "name",
    [
        "Sok Chan", "chan sok", "SOKCHAN", "Śok Chan", "Ṡōk Ċhan", "$ok Chan", "5ok Chan",
        "5OK CH4N", "Sok Ch@n", "S0k_Chan", "sok.chan", "Chan-Sok", "Sok·Chan", "(Sok Chan)",
        "S\u0336o\u0336k Chan", "ѕоk сhаn", "🅂ok Chan", "Sok Chan 🌸", "§ok Chan", "Jose Garcia",
        "D4r4 M0ny", "+Dara+ Mony", "សុខចាន់", "សុខ.ចាន់", "ចាន់ សុខ",
    ],
)  # fmt: skip
def test_nobody_is_taken_for_one_of_the_staff(name: str) -> None:
    assert check_published(name)
    with pytest.raises(NameRefused, match="of staff"):
        check_published(name, STAFF)


def test_honest_names_are_their_own() -> None:
    """Beside a school in which every other one of them is a name of somebody of the staff."""
    assert len(set(HONEST)) >= 200
    staff = [*STAFF, *(f"{name} Prum" for name in HONEST)]
    for name in HONEST:
        others = [one for one in HONEST if one != name]
        for written in (name, f"{name}2", f"{name}5", f"{name} 7", f"{name}_3", f"{name}4ever"):
            assert check_published(written, [*others, *staff]) == written


@pytest.mark.parametrize(
    "name", ["Sok", "Chan", "Sok Chan 2", "Sok Chan5", "Sok Chann", "Sot Chan", "សុក ចាន់", "សុខា ចាន់"]
)
def test_a_name_that_resembles_one_is_another(name: str) -> None:
    assert check_published(name, STAFF) == name
