"""What a page says of itself, from the beginning of its HTML."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from html.parser import HTMLParser

from typing_extensions import override

from shared.social.parts import LinkRead
from shared.text.characters import without_invisible
from shared.text.clusters import shortened

MAX_TITLE, MAX_DESCRIPTION, MAX_SITE = 200, 300, 80

_DECLARED = re.compile(
    rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{1,40})", re.IGNORECASE
)
_WANTED = frozenset({"og:title", "og:description", "og:site_name", "description"})
_FIRST_CHUNK = 8192
# Encodings of pages. The language knows others, which read no pages and take forever, or fail.
_OF_PAGES = re.compile(
    "ascii|utf-8(-sig)?|utf-16(-[bl]e)?|iso8859-[0-9]+|cp(125[0-8]|8(66|74)|932|949|950)"
    "|koi8-[ru]|tis-620|mac-(roman|cyrillic)|gb(2312|k|18030)|big5(hkscs)?|euc_(jp|kr)|shift_jis"
    "|iso2022_jp"
)


class _Head(HTMLParser):
    """Collects titles and descriptions until the head ends."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: dict[str, str] = {}
        self._title: list[str] | None = None
        self.over = False

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.over:
            return
        if tag == "title" and "title" not in self.found:
            self._title = []
        elif tag == "meta":
            given = dict(attrs)
            name = (given.get("property") or given.get("name") or "").lower()
            if name in _WANTED:
                self.found.setdefault(name, given.get("content") or "")
        elif tag == "body":
            self.over = True

    @override
    def handle_endtag(self, tag: str) -> None:
        if tag == "title" and self._title is not None:
            self.found["title"] = "".join(self._title)
            self._title = None
        elif tag == "head":
            self.over = True

    @override
    def handle_data(self, data: str) -> None:
        if self._title is not None:
            self._title.append(data)


def described(url: str, body: bytes, charset: str | None) -> LinkRead | None:
    """The card of a page under the address that stands in the text; None without a title."""
    head = _Head()
    for chunk in _chunks(_decoded(body, charset)):
        try:
            head.feed(chunk)
        except (AssertionError, ValueError):
            # What the parser says of declarations and numbers that are none.
            break
        if head.over:
            break
    found = head.found
    title = _line(found.get("og:title") or found.get("title"), MAX_TITLE)
    if not title:
        return None
    return LinkRead(
        url=url,
        title=title,
        description=_line(found.get("og:description") or found.get("description"), MAX_DESCRIPTION),
        site_name=_line(found.get("og:site_name"), MAX_SITE),
    )


def _chunks(text: str) -> Iterator[str]:
    """The text in pieces, each as long as all before it.

    What a page leaves open is read anew with every piece: so all of it is read twice at the most.
    """
    start, end = 0, _FIRST_CHUNK
    while start < len(text):
        yield text[start:end]
        start, end = end, 2 * end


def _decoded(body: bytes, charset: str | None) -> str:
    declared = _DECLARED.search(body[:4096])
    named = charset or (declared.group(1).decode() if declared else "utf-8")
    return body.decode(_encoding(named), errors="replace")


def _encoding(named: str) -> str:
    """The encoding of that name, as far as pages have it."""
    try:
        known = codecs.lookup(named).name
    except (LookupError, ValueError):
        return "utf-8"
    return known if _OF_PAGES.fullmatch(known) else "utf-8"


def _line(text: str | None, longest: int) -> str | None:
    """One line that may stand in a card: nothing in it is unseen, or turns what follows around."""
    plain = " ".join(without_invisible(text or "").split())
    plain = "".join(letter for letter in plain if letter.isprintable())
    return shortened(plain, longest) or None
