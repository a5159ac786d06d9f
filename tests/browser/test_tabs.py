"""Tabs of one person share one stream, and none of them misses anything when its reader goes."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.browser.conftest import DemoServer
from tests.browser.page import Page

pytestmark = pytest.mark.browser


class Tabs:
    """The tabs of one browser, in the order in which they were opened."""

    def __init__(self, page: Page, demo: DemoServer) -> None:
        self.page = page
        self.demo = demo
        self.handles = [page.driver.current_window_handle]

    def open(self) -> None:
        """Another tab of the same person."""
        known = set(self.page.driver.window_handles)
        self.page.driver.execute_script("window.open(location.href)")
        new = self.page.wait("the tab", lambda: set(self.page.driver.window_handles) - known)
        self.handles.extend(new)
        self.look_at(-1)
        self.page.wait_live()
        self.page.one("article[data-post]")

    def look_at(self, index: int) -> Page:
        self.page.driver.switch_to.window(self.handles[index])
        return self.page

    def close(self, index: int) -> None:
        self.look_at(index)
        self.page.driver.close()
        del self.handles[index]
        self.look_at(0)

    def freeze(self, index: int, *, frozen: bool) -> None:
        self.look_at(index)
        state = {"state": "frozen" if frozen else "active"}
        self.page.driver.execute_cdp_cmd("Page.setWebLifecycleState", state)

    def have(self, *texts: str, but: int | None = None) -> None:
        """Return when all tabs show the posts, each once."""
        for index in range(len(self.handles)):
            if index == but:
                continue
            for text in texts:
                self.look_at(index).post(text)

    def wait_streams(self, count: int) -> None:
        self.page.wait(f"{count} streams", lambda: self.demo.streams == count)


@pytest.fixture
def tabs(new_page: Callable[[str], Page], demo: DemoServer) -> Iterator[Tabs]:
    """A student with three tabs."""
    page = new_page(demo.app_url)
    page.sign_in("student")
    page.wait_live()
    tabs = Tabs(page, demo)
    tabs.open()
    tabs.open()
    yield tabs
    tabs.look_at(0)


def publish(demo: DemoServer, text: str) -> None:
    demo.bend(post={"by": "teacher@demo.school", "content": text})


def test_one_stream_serves_all_tabs_whoever_reads_it(tabs: Tabs, demo: DemoServer) -> None:
    tabs.wait_streams(1)
    publish(demo, "while the first tab reads")
    tabs.have("while the first tab reads")

    tabs.close(0)
    publish(demo, "while nobody reads")
    tabs.have("while nobody reads")
    tabs.wait_streams(1)

    tabs.freeze(0, frozen=True)
    publish(demo, "while a tab is frozen")
    tabs.have("while a tab is frozen", but=0)
    tabs.wait_streams(1)
    tabs.freeze(0, frozen=False)
    tabs.have("while a tab is frozen")
    tabs.wait_streams(1)
