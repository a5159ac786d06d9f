"""Rules of the feed, without anything around them."""

from __future__ import annotations

import contextlib
import unicodedata
from urllib.parse import urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from shared.events.event import PREVIEW_CHARS
from shared.social.policy import (
    MAX_COMMENT_DEPTH,
    comment_depth,
    normalise_hashtag,
    preview,
    topic_tags,
)
from shared.text.addresses import check_address
from shared.text.same import canonical


@pytest.mark.parametrize(
    "url",
    [
        "https://example.test",
        "https://example.test/a.png?x=1&y=2#z",
        "https://EXAMPLE.test:8443/ក",
        "https://[2001:db8::1]/x",
        "HTTPS://example.test/",
    ],
)
def test_https_addresses_are_media(url: str) -> None:
    assert check_address(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.test",
        "//example.test",
        "http://example.test",
        "ftp://example.test",
        "javascript:alert(1)",
        "data:text/html,x",
        "https:",
        "https://",
        "https:///path",
        "https://user@example.test",
        "https://user:pass@example.test",
        "https://example.test/a b",
        "https://example.test/\n",
        "java\nscript:alert(1)",
        "https://exam\tple.test",
        "https://example.test/<script>",
        'https://example.test/"onload=',
        "https://example.test/`",
        "https://[",
        " https://example.test",
    ],
)
def test_anything_else_is_not(url: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        check_address(url)


@given(st.text() | st.text().map("https://".__add__))
def test_what_passes_can_stand_in_an_attribute(url: str) -> None:
    with contextlib.suppress(ValueError):
        accepted = check_address(url)
        assert accepted == url
        assert urlsplit(accepted).scheme == "https"
        assert not set(accepted) & set(' \t\r\n"<>`\x00')


@given(st.text())
@example("#ខ្មែរ")
@example("#")
@example("##x")
@example("e\u0301")
def test_a_hashtag_is_one_word_and_stable(text: str) -> None:
    with contextlib.suppress(ValueError):
        tag = normalise_hashtag(text)
        assert tag
        assert not tag.startswith("#")
        assert normalise_hashtag(tag) == normalise_hashtag(f"#{tag}") == tag
        assert unicodedata.is_normalized("NFC", tag)
        assert not any(c.isspace() for c in tag)


@pytest.mark.parametrize("tag", ["ខ្មែរ", "snake_case", "2026", "Élan", "学校", "हिन्दी"])
def test_words_of_any_script_are_hashtags(tag: str) -> None:
    assert normalise_hashtag(f"#{tag}") == unicodedata.normalize("NFC", tag)


@pytest.mark.parametrize("tag", ["", "#", "two words", "a-b", "a.b", "<b>", "\u200b", "🎉", "a\n"])
def test_other_characters_are_refused(tag: str) -> None:
    with pytest.raises(ValueError, match="hashtag"):
        normalise_hashtag(tag)


@given(st.lists(st.text()))
def test_topic_tags_compare_equal_words_once(tags: list[str]) -> None:
    found = topic_tags(tags)
    assert len(found) == len(set(found))
    assert set(found) == {canonical(tag) for tag in tags}
    assert found == topic_tags(found)


@given(st.text(max_size=600))
@example("x" * PREVIEW_CHARS)
@example("x" * (PREVIEW_CHARS + 1))
@example("word " * 100)
def test_a_preview_is_short_and_the_beginning(text: str) -> None:
    found = preview(text)
    flat = " ".join(text.split())
    assert len(found) <= PREVIEW_CHARS
    if len(flat) <= PREVIEW_CHARS:
        assert found == flat
    else:
        assert found.endswith("…")
        assert flat.startswith(found[:-1])


@given(st.integers(1, 100))
def test_a_thread_never_gets_deeper_than_the_maximum(parent: int) -> None:
    assert 1 <= comment_depth(parent) <= MAX_COMMENT_DEPTH
    assert comment_depth(parent) == min(parent + 1, MAX_COMMENT_DEPTH)


def test_a_comment_on_a_post_is_the_first_level() -> None:
    assert [comment_depth(depth) for depth in (None, 1, 2, 3)] == [1, 2, 3, 3]
