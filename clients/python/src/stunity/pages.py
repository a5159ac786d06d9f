"""Lists page by page, as iterators."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from typing import ParamSpec, Protocol, TypeVar

T_co = TypeVar("T_co", covariant=True)
T = TypeVar("T")
P = ParamSpec("P")


class _Info(Protocol):
    @property
    def next_cursor(self) -> str | None: ...


class Page(Protocol[T_co]):
    """A page of a list, of whatever it holds."""

    @property
    def data(self) -> Sequence[T_co]:
        """The items."""

    @property
    def page_info(self) -> _Info:
        """Where the next page begins."""


def each(read: Callable[P, Page[T]], *args: P.args, **kwargs: P.kwargs) -> Iterator[T]:
    """Every item of a list, read page by page as the loop goes on.

    ``for post in each(client.api.social.posts_feed, limit=50): …``
    """
    while True:
        page = read(*args, **kwargs)
        yield from page.data
        if page.page_info.next_cursor is None:
            return
        kwargs["cursor"] = page.page_info.next_cursor


async def each_async(
    read: Callable[P, Awaitable[Page[T]]], *args: P.args, **kwargs: P.kwargs
) -> AsyncIterator[T]:
    """Every item of a list, for ``async for``."""
    while True:
        page = await read(*args, **kwargs)
        for item in page.data:
            yield item
        if page.page_info.next_cursor is None:
            return
        kwargs["cursor"] = page.page_info.next_cursor
