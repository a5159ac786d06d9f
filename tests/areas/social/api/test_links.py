"""Previews of linked pages: fetched by a worker, and shown to readers."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from infra.bootstrap import dependencies
from infra.links.fetch import FetchedPage, LinkRefused
from shared.social.pages import described
from tests.support.api import ok
from tests.support.school import School

URL = "https://page.example/a"
PAGE = """<!doctype html><html><head><meta charset="utf-8"><title> A &amp; B </title>
<meta property="og:description" content="What it is about"><meta property="og:site_name"
content="Page"></head><body><title>not this</title></body></html>"""


class Pages:
    def __init__(self) -> None:
        self.asked: list[str] = []

    def fetch(self, url: str) -> FetchedPage:
        self.asked.append(url)
        if "inside" in url:
            raise LinkRefused("an address inside")
        return FetchedPage(url, PAGE.encode(), None)


@pytest.fixture
def pages(school: School) -> Iterator[Pages]:
    school.api.claim()
    found = Pages()
    dependencies().__dict__["pages"] = found
    yield found
    dependencies().__dict__.pop("pages", None)


def test_a_post_gets_the_card_of_the_page_that_it_links_to(school: School, pages: Pages) -> None:
    post = school.post(content=f"Look: {URL}.")
    assert post["link"] is None
    school.api.deliver("worker_links", school.author.tenant)
    card = {"url": URL, "title": "A & B", "description": "What it is about", "siteName": "Page"}
    assert ok(school.caller("a reader").get(f"/v1/posts/{post['id']}"))["link"] == card
    (told,) = school.api.events(school.author.tenant, "post:updated")
    assert (told.channel, told.data["changed"]) == (f"post:{post['id']}", ["link"])
    # Nothing begins again by itself, and a text that links elsewhere shows no old card.
    school.api.deliver("worker_links", school.author.tenant)
    assert pages.asked == [URL]
    edited = ok(school.as_author.put(f"/v1/posts/{post['id']}", json={"content": "No link"}))
    assert edited["link"] is None


def test_a_link_inside_is_a_link_without_a_card(school: School, pages: Pages) -> None:
    post = school.post(content="https://inside.example/")
    school.api.deliver("worker_links", school.author.tenant)
    assert pages.asked == ["https://inside.example/"]
    assert ok(school.as_author.get(f"/v1/posts/{post['id']}"))["link"] is None


@pytest.mark.parametrize(
    ("body", "charset", "title"),
    [
        (b"<title>\xe1</title>", "iso-8859-1", "á"),
        (b'<meta charset="windows-1252"><title>\x80</title>', None, "€"),
        ("<title>ភាសា</title>".encode(), "nonsense", "ភាសា"),
        (b"<title>a\xe2\x80\xaeb\x00c</title>", "utf-8", "abc"),
        (b"<title></title>", None, None),
        (b"<body><title>late</title>", None, None),
        (b"", None, None),
        (b"<title>" + b"x" * 1000 + b"</title>", None, "x" * 199 + "…"),
        # What the parser of the language refuses is no reason to ask for the page again.
        (b"<title>a</title><![ ", None, "a"),
        (b"<title>a</title><![foo bar[", None, "a"),
        (b"<title>a</title><meta name=description content='&#" + b"1" * 5000 + b";'>", None, "a"),
        *((b"<title>a</title>", name, "a") for name in ("idna", "undefined", "a\0b", "punycode")),
        # A head that is longer than the first chunk.
        (b"<meta name=a>" * 9000 + b"<title>a</title>", None, "a"),
    ],
)
def test_a_title_is_one_readable_line(body: bytes, charset: str | None, title: str | None) -> None:
    card = described(URL, body, charset)
    assert (card.title if card else None) == title


@pytest.mark.parametrize("charset", [None, "punycode"])
def test_a_page_that_is_all_open_is_read_in_its_time(charset: str | None) -> None:
    """Half a megabyte of lines in a comment took minutes, and whoever writes a post chooses it."""
    body = b"<title>a</title><!--" + b"-\n" * 250_000
    began = time.process_time()
    card = described(URL, body, charset)
    assert card is not None
    assert card.title == "a"
    assert time.process_time() - began < 5
