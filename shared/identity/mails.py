"""Mails about accounts, in English and Khmer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from types import MappingProxyType

from shared.people.names import unlinked

_WELCOME_EN = """\
Hello {first_name},

welcome to your school. Confirm that this is your address, and your account opens:

{link}

The link works for a week. If you did not register, there is nothing to do.
"""

_WELCOME_KM = """\
សួស្ដី {first_name},

សូមស្វាគមន៍មកកាន់សាលារបស់អ្នក។ សូមបញ្ជាក់ថានេះជាអាសយដ្ឋានរបស់អ្នក នោះគណនីរបស់អ្នកនឹងបើក៖

{link}

តំណនេះប្រើបានមួយសប្ដាហ៍។ បើអ្នកមិនបានចុះឈ្មោះទេ អ្នកមិនចាំបាច់ធ្វើអ្វីឡើយ។
"""

_FOUNDER_EN = """\
Hello {first_name},

your school has a place on Stunity, and you are its first administrator. Choose your password here:

{link}

The link works for two weeks. A password that somebody chose with your address before ends with it.
"""

_FOUNDER_KM = """\
សួស្ដី {first_name},

សាលារបស់អ្នកមានកន្លែងនៅលើ Stunity ហើយអ្នកជាអ្នកគ្រប់គ្រងដំបូង។ សូមជ្រើសរើសពាក្យសម្ងាត់នៅទីនេះ៖

{link}

តំណនេះប្រើបានពីរសប្ដាហ៍។ ពាក្យសម្ងាត់ដែលនរណាម្នាក់បានជ្រើសរើសពីមុនដោយអាសយដ្ឋានរបស់អ្នកនឹងលែងប្រើបាន។
"""

_RESET_EN = """\
Hello {first_name},

choose another password here:

{link}

The link works for an hour. If you did not ask for it, there is nothing to do.
"""

_RESET_KM = """\
សួស្ដី {first_name},

សូមជ្រើសរើសពាក្យសម្ងាត់ថ្មីនៅទីនេះ៖

{link}

តំណនេះប្រើបានមួយម៉ោង។ បើអ្នកមិនបានស្នើទេ អ្នកមិនចាំបាច់ធ្វើអ្វីឡើយ។
"""

_CHANGED_EN = """\
Hello {first_name},

your password was changed, and your other devices were signed out. If it was not you, choose another
password at {app_url} at once.
"""

_CHANGED_KM = """\
សួស្ដី {first_name},

ពាក្យសម្ងាត់របស់អ្នកត្រូវបានប្ដូរ ហើយឧបករណ៍ផ្សេងទៀតរបស់អ្នកត្រូវបានចេញ។ បើមិនមែនអ្នកទេ
សូមជ្រើសរើសពាក្យសម្ងាត់ថ្មីភ្លាមៗនៅ {app_url}។
"""

_INVITATION_EN = """\
Hello,

{school} invites you to Stunity. Accept it here, with the account you have or with a new one:

{link}

The link works for two weeks, and only for you. If you do not know this school, there is nothing to
do.
"""

_INVITATION_KM = """\
សួស្ដី

{school} អញ្ជើញអ្នកមកកាន់ Stunity។ សូមទទួលយកនៅទីនេះ ដោយគណនីដែលអ្នកមាន ឬគណនីថ្មី៖

{link}

តំណនេះប្រើបានពីរសប្ដាហ៍ ហើយសម្រាប់តែអ្នកប៉ុណ្ណោះ។ បើអ្នកមិនស្គាល់សាលានេះទេ អ្នកមិនចាំបាច់ធ្វើអ្វីឡើយ។
"""

_CLAIMED_EN = """\
Hello {first_name},

somebody, perhaps you, used a code of a school with this address. You have an account: confirm here
with your password that you want to belong to the school as well:

{link}

The link works for a week. If it was not you, there is nothing to do.
"""

_CLAIMED_KM = """\
សួស្ដី {first_name},

មាននរណាម្នាក់ ប្រហែលជាអ្នក បានប្រើលេខកូដរបស់សាលាមួយជាមួយអាសយដ្ឋាននេះ។ អ្នកមានគណនីរួចហើយ៖
សូមបញ្ជាក់ដោយពាក្យសម្ងាត់របស់អ្នកនៅទីនេះថា អ្នកចង់ចូលជាសមាជិកសាលានោះដែរ៖

{link}

តំណនេះប្រើបានមួយសប្ដាហ៍។ បើមិនមែនអ្នកទេ អ្នកមិនចាំបាច់ធ្វើអ្វីឡើយ។
"""

_SECURITY_EN = """\
Hello {first_name},

how one signs in to your account was changed: codes of an app, passkeys, recovery codes or keys for
programs. What there is now stands in your settings at {app_url}. If it was not you, choose another
password there at once, and remove what is not yours.
"""

_SECURITY_KM = """\
សួស្ដី {first_name},

របៀបចូលគណនីរបស់អ្នកត្រូវបានប្ដូរ៖ លេខកូដនៃកម្មវិធី កូនសោចូល លេខកូដសង្គ្រោះ ឬសោសម្រាប់កម្មវិធី។
អ្វីដែលមានឥឡូវនេះ មាននៅក្នុងការកំណត់របស់អ្នកនៅ {app_url}។ បើមិនមែនអ្នកទេ
សូមជ្រើសរើសពាក្យសម្ងាត់ថ្មីភ្លាមៗ ហើយដកអ្វីដែលមិនមែនរបស់អ្នកចេញ។
"""

_FACTORS_EN = """\
Hello {first_name},

