"""Mail over SMTP, with the standard library."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import localtime, make_msgid, parseaddr
from urllib.parse import unquote, urlsplit

_TIMEOUT_SECONDS = 10.0
_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
_PERMANENT = range(500, 600)
_LOGIN_CODES = frozenset({530, 534, 535, 538})
_JOINERS = dict.fromkeys((0x200B, 0x200C, 0x200D))


class MailUnavailable(Exception):
    """The mail server cannot be reached or asks to come back later: try again."""


class MailRefused(Exception):
    """The mail server will never take this message: an unknown recipient, a size, a policy."""


@dataclass(frozen=True)
class MailMessage:
    """One mail to one address, as text and as HTML. No part of it can add a header.

    Raises ValueError on a subject of several lines and on what is not one plain ASCII address.
    """

    to: str
    subject: str
    text: str
    html: str

    def __post_init__(self) -> None:
        # Not printable are the line breaks of every script, and the joiners that Khmer needs.
        if not self.subject.translate(_JOINERS).isprintable():
            raise ValueError("a subject is one line without control characters")
        _checked_address(self.to)


class SmtpMailer:
    """Sends through `smtp://`, `smtp+starttls://` or `smtps://` `[user:password@]host[:port]`.

    `sender` is an address, with or without a name. One connection per mail: workers send few, and
    none stays open to be cut. Safe under threads.
    """

    def __init__(self, url: str, sender: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in _PORTS or not parts.hostname:
            raise ValueError(f"not an SMTP URL: scheme {parts.scheme!r}")
        self._scheme = parts.scheme
        self._host = parts.hostname
        self._port = parts.port or _PORTS[parts.scheme]
        self._user = unquote(parts.username or "")
        self._password = unquote(parts.password or "")
        name, address = parseaddr(sender)
        self._sender = Address(display_name=name, addr_spec=_checked_address(address))

    def send(self, message: MailMessage) -> None:
        """Hand it to the server, within 10 s a step. Raises MailUnavailable or MailRefused."""
        mail = self._compose(message)
        try:
            with self._connect() as connection:
                connection.send_message(mail)
        except smtplib.SMTPRecipientsRefused as error:
            code, reason = next(iter(error.recipients.values()))
            raise _failure(code, reason) from error
        except smtplib.SMTPResponseException as error:
            raise _failure(error.smtp_code, error.smtp_error) from error
        except (smtplib.SMTPException, OSError) as error:
            raise MailUnavailable(f"{type(error).__name__}: {error}") from error

    def _compose(self, message: MailMessage) -> EmailMessage:
        # Seven bits, because not every server on the way takes eight.
        mail = EmailMessage(policy=SMTP.clone(cte_type="7bit"))
        mail["From"] = self._sender
        mail["To"] = message.to
        mail["Subject"] = message.subject
        mail["Date"] = localtime()
        # The default would put the name of this machine into it, after asking DNS for it.
        mail["Message-ID"] = make_msgid(domain=self._sender.domain)
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(message.text)
        mail.add_alternative(message.html, subtype="html")
        return mail

    def _connect(self) -> smtplib.SMTP:
        greeting = self._sender.domain
        if self._scheme == "smtps":
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                self._host,
                self._port,
                local_hostname=greeting,
                timeout=_TIMEOUT_SECONDS,
                context=ssl.create_default_context(),
            )
        else:
            connection = smtplib.SMTP(
                self._host, self._port, local_hostname=greeting, timeout=_TIMEOUT_SECONDS
            )
        try:
            if self._scheme == "smtp+starttls":
                connection.starttls(context=ssl.create_default_context())
            if self._user:
                connection.login(self._user, self._password)
        except BaseException:
            connection.close()
            raise
        return connection


def _failure(code: int, reason: bytes | str) -> MailRefused | MailUnavailable:
    text = reason.decode(errors="replace") if isinstance(reason, bytes) else reason
    # A wrong password says nothing about the message: the operator mends it, then it goes out.
    permanent = code in _PERMANENT and code not in _LOGIN_CODES
    return (MailRefused if permanent else MailUnavailable)(f"{code} {text}")


def _checked_address(address: str) -> str:
    try:
        parsed = Address(addr_spec=address)
    except (ValueError, IndexError, MessageError):
        parsed = Address()
    if not parsed.username or not parsed.domain or not address.isascii():
        raise ValueError(f"not a mail address: {address[:80]!r}")
    return address
