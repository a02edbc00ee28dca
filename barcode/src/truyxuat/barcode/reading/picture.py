"""Open a picture sent by a stranger's phone: upright, grey, and never larger than agreed.

The size is read from the header and refused before a pixel is unpacked, so a small file that
unfolds into gigabytes costs nothing. Only the forms that phones, web pages and scanners make
are opened; Pillow knows many more, each one a way in. PDF and HEIC go to `secluded`.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator

from PIL import (
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    ImageOps,
    ImageSequence,
    JpegImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    UnidentifiedImageError,
    WebPImagePlugin,
)

from truyxuat.barcode.reading import secluded
from truyxuat.barcode.reading.limits import Page, PictureLimits
from truyxuat.barcode.reading.placing import Mapping
from truyxuat.traceability.errors import InvalidInput, TooLarge, UnsupportedMediaType

PLUGINS = (
    BmpImagePlugin,
    GifImagePlugin,
    JpegImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)
"""Importing a plugin registers it; Pillow would else load all it has at the first picture."""

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF")
"""JPEG includes MPO, the JPEG with a second picture inside that many phones write."""

SIGNATURES = (b"\xff\xd8\xff", b"\x89PNG\r\n", b"RIFF", b"GIF8", b"BM", b"II*\0", b"MM\0*")
"""First bytes of the same forms: tells a broken picture from something else."""

DOCUMENTS = frozenset({"TIFF"})
"""Forms whose frames are pages; the frames of the others are a film."""

HEIC_BRANDS = frozenset(
    {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
)

BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    MemoryError,
    IndexError,
    KeyError,
    TypeError,
    AttributeError,
    OverflowError,
    ZeroDivisionError,
    struct.error,
    zlib.error,
    UserWarning,
)
"""What Pillow raises on damaged files, found by feeding it such; it also warns, and a program
may have made its warnings errors."""

PDF_START = b"%PDF-"
PDF_START_WITHIN = 1024
"""Bytes: readers accept other bytes before the mark, and some programs write them."""


def pages(data: bytes, limits: PictureLimits) -> Iterator[Page]:
    """Each page or frame in grey, turned upright by its EXIF orientation.

    Raises:
        UnsupportedMediaType: not one of the forms we open.
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
    if data[4:8] == b"ftyp" and data[8:12] in HEIC_BRANDS:
        return secluded.pages(data, "heic", limits)
    if PDF_START in data[:PDF_START_WITHIN] and not data.startswith(SIGNATURES):
        return secluded.pages(data, "pdf", limits)
    return _frames(_open(data, limits), limits)


def _frames(picture: Image.Image, limits: PictureLimits) -> Iterator[Page]:
    """The frames; damage after the first ends the film and spoils nothing before it."""
    film = picture.format not in DOCUMENTS
    frames = ImageSequence.Iterator(picture)
    for number in range(limits.pages_max + 1):
        try:
            frame = next(frames, None)
            if frame is None:
                return
            _refuse_large(frame, limits)
            if number == limits.pages_max:
                yield Page(None)
                return
            if number == 0:
                frame.draft("L", frame.size)
            page = _bounded(_grey(ImageOps.exif_transpose(frame)), limits, film=film)
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise _unfolding_too_far(limits) from error
        except BROKEN as error:
            if number:
                return
            raise InvalidInput(
                f"The picture ({picture.format}) is damaged or cut off: {error}."
            ) from error
        yield page


def _open(data: bytes, limits: PictureLimits) -> Image.Image:
    """Read the header alone and refuse what is too large by it."""
    try:
        picture = Image.open(io.BytesIO(data), formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _unfolding_too_far(limits) from error
    except (UnidentifiedImageError, *BROKEN) as error:
        if data.startswith(SIGNATURES):
            raise InvalidInput(
                "The picture is damaged or cut off: its header cannot be read."
            ) from error
        raise UnsupportedMediaType(
            "Expected a JPEG, PNG, WebP, GIF, BMP, TIFF or HEIC picture or a PDF; "
            f"got {len(data)} bytes that begin with {data[:8]!r}."
        ) from error
    _refuse_large(picture, limits)
    return picture


def _unfolding_too_far(limits: PictureLimits) -> TooLarge:
    return TooLarge(
        f"The picture unfolds beyond picture_pixels_max, {limits.picture_pixels_max} pixels."
    )


def _refuse_large(picture: Image.Image, limits: PictureLimits) -> None:
    width, height = picture.size
    if width * height > limits.picture_pixels_max:
        raise TooLarge(
            f"The picture has {width} x {height} pixels: "
            f"picture_pixels_max is {limits.picture_pixels_max}."
        )


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


def _bounded(picture: Image.Image, limits: PictureLimits, *, film: bool) -> Page:
    pixels = picture.width * picture.height
    if pixels <= limits.working_pixels_max:
        return Page(picture, film=film)
    share = (limits.working_pixels_max / pixels) ** 0.5
    size = (max(1, int(picture.width * share)), max(1, int(picture.height * share)))
    back = Mapping(a=picture.width / size[0], e=picture.height / size[1])
    return Page(picture.resize(size, Image.Resampling.BOX), back, film=film)
