"""Mail, in the receiver's language."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING
from uuid import UUID

from functions.runtime.context import Ctx
from functions.runtime.service import Received, on, worker
from infra.postgres import identity, tenants
from shared.identity.events import EmailQueued
from shared.identity.mails import RenderedMail, render
from shared.identity.policy import LINKS
from shared.identity.types import CodeKind, MailTemplate, TokenPurpose
from shared.telemetry.logs import report
from shared.telemetry.signals import Signal
from shared.tenants.codes import token_digest

if TYPE_CHECKING:
    from infra.mail.smtp import SmtpMailer

_TO_CONFIRM = {MailTemplate.WELCOME, MailTemplate.CONFIRM_AGAIN}


def _send(ctx: Ctx, queued: EmailQueued, received: Received) -> None:
    """Send a mail.

    It goes out before the mark in the inbox commits: a crash in between sends it twice, the other
    order could lose it.
    """
    if queued.invitation_id is not None:
        _send_invitation(ctx, queued, queued.invitation_id, received)
        return
    account = ctx.db(identity.AccountRepository).get(queued.to_user_id)
    if account is None or (queued.template_key in _TO_CONFIRM and account.email_verified_at):
        return
    if ctx.deps.mailer is None:
        report(Signal.MAIL_NOT_CONFIGURED, eventId=received.id)
        return
    mail = render(
        queued.template_key,
        queued.locale,
        first_name=account.first_name,
        app_url=ctx.deps.settings.public_app_url,
        link=_link(ctx, queued),
    )
    _post(ctx.deps.mailer, account.email, mail)


def _send_invitation(
    ctx: Ctx, queued: EmailQueued, invitation_id: UUID, received: Received
) -> None:
    """Send the mail of an invitation that is still open, to the address that it invites.

    A mail that is sent twice has another link, and the last one works.
    """
    invitation = ctx.db(tenants.InvitationRepository).lock_open(invitation_id, ctx.now())
    if invitation is None:
        return
    if ctx.deps.mailer is None:
        report(Signal.MAIL_NOT_CONFIGURED, eventId=received.id)
        return
    token, codes = secrets.token_urlsafe(32), ctx.db(identity.GuestRepository)
    codes.release_codes(invitation.id)
    codes.add_codes(CodeKind.INVITATION, {token_digest(token): invitation.id})
    school = ctx.db(tenants.TenantRepository).details()
    mail = render(
        queued.template_key,
        queued.locale,
        school=(queued.locale == "km" and school.name_kh) or school.name,
        app_url=ctx.deps.settings.public_app_url,
        link=f"{ctx.deps.settings.public_app_url}/invitation#{token}",
    )
    _post(ctx.deps.mailer, invitation.email, mail)


def _post(mailer: SmtpMailer, to: str, mail: RenderedMail) -> None:
    from infra.mail.smtp import MailMessage

    mailer.send(MailMessage(to=to, subject=mail.subject, text=mail.text, html=mail.html))


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
