"""Dragging a lesson, as a browser does it."""

from __future__ import annotations

from tests.browser.page import Page

_DRAG = """
  const [kind, lesson, target] = arguments;
  const carried = new DataTransfer();
  const init = {bubbles: true, cancelable: true, dataTransfer: carried};
  const tell = (element, type) => element.dispatchEvent(new DragEvent(type, init));
  if (kind === "lift") tell(lesson, "dragstart");
  else {
    tell(target, "dragover");
    tell(target, "drop");
    tell(lesson, "dragend");
  }
"""


class Draft:
    """A lesson of the editor: the first that says these words."""

    def __init__(self, page: Page, words: str, place: str) -> None:
        self._page = page
        self._selector = f"[data-at='{place}'] [data-draft]"
        text = page.text(self._selector)
        assert words in text, text
        self.key = page.one(self._selector).get_attribute("data-draft")

    @property
    def selector(self) -> str:
        return f"[data-draft='{self.key}']"

    def lift(self) -> None:
        """Begin to drag it."""
        self._page.driver.execute_script(_DRAG, "lift", self._page.one(self.selector), None)

    def drop(self, place: str) -> None:
        """Let it go over a place."""
        target = self._page.one(f"[data-at='{place}']")
        self._page.driver.execute_script(_DRAG, "drop", self._page.one(self.selector), target)

    def is_at(self, place: str) -> bool:
        return bool(self._page.all(f"[data-at='{place}'] {self.selector}"))
