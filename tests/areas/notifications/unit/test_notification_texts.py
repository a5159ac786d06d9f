"""What notifications say, in both languages."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.local.process import PROJECT_ROOT
from shared.notifications.texts import message
from shared.notifications.types import NotificationType
from shared.notifications.words import Words

LOCALES = ("en", "km")
# The others bring their own words.
SPOKEN = [kind for kind in NotificationType if kind.told.message is not None]
kinds = st.sampled_from(SPOKEN)


@pytest.mark.parametrize("kind", NotificationType)
def test_every_kind_speaks_both_languages(kind: NotificationType) -> None:
    texts = {locale: [kind.told.title.in_language(locale)] for locale in (*LOCALES, "fr")}
    for locale in texts if kind in SPOKEN else ():
        texts[locale].append(message(kind, locale, actor="Sok", group_count=3))
    assert all(text.isascii() for text in texts["en"])
    for text in texts["km"]:
        assert any("\u1780" <= letter <= "\u17ff" for letter in text)
    assert texts["fr"] == texts["en"]


def test_each_kind_leads_to_a_page_of_the_web_app() -> None:
    """What leads nowhere more than to the first page says so: it is about what is gone."""
    declared = [*(PROJECT_ROOT / "web/app/src/areas").glob("*/routes.ts")]
    text = "".join(path.read_text("utf-8") for path in declared)
    pages = {re.sub(r":[a-zA-Z]+", "{}", path) for path in re.findall(r'"(/[^"]*)"', text)}
    # Surveys have one page for all, and the web app knows it.
    pages.add("/pulses/{}")
    assert {kind.told.page.partition("?")[0] for kind in NotificationType} <= pages


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (1, "Sok liked your post"),
        (2, "Sok and 1 other liked your post"),
        (3, "Sok and 2 others liked your post"),
        (1000, "Sok and 999 others liked your post"),
    ],
)
def test_a_group_is_counted_beside_the_latest(count: int, expected: str) -> None:
    assert message(NotificationType.POST_LIKE, "en", actor="Sok", group_count=count) == expected


@given(name=st.text(), other=st.text())
def test_what_is_put_into_words_is_never_read_for_marks(name: str, other: str) -> None:
    words = Words("{who} and {what}", "{what} និង {who}").filled(who=name, what=other)
    assert words == Words(f"{name} and {other}", f"{other} និង {name}")


def test_words_are_put_into_words_in_their_own_language() -> None:
    subject = Words("physics", "រូបវិទ្យា")
    assert Words("no {it}", "គ្មាន{it}").filled(it=subject) == Words("no physics", "គ្មានរូបវិទ្យា")


@given(kind=kinds, locale=st.sampled_from(LOCALES), actor=st.text(), count=st.integers(1, 10**6))
def test_a_name_is_text_and_no_template(
    kind: NotificationType, locale: str, actor: str, count: int
) -> None:
    found = message(kind, locale, actor=actor, group_count=count)
    assert actor in found
    if "{" not in actor:
        assert "{" not in found


@pytest.mark.parametrize("actor", ["{who}", "{n}", "{who} and {n}", "{0}", "%s"])
def test_a_name_that_looks_like_a_template_stays_as_it_is(actor: str) -> None:
    for count in (1, 2, 3):
        found = message(NotificationType.POST_LIKE, "en", actor=actor, group_count=count)
        assert found.startswith(actor)
        assert found.count(actor) == 1


@pytest.mark.parametrize("locale", LOCALES)
def test_kinds_that_one_chooses_among_are_told_apart(locale: str) -> None:
    titles = [kind.told.title.in_language(locale) for kind in NotificationType]
    assert len(titles) == len(set(titles))
