"""Pictures as others may see them: upright, of a bounded size, and without a word of their origin.

What a camera writes beside a picture (where and when it was taken, with which device) is not
copied: the pixels are decoded, turned, made smaller and encoded anew.
"""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from functools import cache
from typing import IO

from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from shared.media.formats import MAX_PIXELS, FileFormat

LONGEST_SIDE = 2560
LONGEST_THUMB_SIDE = 480
FACE_SIDE = 256
_MAX_FRAMES = 300
_JPEG_QUALITY, _THUMB_QUALITY = 85, 80


class TooManyPixels(Exception):
    """The picture would take more memory than it is worth."""


class NotAPicture(Exception):
    """The bytes begin like a picture and are none."""


@dataclass(frozen=True, slots=True)
class Picture:
    """An encoded picture."""

    body: bytes
    form: FileFormat
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Prepared:
    """What is shown of a picture, and a small one of it."""

    full: Picture
    thumb: Picture


_DECODERS = {
    FileFormat.JPEG: "JPEG",
    FileFormat.PNG: "PNG",
    FileFormat.GIF: "GIF",
    FileFormat.WEBP: "WEBP",
    FileFormat.HEIC: "HEIF",
}


def prepare(source: IO[bytes], form: FileFormat, *, face: bool = False) -> Prepared:
    """Make the pictures of an upload; ``face``: a square from the middle, for an avatar.

    Raises TooManyPixels or NotAPicture.
    """
    _know_heic()
    try:
        # Only the decoder of the format that the bytes are known to have: no other code sees them.
        with warnings.catch_warnings(), Image.open(source, formats=[_DECODERS[form]]) as image:
            warnings.simplefilter("ignore")
            return _prepared(image, form, face=face)
    except Image.DecompressionBombError as error:
        raise TooManyPixels(str(error)) from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as error:
        raise NotAPicture(f"{type(error).__name__}: {error}") from error


def _prepared(image: Image.Image, form: FileFormat, *, face: bool) -> Prepared:
    frames = int(getattr(image, "n_frames", 1))
    if image.width * image.height * min(frames, _MAX_FRAMES) > MAX_PIXELS:
        if image.width * image.height > MAX_PIXELS:
            raise TooManyPixels(f"{image.width} x {image.height}")
        frames = 1
    moves = form is FileFormat.GIF and 1 < frames <= _MAX_FRAMES and not face
    upright = _upright(image)
    full = _moving(image) if moves else _still(upright, form, face=face)
    return Prepared(full, _thumb(upright, face=face))


def _upright(image: Image.Image) -> Image.Image:
    if image.format == "JPEG":
        # The decoder itself makes it smaller: a quarter of the memory and of the time.
        image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    turned = ImageOps.exif_transpose(image)
    return turned.convert("RGBA" if _has_alpha(turned) else "RGB")


def _has_alpha(image: Image.Image) -> bool:
    return "A" in image.getbands() or "transparency" in image.info


def _still(image: Image.Image, form: FileFormat, *, face: bool) -> Picture:
    shown = _square(image, FACE_SIDE * 2) if face else _fitted(image, LONGEST_SIDE)
    if shown.mode == "RGBA" or form is FileFormat.PNG:
        return _encoded(shown, FileFormat.PNG)
    return _encoded(shown, FileFormat.JPEG, quality=_JPEG_QUALITY)


def _thumb(image: Image.Image, *, face: bool) -> Picture:
    small = _square(image, FACE_SIDE) if face else _fitted(image, LONGEST_THUMB_SIDE)
    return _encoded(small, FileFormat.WEBP, quality=_THUMB_QUALITY)


def _moving(image: Image.Image) -> Picture:
    """A GIF that moves, frame by frame: whatever stands beside the frames is left behind."""
    image.seek(0)
    frames, durations = [], []
    for frame in ImageSequence.Iterator(image):
        durations.append(int(frame.info.get("duration", 100)))
        frames.append(_bare(frame.convert("RGBA")))
    out = io.BytesIO()
    first, *rest = frames
    first.save(
        out, "GIF", save_all=True, append_images=rest, duration=durations, loop=0, disposal=2
    )
    return Picture(out.getvalue(), FileFormat.GIF, first.width, first.height)


def _fitted(image: Image.Image, longest: int) -> Image.Image:
    if max(image.size) <= longest:
        return image
    copy = image.copy()
    copy.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    return copy


def _square(image: Image.Image, side: int) -> Image.Image:
    side = min(side, *image.size)
    return ImageOps.fit(image, (side, side), Image.Resampling.LANCZOS)


_NAMES = {FileFormat.PNG: "PNG", FileFormat.JPEG: "JPEG", FileFormat.WEBP: "WEBP"}


def _encoded(image: Image.Image, form: FileFormat, **options: int) -> Picture:
    # How the colours are meant is kept; everything else that was read beside them is not.
    profile = image.info.get("icc_profile")
    out = io.BytesIO()
    _bare(image).save(out, _NAMES[form], icc_profile=profile, **options)
    return Picture(out.getvalue(), form, image.width, image.height)


def _bare(image: Image.Image) -> Image.Image:
    bare = image.copy()
    bare.info = {}
    return bare


@cache
def _know_heic() -> None:
    from pi_heif import register_heif_opener

    Image.MAX_IMAGE_PIXELS = MAX_PIXELS // 2  # the library refuses from twice of this on
    register_heif_opener(thumbnails=False)
