"""Every view fits every window, can be read in either light, and works from the keyboard."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.browser.conftest import DemoServer
from tests.browser.page import Page

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser_page(new_page: Callable[[str], Page], demo: DemoServer) -> Page:
    """One browser for all tests of this module."""
    return new_page(demo.app_url)


@pytest.fixture
def page(browser_page: Page, demo: DemoServer) -> Iterator[Page]:
    """The sign-in page, as on a first visit."""
    browser_page.visit_first()
    yield browser_page
    demo.bend(relay="up", fail=None, slow=0, degraded=None)


@pytest.fixture
def student(page: Page) -> Page:
    """The feed of a student, live."""
    page.sign_in("student")
    page.wait_live()
    page.one("article[data-post]")
    return page


def _go(page: Page, view: str) -> None:
    page.go(view)
    if view.startswith("/posts/"):
        page.one(".Comments_comments[aria-busy='false']")


def _choose_language(page: Page, language: str) -> None:
    page.resize(1280)
    if page.driver.execute_script("return document.documentElement.lang") != language:
        page.press(f".Choices_choice[lang='{language}']")
    page.one(f"html[lang='{language}']")


@pytest.mark.parametrize("language", ["en", "km"])
def test_every_view_fits_every_window_and_can_be_read_in_either_light(
    student: Page, language: str, screenshots: Path
) -> None:
    _choose_language(student, language)
    post = f"/posts/{student.post_ids()[0]}"
    for name, view in (
        ("feed", "/"),
        ("post", post),
    ):
        _go(student, view)
        student.wait_readable(name)
        student.resize(360)
        student.picture(screenshots / f"{name}-{language}-360.png")
    assert student.complaints() == []


def _other_title(page: Page, before: str) -> bool:
    return page.text("h1") != before


@pytest.mark.parametrize("language", ["en", "km"])
def test_the_way_in_fits_every_window_and_can_be_read(page: Page, language: str) -> None:
    _choose_language(page, language)
    for form, other in (("sign in", "/register"), ("register", "/sign-in")):
        page.wait_readable(form)
        shown = partial(_other_title, page, page.text("h1"))
        page.press(f".Welcome_link[href='{other}']")
        page.wait("the other form", shown)
    assert page.complaints() == []


def test_search_engines_are_told_what_is_about_pupils(page: Page) -> None:
    told = "return document.querySelector('meta[name=robots]').content"
    assert page.driver.execute_script(told) == "all"
    page.sign_in("student")
    page.wait("the word to search engines", lambda: page.driver.execute_script(told) == "noindex")


def test_everything_that_can_be_pressed_has_a_name(student: Page) -> None:
    student.open_comments("pendulum")
    student.press(".Composer_prompt")
    student.press("article [aria-haspopup=menu]")
    student.one(".Composer_composer textarea")
    student.one("[role=menuitem]")
    student.wait("what can be pressed", lambda: len(student.accessible_names()) > 30)
    names = student.accessible_names()
    assert [role for role, name in names if not name.strip()] == []


def test_signing_in_writing_and_liking_need_no_mouse(page: Page) -> None:
    page.one("[name='email']").send_keys(
        "student@demo.school", Keys.TAB, "stunity-demo", Keys.ENTER
    )
    page.one("article[data-post]")
    body = page.one("body")

    def tab_to(selector: str) -> None:
        for _ in range(40):
            page.driver.switch_to.active_element.send_keys(Keys.TAB)
            if page.driver.switch_to.active_element.get_attribute("outerHTML") == page.one(
                selector
            ).get_attribute("outerHTML"):
                return
        pytest.fail(f"{selector} is not reached with Tab")

    body.send_keys(Keys.TAB)
    assert "skip" in (page.driver.switch_to.active_element.get_attribute("class") or "")
    page.driver.switch_to.active_element.send_keys(Keys.ENTER)
    tab_to(".Composer_prompt")
    page.driver.switch_to.active_element.send_keys(Keys.ENTER)
    # What draws the form comes when it is asked for, and takes the focus then.
    page.wait("the form", lambda: page.driver.switch_to.active_element.tag_name == "textarea")
    text = "Written without a mouse."
    page.driver.switch_to.active_element.send_keys(text, Keys.CONTROL, Keys.ENTER)
    page.post(text)
    tab_to("article [aria-pressed]")
    page.driver.switch_to.active_element.send_keys(Keys.SPACE)
    page.wait_counts(text, "1", "Comment")
    tab_to("article .PostCard_action[aria-expanded]")
    page.driver.switch_to.active_element.send_keys(Keys.ENTER)
    page.one(".Comments_comments[aria-busy='false']")


def test_a_menu_moves_with_arrows_and_gives_the_focus_back(student: Page) -> None:
    button = student.one("article [aria-haspopup=menu]")
    button.send_keys(Keys.ENTER)
    focused = student.driver.switch_to
    student.one("[role=menu]")

    def marked() -> str:
        return student.text("[role=menuitem][data-highlighted]")

    student.wait("the focus", lambda: focused.active_element.get_attribute("role") == "menu")
    focused.active_element.send_keys(Keys.ARROW_DOWN)
    first = marked()
    focused.active_element.send_keys(Keys.ARROW_DOWN)
    student.wait("the second entry", lambda: marked() != first)
    focused.active_element.send_keys(Keys.ARROW_UP)
    student.wait("the first entry", lambda: marked() == first)
    focused.active_element.send_keys(Keys.ESCAPE)
    student.wait("the end of the menu", lambda: student.all("[role=menu]") == [])
    student.wait("the focus on the button", lambda: focused.active_element == button)


def test_new_posts_wait_while_somebody_reads_further_down(
    student: Page, demo: DemoServer, screenshots: Path
) -> None:
    student.driver.execute_script("scrollTo(0, 1200)")
    top = student.post_ids()[0]
    for n in range(2):
        demo.bend(post={"by": "teacher@demo.school", "content": f"News {n} while you read."})
    student.wait("both posts", lambda: student.text(".Feed_pill") == "2 new posts")
    assert student.post_ids()[0] == top
    student.picture(screenshots / "new-posts-wait.png")
    student.press(".Feed_pill")
    student.post("News 1 while you read.")
    student.wait("no news", lambda: student.all(".Feed_pill") == [])
    student.wait("the top", lambda: student.driver.execute_script("return scrollY") == 0)


# Whoever comes back to its end is there in the very moment in which the list is drawn.
_AT_ONCE = """
  new MutationObserver((_, watcher) => {
    if (document.querySelectorAll("article[data-post]").length <= 4) return;
    watcher.disconnect();
    scrollTo(0, document.body.scrollHeight);
  }).observe(document, {childList: true, subtree: true});
