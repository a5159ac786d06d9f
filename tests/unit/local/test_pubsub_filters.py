from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.local.pubsub.filters import FilterError, parse_filter

MATCHES: list[tuple[str, Mapping[str, str], bool]] = [
    ("", {}, True),
    ("  \n", {"a": "b"}, True),
    ("attributes:name", {"name": ""}, True),
    ("attributes:name", {"other": "name"}, False),
    ('attributes:"iana.org/language_tag"', {"iana.org/language_tag": "en"}, True),
    ('attributes.name = "com"', {"name": "com"}, True),
    ('attributes.name="com"', {"name": "Com"}, False),
    ('attributes.name = "com"', {}, False),
    ('attributes.name != "com"', {"name": "org"}, True),
    ('attributes.name != "com"', {"name": "com"}, False),
    # No value is another value than "com".
    ('attributes.name != "com"', {}, True),
    ('attributes."a b" = "c d"', {"a b": "c d"}, True),
    ('hasPrefix(attributes.name, "co")', {"name": "com"}, True),
    ('hasPrefix(attributes.name, "co")', {"name": "c"}, False),
    ('hasPrefix(attributes.name, "")', {}, False),
    ('hasPrefix ( attributes . name , "co" )', {"name": "co"}, True),
    ("NOT attributes:name", {}, True),
    ("-attributes:name", {"name": ""}, False),
    ("- - attributes:name", {"name": ""}, True),
    ("NOT NOT attributes:name", {}, False),
    ("attributes:a AND attributes:b", {"a": "", "b": ""}, True),
    ("attributes:a AND attributes:b", {"a": ""}, False),
    ("attributes:a OR attributes:b OR attributes:c", {"c": ""}, True),
    ("attributes:a AND (attributes:b OR attributes:c)", {"a": "", "c": ""}, True),
    ("(attributes:a AND attributes:b) OR attributes:c", {"a": ""}, False),
    ("NOT (attributes:a OR attributes:b)", {"c": ""}, True),
    # NOT binds to what stands next to it.
    ("NOT attributes:a AND attributes:b", {"b": ""}, True),
    ("attributes:AND", {"AND": ""}, True),
    ("attributes:not-a-minus", {"not-a-minus": ""}, True),
    (r'attributes.a = "\"\\\n\x41\101\u00df\U0001F600"', {"a": '"\\\nAAß😀'}, True),
]


@pytest.mark.parametrize(("text", "attributes", "expected"), MATCHES)
def test_a_filter_selects(text: str, attributes: Mapping[str, str], expected: bool) -> None:
    assert parse_filter(text)(attributes) is expected


@pytest.mark.parametrize(
    "text",
    [
        "nonsense",
        "attributes",
        "attributes:",
        "attributes.a",
        "attributes.a =",
        "attributes.a = b",
        "attributes.a = 'b'",
        'attributes.a == "b"',
        'attributes.a = "b',
        'attributes.a = "\\q"',
        'attributes.a = "\\ud800"',
        'attributes.a = "\\UFFFFFFFF"',
        'attributes.a = "line\nbreak"',
        'data = "b"',
        "hasPrefix(attributes.a)",
        'hasPrefix(attributes:a, "b")',
        'hasSuffix(attributes.a, "b")',
        "(attributes:a",
        "attributes:a)",
        "()",
        "attributes:a attributes:b",
        "attributes:a AND",
        "attributes:a and attributes:b",
        "AND attributes:a",
        "NOT",
        "-" * 200 + "attributes:a",
        "attributes:" + "a" * 250,
    ],
)
def test_what_is_no_filter_is_refused(text: str) -> None:
    with pytest.raises(FilterError):
        parse_filter(text)


def test_and_beside_or_needs_parentheses() -> None:
    with pytest.raises(FilterError, match="parentheses"):
        parse_filter("attributes:a AND attributes:b OR attributes:c")


@given(st.text(max_size=80) | st.text(alphabet='attributes.:="()-AND OR NOT\\', max_size=80))
def test_any_text_is_a_filter_or_refused(text: str) -> None:
    try:
        predicate = parse_filter(text)
    except FilterError:
        return
    assert predicate({}) in {True, False}


KEYS = ("a", "b", "c")
TESTS = st.one_of(
    st.builds("attributes:{}".format, st.sampled_from(KEYS)),
    st.builds('attributes.{} = "{}"'.format, st.sampled_from(KEYS), st.sampled_from("xy")),
    st.builds('attributes.{} != "{}"'.format, st.sampled_from(KEYS), st.sampled_from("xy")),
    st.builds('hasPrefix(attributes.{}, "{}")'.format, st.sampled_from(KEYS), st.just("x")),
)
FILTERS = st.recursive(
    TESTS,
    lambda inner: st.one_of(
        st.builds("({} AND {})".format, inner, inner),
        st.builds("({} OR {})".format, inner, inner),
        st.builds("NOT ({})".format, inner),
    ),
    max_leaves=5,
).filter(lambda text: len(text) <= 200)
ATTRIBUTES = st.dictionaries(st.sampled_from(KEYS), st.sampled_from(["x", "y", "xy", ""]))


@given(FILTERS, FILTERS, ATTRIBUTES)
def test_the_laws_of_logic_hold(left: str, right: str, attributes: dict[str, str]) -> None:
    def value(text: str) -> bool:
        return parse_filter(text)(attributes)

    left, right = (text if len(text) < 100 else "attributes:a" for text in (left, right))
    assert value(f"-({left})") is not value(left)
    assert value(f"({left}) AND ({right})") is (value(left) and value(right))
    assert value(f"({left}) OR ({right})") is (value(left) or value(right))