an administrator of your school has removed your authenticator app, your passkeys and your recovery
codes, because somebody said that you have lost them. All your devices were signed out. Sign in with
your password at {app_url} and set up new ones. If you did not ask for it, choose another password
at once, and tell your school.
"""

_FACTORS_KM = """\
សួស្ដី {first_name},

អ្នកគ្រប់គ្រងសាលារបស់អ្នកបានដកកម្មវិធីផ្ទៀងផ្ទាត់ កូនសោចូល និងលេខកូដសង្គ្រោះរបស់អ្នកចេញ
ព្រោះមាននរណាម្នាក់ប្រាប់ថាអ្នកបានបាត់វា។ ឧបករណ៍ទាំងអស់របស់អ្នកត្រូវបានចេញ។
សូមចូលដោយពាក្យសម្ងាត់របស់អ្នកនៅ {app_url} ហើយរៀបចំថ្មី។ បើអ្នកមិនបានស្នើទេ
សូមជ្រើសរើសពាក្យសម្ងាត់ថ្មីភ្លាមៗ ហើយប្រាប់សាលារបស់អ្នក។
"""

_ERASURE_EN = """\
Hello {first_name},

your account will be erased in two weeks: what you wrote, your messages and your settings. If that
is not what you want, sign in at {app_url} before, and keep it in your settings. If it was not you
who asked, change your password there as well.
"""

_ERASURE_KM = """\
សួស្ដី {first_name},

គណនីរបស់អ្នកនឹងត្រូវលុបក្នុងរយៈពេលពីរសប្ដាហ៍៖ អ្វីដែលអ្នកបានសរសេរ សាររបស់អ្នក និងការកំណត់របស់អ្នក។
បើអ្នកមិនចង់បានដូច្នេះទេ សូមចូលតាម {app_url} មុនពេលនោះ ហើយរក្សាទុកវាក្នុងការកំណត់។
បើមិនមែនអ្នកដែលបានស្នើទេ សូមប្ដូរពាក្យសម្ងាត់របស់អ្នកនៅទីនោះផង។
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
        ("confirm_again", "en"): ("Confirm your address", _WELCOME_EN),
        ("confirm_again", "km"): ("សូមបញ្ជាក់អាសយដ្ឋានរបស់អ្នក", _WELCOME_KM),
        ("founder", "en"): ("Your school on Stunity", _FOUNDER_EN),
        ("founder", "km"): ("សាលារបស់អ្នកនៅលើ Stunity", _FOUNDER_KM),
        ("reset_password", "en"): ("Choose another password", _RESET_EN),
        ("reset_password", "km"): ("ជ្រើសរើសពាក្យសម្ងាត់ថ្មី", _RESET_KM),
        ("invitation", "en"): ("{school} invites you", _INVITATION_EN),
        ("invitation", "km"): ("{school} អញ្ជើញអ្នក", _INVITATION_KM),
        ("claimed", "en"): ("Do you want to join another school?", _CLAIMED_EN),
        ("claimed", "km"): ("តើអ្នកចង់ចូលសាលាមួយទៀតទេ?", _CLAIMED_KM),
        ("security_changed", "en"): ("How you sign in was changed", _SECURITY_EN),
        ("security_changed", "km"): ("របៀបចូលគណនីរបស់អ្នកត្រូវបានប្ដូរ", _SECURITY_KM),
        ("factors_removed", "en"): ("Your second factors were removed", _FACTORS_EN),
        ("factors_removed", "km"): ("កត្តាទីពីររបស់អ្នកត្រូវបានដកចេញ", _FACTORS_KM),
        ("erasure", "en"): ("Your account will be erased", _ERASURE_EN),
        ("erasure", "km"): ("គណនីរបស់អ្នកនឹងត្រូវលុប", _ERASURE_KM),
        ("password_changed", "en"): ("Your password was changed", _CHANGED_EN),
        ("password_changed", "km"): ("ពាក្យសម្ងាត់របស់អ្នកត្រូវបានប្ដូរ", _CHANGED_KM),
        ("already_registered", "en"): ("You already have a Stunity account", _KNOWN_EN),
        ("already_registered", "km"): ("អ្នកមានគណនី Stunity រួចហើយ", _KNOWN_KM),
    }
)


_NAME = re.compile(r"\{first_name\}|\{school\}")


@dataclass(frozen=True, slots=True)
class RenderedMail:
    """A mail ready to be sent."""

    subject: str
    text: str
    html: str


def render(
    template_key: str,
    locale: str,
    *,
    first_name: str = "",
    school: str = "",
    app_url: str,
    link: str = "",
) -> RenderedMail:
    """A mail in the given language; another language than Khmer reads English."""
    subject, template = _TEMPLATES[template_key, "km" if locale == "km" else "en"]
    filled = template.replace("{app_url}", app_url).replace("{link}", link)
    # Names come last and at once: what people and schools are called is no template, link or line.
    named = {"{first_name}": unlinked(first_name), "{school}": unlinked(school)}
    subject, text = (_NAME.sub(lambda m: named[m[0]], part) for part in (subject, filled))
    paragraphs = "".join(f"<p>{escape(part)}</p>" for part in text.strip().split("\n\n"))
    return RenderedMail(subject, text, f"<!doctype html><html><body>{paragraphs}</body></html>")
