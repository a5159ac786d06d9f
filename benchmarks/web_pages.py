"""How pages of the web app come up on a slow phone, and what Lighthouse says of them.

A real local stack, and Chromium with a processor four times slower and the network of Lighthouse's
"slow 4G" (150 ms, 1.6 Mbit/s). The feed stands beside a bare page: the same content as one file of
HTML without style or script, over the same network. The ratio is what the app costs; times alone
depend on the machine. Then a person presses things, and the longest answer is printed. Lighthouse
comes by ``npm ci`` in ``benchmarks/lighthouse``, and is left out where npm is missing.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.chrome.webdriver import WebDriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait
from typing_extensions import override

from benchmarks.report import Figure, median_ratio, print_table
from benchmarks.scene import running_scene
from infra.build.node import find_node
from infra.local.process import PROJECT_ROOT

_LIGHTHOUSE = PROJECT_ROOT / "benchmarks" / "lighthouse"
_FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run")
_SLOWER = 4
_NETWORK = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1.6e6 / 8,
    "uploadThroughput": 0.75e6 / 8,
}
_PHONE = {"width": 360, "height": 760, "deviceScaleFactor": 2, "mobile": True}
# Says when the first post was there, and what every press took until the next picture.
_WATCH = """
  const look = () => document.querySelector("article")
    ? requestAnimationFrame(() => { window.shownAt = performance.now(); })
    : requestAnimationFrame(look);
  look();
  window.longest = 0;
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) {
      window.longest = Math.max(window.longest, duration);
    }
  }).observe({type: "event", durationThreshold: 16, buffered: true});
"""
_CONTENT = """
  return [...document.querySelectorAll("main article")].map((post) =>
    `<article><p>${post.innerText.replaceAll("&", "&amp;").replaceAll("<", "&lt;")}</p></article>`)
    .join("");
"""
PUBLIC = ("/sign-in", "/register", "/enter")
INSIDE = ("/", "/classroom", "/notifications", "/people", "/settings")
_CATEGORIES = ("performance", "accessibility", "best-practices", "seo")


@contextmanager
def browser() -> Iterator[WebDriver]:
    """A Chromium of the machine's."""
    binary, driver_path = shutil.which("chromium"), shutil.which("chromedriver")
    if binary is None or driver_path is None:
        raise SystemExit("web_pages needs chromium and chromedriver")
    options = webdriver.ChromeOptions()
    options.binary_location = binary
    for flag in _FLAGS:
        options.add_argument(flag)
    driver = webdriver.Chrome(options=options, service=Service(driver_path))
    try:
        yield driver
    finally:
        driver.quit()


