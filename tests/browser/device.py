"""A device that loses its network, and what the app keeps on it."""

from __future__ import annotations

from tests.browser.page import Page

_STORED = """
  const done = arguments[arguments.length - 1];
  const opening = indexedDB.open("stunity");
  opening.onsuccess = async () => {
    const names = ["account", "pages", "outbox"];
    const work = opening.result.transaction(names);
    const all = await Promise.all(names.map((name) => new Promise((resolve) => {
      const asked = work.objectStore(name).getAll();
      asked.onsuccess = () => resolve(asked.result);
    })));
    opening.result.close();
    done(JSON.stringify(Object.fromEntries(names.map((name, at) => [name, all[at]]))));
  };
"""
_WORKER = """
  const done = arguments[arguments.length - 1];
  navigator.serviceWorker.ready.then((found) => done(found.active?.state));
"""


class Device:
    """A browser of one person, whose network can be taken away."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.driver = page.driver

    def network(self, *, on: bool) -> None:
        """Give this tab a network or take it."""
        self.driver.execute_cdp_cmd("Network.enable", {})
        conditions = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
        wish = {"offline": not on, **conditions}
        self.driver.execute_cdp_cmd("Network.emulateNetworkConditions", wish)

    def new_tab(self, *, online: bool) -> None:
        """Close the tab and open the app in another one."""
        (old,) = self.driver.window_handles
        self.driver.switch_to.new_window("tab")
        new = self.driver.current_window_handle
        self.driver.switch_to.window(old)
        self.driver.close()
        self.driver.switch_to.window(new)
        self.network(on=online)
        self.page.resize(1280)
        self.driver.get(self.page.url)

    def stored(self) -> str:
        """All that lies in the app's own store."""
        found: str = self.driver.execute_async_script(_STORED)
        return found

    def wait_ready(self, *texts: str) -> None:
        """Return when the worker has its files, and these texts lie on the device."""
        self.page.wait(
            "the worker", lambda: self.driver.execute_async_script(_WORKER) == "activated"
        )
        self.page.wait("what was read", lambda: all(text in self.stored() for text in texts))

    def waiting(self) -> list[str]:
        """The texts of the outbox, as the page shows them."""
        return self.page.texts("[data-outbox] .Waiting_text")

    def write(self, text: str) -> None:
        """Write a post without a network."""
        before = len(self.page.all("[data-outbox]"))
        self.page.press(".Composer_prompt")
        self.page.write(".Composer_composer textarea", text)
        self.page.press(".Composer_composer [type=submit][data-kind=primary]")
        self.page.wait(text, lambda: len(self.page.all("[data-outbox]")) == before + 1)
