"""A school begins: set up, staff invited, codes handed out, a family arrives, a phone is lost."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pyotp
import pytest
from selenium.webdriver.support.select import Select
from sqlalchemy import delete, select

from infra.postgres.identity.factor_tables import session_proofs
from infra.postgres.identity.tables import users
from infra.postgres.tenants.tables import tenants
from tests.areas.media.factories.uploads import picture
from tests.areas.tenants.factories.schools import make_student
from tests.browser.database import database_of
from tests.browser.page import Page
from tests.support.stack import Stack

pytestmark = pytest.mark.browser

PASSWORD = "a long way home"
SLUG = "wat-phnom-browser"
_MAIL_SECONDS, _PAUSE = 60.0, 0.1
_TODAY = """
  const field = document.querySelector("main [type=date]");
  const now = new Date();
  const two = (part) => String(part).padStart(2, "0");
  field.value = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  field.dispatchEvent(new Event("input", {bubbles: true}));
"""
_DEVICES = "ul:is([aria-label='Devices'], [aria-label='ឧបករណ៍']) > li"
CODE = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}")


@pytest.fixture
def open_page(passing_page: Callable[[str], Page], stack: Stack) -> Callable[[str], Page]:
    """Somebody with a browser of their own, who opens an address of the app."""

    def opened(address: str) -> Page:
        page = passing_page(stack.app_url + address)
        page.resize(1280)
        return page

    return opened


@pytest.fixture
def mail(stack: Stack) -> Iterator[Callable[[str, str], str]]:
    """The newest link of a kind that was mailed to somebody."""
    with httpx.Client(trust_env=False) as client:

        def link(to: str, kind: str) -> str:
            found: list[str] = []
            until = time.monotonic() + _MAIL_SECONDS
            while not found:
                if time.monotonic() > until:
                    raise AssertionError(f"no {kind} was mailed to {to}")
                # Asking without a pause would take the processor from whoever sends it.
                time.sleep(_PAUSE)
                mails = client.get(f"{stack.app_url}/dev/mails.json").raise_for_status().json()
                texts = [str(each) for each in mails if to in str(each)]
                found = re.findall(rf"/{kind}#[A-Za-z0-9_-]{{43}}", " ".join(texts))
            return found[0]

        yield link


def fill(page: Page, **values: str) -> None:
    """Write into fields; one that is drawn anew in between is looked for again."""
    for name, value in values.items():

        def written(selector: str = f"[name={name}]", text: str = value) -> bool:
            for field in page.all(selector)[:1]:
                field.clear()
                field.send_keys(text)
                return field.get_attribute("value") == text
            return False

        page.wait(f"a field called {name}", written)


def choose(page: Page, selector: str, value: str) -> None:
    """Choose from a list, likewise."""

    def chosen() -> bool:
        for field in page.all(selector)[:1]:
            Select(field).select_by_value(value)
            return True
        return False

    page.wait(selector, chosen)


def press_button(page: Page, words: str) -> None:
    """Press the button that says so, where it can be seen."""

    def found() -> bool:
        for button in page.all("button"):
            if button.is_displayed() and button.text.strip().startswith(words):
                page.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", button)
                button.click()
                return True
        return False

    page.wait(f"a button that says {words}", found)


@dataclass
class Stage:
    """Who opens pages, the mails that arrive, and where pictures are put."""

    stack: Stack
    open: Callable[[str], Page]
    mail: Callable[[str, str], str]
    screenshots: Path

    def look(self, page: Page, name: str) -> None:
        """The page fits a phone and a desk, and axe finds nothing; its picture is kept."""
        page.wait_readable(name, (360, 1280))
        page.picture(self.screenshots / f"{name}-dark.png")
        page.resize(1280)


@pytest.fixture
def stage(
    open_page: Callable[[str], Page],
    mail: Callable[[str, str], str],
    stack: Stack,
    screenshots: Path,
) -> Stage:
    return Stage(stack, open_page, mail, screenshots)


def test_a_school_begins(stage: Stage, tmp_path: Path) -> None:
    (tmp_path / "logo.png").write_bytes(picture(64, 64, "PNG"))
    found_school(stage)
    head = stage.open(stage.mail("head@example.test", "confirm"))
    fill(head, password=PASSWORD)
    head.press("form [type=submit]")
    head.one(".Shell_shell")
    head.go("/school/settings")
    fill(head, motto="We learn together")
    head.one("input[data-kind='SCHOOL_LOGO']").send_keys(str(tmp_path / "logo.png"))
    head.one("[data-picture='SCHOOL_LOGO'] img")
    stage.look(head, "school-settings")
    head.press("form [type=submit]")
    head.wait("the word that it is kept", lambda: "Saved" in head.text("[class^=Toasts]"))
    head.wait("the logo", lambda: head.one(".Shell_logo").get_property("naturalWidth") != 0)
    move_weights(stage, head)

    invite_a_teacher(stage, head)
    record(stage.stack, SLUG)
    for_pupil = make_code(stage, head, "STUDENT")
    for_parent = make_code(stage, head, "PARENT")
    arrive(stage, for_pupil, "pupil@example.test", "Maly", "Student")
    parent = arrive(stage, for_parent, "parent@example.test", "Sreypov", "Parent")
    lose_a_phone(stage, parent, "parent@example.test")

    head.go("/school")
    head.wait("everybody", lambda: len(head.all(".Rows_row")) == 4)
    head.press(".Choices_choice[lang='km']")
    head.one("html[lang='km']")
    stage.look(head, "school-members-km")
    head.press(".Choices_choice[lang='en']")
    head.one("html[lang='en']")
    demand_two_factors(stage, head)
    assert head.complaints() == []


def found_school(stage: Stage) -> None:
    """An operator founds it, and says who runs it first."""
    operator = stage.open("/sign-in")
    fill(operator, email="operator@demo.school", password="stunity-demo")
    operator.press("form [type=submit]")
    operator.one(".Shell_shell")
    operator.go("/platform")
    press_button(operator, "Found a school")
    fill(
        operator,
        name="Wat Phnom School",
        nameKh="សាលាវត្តភ្នំ",
        slug=SLUG,
        adminFirstName="Chan",
        adminLastName="Vy",
        adminEmail="head@example.test",
    )
    operator.press("form [type=submit]")
    operator.wait("the school", lambda: "Wat Phnom School" in operator.text(".Rows_rows"))
    stage.look(operator, "platform")


def invite_a_teacher(stage: Stage, head: Page) -> None:
    """Staff comes by a mail, with a new account that is open at once."""
    head.go("/school/invitations")
    fill(head, email="teacher@example.test")
    press_button(head, "Invite")
    head.wait("the invitation", lambda: "teacher@example.test" in head.text(".Rows_rows"))
    stage.look(head, "school-invitations")
    teacher = stage.open(stage.mail("teacher@example.test", "invitation"))
    fill(teacher, firstName="Sok", lastName="Chan", password=PASSWORD)
    stage.look(teacher, "invitation")
    teacher.press("form [type=submit]")
    teacher.one(".Shell_shell")
    teacher.wait("the role", lambda: "Teacher" in teacher.text(".Shell_me"))


def move_weights(stage: Stage, head: Page) -> None:
    """What is new counts more than usual in feeds: all factors stay a whole."""
    head.go("/school/settings")
    weigh(head, "recency", "20")
    head.wait("that it is too much", lambda: "Together 105 %" in head.text("main fieldset"))
    head.one("main form [type=submit][disabled]")
    stage.look(head, "school-settings-weights")
    weigh(head, "engagement", "20")
    head.wait("that it is a whole", lambda: "Together 100 %" in head.text("main fieldset"))
    # Once it is saved, the form is another.
    head.driver.execute_script("document.querySelector('main fieldset').id = 'before'")
    head.press("main form [type=submit]")
    head.wait("the form as it was saved", lambda: head.all("main fieldset:not(#before)"))
    head.go("/school/settings")
    kept = "[data-weight=recency]"
    head.wait("what was saved", lambda: head.one(kept).get_property("value") == "20")


def weigh(page: Page, factor: str, percent: str) -> None:
    page.write(f"[data-weight={factor}]", percent)


def demand_two_factors(stage: Stage, head: Page) -> None:
    """From today on staff needs a second factor, and who demands it is the first to set one up."""
    head.go("/school/settings")
    head.press(lambda: head.all("main [type=checkbox]")[2])
    head.one("main [type=date]")
    stage.look(head, "school-settings-factors")
    head.driver.execute_script(_TODAY)
    head.press("main form [type=submit]")
    head.wait("the word that it is kept", lambda: "Saved" in head.text("[class^=Toasts]"))
    head.go("/school", ends_at="/second-factor")
    head.one(".Secrets_part")
    stage.look(head, "second-factor")
    press_button(head, "Set up an app")
    secret = head.text("[data-secret]").replace(" ", "")
    head.write("[name=code]", pyotp.TOTP(secret).now())
    press_button(head, "Turn it on")
    press_button(head, "I have kept them")
    head.press("[data-go-on]")
    head.one(".Shell_shell")
    head.go("/school")
    head.wait("who has one", lambda: "Signs in with two factors" in head.text(".Rows_rows"))


def make_code(stage: Stage, head: Page, kind: str) -> str:
    """One code for the pupil of the records, or for a parent of theirs, as it is printed."""
    head.go("/school/codes")
    choose(head, "form select", kind)
    head.press(".Admin_pupils [type=checkbox]")
    if kind == "STUDENT":
        stage.look(head, "school-codes")
    press_button(head, "Make 1 code")
    head.one("[data-claim-sheet] svg")
    (code,) = CODE.findall(head.text("[data-claim-sheet]"))
    if kind == "STUDENT":
        head.resize(360)
        head.wait("the sheet in 360 pixels", lambda: head.overflow() <= 0)
        head.resize(1280)
        assert head.violations() == []
        head.picture(stage.screenshots / "school-code-sheet.png")
    press_button(head, "Done")
    press_button(head, "Leave")
    head.one(".Admin_pupils")
    return str(code)


def arrive(stage: Stage, code: str, email: str, first_name: str, role: str) -> Page:
    """Scan a code, register, and open the account with the link in the mail."""
    page = stage.open(f"/claim#{code}")
    page.wait("the code", lambda: page.text("[data-code]") == code)
    fill(page, firstName=first_name, lastName="Keo", email=email, password=PASSWORD)
    if role == "Student":
        stage.look(page, "claim")
    page.press("form [type=submit]")
    page.one(".SendAgain_again")
    page.driver.get("about:blank")
    page.driver.get(stage.stack.app_url + stage.mail(email, "confirm"))
    fill(page, password=PASSWORD)
    page.press("form [type=submit]")
    page.one(".Shell_shell")
    page.wait("the role", lambda: role in page.text(".Shell_me"))
    page.wait("the name", lambda: page.text(".Shell_me b") == f"{first_name} Keo")
    return page


def lose_a_phone(stage: Stage, page: Page, email: str) -> None:
    """Whoever has another device signs the lost one out, and it shows nothing any more."""
    phone = stage.open("/sign-in")
    fill(phone, email=email, password=PASSWORD)
    phone.press("form [type=submit]")
    phone.one(".Shell_shell")
    phone.wait_live()
    page.go("/settings")
    page.wait("both devices", lambda: len(page.all(_DEVICES)) == 2)
    for language in ("km", "en"):
        page.press(f".Choices_choice[lang='{language}']")
        page.one(f"html[lang='{language}']")
        page.wait_readable(f"devices {language}", (360,))
        page.picture(stage.screenshots / f"lost-phone-{language}-360.png")
    page.resize(1280)
    # It is long ago that somebody signed in here: the device has to show again whose it is.
    with database_of(stage.stack) as connection:
        owner = select(users.c.id).where(users.c.email == email).scalar_subquery()
        connection.execute(delete(session_proofs).where(session_proofs.c.user_id == owner))
    page.press(f"{_DEVICES} button")
    page.write("dialog [name=currentPassword]", PASSWORD)
    page.press("dialog form [type=submit]")
    page.wait("this device alone", lambda: len(page.all(_DEVICES)) == 1)
    # Nobody touches the phone: its stream tells it.
    phone.one("[name=password]")
    assert not phone.all(".Shell_shell")


def record(stack: Stack, slug: str) -> None:
    """A pupil of whom the school has a record, as an import of its list makes them."""
    with database_of(stack) as connection:
        school = connection.execute(select(tenants.c.id).where(tenants.c.slug == slug)).scalar_one()
        make_student(connection, tenant_id=school, first_name="Maly", last_name="Keo")
