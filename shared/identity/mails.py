"""Mails about accounts, in English and Khmer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from types import MappingProxyType

from shared.people.names import unlinked

_WELCOME_EN = """\
Hello {first_name},

your account is ready. Sign in at {app_url} to meet your school.
"""

_WELCOME_KM = """\
សួស្ដី {first_name},

គណនីរបស់អ្នករួចរាល់ហើយ។ សូមចូលតាម {app_url} ដើម្បីជួបសាលារបស់អ្នក។
"""

_KNOWN_EN = """\
Hello {first_name},

somebody, perhaps you, tried to register with this address. You already have an account: sign in
at {app_url}. If it was not you, there is nothing to do.
"""

_KNOWN_KM = """\
សួស្ដី {first_name},

មាននរណាម្នាក់ ប្រហែលជាអ្នក បានព្យាយាមចុះឈ្មោះដោយអាសយដ្ឋាននេះ។ អ្នកមានគណនីរួចហើយ៖
សូមចូលតាម {app_url}។ បើមិនមែនអ្នកទេ អ្នកមិនចាំបាច់ធ្វើអ្វីឡើយ។
"""

_TEMPLATES: Mapping[tuple[str, str], tuple[str, str]] = MappingProxyType(
    {
        ("welcome", "en"): ("Welcome to Stunity", _WELCOME_EN),
        ("welcome", "km"): ("សូមស្វាគមន៍មកកាន់ Stunity", _WELCOME_KM),
        ("already_registered", "en"): ("You already have a Stunity account", _KNOWN_EN),
        ("already_registered", "km"): ("អ្នកមានគណនី Stunity រួចហើយ", _KNOWN_KM),
    }
)


@dataclass(frozen=True, slots=True)
class RenderedMail:
    """A mail ready to be sent."""

    subject: str
    text: str
    html: str


def render(template_key: str, locale: str, *, first_name: str, app_url: str) -> RenderedMail:
    """A mail in the given language; another language than Khmer reads English."""
    subject, template = _TEMPLATES[template_key, "km" if locale == "km" else "en"]
    # The name comes last: what a person calls themselves is no template, no link and no line.
    text = template.replace("{app_url}", app_url).replace("{first_name}", unlinked(first_name))
    paragraphs = "".join(f"<p>{escape(part)}</p>" for part in text.strip().split("\n\n"))
    return RenderedMail(subject, text, f"<!doctype html><html><body>{paragraphs}</body></html>")