"""


@pytest.mark.parametrize("at_once", [False, True])
def test_the_feed_goes_on_as_one_scrolls(student: Page, *, at_once: bool) -> None:
    student.wait("the first page", lambda: len(student.post_ids()) > 4)
    first = len(student.post_ids())
    if at_once:
        source = {"source": _AT_ONCE}
        added = student.devtools("Page.addScriptToEvaluateOnNewDocument", source)
        student.driver.refresh()
        student.devtools("Page.removeScriptToEvaluateOnNewDocument", added)
    else:
        student.driver.execute_script("scrollTo(0, document.body.scrollHeight)")
    student.wait("the next page", lambda: len(student.post_ids()) > first)
    ids = student.post_ids()
    assert len(ids) == len(set(ids))


# Follows a link to a post from further down, and says which heading was where at that moment.
_LEAVE = """
  scrollTo(0, 900);
  const headings = [...document.querySelectorAll("article h2[id]")];
  const heading = headings.find((each) => each.getBoundingClientRect().top > 0);
  const seen = [heading.id, heading.getBoundingClientRect().top];
  const post = document.querySelectorAll("article[data-post]")[4].dataset.post;
  const link = Object.assign(document.createElement("a"), {href: `/posts/${post}`});
  document.body.append(link);
  link.click();
  link.remove();
  return seen;
