"""One tab of a browser with the web app in it."""

from __future__ import annotations

import base64
import contextlib
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self, TypeVar

from selenium.common.exceptions import (
    ElementClickInterceptedException,
    ElementNotInteractableException,
    NoSuchElementException,
    StaleElementReferenceException,
)
from selenium.webdriver.chrome.webdriver import WebDriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement

from infra.local.demo.people import PASSWORD

T = TypeVar("T")

# Not how long anything should take, but where two cores are shared by four times as many tests.
PATIENCE = 60.0
_ON_ITS_WAY = 10.0
# What a page that is being drawn says of itself, or ``next`` and ``[0]`` of what is not there yet:
# it is looked at again.
_STILL_MOVING = (
    IndexError,
    StopIteration,
    ElementClickInterceptedException,
    ElementNotInteractableException,
    NoSuchElementException,
    StaleElementReferenceException,
)
# A look is work for four processes: often at first, then less and less.
_FIRST_PAUSE = 0.02
_LONGEST_PAUSE = 0.2
# The page comes before what frames it: both may have a button of one name.
_NAMED = """
  const [within, name] = arguments;
  const said = (e) => (e.getAttribute("aria-label") ?? e.textContent).trim() === name;
  for (const part of [...within.querySelectorAll("dialog, main"), within]) {
    const label = [...part.querySelectorAll("label")].find(said);
    const found = label?.control
      ?? [...part.querySelectorAll("button, a, input, textarea, select")].find(said);
    if (found) return found;
  }
  return null;
"""


