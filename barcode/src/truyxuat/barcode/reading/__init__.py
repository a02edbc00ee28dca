"""From a picture, a document or a camera's frame to the codes on it.

Two readers of different make look in many ways, since each misses symbols the other finds; a
symbol is given back when enough looks agree on it (`believing`). A picture with nothing on it
is an ordinary answer, not an error: no symbols, who looked, and what to try.
"""

from __future__ import annotations

from typing import Literal

from truyxuat.barcode.reading import picture
from truyxuat.barcode.reading.answering import ADVICE, Reader, Reading, answer
from truyxuat.barcode.reading.choosing import Choice, choose
from truyxuat.barcode.reading.framing import Frame, Layout
from truyxuat.barcode.reading.limits import Page, PictureLimits
from truyxuat.barcode.reading.looking import Looking, glance_at, look_at
from truyxuat.barcode.symbol import Symbol

__all__ = [
    "ADVICE",
    "DEFAULT_LIMITS",
    "Choice",
    "Effort",
    "Frame",
    "Layout",
    "PictureLimits",
    "Reader",
    "Reading",
    "Symbol",
    "choose",
    "read_frame",
    "read_picture",
    "reading_of",
]

DEFAULT_LIMITS = PictureLimits()

Effort = Literal["frame", "picture"]
"""`picture`: every way until something is found. `frame`: one look; the next frame is coming."""


def read_picture(
    data: bytes, *, limits: PictureLimits = DEFAULT_LIMITS
) -> tuple[Symbol, ...]:
    """Every symbol of a picture file, as `reading_of` finds them."""
    return reading_of(data, limits=limits).symbols


def reading_of(
    data: bytes, *, limits: PictureLimits = DEFAULT_LIMITS, effort: Effort = "picture"
) -> Reading:
    """Every symbol read from the bytes of a JPEG, PNG, WebP, GIF, BMP, TIFF, HEIC or PDF file.

    Raises:
        UnsupportedMediaType: not such a file.
        InvalidInput: empty, damaged or cut off.
        TooLarge: over one of `limits`, which the message names.
    """
    looked: list[tuple[Page, Looking]] = []
    left = limits.all_pages_cpu_seconds_max
    complete = True
    for number, page in enumerate(picture.pages(data, limits), 1):
        if page.picture is None or left <= 0:
            complete = False
            break
        looking = Looking(min(left, limits.cpu_seconds_max), number)
        (look_at if effort == "picture" else glance_at)(page.picture, looking)
        left -= looking.cpu_seconds
        looked.append((page, looking))
    return answer(looked, complete=complete)


def read_frame(frame: Frame, *, effort: Effort = "frame") -> Reading:
    """Every symbol in one frame of a camera.

    Raises:
        InvalidInput: the pixels do not fill the frame.
        TooLarge: over the pixels of `DEFAULT_LIMITS`.
    """
    grey = frame.grey(DEFAULT_LIMITS)
    looking = Looking(DEFAULT_LIMITS.cpu_seconds_max)
    (look_at if effort == "picture" else glance_at)(grey, looking)
    return answer([(Page(grey), looking)], complete=True)
