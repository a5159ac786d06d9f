"""The web app as a person sees and uses it."""

from __future__ import annotations

import base64
import contextlib
import time
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

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

from infra.build.web_app import WEB

T = TypeVar("T")

# Not how long anything should take, but where two cores are shared by four times as many tests.
_SECONDS = 60.0
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
_POSTS = """
  const posts = [...document.querySelectorAll('article[data-post]')].filter(
    (post) => (post.querySelector('.PostCard_body')?.textContent ?? '').includes(arguments[0]));
"""
_POSTS_AND_SIGNS = f"{_POSTS} return [posts, [...document.querySelectorAll('.Feed_pill')]]"
_TEXTS_IN_POSTS = f"""
  {_POSTS}
  return [posts.length, posts.flatMap((post) => [...post.querySelectorAll(arguments[1])]
    .map((element) => element.textContent))]
"""


# The innermost elements that end beyond the window.
_WIDE = """
  const width = document.documentElement.clientWidth + 0.5;
  const beyond = (e) => e.getBoundingClientRect().right > width;
  return [...document.body.querySelectorAll("*")]
    .filter((e) => beyond(e) && ![...e.children].some(beyond))
    .slice(0, 8)
    .map((e) => e.outerHTML.slice(0, 160));
"""


class Page:
    """One tab. Every look waits for what it looks for."""

    def __init__(self, driver: WebDriver, url: str) -> None:
        self.driver = driver
        self.url = url
        driver.get(url)

    def wait(self, what: str, condition: Callable[[], T], seconds: float = _SECONDS) -> T:
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

    def wait_live(self, seconds: float = _SECONDS) -> None:
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

    def publish(self, text: str) -> None:
        """Write a post."""
        self.press(".Composer_prompt")
        self.write(".Composer_composer textarea", text)
        self.press(".Composer_composer [type=submit][data-kind=primary]")
        self.post(text)

    def posts(self, text: str) -> list[WebElement]:
        """The posts with this text that are on the page now."""
        found: list[WebElement] = self.driver.execute_script(f"{_POSTS} return posts", text)
        return found

    def post(self, text: str, seconds: float = _SECONDS) -> WebElement:
        """The post with this text, which is there once; shows what waits above the feed."""

        def found() -> list[WebElement]:
            posts: list[WebElement]
            posts, signs = self.driver.execute_script(_POSTS_AND_SIGNS, text)
            for sign in signs:
                sign.click()
            return self.posts(text) if signs else posts

        posts = self.wait(f"the post {text!r}", found, seconds)
        assert len(posts) == 1, f"{text!r} is on the page {len(posts)} times"
        return posts[0]

    def post_ids(self) -> list[str]:
        """The posts on the page, from top to bottom."""
        script = (
            "return [...document.querySelectorAll('article[data-post]')].map((p) => p.dataset.post)"
        )
        found: list[str] = self.driver.execute_script(script)
        return found

    def counts(self, text: str) -> tuple[str, str]:
        """What stands beside the heart and beside the bubble."""
        self.post(text)
        likes, comments = self._texts_in(text, ".PostCard_count")
        return likes, comments

    def wait_counts(self, text: str, likes: str, comments: str) -> None:
        """Return when the counters of a post say so."""
        wanted = [likes, comments]
        self.post(text)
        what = f"{wanted} at {text!r}"
        self.wait(what, lambda: self._texts_in(text, ".PostCard_count") == wanted)

    def like(self, text: str) -> None:
        """Press the heart."""
        self.press(lambda: self.post(text).find_element(By.CSS_SELECTOR, "[aria-pressed]"))

    def open_comments(self, text: str) -> None:
        """Show the comments of a post."""
        self.press(
            lambda: self.post(text).find_element(By.CSS_SELECTOR, ".PostCard_action[aria-expanded]")
        )
        self.one(f"[data-post='{self.id_of(text)}'] .Comments_comments[aria-busy='false']")

    def comment(self, text: str, content: str) -> None:
        """Write below a post whose comments are open, with the keyboard."""
        place = f"[data-post='{self.id_of(text)}'] .Comments_comments > form textarea"
        self.write(place, content)
        self.one(place).send_keys(Keys.CONTROL, Keys.ENTER)
        self.wait_comment(text, content)

    def reply(self, text: str, to: str, content: str) -> None:
        """Answer a comment."""

        def within(selector: str) -> WebElement:
            item = next(i for i in self._comments(text) if to in text_of(i))
            return item.find_element(By.CSS_SELECTOR, selector)

        self.press(lambda: within(".Button_link"))
        self.write(lambda: within("textarea"), content)
        within("textarea").send_keys(Keys.CONTROL, Keys.ENTER)
        self.wait_comment(text, content)

    def wait_comment(self, text: str, content: str) -> None:
        """Return when a comment stands below a post, once."""

        def there() -> bool:
            return (
                sum(content in comment for comment in self._texts_in(text, ".Comments_comment"))
                == 1
            )

        self.wait(f"the comment {content!r}", there)

    def choose(self, text: str, item: str) -> None:
        """Take an entry of a post's menu."""
        self.press(lambda: self.post(text).find_element(By.CSS_SELECTOR, "[aria-haspopup=menu]"))

        def entries() -> list[WebElement]:
            return [e for e in self.all("[role=menuitem]") if item in text_of(e)]

        # What draws a menu is loaded when the first one is opened.
        self.press(lambda: self.wait(item, entries)[0])

    def id_of(self, text: str) -> str:
        """The id of the post with this text."""
        return self.post(text).get_attribute("data-post") or ""

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

    def picture(self, path: Path, *, whole: bool = False) -> None:
        """Save what is on the screen, or the whole page."""
        if not whole:
            assert self.driver.save_screenshot(str(path))
            return
        shot = self.devtools("Page.captureScreenshot", {"captureBeyondViewport": True})
        path.write_bytes(base64.b64decode(shot["data"]))

    def accessible_names(self) -> list[tuple[str, str]]:
        """Role and name of everything one can press or write into."""
        tree: dict[str, Any] = self.devtools("Accessibility.getFullAXTree", {})
        roles = {"button", "link", "textbox", "combobox", "tab", "menuitem", "checkbox"}
        return [
            (node["role"]["value"], node.get("name", {}).get("value", ""))
            for node in tree["nodes"]
            if not node["ignored"] and node.get("role", {}).get("value") in roles
        ]

    def _texts_in(self, text: str, selector: str) -> list[str]:
        found: list[str]
        posts, found = self.driver.execute_script(_TEXTS_IN_POSTS, text, selector)
        assert posts <= 1, f"{text!r} is on the page {posts} times"
        return found

    def _comments(self, text: str) -> list[WebElement]:
        return self.post(text).find_elements(By.CSS_SELECTOR, ".Comments_comment")

    def devtools(self, command: str, parameters: dict[str, Any]) -> Any:
        """Ask the browser for what only its developer tools can."""
        return self.driver.execute_cdp_cmd(command, parameters)


@cache
def _axe() -> str:
    return (WEB / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")


def log_of(driver: WebDriver) -> list[dict[str, Any]]:
    """What the browser has noted since it was last asked."""
    entries: list[dict[str, Any]] = driver.execute("getLog", {"type": "browser"})["value"]
    return entries


def text_of(element: WebElement) -> str:
    """What is written in an element, even while it fades in."""
    return str(element.get_property("textContent"))