"""
_PLACE_OF = "return document.getElementById(arguments[0])?.getBoundingClientRect().top"


def test_the_way_back_leads_to_where_one_was(student: Page, demo: DemoServer) -> None:
    heading, top = student.driver.execute_script(_LEAVE)

    def back() -> bool:
        now = student.driver.execute_script(_PLACE_OF, heading)
        return now is not None and abs(now - top) < 2

    student.one(".Comments_comments[aria-busy='false']")
    assert student.driver.execute_script("return scrollY") == 0
    student.driver.back()
    student.wait("the place", back)
    student.driver.forward()
    student.one(".Comments_comments[aria-busy='false']")
    # What is new above it meanwhile moves nothing.
    demo.bend(post={"by": "teacher@demo.school", "content": "News while you are away."})
    student.driver.refresh()
    student.driver.back()
    student.wait("the place again", back)
    student.post("News while you are away.")


# Adds up how far things moved by themselves, as browsers measure it.
_SHIFTS = """
  window.shifted = 0;
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput } of list.getEntries()) {
      if (!hadRecentInput) window.shifted += value;
    }
  }).observe({type: "layout-shift", buffered: true});
"""


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_moves_while_the_feed_comes(student: Page, width: int) -> None:
    student.resize(width)
    added = student.devtools("Page.addScriptToEvaluateOnNewDocument", {"source": _SHIFTS})
    student.driver.refresh()
    student.wait_live()
    student.one("article[data-post]")
    student.one(".Urgent_urgent")
    student.devtools("Page.removeScriptToEvaluateOnNewDocument", added)
    assert student.driver.execute_script("return shifted") < 0.05


_LIES_OVER_THE_TOP = """
  const { left, right, bottom } = document.querySelector(".Shell_top").getBoundingClientRect();
  const seen = [left + 40, (left + right) / 2].map((x) => document.elementFromPoint(x, bottom - 8));
  return seen.some((element) => element.closest(".Shell_top") === null);
"""
_WAYS = """
  const nav = document.querySelector(".Shell_nav"), here = nav.querySelector("[aria-current=page]");
  const { top, bottom } = here.getBoundingClientRect();
  return [nav.scrollHeight > nav.clientHeight, top >= 60 && bottom <= innerHeight];
