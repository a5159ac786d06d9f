"""Mails of notifications, in English and Khmer: one at once, or those of a day or a week."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from types import MappingProxyType
from typing import NamedTuple

from shared.identity.mails import RenderedMail
from shared.notifications.types import EmailFrequency
from shared.notifications.words import Words
from shared.people.names import unlinked


class Line(NamedTuple):
    """What one notification says, and where it leads."""

    title: str
    message: str
    url: str


_SUBJECTS: Mapping[EmailFrequency, Words] = MappingProxyType(
    {
        EmailFrequency.INSTANT: Words("{title}, {school}", "{title} {school}"),
        EmailFrequency.DAILY: Words("Your day at {school}", "ថ្ងៃរបស់អ្នកនៅ {school}"),
        EmailFrequency.WEEKLY: Words("Your week at {school}", "សប្ដាហ៍របស់អ្នកនៅ {school}"),
    }
)
_HELLO = Words("Hello {name},", "សួស្ដី {name},")
_INTRO = Words("this is what you have not read yet:", "នេះជាអ្វីដែលអ្នកមិនទាន់បានអាន៖")
_MORE = Words("There is more in the app: {url}", "មានច្រើនទៀតនៅក្នុងកម្មវិធី៖ {url}")
_STOP = Words("Which mails you get you choose here: {url}", "អ្នកជ្រើសរើសសំបុត្រដែលអ្នកទទួលនៅទីនេះ៖ {url}")


def render_notifications(
    frequency: EmailFrequency,
    locale: str,
    *,
    first_name: str,
    school: str,
    lines: Sequence[Line],
    more: bool,
    app_url: str,
) -> RenderedMail:
    """A mail of these notifications, the newest first; another language than Khmer is English."""
    about = _SUBJECTS[frequency].filled(title=lines[0].title, school=unlinked(school))
    subject = about.in_language(locale)
    hello = _HELLO.filled(name=unlinked(first_name)).in_language(locale)
    intro = _INTRO.in_language(locale)
    closing = [_MORE.filled(url=f"{app_url}/notifications")] if more else []
    closing.append(_STOP.filled(url=f"{app_url}/settings/notifications"))
    ends = [words.in_language(locale) for words in closing]
    told = [f"{line.title}\n{_plain(line.message)}\n{line.url}" for line in lines]
    text = "\n\n".join([hello, intro, *told, *ends])
    items = "".join(
        f'<li><a href="{escape(line.url)}">{escape(line.title)}</a>'
        f"<br>{escape(_plain(line.message))}</li>"
        for line in lines
    )
    paragraphs = "".join(f"<p>{escape(part)}</p>" for part in ends)
    html = (
        f"<!doctype html><html><body><p>{escape(hello)}</p><p>{escape(intro)}</p>"
        f"<ul>{items}</ul>{paragraphs}</body></html>"
    )
    return RenderedMail(subject, text + "\n", html)


def _plain(message: str) -> str:
    """What somebody wrote makes no link of its own in a mail of ours."""
    return unlinked(message)
