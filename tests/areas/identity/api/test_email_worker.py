"""Queued mail goes out over SMTP, once, in the receiver's language."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from infra.local import process
from infra.local.outbox import StoredMail, read_outbox
from tests.areas.identity.factories.links import read_link
from tests.areas.people.factories.people import Tenant
from tests.support.api import Api, ok
from tests.support.observed import LoggedEvent


def mails_to(outbox: Path, address: str) -> list[StoredMail]:
    return [mail for mail in read_outbox(outbox, 1000) if mail.to == address]


def register(api: Api, school: Tenant, **changes: Any) -> list[LoggedEvent]:
    body = {
        "email": f"{school.slug}@example.test",
        "password": "correct horse battery",
        "firstName": "Sok <b>&",
        "lastName": "Chan",
        "tenant": school.slug,
        **changes,
    }
    ok(api.anonymous().post("/v1/auth/register", json=body), 201)
    return api.events(school, "email:queued")


def open_school(api: Api) -> Tenant:
    return api.tenant(settings={"open_registration": True})


@pytest.mark.parametrize(
    ("locale", "subject"), [("en", "Welcome to Stunity"), ("km", "សូមស្វាគមន៍មកកាន់ Stunity")]
)
def test_a_newcomer_is_welcomed(mailing: Api, outbox: Path, locale: str, subject: str) -> None:
    school = open_school(mailing)
    (queued,) = register(mailing, school, locale=locale)
    ok(mailing.push("worker_email", queued.body), 204)
    (mail,) = mails_to(outbox, f"{school.slug}@example.test")
    assert mail.subject == subject
    assert "Sok <b>&" in mail.text
    (token,) = re.findall(r"https://app\.example\.test/confirm#(\S{43})$", mail.text, re.MULTILINE)
    # The link stands in the mail and nowhere else: not in the log of events, not in the database.
    assert token not in str(mailing.events(school))
    told = ok(read_link(mailing, token))
    assert (told["purpose"], told["hasPassword"], told["email"][1:3]) == ("CONFIRM", True, "…@")
    assert "Sok &lt;b&gt;&amp;" in mail.html


def test_who_is_known_learns_that_somebody_tried(mailing: Api, outbox: Path) -> None:
    school, known = open_school(mailing), mailing.member()
    # One of the two is for nobody, so that a known address takes as many as a new one.
    for queued in register(mailing, school, email=known.user.email):
        ok(mailing.push("worker_email", queued.body), 204)
    (mail,) = mails_to(outbox, known.user.email)
    assert mail.subject == "You already have a Stunity account"


def test_a_redelivery_sends_no_second_mail(mailing: Api, outbox: Path) -> None:
    school = open_school(mailing)
    (queued,) = register(mailing, school)
    for _ in range(3):
        ok(mailing.push("worker_email", queued.body), 204)
    assert len(mails_to(outbox, f"{school.slug}@example.test")) == 1


def test_a_server_that_is_away_asks_for_another_delivery(mailing: Api, outbox: Path) -> None:
    school = open_school(mailing)
    (queued,) = register(mailing, school)
    # Whatever is not 2xx is delivered again by Pub/Sub; the harness calls a 500 a failure.
    with (
        mailing.environment(SMTP_URL=f"smtp://127.0.0.1:{process.free_port()}"),
        mailing.nothing_written(),
        pytest.raises(AssertionError, match="500 INTERNAL"),
    ):
        mailing.push("worker_email", queued.body)
    mailing.claim()
    ok(mailing.push("worker_email", queued.body), 204)
    assert len(mails_to(outbox, f"{school.slug}@example.test")) == 1
