"""Which files are taken, and what the bytes of a file say that it is.

Neither the name of a file nor what a browser says of it counts: both come from whoever sends it.
What a browser would run when it is opened, such as HTML and SVG, is in no row of the table.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from shared.media.types import MediaKind

HEAD_BYTES = 65_536
"""How much of a file :func:`format_of` wants to see."""

_MB = 1024 * 1024


class FileFormat(StrEnum):
    """A format that is taken, by its media type."""

    JPEG = "image/jpeg"
    PNG = "image/png"
    GIF = "image/gif"
    WEBP = "image/webp"
    HEIC = "image/heic"
    MP4 = "video/mp4"
    QUICKTIME = "video/quicktime"
    WEBM = "video/webm"
    MPEG_AUDIO = "audio/mpeg"
    MP4_AUDIO = "audio/mp4"
    OGG = "audio/ogg"
    WAV = "audio/wav"
    PDF = "application/pdf"
    TEXT = "text/plain"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
    ODT = "application/vnd.oasis.opendocument.text"
    ODS = "application/vnd.oasis.opendocument.spreadsheet"
    ODP = "application/vnd.oasis.opendocument.presentation"
    ZIP = "application/zip"

    @property
    def kind(self) -> MediaKind:
        """What can be done with it."""
        family = self.value.partition("/")[0]
        return MediaKind(family.upper()) if family in _SHOWN else MediaKind.DOCUMENT

    @property
    def max_bytes(self) -> int:
        """How large a file of this format may be."""
        return MAX_BYTES[self.kind]


_SHOWN = frozenset({"image", "video", "audio"})

MAX_BYTES: Mapping[MediaKind, int] = MappingProxyType(
    {
        MediaKind.IMAGE: 20 * _MB,
        MediaKind.VIDEO: 100 * _MB,
        MediaKind.AUDIO: 50 * _MB,
        MediaKind.DOCUMENT: 50 * _MB,
    }
)

MAX_PIXELS = 50_000_000
"""What is decoded of a picture, all its frames together; a phone's camera takes up to this."""


@dataclass(frozen=True, slots=True)
class _Sign:
    """Bytes at a place of the head."""

    at: int
    sign: bytes
    means: FileFormat

    def fits(self, head: bytes) -> bool:
        return head.startswith(self.sign, self.at)


_SIGNS = (
    _Sign(0, b"\xff\xd8\xff", FileFormat.JPEG),
    _Sign(0, b"\x89PNG\r\n\x1a\n", FileFormat.PNG),
    _Sign(0, b"GIF87a", FileFormat.GIF),
    _Sign(0, b"GIF89a", FileFormat.GIF),
    _Sign(0, b"%PDF-", FileFormat.PDF),
    _Sign(0, b"OggS", FileFormat.OGG),
    _Sign(0, b"ID3", FileFormat.MPEG_AUDIO),
    _Sign(0, b"\xff\xfb", FileFormat.MPEG_AUDIO),
    _Sign(0, b"\xff\xf3", FileFormat.MPEG_AUDIO),
    _Sign(0, b"\xff\xf2", FileFormat.MPEG_AUDIO),
)
_BRANDS: Mapping[bytes, FileFormat] = MappingProxyType(
    {
        **dict.fromkeys((b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1"), FileFormat.HEIC),
        **dict.fromkeys((b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"avc1"), FileFormat.MP4),
        **dict.fromkeys((b"mp41", b"mp42", b"dash", b"M4V ", b"MSNV"), FileFormat.MP4),
        b"qt  ": FileFormat.QUICKTIME,
        b"M4A ": FileFormat.MP4_AUDIO,
    }
)
_PACKED = (
    (b"word/", FileFormat.DOCX),
    (b"xl/", FileFormat.XLSX),
    (b"ppt/", FileFormat.PPTX),
)
_OPEN_DOCUMENTS = (FileFormat.ODT, FileFormat.ODS, FileFormat.ODP)
# The local header of a ZIP's entry: its name begins 30 bytes after the sign.
_ENTRY = re.compile(rb"PK\x03\x04.{26}([A-Za-z_\[\]./]{1,40})", re.DOTALL)
_MARKUP = re.compile(rb"\s*<\s*[!?/a-z]", re.IGNORECASE)
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")


def format_of(head: bytes) -> FileFormat | None:
    """What the first :data:`HEAD_BYTES` of a file say that it is; None for what is not taken."""
    for sign in _SIGNS:
        if sign.fits(head):
            return sign.means
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12])
    if head[:4] == b"RIFF":
        return {b"WEBP": FileFormat.WEBP, b"WAVE": FileFormat.WAV}.get(head[8:12])
    if head[:4] == b"\x1a\x45\xdf\xa3":
        return FileFormat.WEBM if b"webm" in head[:64] else None
    if head[:4] == b"PK\x03\x04":
        return _packed(head)
    return _text(head)


def _packed(head: bytes) -> FileFormat:
    for form in _OPEN_DOCUMENTS:
        if head[30:].startswith(b"mimetype" + form.encode()):
            return form
    names = [found.group(1) for found in _ENTRY.finditer(head)]
    for folder, form in _PACKED:
        if b"[Content_Types].xml" in names and any(name.startswith(folder) for name in names):
            return form
    return FileFormat.ZIP


def _text(head: bytes) -> FileFormat | None:
    """Plain text in UTF-8 that no browser takes for a page."""
    plain = head.removeprefix(b"\xef\xbb\xbf")
    if not plain or _CONTROL.search(plain) or _MARKUP.match(plain):
        return None
    try:
        plain.decode()
    except UnicodeDecodeError as error:
        # The head may end in the middle of a character.
        if len(head) < HEAD_BYTES or error.start < len(plain) - 3:
            return None
    return FileFormat.TEXT


_ALIASES: Mapping[str, FileFormat] = MappingProxyType(
    {
        "image/jpg": FileFormat.JPEG,
        "image/heif": FileFormat.HEIC,
        "audio/webm": FileFormat.WEBM,
        "audio/mp3": FileFormat.MPEG_AUDIO,
        "audio/x-m4a": FileFormat.MP4_AUDIO,
        "audio/x-wav": FileFormat.WAV,
        "text/csv": FileFormat.TEXT,
        "text/markdown": FileFormat.TEXT,
        "application/x-zip-compressed": FileFormat.ZIP,
    }
)


def announced(media_type: str) -> FileFormat | None:
    """The format behind a media type as browsers spell it; None for what is not taken."""
    plain = media_type.partition(";")[0].strip().lower()
    if plain in _ALIASES:
        return _ALIASES[plain]
    return FileFormat(plain) if plain in set(FileFormat) else None