@contextmanager
def bare_page(content: str) -> Iterator[str]:
    """The address of a page that is nothing but its content."""
    html = f'<!doctype html><html lang="en"><title>Feed</title>{content}'.encode()

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(html)))
            self.end_headers()
            self.wfile.write(html)

        @override
        def log_message(self, *_: object) -> None:
            """Nobody reads it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


def shown_after(driver: WebDriver, url: str) -> float:
    """Milliseconds from asking for a page, with nothing in the cache, to its first post."""
    driver.execute_cdp_cmd("Network.clearBrowserCache", {})
    driver.get(url)
    ask = "return window.shownAt"
    value: float = WebDriverWait(driver, 60, 0.1).until(lambda d: d.execute_script(ask))
    return value


def be_slow(driver: WebDriver, *, slow: bool) -> None:
    """Be the phone, or the machine again."""
    network = _NETWORK if slow else {**_NETWORK, "latency": 0, "downloadThroughput": -1}
    driver.execute_cdp_cmd("Network.enable", {})
    driver.execute_cdp_cmd("Network.emulateNetworkConditions", network)
    driver.execute_cdp_cmd("Emulation.setCPUThrottlingRate", {"rate": _SLOWER if slow else 1})


def sign_in(driver: WebDriver, app_url: str) -> None:
    """Use the button of the demo student."""
    driver.get(app_url)
    find = (By.CSS_SELECTOR, "[data-email='student@demo.school']")
    WebDriverWait(driver, 60).until(lambda d: d.find_elements(*find))[0].click()
    WebDriverWait(driver, 60).until(lambda d: d.find_elements(By.CSS_SELECTOR, "article"))


def longest_press(driver: WebDriver) -> float:
    """Press what a reader presses, one after another; the longest time to the next picture."""
    driver.execute_script("window.longest = 0")
    for selector in (
        "article [aria-pressed]",
        "article [aria-expanded]",
        "article [aria-haspopup=menu]",
        ".Composer_prompt",
    ):
        element = driver.find_element(By.CSS_SELECTOR, selector)
        driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", element)
        element.click()
        time.sleep(0.5)  # the observer is told of an event after its picture
    field = driver.find_element(By.CSS_SELECTOR, ".Composer_composer textarea")
    for letter in "A few words.":
        # Ten letters a second: all at once would be one press of twelve keys.
        field.send_keys(letter)
        time.sleep(0.1)
    time.sleep(0.5)
    longest: float = driver.execute_script("return window.longest")
    return longest


def beside_a_bare_page(driver: WebDriver, app_url: str, rounds: int) -> list[Figure]:
    """The feed on a slow phone beside its content alone, in turns."""
    driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": _WATCH})
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", _PHONE)
    driver.execute_cdp_cmd("Network.setBypassServiceWorker", {"bypass": True})
    sign_in(driver, app_url)
    content: str = driver.execute_script(_CONTENT)
    ours: list[float] = []
    bare: list[float] = []
    with bare_page(content) as bare_url:
        for _ in range(rounds):
            be_slow(driver, slow=True)
            ours.append(shown_after(driver, app_url))
            bare.append(shown_after(driver, bare_url))
    driver.get(app_url)
    WebDriverWait(driver, 60).until(lambda d: d.find_elements(By.CSS_SELECTOR, "article"))
    press = longest_press(driver)
    be_slow(driver, slow=False)
    middle = sorted(ours)[len(ours) // 2]
    return [
        Figure("feed on a slow phone, first post", middle, goal=2200),
        Figure("the same content as a bare page", sorted(bare)[len(bare) // 2]),
        Figure("feed / bare page", median_ratio(ours, bare), "x"),
        Figure("longest press at 4x CPU", press, goal=100),
    ]


def lighthouse(driver: WebDriver, url: str, *, desktop: bool = False) -> dict[str, float]:
    """What Lighthouse gives a page that the browser is signed in for, out of 100."""
    port = driver.capabilities["goog:chromeOptions"]["debuggerAddress"].split(":")[1]
    command = [
        *find_node().node,
        str(_LIGHTHOUSE / "node_modules" / "lighthouse" / "cli" / "index.js"),
        url,
        f"--port={port}",
        "--disable-storage-reset",
        "--output=json",
        "--quiet",
        f"--only-categories={','.join(_CATEGORIES)}",
        *(["--preset=desktop"] if desktop else []),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - our own words
    report: dict[str, Any] = json.loads(done.stdout)
    return {name: 100 * report["categories"][name]["score"] for name in _CATEGORIES}


def scores(
    driver: WebDriver, app_url: str, paths: tuple[str, ...], *, public: bool
) -> list[Figure]:
    """The worst of these pages in what each has to reach in full; performance page by page."""
    found = {path: lighthouse(driver, app_url + path) for path in paths}
    whose = "public pages" if public else "pages of members"
    full = ("accessibility", "best-practices", *(("seo",) if public else ()))
    figures = [
        Figure(f"{name}, {whose}", min(one[name] for one in found.values()), "", least=100)
        for name in full
    ]
    for path, one in found.items():
        figures.append(Figure(f"performance {path}, mobile", one["performance"], "", least=90))
    desktop = lighthouse(driver, app_url + paths[0], desktop=True)
    figures.append(Figure(f"performance {paths[0]}, desktop", desktop["performance"], "", least=95))
    return figures


def _install() -> bool:
    """Have Lighthouse; says whether it could be had."""
    if (_LIGHTHOUSE / "node_modules").is_dir():
        return True
    command = [*find_node().npm, "ci", "--no-audit", "--no-fund", "--silent"]
    done = subprocess.run(command, cwd=_LIGHTHOUSE, check=False)  # noqa: S603 - npm itself
    return done.returncode == 0


def main() -> None:
    """Print all of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--quick", action="store_true", help="three rounds, two pages")
    options = parser.parse_args()
    rounds = 3 if options.quick else options.rounds
    with running_scene() as scene, browser() as driver:
        print_table("The feed on a slow phone", beside_a_bare_page(driver, scene.app_url, rounds))
        if not _install():
            print("  Lighthouse could not be had from npm")
            return
        inside = INSIDE[:1] if options.quick else INSIDE
        print_table("Lighthouse", scores(driver, scene.app_url, inside, public=False))
        public = PUBLIC[:1] if options.quick else PUBLIC
        with browser() as visitor:
            print_table("Lighthouse", scores(visitor, scene.app_url, public, public=True))


if __name__ == "__main__":
    main()
