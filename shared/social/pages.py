"""What a page says of itself, from the beginning of its HTML."""

from __future__ import annotations

import re
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
    for line in _decoded(body, charset).splitlines(keepends=True):
        head.feed(line)
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


def _decoded(body: bytes, charset: str | None) -> str:
    declared = _DECLARED.search(body[:4096])
    named = charset or (declared.group(1).decode() if declared else "utf-8")
    try:
        return body.decode(named, errors="replace")
    except LookupError:
        return body.decode("utf-8", errors="replace")


def _line(text: str | None, longest: int) -> str | None:
    """One line that may stand in a card: nothing in it is unseen, or turns what follows around."""
    plain = " ".join(without_invisible(text or "").split())
    plain = "".join(letter for letter in plain if letter.isprintable())
    return shortened(plain, longest) or None