"""


def test_more_places_than_a_window_has_room_for_are_scrolled_below_the_top(student: Page) -> None:
    student.resize(1280, 420)
    student.go("/activity")
    student.wait("the place of now", lambda: student.driver.execute_script(_WAYS) == [True, True])
    student.go("/")
    student.one("article[data-post]")
    student.driver.execute_script("scrollTo(0, document.body.scrollHeight)")
    student.wait("the end", lambda: student.driver.execute_script("return scrollY > 600"))
    assert student.driver.execute_script(_LIES_OVER_THE_TOP) is False


def test_a_text_is_never_read_as_html(student: Page) -> None:
    hostile = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>&lt;b&gt;'
    student.publish(hostile)
    text = student.post(hostile).find_element(By.CSS_SELECTOR, ".PostText_text")
    assert text.get_property("textContent") == hostile
    assert student.driver.execute_script("return window.hacked") is None
    assert student.complaints() == []


def test_a_feed_that_cannot_be_loaded_says_so_and_can_be_tried_again(
    page: Page, demo: DemoServer, screenshots: Path
) -> None:
    # A page that goes live reads its feed again by itself: here only the person's button does.
    demo.bend(relay="down", fail={"path": "/v1/posts", "status": 500})
    page.sign_in("student")
    page.one(".States_state[role=alert] button")
    page.picture(screenshots / "feed-error.png")
    demo.bend(fail=None)
    page.press(".States_state[role=alert] button")
    page.one("article[data-post]")


def test_a_page_whose_code_cannot_be_loaded_says_so_and_can_be_tried_again(
    student: Page, demo: DemoServer, screenshots: Path
) -> None:
    demo.bend(fail={"path": "/assets/Classroom", "status": 503})
    student.go("/classroom")
    assert "could not be loaded" in student.text(".States_state[role=alert]")
    student.picture(screenshots / "page-error.png")
    demo.bend(fail=None)
    student.press(".States_state[role=alert] button")
    student.one(".Classroom_ways a")


def test_a_post_that_cannot_be_published_keeps_its_text(student: Page, demo: DemoServer) -> None:
    text = "This text must not be lost."
    student.press(".Composer_prompt")
    student.one(".Composer_composer textarea").send_keys(text)
    demo.bend(fail={"path": "/v1/posts", "status": 503})
    student.press(".Composer_composer [type=submit][data-kind=primary]")
    student.wait("the reason", lambda: student.one(".Composer_composer .Field_failure").text)
    assert student.one(".Composer_composer textarea").get_property("value") == text
    demo.bend(fail=None)
    student.press(".Composer_composer [type=submit][data-kind=primary]")
    student.post(text)


def test_a_degraded_service_is_told_quietly_in_both_languages(
    page: Page, demo: DemoServer, screenshots: Path
) -> None:
    page.sign_in("student")
    page.wait_live()
    assert page.all(".Status_banner") == []
    demo.bend(degraded="redis")
    page.driver.refresh()
    page.wait(
        "the line",
        lambda: page.one(".Status_banner[data-status=degraded]").text.startswith(
            "Part of the service"
        ),
    )
    _choose_language(page, "km")
    page.wait(
        "the line in Khmer",
        lambda: page.one(".Status_banner[data-status=degraded]").text.startswith("ផ្នែកមួយ"),
    )
    page.wait_readable("the line", widths=[320])
    page.picture(screenshots / "degraded.png")


def test_the_connection_is_told_in_colour_and_in_words(
    student: Page, demo: DemoServer, screenshots: Path
) -> None:
    assert student.one(".Status_status").text == "Live"
    demo.bend(relay="down")
    student.wait("polling", lambda: student.status == "polling")
    student.wait("the word", lambda: student.one(".Status_status").text == "Polling")
    student.picture(screenshots / "polling.png")
    demo.bend(fail={"path": "/v1/realtime", "status": 503})
    student.press(".Status_banner button")
    student.wait("offline", lambda: student.status == "offline")
    student.wait("the word", lambda: student.one(".Status_status").text == "Offline")
    student.picture(screenshots / "offline.png")
    demo.bend(fail=None)
    demo.bend(post={"by": "teacher@demo.school", "content": "Nobody streams this."})
    demo.bend(relay="up")
    student.press(".Status_banner button")
    student.wait_live()
    student.post("Nobody streams this.")


def test_an_expired_token_is_renewed_without_a_word(student: Page, demo: DemoServer) -> None:
    student.mark()
    demo.bend(expire=True)
    student.publish("Written with a token that had just expired.")
    assert student.same_document()


def test_the_developer_page_shows_services_and_mails(
    page: Page, demo: DemoServer, screenshots: Path
) -> None:
    page.driver.get(f"{demo.app_url}/dev")
    page.wait("the services", lambda: len(page.all("tbody tr")) == 2)
    page.press("details summary")
    page.wait("the text", lambda: "is ready" in page.one("details p").text)
    page.wait_readable("the page of developers")
    page.resize(1280)
    page.picture(screenshots / "dev.png")
    page.press("details p a")
    page.wait("the link of the mail", lambda: "/confirm#" in page.driver.current_url)
    assert page.complaints() == []
