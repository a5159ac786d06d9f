"""To a provider that nobody here wrote and back, in a browser: in, turned back, not known."""

from __future__ import annotations

import secrets
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from infra.local.postgres import EmbeddedPostgres
from infra.ops import providers
from infra.postgres.core.engine import create_patient_engine
from infra.sealing import Sealer
from tests.browser.page import Page
from tests.conformance.vectors import HERE
from tests.support.oidc import CLIENT
from tests.support.stack import Stack

pytestmark = pytest.mark.browser

NAME = "Ministry account"


@pytest.fixture(scope="module")
def slug(stack: Stack, node: str) -> Iterator[str]:
    """A provider that the sign-in page of the stack offers, until the tests are over."""
    slug = f"provider-{secrets.token_hex(4)}"
    command = [
        node,
        "oidc-provider.mjs",
        CLIENT,
        "",
        f"http://localhost:{stack.port}/sign-in/{slug}",
    ]
    port = stack.processes["postgres"]["ports"]["postgres"]
    server = EmbeddedPostgres(stack.data_dir / "postgres", port, tell=lambda _: None)
    engine = create_patient_engine(server.dsn("stunity"), application_name="tests")
    with subprocess.Popen(  # noqa: S603 - our own file
        command, cwd=HERE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        try:
            issuer = process.stdout.readline().strip()
            providers.add(
                engine,
                # Nothing is sealed: the provider knows us by PKCE alone.
                Sealer(secrets.token_urlsafe(32)),
                slug=slug,
                name=NAME,
                issuer=issuer,
                client_id=CLIENT,
                secret=None,
                domains=["demo.school"],
                school=None,
            )
            yield slug
        finally:
            providers.close(engine, slug)
            engine.dispose()
            process.terminate()


@pytest.fixture
def page(new_page: Callable[[str], Page], stack: Stack, slug: str) -> Page:
    """The sign-in page, which has the button of the provider."""
    stack.empty_redis()
    # As the links of the stack name it.
    page = new_page(f"http://localhost:{stack.port}")
    page.visit_first()
    page.one(button_of(slug))
    return page


def button_of(slug: str) -> str:
    return f"button[data-provider='{slug}']"


def go_there(page: Page, slug: str) -> None:
    """Leave for the provider, whose page asks who one is."""
    page.press(button_of(slug))
    page.one("input[name=login]")


def agree_as(page: Page, login: str) -> None:
    """Sign in there, and let it say who one is."""
    page.one("input[name=login]").send_keys(login)
    page.one("input[name=password]").send_keys("x")
    page.press("button[type=submit]")
    page.one("input[name=prompt][value=consent]")
    page.press("button[type=submit]")


@pytest.mark.parametrize("language", ["en", "km"])
def test_the_button_of_a_provider_fits_and_can_be_read(
    page: Page, slug: str, language: str, screenshots: Path
) -> None:
    if page.driver.execute_script("return document.documentElement.lang") != language:
        page.press(f".Choices_choice[lang='{language}']")
    page.one(f"html[lang='{language}']")
    page.wait("its name", lambda: NAME in page.text(button_of(slug)))
    page.wait_readable("sign-in by a provider")
    page.picture(screenshots / f"sign-in-provider-{language}.png")
    go_there(page, slug)
    page.press("a[href$='/abort']")
    page.one(".Field_failure")
    page.wait_readable("turned back")
    page.picture(screenshots / f"provider-turned-back-{language}.png")
    page.resize(360)
    page.picture(screenshots / f"provider-turned-back-{language}-360.png")


def test_a_provider_signs_somebody_in(page: Page, slug: str) -> None:
    go_there(page, slug)
    agree_as(page, "student@demo.school")
    page.one(".Shell_shell")
    assert "code=" not in page.driver.current_url
    # It holds like any sign-in.
    page.driver.refresh()
    page.one(".Shell_shell")


def test_who_turns_back_there_is_told_and_can_sign_in_otherwise(page: Page, slug: str) -> None:
    go_there(page, slug)
    page.press("a[href$='/abort']")
    page.wait("the reason", lambda: "Nobody was signed in there" in page.text(".Field_failure"))
    assert "error=" not in page.driver.current_url
    page.press("a[href='/sign-in']")
    page.one("[name=email]")
    page.one(button_of(slug))


def test_whom_nobody_here_knows_is_not_let_in(page: Page, slug: str) -> None:
    go_there(page, slug)
    agree_as(page, "stranger@elsewhere.test")
    page.wait("the reason", lambda: "No account here" in page.text(".Field_failure"))
    assert page.all(".Shell_shell") == []


def test_an_answer_that_this_browser_did_not_ask_for_signs_nobody_in(
    page: Page, slug: str, stack: Stack
) -> None:
    page.driver.get(f"http://localhost:{stack.port}/sign-in/{slug}?code=stolen&state=stolen")
    page.wait("the reason", lambda: "could not be trusted" in page.text(".Field_failure"))
    assert page.all(".Shell_shell") == []
