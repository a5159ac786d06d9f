"""The filter language of subscriptions, as a parser that yields a predicate over attributes.

filter    = clause { "AND" clause } | clause { "OR" clause }
clause    = { "NOT" | "-" } ( "(" filter ")" | test )
test      = "attributes" ":" key
          | "attributes" "." key ( "=" | "!=" ) string
          | "hasPrefix" "(" "attributes" "." key "," string ")"
key       = string | one or more of A-Z a-z 0-9 _ -
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

Predicate = Callable[[Mapping[str, str]], bool]

MAX_FILTER_BYTES = 256
# Each level of nesting is a few frames of recursion; 256 bytes cannot need more than this.
_MAX_DEPTH = 64

_SPACE = re.compile(r"[ \t\r\n]*")
_WORD = re.compile(r"[A-Za-z0-9_-]+")
_STRING = re.compile(r'"((?:[^"\\\x00-\x1f]|\\.)*)"', re.DOTALL)
_ESCAPE = re.compile(
    r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|x([0-9A-Fa-f]{2})|([0-3][0-7]{2})|(.))",
    re.DOTALL,
)
_SIMPLE_ESCAPES = {
    "a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v",
    "\\": "\\", '"': '"', "'": "'", "?": "?",
}  # fmt: skip


class FilterError(ValueError):
    """The text is not a filter. The message says what was expected and where."""


def parse_filter(text: str) -> Predicate:
    """The predicate of a filter; the empty filter matches everything.

    Raises `FilterError`. AND beside OR without parentheses is refused rather than guessed at: a
    filter that depends on a precedence is one that a reader gets wrong.
    """
    if len(text.encode()) > MAX_FILTER_BYTES:
        raise FilterError(f"The filter is longer than {MAX_FILTER_BYTES} bytes.")
    if not text.strip():
        return _everything
    parser = _Parser(text)
    predicate = parser.filter()
    parser.end()
    return predicate


def _everything(_: Mapping[str, str]) -> bool:
    return True


class _Parser:
    """A cursor over the text; each rule consumes what it matches and returns its predicate."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._depth = 0

    def filter(self) -> Predicate:
        clauses = [self._clause()]
        joint = ""
        while word := self._accept_word("AND", "OR"):
            if joint and word != joint:
                raise self._error("parentheses between AND and OR")
            joint = word
            clauses.append(self._clause())
        if len(clauses) == 1:
            return clauses[0]
        return _all_of(clauses) if joint == "AND" else _any_of(clauses)

    def end(self) -> None:
        self._skip_space()
        if self._at < len(self._text):
            raise self._error("the end of the filter")

    def _clause(self) -> Predicate:
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise self._error("less nesting")
        try:
            if self._accept("-") or self._accept_word("NOT"):
                return _negation(self._clause())
            if self._accept("("):
                inner = self.filter()
                self._expect(")")
                return inner
            return self._test()
        finally:
            self._depth -= 1

    def _test(self) -> Predicate:
        if self._accept_word("hasPrefix"):
            self._expect("(")
            key = self._attribute()
            self._expect(",")
            prefix = self._string()
            self._expect(")")
            return _has_prefix(key, prefix)
        if not self._accept_word("attributes"):
            raise self._error("attributes or hasPrefix")
        if self._accept(":"):
            return _has_key(self._key())
        self._expect(".")
        key = self._key()
        if self._accept("!="):
            return _negation(_equals(key, self._string()))
        self._expect("=")
        return _equals(key, self._string())

    def _attribute(self) -> str:
        if not self._accept_word("attributes"):
            raise self._error("attributes")
        self._expect(".")
        return self._key()

    def _key(self) -> str:
        self._skip_space()
        if self._text.startswith('"', self._at):
            return self._string()
        if match := _WORD.match(self._text, self._at):
            self._at = match.end()
            return match.group()
        raise self._error("an attribute key")

    def _string(self) -> str:
        self._skip_space()
        match = _STRING.match(self._text, self._at)
        if match is None:
            raise self._error("a string in double quotes")
        value = _ESCAPE.sub(self._unescape, match.group(1))
        self._at = match.end()
        return value

    def _unescape(self, match: re.Match[str]) -> str:
        short, long, two, octal, simple = match.groups()
        if simple is not None:
            if simple not in _SIMPLE_ESCAPES:
                raise self._error(f"a known escape instead of \\{simple}")
            return _SIMPLE_ESCAPES[simple]
        code = int(octal, 8) if octal else int(short or long or two, 16)
        try:
            character = chr(code)
            character.encode()
        except (ValueError, OverflowError) as error:  # beyond Unicode, or half of a surrogate pair
            raise self._error("a Unicode scalar value") from error
        return character

    def _accept(self, literal: str) -> bool:
        self._skip_space()
        found = self._text.startswith(literal, self._at)
        if found:
            self._at += len(literal)
        return found

    def _accept_word(self, *words: str) -> str:
        """The next word when it is one of these, else the empty string and no move."""
        self._skip_space()
        match = _WORD.match(self._text, self._at)
        if match is None or match.group() not in words:
            return ""
        self._at = match.end()
        return match.group()

    def _expect(self, literal: str) -> None:
        if not self._accept(literal):
            raise self._error(literal)

    def _skip_space(self) -> None:
        match = _SPACE.match(self._text, self._at)
        self._at = match.end() if match else self._at

    def _error(self, expected: str) -> FilterError:
        return FilterError(f"Invalid filter: expected {expected} at position {self._at}.")


def _has_key(key: str) -> Predicate:
    return lambda attributes: key in attributes


def _equals(key: str, value: str) -> Predicate:
    return lambda attributes: attributes.get(key) == value


def _has_prefix(key: str, prefix: str) -> Predicate:
    return lambda attributes: key in attributes and attributes[key].startswith(prefix)


def _negation(inner: Predicate) -> Predicate:
    return lambda attributes: not inner(attributes)


def _all_of(clauses: list[Predicate]) -> Predicate:
    return lambda attributes: all(clause(attributes) for clause in clauses)


def _any_of(clauses: list[Predicate]) -> Predicate:
    return lambda attributes: any(clause(attributes) for clause in clauses)
