"""A push is shown by the service worker of the app while no page is before its reader."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator

import pytest

from tests.browser.conftest import Browsers, DemoServer, _need
from tests.browser.page import Page

pytestmark = pytest.mark.browser

# What the push worker sends for a message: nothing of what it says.
TOLD = {
    "id": "0190a0a0-0000-7000-8000-00000000000a",
    "type": "MESSAGE_RECEIVED",
    "title": "New message",
    "body": "Open Stunity to read it.",
    "link": "/messages",
    "tag": "message:7",
}
_SHOWN = """
  const done = arguments[arguments.length - 1];
  navigator.serviceWorker.ready.then((found) => found.getNotifications()).then((shown) =>
    done(shown.map(({title, body, tag}) => [title, body, tag])));
"""


@pytest.fixture
def page(demo: DemoServer) -> Iterator[Page]:
    """Somebody who allows notifications, in a browser that can show some.

    The one without windows, in which all other tests run, denies them to everybody.
    """
    binary, driver = (
        _need("REQUIRE_CHROMIUM", "chromium"),
        _need("REQUIRE_CHROMIUM", "chromedriver"),
    )
    with contextlib.closing(Browsers(binary, driver)) as browsers:
        page = Page(browsers.take(), demo.app_url)
        wish = {"origin": demo.app_url, "permissions": ["notifications"]}
        page.devtools("Browser.grantPermissions", wish)
        page.visit_first()
        page.sign_in("student")
        yield page


def test_a_push_is_shown_while_no_page_is_open(page: Page, demo: DemoServer) -> None:
    """What a click opens is in ``web/app/worker/pushes.test.ts``: nothing can be clicked here."""
    driver = page.driver
    assert driver.execute_script("return Notification.permission") == "granted"
    assert driver.execute_async_script(_SHOWN) == []
    page.devtools("ServiceWorker.enable", {})
    # The first registration of a new browser, and its only one.
    push = {"origin": f"{demo.app_url}/", "registrationId": "0", "data": json.dumps(TOLD)}

    def shown() -> object:
        driver.get("about:blank")
        page.devtools("ServiceWorker.deliverPushMessage", push)
        # Whoever looks for it too soon is a page before which it is not shown: it is sent again,
        # and one of the same tag takes the other's place.
        driver.get(f"{demo.app_url}/favicon.svg")
        return driver.execute_async_script(_SHOWN)

    assert page.wait("the notification", shown) == [[TOLD["title"], TOLD["body"], TOLD["tag"]]]
