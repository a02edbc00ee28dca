"""Open PDF and HEIC files in a process of its own, with bounds on its time and memory."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

from PIL import Image

from truyxuat.barcode.reading import unfolding
from truyxuat.barcode.reading.limits import Page, PictureLimits
from truyxuat.barcode.reading.placing import Mapping
from truyxuat.traceability.errors import InvalidInput, TooLarge

SECONDS_MAX = 60
"""On the clock, for a machine so busy that the bound on CPU time is not reached sooner."""


def pages(data: bytes, form: str, limits: PictureLimits) -> Iterator[Page]:
    """The pages of a `pdf` or the pictures of a `heic` file, in grey.

    Raises:
        InvalidInput: damaged, cut off, locked with a password, or endless.
        TooLarge: a page over `picture_pixels_max`.
    """
    numbers = (limits.picture_pixels_max, limits.working_pixels_max, limits.pages_max)
    command = [sys.executable, "-I", unfolding.__file__, form, *map(str, numbers)]
    try:
        done = subprocess.run(
            command, input=data, capture_output=True, check=False, timeout=SECONDS_MAX
        )
    except subprocess.TimeoutExpired as error:
        raise InvalidInput(
            f"The {form.upper()} file was not unfolded within {SECONDS_MAX} seconds."
        ) from error
    if done.returncode == unfolding.TOO_LARGE:
        raise TooLarge(
            f"The {form.upper()} file unfolds too far: {done.stderr.decode()}; "
            f"picture_pixels_max is {limits.picture_pixels_max}."
        )
    if done.returncode != 0:
        raise InvalidInput(
            f"The {form.upper()} file is damaged, cut off or locked: it cannot be unfolded."
        )
    return _parted(done.stdout)


def _parted(stream: bytes) -> Iterator[Page]:
    place = 0
    while place < len(stream):
        width, height, unit = unfolding.PAGE.unpack_from(stream, place)
        place += unfolding.PAGE.size
        if not width:
            yield Page(None)
            return
        pixels = stream[place : place + width * height]
        place += width * height
        picture = Image.frombuffer("L", (width, height), pixels, "raw", "L", 0, 1)
        yield Page(picture, Mapping(a=unit, e=unit))