class Tab:
    """What anybody does with a page. Every look waits for what it looks for."""

    def __init__(self, driver: WebDriver, url: str) -> None:
        self.driver = driver
        self.url = url
        driver.get(url)

    def wait(self, what: str, condition: Callable[[], T], seconds: float = PATIENCE) -> T:
        """Return the condition's first true value; fails with a picture in words."""
        ends, pause = time.monotonic() + seconds, _FIRST_PAUSE
        while True:
            try:
                if value := condition():
                    return value
            except _STILL_MOVING:
                pass
            if time.monotonic() > ends:
                break
            time.sleep(pause)
            pause = min(1.3 * pause, _LONGEST_PAUSE)
        seen = self.driver.execute_script("return document.body.innerText")
        raise AssertionError(f"waited in vain for {what}; the page says:\n{seen}")

    def all(self, selector: str) -> list[WebElement]:
        """The elements that match now."""
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def one(self, selector: str) -> WebElement:
        """The first element that matches."""
        return self.wait(selector, lambda: self.all(selector))[0]

    def texts(self, selector: str) -> list[str]:
        """What is written in all that match, read at one moment."""
        script = "return [...document.querySelectorAll(arguments[0])].map((e) => e.textContent)"
        found: list[str] = self.driver.execute_script(script, selector)
        return found

    def text(self, selector: str) -> str:
        """What is written in the first that matches."""
        return self.wait(selector, lambda: self.texts(selector))[0]

    def press(self, target: str | Callable[[], WebElement]) -> None:
        """Click it where nothing that stays at the window's edge can cover it.

        A selector means the first that matches. Whatever the page draws anew between the look and
        the click is looked for again.
        """
        script = "arguments[0].scrollIntoView({block: 'center'})"

        def pressed() -> bool:
            found = self.all(target)[:1] if isinstance(target, str) else [target()]
            for element in found:
                self.driver.execute_script(script, element)
                element.click()
            return bool(found)

        self.wait(f"something to press: {target}", pressed)

    def with_text(self, selector: str, *words: str) -> WebElement:
        """The first that matches in which all the words stand."""

        def found() -> list[WebElement]:
            return [e for e in self.all(selector) if all(word in text_of(e) for word in words)]

        return self.wait(f"{selector} with {words}", found)[0]

    def press_text(self, selector: str, *words: str) -> None:
        """Click the first that matches in which all the words stand."""
        self.press(lambda: self.with_text(selector, *words))

    def named(self, name: str) -> WebElement:
        """What one presses or writes into under this name: its label, or the words on it."""
        return self.wait(name, lambda: named_in(self.one("body"), name))

    def press_named(self, name: str) -> None:
        """Click what has this name."""
        self.press(lambda: self.named(name))

    def write_named(self, name: str, text: str) -> None:
        """Write into the field of this name, in place of what stands there."""
        self.write(lambda: self.named(name), text)

    def write(self, target: str | Callable[[], WebElement], text: str) -> None:
        """Write into a field, in place of what stands there.

        Whatever the page draws anew or takes the focus for meanwhile: it is written once more then.
        """
        select = "arguments[0].focus(); arguments[0].select()"

        def written() -> bool:
            field = self.all(target)[0] if isinstance(target, str) else target()
            if field.get_property("value") == text:
                return True
            self.driver.execute_script(select, field)
            field.send_keys(text or Keys.BACKSPACE)
            return field.get_property("value") == text

        self.wait(f"{text!r} in {target}", written)

    def go(self, address: str, *, ends_at: str | None = None) -> None:
        """Follow a link of the app to a page, or to one that leads on to ``ends_at``.

        The address is another one at once, and the page before stays until the code of this one is
        here: nothing that is looked for from now on is of that one.
        """
        script = """
          const link = Object.assign(document.createElement("a"), {href: arguments[0]});
          const other = link.pathname !== location.pathname;
          window.headingBefore = other ? document.querySelector("h1") : null;
          document.body.append(link);
          link.click();
          link.remove();
        """
        self.driver.execute_script(script, address)
        end = ends_at or address
        self.wait(end, lambda: self.driver.current_url.endswith(end))
        gone = "return !window.headingBefore?.isConnected"
        # Where the page before was still on its way, this one may have stood there all the time.
        with contextlib.suppress(AssertionError):
            self.wait(f"the page of {end}", lambda: self.driver.execute_script(gone), _ON_ITS_WAY)

    def visit_first(self) -> None:
        """Be on the sign-in page as somebody who was never here."""
        self.driver.get(f"{self.url}/favicon.svg")  # where no script of the app is at work
        self.driver.execute_cdp_cmd(
            "Storage.clearDataForOrigin", {"origin": self.url, "storageTypes": "all"}
        )
        self.driver.execute_script("sessionStorage.clear(); localStorage.clear()")
        self.driver.delete_all_cookies()
        self.driver.get(self.url)
        self.resize(1280)
        self.one("[data-email]")

    def resize(self, width: int, height: int = 900, *, dark: bool = False) -> None:
        """Be a screen of this size that likes light or dark pages."""
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 700}
        self.devtools("Emulation.setDeviceMetricsOverride", metrics)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.devtools("Emulation.setEmulatedMedia", {"features": [scheme]})

    def set_letters(self, pixels: int) -> None:
        """Have letters of this size, as somebody chooses it in the browser; 16 is usual."""
        size = "return getComputedStyle(document.documentElement).fontSize"
        sizes = {"standard": pixels, "fixed": pixels - 3}
        self.devtools("Page.setFontSizes", {"fontSizes": sizes})
        self.wait("these letters", lambda: self.driver.execute_script(size) == f"{pixels}px")

    def sign_in(self, role: str) -> None:
        """Use the button of a demo account."""
        self.press(f"[data-email='{role}@demo.school']")
        self.one(".Shell_shell")

    def enter(self, who: str) -> Self:
        """Sign in somebody of the demo school who has no button of their own."""
        self.write("[name=email]", f"{who}@demo.school")
        self.write("[name=password]", PASSWORD)
        self.press("form [type=submit]")
        self.one(".Shell_shell")
        return self

    def wait_live(self, seconds: float = PATIENCE) -> None:
        """Return when news arrives as it happens."""
        self.wait("the live connection", lambda: self.status == "live", seconds)

    @property
    def status(self) -> str | None:
        """What the sign in the header says."""
        script = "return document.querySelector('.Status_status')?.dataset.status"
        found: str | None = self.driver.execute_script(script)
        return found

    def watch_status(self) -> None:
        """From now on, keep every state that the sign shows, however short."""
        self.driver.execute_script(
            """
            window.seenStatus = [];
            new MutationObserver(() => {
              const sign = document.querySelector(".Status_status");
              if (sign) window.seenStatus.push(sign.dataset.status);
            }).observe(document.body, {attributes: true, childList: true, subtree: true});
            """
        )

    @property
    def seen_status(self) -> list[str]:
        """The states since watch_status."""
        seen: list[str] = self.driver.execute_script("return window.seenStatus")
        return seen

    def badge(self) -> str:
        """How many notifications are unread, as the page says it."""
        place = "a[href='/notifications'] .Shell_badge"
        script = "return document.querySelector(arguments[0])?.firstChild.textContent ?? ''"
        text = self.driver.execute_script(script, place)
        return str(text)

    def mark(self) -> None:
        """Leave a mark that a reload would wipe out."""
        self.driver.execute_script("window.sameDocument = true")

    def same_document(self) -> bool:
        """Whether the page was not loaded anew since mark()."""
        return bool(self.driver.execute_script("return window.sameDocument === true"))

    def complaints(self) -> list[str]:
        """What the browser has against the page, apart from answers it did not get."""
        return [entry["message"] for entry in log_of(self.driver) if entry["source"] != "network"]

    def answered(self, path: str, act: Callable[[], object]) -> None:
        """Do something, and return when the API has answered what it asked of this path by that.

        What the page shows at once is kept by then, and leaving the page does not take it back.
        """
        script = """
          performance.setResourceTimingBufferSize(100_000);
          return performance.getEntriesByType("resource").filter(({name, responseEnd}) =>
            responseEnd > 0 && new URL(name).pathname === arguments[0]).length;
        """
        before = self.driver.execute_script(script, path)
        act()
        self.wait(f"an answer of {path}", lambda: self.driver.execute_script(script, path) > before)

    def picture(self, path: Path, *, whole: bool = False) -> None:
        """Save what is on the screen, or the whole page."""
        if not whole:
            assert self.driver.save_screenshot(str(path))
            return
        shot = self.devtools("Page.captureScreenshot", {"captureBeyondViewport": True})
        path.write_bytes(base64.b64decode(shot["data"]))

    def devtools(self, command: str, parameters: dict[str, Any]) -> Any:
        """Ask the browser for what only its developer tools can."""
        return self.driver.execute_cdp_cmd(command, parameters)


def log_of(driver: WebDriver) -> list[dict[str, Any]]:
    """What the browser has noted since it was last asked."""
    entries: list[dict[str, Any]] = driver.execute("getLog", {"type": "browser"})["value"]
    return entries


def named_in(element: WebElement, name: str) -> WebElement:
    """What has this name in a part of the page; raises NoSuchElementException."""
    found: WebElement | None = element.parent.execute_script(_NAMED, element, name)
    if found is None:
        raise NoSuchElementException(f"there is no {name!r}")
    return found


def text_of(element: WebElement) -> str:
    """What is written in an element, even while it fades in."""
    return str(element.get_property("textContent"))
