"""The feed: posts by what they say, and what people do with them."""

from __future__ import annotations

from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement

from tests.browser.tab import PATIENCE, Tab, text_of

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


class Feed(Tab):
    """A page with posts on it."""

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

    def post(self, text: str, seconds: float = PATIENCE) -> WebElement:
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

    def _texts_in(self, text: str, selector: str) -> list[str]:
        found: list[str]
        posts, found = self.driver.execute_script(_TEXTS_IN_POSTS, text, selector)
        assert posts <= 1, f"{text!r} is on the page {posts} times"
        return found

    def _comments(self, text: str) -> list[WebElement]:
        return self.post(text).find_elements(By.CSS_SELECTOR, ".Comments_comment")
