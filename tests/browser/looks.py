"""How a page looks to whoever reads it: on any screen, in either light, by eye and by ear."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from infra.build.web_app import WEB
from tests.browser.tab import Tab

_CONTRAST = Path(__file__).with_name("contrast.js").read_text(encoding="utf-8")
# What axe looks at, and how its answer is told: the rule, and where it is broken.
_AXE = """
  const done = arguments[arguments.length - 1];
  axe.run(document, {resultTypes: ["violations"]}).then(({violations}) => done(
    violations.flatMap(({id, nodes}) => nodes.map(({target, failureSummary}) =>
      `${id} ${target.join(" ")} ${failureSummary}`))),
    (error) => done([String(error)]));
"""
_WIDTHS = (320, 360, 768, 1280)
# The innermost elements that end beyond the window.
_WIDE = """
  const width = document.documentElement.clientWidth + 0.5;
  const beyond = (e) => e.getBoundingClientRect().right > width;
  return [...document.body.querySelectorAll("*")]
    .filter((e) => beyond(e) && ![...e.children].some(beyond))
    .slice(0, 8)
    .map((e) => e.outerHTML.slice(0, 160));
"""


class Looks(Tab):
    """A page that is looked at."""

    def overflow(self) -> int:
        """By how many pixels the page is wider than its window."""
        script = (
            "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        found: int = self.driver.execute_script(script)
        return found

    def wait_fits(self, what: str) -> None:
        """Return when the page is no wider than its window, which may just have become another."""
        self.wait(f"{what} to fit its window", lambda: self.overflow() <= 0)

    def wait_readable(self, what: str, widths: Sequence[int] = _WIDTHS) -> None:
        """Return when the page fits every window, every text stands out and axe finds nothing."""
        for dark in (False, True):
            for width in widths:
                self.resize(width, dark=dark)
                try:
                    self.wait(f"{what} in {width} pixels", lambda: self.overflow() <= 0)
                except AssertionError as error:
                    wide = self.driver.execute_script(_WIDE)
                    raise AssertionError(f"{what} in {width} pixels: too wide: {wide}") from error
            light = f"{what} in the {'dark' if dark else 'light'}"
            self._wait_none(light, "texts that are too weak", self._weak_texts)
            # What is still on its way can be between two states that are both right.
            self._wait_none(light, "what axe finds", self.violations)

    def violations(self) -> list[str]:
        """What axe has against the page as it is now."""
        if not self.driver.execute_script("return 'axe' in window"):
            self.driver.execute_script(_axe())
        found: list[str] = self.driver.execute_async_script(_AXE)
        return found

    def accessible_names(self) -> list[tuple[str, str]]:
        """Role and name of everything one can press or write into."""
        tree: dict[str, Any] = self.devtools("Accessibility.getFullAXTree", {})
        roles = {"button", "link", "textbox", "combobox", "tab", "menuitem", "checkbox"}
        return [
            (node["role"]["value"], node.get("name", {}).get("value", ""))
            for node in tree["nodes"]
            if not node["ignored"] and node.get("role", {}).get("value") in roles
        ]

    def _weak_texts(self) -> list[str]:
        weak: list[str] = self.driver.execute_script(_CONTRAST)
        return weak

    def _wait_none(self, where: str, what: str, look: Callable[[], list[str]]) -> None:
        found: list[str] = []

        def none_left() -> bool:
            found[:] = look()
            return not found

        try:
            self.wait(f"the end of {what}", none_left)
        except AssertionError as error:
            raise AssertionError(f"{where}: {what}: {found}") from error

    def wait_perceivable(self, what: str) -> None:
        """Return when it can be read everywhere and has names to be read out for all controls.

        The window is then as wide as it was.
        """

        def unnamed() -> list[str]:
            return [role for role, name in self.accessible_names() if not name.strip()]

        width, height = self.driver.execute_script("return [innerWidth, innerHeight]")
        self.wait_readable(what)
        self.resize(width, height)
        self.wait(f"names of all controls of {what}", lambda: unnamed() == [])


@cache
def _axe() -> str:
    return (WEB / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")
