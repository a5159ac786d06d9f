"""What the bytes of a file say that it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.media.formats import HEAD_BYTES, FileFormat, announced, format_of
from shared.media.types import MediaKind


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"\xff\xd8\xff\xe1", FileFormat.JPEG),
        (b"\x89PNG\r\n\x1a\n...", FileFormat.PNG),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", FileFormat.WEBP),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", FileFormat.WAV),
        (b"RIFF\x00\x00\x00\x00AVI LIST", None),
        (b"\x00\x00\x00\x18ftypheic", FileFormat.HEIC),
        (b"\x00\x00\x00\x18ftypmp42", FileFormat.MP4),
        (b"\x00\x00\x00\x18ftypavif", None),
        (b"\x1a\x45\xdf\xa3\x01\x00\x00\x00\x42\x82\x84webm", FileFormat.WEBM),
        (b"\x1a\x45\xdf\xa3\x01\x00\x00\x00\x42\x82\x88matroska", None),
        (b"%PDF-1.4", FileFormat.PDF),
        ("សួស្តី".encode(), FileFormat.TEXT),
        (b"\xef\xbb\xbfname;points\n", FileFormat.TEXT),
        (b"a < b and b > c", FileFormat.TEXT),
        (b"", None),
        (b"  \n<html>", None),
        (b"\xef\xbb\xbf<?xml version='1.0'?><svg/>", None),
        (b"<!-- a page -->", None),
        (b"</script>", None),
        (b"MZ\x90\x00", None),
        (b"\x7fELF", None),
        (b"caf\xe9", None),
    ],
)
def test_the_bytes_say_what_a_file_is(head: bytes, expected: FileFormat | None) -> None:
    assert format_of(head) is expected


@given(st.binary(max_size=64))
def test_any_bytes_have_an_answer(head: bytes) -> None:
    found = format_of(head)
    assert found is None or found in FileFormat


@given(st.text(min_size=1, max_size=40).map(str.encode))
def test_nothing_that_begins_like_a_page_is_text(rest: bytes) -> None:
    assert format_of(b"<a" + rest) is None


def test_a_head_that_ends_inside_a_character_is_text_all_the_same() -> None:
    long = ("ក" * HEAD_BYTES).encode()
    assert len(long[:HEAD_BYTES].decode(errors="ignore").encode()) < HEAD_BYTES
    assert format_of(long[:HEAD_BYTES]) is FileFormat.TEXT


@pytest.mark.parametrize(
    ("spelled", "expected"),
    [
        ("image/jpeg", FileFormat.JPEG),
        ("IMAGE/JPG; charset=x", FileFormat.JPEG),
        ("audio/webm;codecs=opus", FileFormat.WEBM),
        ("text/csv", FileFormat.TEXT),
        ("image/svg+xml", None),
        ("text/html", None),
        ("", None),
    ],
)
def test_browsers_spell_types_in_their_own_ways(spelled: str, expected: FileFormat | None) -> None:
    assert announced(spelled) is expected


def test_every_format_is_of_a_kind_with_a_size() -> None:
    assert {form.kind for form in FileFormat} == set(MediaKind)
    assert all(form.max_bytes > 0 for form in FileFormat)
