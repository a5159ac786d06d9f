"""Without a network one reads what was read last and writes; it goes out once, in order, later."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.browser.device import Device
from tests.browser.page import Page
from tests.support.stack import Stack

pytestmark = pytest.mark.browser

_CACHED = """
  const done = arguments[arguments.length - 1];
  caches.keys().then(async (names) => {
    const urls = [];
    for (const name of names) {
      for (const request of await (await caches.open(name)).keys()) urls.push(request.url);
    }
    done(urls);
  });
"""


def _get(api: httpx.Client, path: str) -> Any:
    return api.get(path).raise_for_status().json()["data"]


@pytest.fixture
def device(passing_page: Callable[[str], Page], stack: Stack) -> Device:
    """A student who has read the feed."""
    page = passing_page(stack.app_url)
    page.resize(1280)
    page.sign_in("student")
    page.wait_live()
    return Device(page)


def test_what_was_kept_is_read_again_in_one_go(device: Device) -> None:
    page = device.page
    page.one("article[data-post]")
    device.wait_ready(*page.post_ids())
    page.driver.refresh()
    page.wait_live()
    asked = """
      return performance.getEntriesByType("resource").map(({name}) => new URL(name))
        .filter(({pathname}) => /^\\/v1\\/posts(\\/[^/]*)?$/.test(pathname))
        .map(({pathname}) => pathname)
    """
    page.wait("the list", lambda: "/v1/posts" in page.driver.execute_script(asked))
    found = page.driver.execute_script(asked)
    assert [path for path in found if path not in ("/v1/posts", "/v1/posts/counters")] == []


def test_what_is_written_without_a_network_is_sent_once_and_in_order(
    device: Device, stack: Stack, screenshots: Path
) -> None:
    page = device.page
    with stack.api("teacher") as teacher:
        body = {"content": "The boats leave at six in the morning.", "visibility": "SCHOOL"}
        post = teacher.post("/posts", json=body).raise_for_status().json()
        page.post(body["content"])
        page.open_comments(body["content"])
        device.wait_ready(body["content"])

        device.network(on=False)
        device.new_tab(online=False)
        page.post(body["content"])
        page.wait("word of it", lambda: page.status == "offline")
        device.write("First, from the boat.")
        device.write("Second, from the boat.")
        page.go(f"/posts/{post['id']}")
        page.press(".Comments_comments > form textarea")
        page.write(".Comments_comments > form textarea", "We are all on board.")
        page.press(".Comments_comments > form [type=submit]")
        page.wait("the comment", lambda: device.waiting() == ["We are all on board."])
        page.go("/outbox")
        written = ["First, from the boat.", "Second, from the boat.", "We are all on board."]
        page.wait("the outbox", lambda: device.waiting() == written)
        page.picture(screenshots / "outbox.png")
        page.wait_readable("the outbox")
        device.new_tab(online=False)
        page.wait("the posts that wait", lambda: device.waiting() == written[:2])

        device.new_tab(online=True)
        page.wait("an empty outbox", lambda: device.stored().endswith('"outbox":[]}'))
        mine = [p["content"] for p in _get(teacher, "/posts") if "from the boat" in p["content"]]
        assert mine[::-1] == written[:2]
        comments = _get(teacher, f"/posts/{post['id']}/comments")
        assert [one["content"] for one in comments] == written[2:]
        page.post("First, from the boat.")
        assert page.complaints() == []


def test_signing_out_leaves_nothing_for_the_next_person(device: Device, stack: Stack) -> None:
    page = device.page
    with stack.api("teacher") as teacher:
        body = {"content": "For this school alone.", "visibility": "SCHOOL"}
        teacher.post("/posts", json=body).raise_for_status()
    page.post(body["content"])
    device.wait_ready(body["content"])
    device.network(on=False)
    device.write("Never sent.")
    page.wait("it on the device", lambda: "Never sent." in device.stored())

    page.press("[aria-label='Sign out']")
    page.press("dialog [data-kind=danger]")
    page.one("[data-email]")
    assert device.stored() == '{"account":[],"pages":[],"outbox":[]}'
    device.network(on=True)
    page.sign_in("admin")
    page.wait_live()
    assert "Never sent." not in page.driver.page_source
    page.wait("the next person's own", lambda: "pages" in device.stored())
    assert "Never sent." not in device.stored()
    with stack.api("student") as student:
        assert "Never sent." not in str(_get(student, "/posts"))


def test_the_worker_keeps_files_of_the_app_and_nothing_that_the_api_said(device: Device) -> None:
    page = device.page
    device.wait_ready()
    page.driver.refresh()
    page.one("article[data-post]")
    page.wait_live()
    controlled = "return navigator.serviceWorker.controller?.scriptURL"
    assert page.driver.execute_script(controlled).endswith("/sw.js")
    kept = page.driver.execute_async_script(_CACHED)
    assert any(url.endswith(".woff2") for url in kept)
    assert not [url for url in kept if "/v1/" in url or "/client/" in url]
    asked = page.driver.execute_script(
        "return performance.getEntriesByType('resource')"
        ".map((e) => [new URL(e.name).pathname, e.workerMatchedSourceType])"
    )
    sources = {source for path, source in asked if path.startswith("/v1/")}
    assert sources == {"network"}, asked
    assert page.complaints() == []


def test_the_app_can_be_installed(device: Device) -> None:
    device.wait_ready()
    found = device.driver.execute_cdp_cmd("Page.getInstallabilityErrors", {})
    # Headless Chromium has no windows to put it in; whatever else it says is about the app.
    errors = {one["errorId"] for one in found["installabilityErrors"]}
    assert errors <= {"in-incognito", "not-in-main-frame"}
    manifest = device.driver.execute_cdp_cmd("Page.getAppManifest", {})
    assert manifest["url"].endswith("/manifest.webmanifest")
    assert manifest["errors"] == []
