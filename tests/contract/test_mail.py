"""Mail leaves over SMTP as it was meant, whatever language and whatever tricks are in it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from infra.local import outbox, process
from infra.local.children import smtp_child
from infra.local.outbox import read_outbox
from infra.mail.smtp import MailMessage, MailRefused, MailUnavailable, SmtpMailer

SENDER = "Stunity សាលា <noreply@stunity.test>"
KHMER = "ការប្រកាសរបស់សាលា៖ ថ្ងៃឈប់សម្រាក "


@pytest.fixture(scope="module")
def sink(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    directory = tmp_path_factory.mktemp("mail")
    child = smtp_child(directory / "outbox")
    with process.running(child, directory / "smtp.log"):
        yield f"smtp://127.0.0.1:{child.ports['smtp']}", directory / "outbox"


def mail(subject: str = "s", to: str = "dara@school.test") -> MailMessage:
    return MailMessage(to, subject, "សួស្តី\n.\ntext", "<p>សួស្តី</p>")


def test_a_mail_arrives_as_it_was_written(sink: tuple[str, Path]) -> None:
    url, directory = sink
    subject = (KHMER * 6).strip()
    SmtpMailer(url, SENDER).send(mail(subject))
    (stored,) = read_outbox(directory, 1)
    assert stored.subject == subject
    assert stored.to == "dara@school.test"
    assert stored.sender == SENDER
    assert stored.text == "សួស្តី\n.\ntext\n"
    assert stored.html == "<p>សួស្តី</p>\n"
    assert datetime.now(UTC) - stored.received_at < timedelta(minutes=1)


def test_a_mail_is_seven_bit_and_identified(sink: tuple[str, Path]) -> None:
    url, directory = sink
    SmtpMailer(url, SENDER).send(mail(KHMER))
    newest = max(directory.glob("*.eml"))
    raw = newest.read_bytes()
    assert raw.isascii()
    assert b"@stunity.test>\r\n" in raw[raw.index(b"Message-ID:") :]
    assert b"Auto-Submitted: auto-generated\r\n" in raw
    assert max(map(len, raw.split(b"\r\n"))) < 998


def test_the_outbox_lists_the_newest_first(sink: tuple[str, Path]) -> None:
    url, directory = sink
    for number in range(3):
        SmtpMailer(url, SENDER).send(mail(f"mail {number}"))
    assert [stored.subject for stored in read_outbox(directory, 2)] == ["mail 2", "mail 1"]


def test_an_outbox_reads_what_others_wrote(tmp_path: Path) -> None:
    assert read_outbox(tmp_path / "none", 5) == []
    outbox.store(tmp_path, b"no header at all")
    outbox.store(tmp_path, b"Subject: \xff\xfe\r\n\r\nplain \xff")
    assert [stored.html for stored in read_outbox(tmp_path, 5)] == ["", ""]


@pytest.mark.parametrize(
    "subject", ["a\nBcc: x@y.z", "a\r\nb", "a\rb", "a\x00b", "a\u2028b", "a\x85b", "\ud800"]
)
def test_a_subject_cannot_add_a_header(subject: str) -> None:
    with pytest.raises(ValueError, match="one line"):
        mail(subject)


@pytest.mark.parametrize("subject", [KHMER, "a\u200bb\u200db", "👩🏽‍🏫 ok"])
def test_a_subject_may_hold_joiners(subject: str) -> None:
    assert mail(subject).subject == subject


@pytest.mark.parametrize(
    "address",
    [
        "",
        "nobody",
        "@school.test",
        "a@",
        "a@b.c\r\nBcc: x@y.z",
        "a@b.c\n",
        "a@b.c, d@e.f",
        "Name <a@b.c>",
        "a b@c.d",
        "ដារា@school.test",
    ],
)
def test_only_one_plain_address_is_taken(address: str) -> None:
    with pytest.raises(ValueError, match="not a mail address"):
        mail(to=address)


@pytest.mark.parametrize("url", ["http://h", "smtp://", "localhost:25", ""])
def test_a_wrong_url_is_told_at_once(url: str) -> None:
    with pytest.raises(ValueError, match="SMTP URL"):
        SmtpMailer(url, SENDER)


def test_an_unreachable_server_is_worth_another_try() -> None:
    with pytest.raises(MailUnavailable):
        SmtpMailer(f"smtp://127.0.0.1:{process.free_port()}", SENDER).send(mail())


@contextmanager
def scripted_server(*answers: str) -> Iterator[str]:
    """A server that says its lines whatever it hears."""

    def converse() -> None:
        connection, _ = server.accept()
        with connection, connection.makefile("rb") as heard:
            for answer in answers:
                connection.sendall(f"{answer}\r\n".encode())
                if not heard.readline():
                    return

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=converse)
        thread.start()
        yield f"smtp://127.0.0.1:{server.getsockname()[1]}"
        thread.join()


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        (("220 hi", "250 hi", "250 ok", "550 no such user", "250 ok"), MailRefused),
        (("220 hi", "250 hi", "250 ok", "451 later", "250 ok"), MailUnavailable),
        (("220 hi", "250 hi", "552 too large", "250 ok"), MailRefused),
        (("421 closing",), MailUnavailable),
        (("220 hi",), MailUnavailable),
    ],
)
def test_a_refusal_for_good_is_told_from_one_for_now(
    answers: tuple[str, ...], error: type[Exception]
) -> None:
    with scripted_server(*answers) as url, pytest.raises(error):
        SmtpMailer(url, SENDER).send(mail())


def test_a_wrong_password_is_not_the_fault_of_the_mail() -> None:
    lines = ("220 hi", "250-hi\r\n250 AUTH PLAIN", "535 wrong password")
    with scripted_server(*lines) as url, pytest.raises(MailUnavailable, match="535"):
        SmtpMailer(url.replace("//", "//user:p%40ss@"), SENDER).send(mail())
