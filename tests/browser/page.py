"""The web app as a person sees and uses it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from tests.browser.feed import Feed
from tests.browser.looks import Looks
from tests.browser.tab import log_of, named_in, text_of

__all__ = ["Page", "log_of", "named_in", "text_of", "wait_all"]


class Page(Feed, Looks):
    """One tab, whatever it shows."""


def wait_all(pages: Iterable[Page], what: str, condition: Callable[[Page], object]) -> None:
    """Return when the condition has been true of each page."""
    for page in pages:
        page.wait(what, partial(condition, page))
