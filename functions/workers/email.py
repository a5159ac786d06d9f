"""Mail, in the receiver's language."""

from __future__ import annotations

from functions.runtime.context import Ctx
from functions.runtime.service import Received, on, worker
from infra.postgres import identity
from shared.identity.events import EmailQueued
from shared.identity.mails import render
from shared.identity.policy import LINKS
from shared.identity.types import MailTemplate, TokenPurpose
from shared.telemetry.logs import report
from shared.telemetry.signals import Signal

_TO_CONFIRM = {MailTemplate.WELCOME, MailTemplate.CONFIRM_AGAIN}


def _send(ctx: Ctx, queued: EmailQueued, received: Received) -> None:
    """Send a mail.

    It goes out before the mark in the inbox commits: a crash in between sends it twice, the other
    order could lose it.
    """
    account = ctx.db(identity.AccountRepository).get(queued.to_user_id)
    if account is None or (queued.template_key in _TO_CONFIRM and account.email_verified_at):
        return
    mailer = ctx.deps.mailer
    if mailer is None:
        report(Signal.MAIL_NOT_CONFIGURED, eventId=received.id)
        return
    from infra.mail.smtp import MailMessage

    mail = render(
        queued.template_key,
        queued.locale,
        first_name=account.first_name,
        app_url=ctx.deps.settings.public_app_url,
        link=_link(ctx, queued),
    )
    mailer.send(MailMessage(to=account.email, subject=mail.subject, text=mail.text, html=mail.html))


def _link(ctx: Ctx, queued: EmailQueued) -> str:
    """The link in the mail. Its token is made only now, and so stands in no event.

    It is a fragment: neither servers nor their logs see it when the page is opened.
    """
    if queued.template_key not in LINKS:
        return ""
    purpose, life = LINKS[queued.template_key]
    tokens = ctx.db(identity.OneTimeTokenRepository)
    token = tokens.mint(queued.to_user_id, purpose, life, ctx.now())
    page = "reset-password" if purpose is TokenPurpose.RESET else "confirm"
    return f"{ctx.deps.settings.public_app_url}/{page}#{token}"


@worker(on(EmailQueued, _send))
def worker_email() -> None:
    """Send a queued mail."""
