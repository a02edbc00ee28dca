"""Open a picture sent by a stranger's phone: upright, grey, and never larger than agreed.

The size is read from the header and refused before a pixel is unpacked, so a small file that
unfolds into gigabytes costs nothing. Only the forms that phones and web pages make are opened;
Pillow knows many more, each one a way in.
"""

from __future__ import annotations

import io
from dataclasses import dataclass

from PIL import (
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    ImageOps,
    JpegImagePlugin,
    PngImagePlugin,
    UnidentifiedImageError,
    WebPImagePlugin,
)

from truyxuat.traceability.errors import InvalidInput, TooLarge, UnsupportedMediaType

PLUGINS = (BmpImagePlugin, GifImagePlugin, JpegImagePlugin, PngImagePlugin, WebPImagePlugin)
"""Importing a plugin registers it; Pillow would else load all it has at the first picture."""

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP")
"""JPEG includes MPO, the JPEG with a second picture inside that many phones write."""

SIGNATURES = (b"\xff\xd8\xff", b"\x89PNG\r\n", b"RIFF", b"GIF8", b"BM")
"""First bytes of the same forms: tells a broken picture from something else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureLimits:
    """How large a picture may be: 20 MB and 64 megapixels hold what phones make today."""

    picture_bytes_max: int = 20_000_000
    picture_pixels_max: int = 64_000_000
    working_pixels_max: int = 12_000_000
    """Larger pictures are shrunk to this before they are read."""


def open_grey(data: bytes, limits: PictureLimits) -> Image.Image:
    """The first frame as a grey picture, turned upright by its EXIF orientation.

    Raises:
        UnsupportedMediaType: not one of the picture forms we open (HEIC, PDF, text ...).
        InvalidInput: empty, or cut off, or damaged inside.
        TooLarge: over `picture_bytes_max` or `picture_pixels_max`.
    """
    if not data:
        raise InvalidInput(
            "The picture is empty: expected a JPEG, PNG or WebP file, got 0 bytes."
        )
    if len(data) > limits.picture_bytes_max:
        raise TooLarge(
            f"The picture has {len(data)} bytes: picture_bytes_max is {limits.picture_bytes_max}."
        )
    picture = _open(data, limits)
    try:
        picture.draft("L", picture.size)
        return _bounded(_grey(ImageOps.exif_transpose(picture)), limits)
    except (OSError, SyntaxError, ValueError, EOFError, MemoryError) as error:
        raise InvalidInput(
            f"The picture ({picture.format}) is damaged or cut off: {error}."
        ) from error


def _open(data: bytes, limits: PictureLimits) -> Image.Image:
    """Read the header alone and refuse what is too large by it."""
    try:
        picture = Image.open(io.BytesIO(data), formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise TooLarge(
            f"The picture unfolds beyond picture_pixels_max, {limits.picture_pixels_max} pixels."
        ) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        if data.startswith(SIGNATURES):
            raise InvalidInput(
                "The picture is damaged or cut off: its header cannot be read."
            ) from error
        raise UnsupportedMediaType(
            "Expected a JPEG, PNG, WebP, GIF or BMP picture; "
            f"got {len(data)} bytes that begin with {data[:8]!r}."
        ) from error
    width, height = picture.size
    if width * height > limits.picture_pixels_max:
        raise TooLarge(
            f"The picture has {width} x {height} pixels: "
            f"picture_pixels_max is {limits.picture_pixels_max}."
        )
    return picture


def _grey(picture: Image.Image) -> Image.Image:
    """Grey levels, on white where the picture is see-through (a code drawn on nothing)."""
    if picture.mode == "P" or "A" in picture.getbands() or "transparency" in picture.info:
        see_through = picture.convert("RGBA")
        sheet = Image.new("RGBA", see_through.size, "white")
        return Image.alpha_composite(sheet, see_through).convert("L")
    if picture.mode.startswith(("I", "F")):
        levels = picture.convert("F")
        low, high = levels.getextrema()
        assert isinstance(low, float), "mode F has one band"
        assert isinstance(high, float), "mode F has one band"
        scale = 255 / (high - low or 1.0)
        return levels.point(lambda level: level * scale + -low * scale).convert("L")
    return picture.convert("L")


def _bounded(picture: Image.Image, limits: PictureLimits) -> Image.Image:
    pixels = picture.width * picture.height
    if pixels <= limits.working_pixels_max:
        return picture
    share = (limits.working_pixels_max / pixels) ** 0.5
    size = (max(1, int(picture.width * share)), max(1, int(picture.height * share)))
    return picture.resize(size, Image.Resampling.BOX)
