"""Mail, in the receiver's language."""

from __future__ import annotations

from functions.runtime.context import Ctx
from functions.runtime.service import Received, on, worker
from infra.postgres import identity
from shared.identity.events import EmailQueued
from shared.identity.mails import render
from shared.telemetry.logs import report
from shared.telemetry.signals import Signal


def _send(ctx: Ctx, queued: EmailQueued, received: Received) -> None:
    """Send a mail.

    It goes out before the mark in the inbox commits: a crash in between sends it twice, the other
    order could lose it.
    """
    account = ctx.db(identity.AccountRepository).get(queued.to_user_id)
    if account is None:
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
    )
    mailer.send(MailMessage(to=account.email, subject=mail.subject, text=mail.text, html=mail.html))


@worker(on(EmailQueued, _send))
def worker_email() -> None:
    """Send a queued mail."""
