"""Addresses, passwords and mails, without anything around them."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from infra.mail.smtp import MailMessage
from shared.identity.mails import render
from shared.identity.policy import check_password, normalise_email
from shared.identity.types import MailTemplate


@pytest.mark.parametrize(
    ("text", "email"),
    [
        ("a@example.test", "a@example.test"),
        (" Sok.Chan+tag@Example.TEST\n", "sok.chan+tag@example.test"),
        ("o'brien@sub.domain.example.test", "o'brien@sub.domain.example.test"),
    ],
)
def test_an_address_is_lower_case(text: str, email: str) -> None:
    assert normalise_email(text) == email


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        "@example.test",
        "a@",
        "a@example",
        "a@example.t",
        "a@@example.test",
        "a b@example.test",
        "a@exa mple.test",
        "a@example.test, b@example.test",
        "<a@example.test>",
        '"a"@example.test',
        "a@example.test\nBcc: b@example.test",
        "a\x00@example.test",
        "ដារា@example.test",
        "a@ខ្មែរ.test",
        "\u212a@example.test",
        ".a@example.test",
        "a.@example.test",
        "a..b@example.test",
        "a@-example.test",
        "a@example..test",
        "a@127.0.0.1",
        "a(b)@example.test",
        f"{'a' * 65}@example.test",
        f"a@{'b' * 64}.test",
    ],
)
def test_what_is_no_ascii_address_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="address"):
        normalise_email(text)


@given(st.text() | st.emails())
@example("a@.test.")
@example("a@b..cd")
def test_an_accepted_address_is_stable(text: str) -> None:
    with contextlib.suppress(ValueError):
        email = normalise_email(text)
        assert normalise_email(email) == email
        assert normalise_email(email.upper()) == email
        assert email.isascii()
        assert not set(email) & set(' \t\r\n,;<>"\x00')


@given(
    st.emails().map(str.lower)
    | st.from_regex(r"[a-z0-9.+'-]{1,20}@[a-z0-9.-]{1,20}\.[a-z]{2,6}", fullmatch=True)
)
@example("a..b@example.test")
@example("a@[127.0.0.1]")
def test_the_mailer_takes_every_address_that_accounts_take(email: str) -> None:
    try:
        accepted = normalise_email(email)
    except ValueError:
        return
    assert accepted == email
    MailMessage(to=email, subject="s", text="t", html="h")


@pytest.mark.parametrize(
    "email", ["a.b+c@example.test", "o'neil@example.test", "a@a-b.c1.museum", "1@2.example.test"]
)
def test_ordinary_addresses_are_taken(email: str) -> None:
    assert normalise_email(email) == email


@pytest.mark.parametrize(
    "password",
    [
        *("password", "PassWord", "12345678", "QWERTYUIOP", "ｐassword", "trustno1"),
        # From breaches, and not among the five thousand most common ones.
        *("oleg1985", "vinogradov"),
        # What people here think of first.
        *("PhnomPenh2026", "srolanh-oun-99", "អង្គរវត្ត១២៣", "ខ្ញុំស្រលាញ់អ្នក", "ស្រឡាញ់អូន!"),
        # Khmer digits are digits.
        "១២៣៤៥៦៧៨",
        # A birthday, in any order.
        *("24081999", "24.08.1999", "2012-03-31", "08/24/1999", "២៤០៨១៩៩៩"),
    ],
)
def test_what_others_try_first_is_refused(password: str) -> None:
    with pytest.raises(ValueError, match="common"):
        check_password(password)


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery",
        "ផ្កាឈូកបួនទងក្នុងស្រះ",
        "99999999zz",
        "40139999",
        "srolanhounmakpa7",
        "2408199912",
    ],
)
def test_what_nobody_tries_first_is_taken(password: str) -> None:
    assert check_password(password) == password


@pytest.mark.parametrize("locale", ["en", "km", "fr"])
@pytest.mark.parametrize("template", list(MailTemplate))
def test_a_mail_greets_by_name_and_links_to_the_app(template: MailTemplate, locale: str) -> None:
    link = "https://app.example.test/confirm#x"
    mail = render(
        template,
        locale,
        first_name="Sok",
        school="Wat Bo",
        app_url="https://app.example.test",
        link=link,
    )
    # Nobody knows yet who reads an invitation: it names the school instead.
    assert ("Wat Bo" if template is MailTemplate.INVITATION else "Sok") in mail.text
    assert "https://app.example.test" in mail.text
    assert "{" not in mail.subject + mail.text + mail.html
    assert "\n" not in mail.subject
    khmer = any("\u1780" <= letter <= "\u17ff" for letter in mail.text)
    assert khmer is (locale == "km")


@given(st.text())
@example("<script>alert(1)</script>")
@example("{app_url}")
@example("a\n\nb")
def test_a_name_in_a_mail_is_text(name: str) -> None:
    mail = render("welcome", "en", first_name=name, app_url="https://app.example.test")
    assert "<script" not in mail.html
    assert mail.html.count("<html>") == 1
    greeting = mail.text.partition("\n")[0]
    assert greeting.startswith("Hello ")
    assert greeting.endswith(",")
    assert mail.text.count("\n") == render("welcome", "en", first_name="x", app_url="y").text.count(
        "\n"
    )


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Sok", "Sok"),
        ("J. R. Sok", "J. R. Sok"),
        ("https://evil.test/x", "https evil test x"),
        ("evil.test", "evil test"),
        ("evil\uff0etest", "evil test"),
        ("me@evil.test", "me evil test"),
        ("a\r\nBcc: b@evil.test", "a Bcc: b evil test"),
        ("\u202eabc", "abc"),
    ],
)
def test_a_name_makes_no_link_and_no_line(name: str, shown: str) -> None:
    mail = render("welcome", "en", first_name=name, app_url="https://app.example.test")
    assert mail.text.startswith(f"Hello {shown},\n")
