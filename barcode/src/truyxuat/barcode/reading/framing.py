"""A camera's frame as the browser's canvas or the phone hands it over: bare pixels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PIL import Image

from truyxuat.barcode.reading.limits import PictureLimits
from truyxuat.traceability.errors import InvalidInput, TooLarge

Layout = Literal["grey", "rgb", "rgba", "bgra"]
"""`grey` is also the first plane (Y) of the YUV frames that phones' cameras give."""

MODES = {
    "grey": ("L", "L", 1),
    "rgb": ("RGB", "RGB", 3),
    "rgba": ("RGBX", "RGBX", 4),
    "bgra": ("RGB", "BGRX", 4),
}
"""Pillow's mode, the order of the bytes, bytes per pixel; a camera's frame is never see-through."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Pixels in rows from the top; rows of `stride` bytes, 0 for rows without a gap."""

    pixels: bytes | memoryview
    width: int
    height: int
    stride: int = 0
    layout: Layout = "grey"

    def grey(self, limits: PictureLimits) -> Image.Image:
        """The frame as a grey picture.

        Raises:
            InvalidInput: no such layout, no pixels, or too few for the size.
            TooLarge: over `picture_pixels_max`.
        """
        if self.layout not in MODES:
            raise InvalidInput(
                f"Expected a layout of {', '.join(MODES)}; got {self.layout!r}."
            )
        width, height = self.width, self.height
        if width < 1 or height < 1:
            raise InvalidInput(
                f"A frame has at least 1 x 1 pixels; got {width} x {height}."
            )
        if width * height > limits.picture_pixels_max:
            raise TooLarge(
                f"The frame has {width} x {height} pixels: "
                f"picture_pixels_max is {limits.picture_pixels_max}."
            )
        mode, order, pixel_bytes = MODES[self.layout]
        row = self.stride or width * pixel_bytes
        needed = row * (height - 1) + width * pixel_bytes
        if row < width * pixel_bytes or len(self.pixels) < needed:
            raise InvalidInput(
                f"A {self.layout} frame of {width} x {height} pixels in rows of {row} bytes: "
                f"expected rows of {width * pixel_bytes} and {needed} bytes in all, "
                f"got {len(self.pixels)}."
            )
        rows = bytes(self.pixels)
        if len(rows) < row * height:
            rows += bytes(row * height - len(rows))
        return Image.frombuffer(mode, (width, height), rows, "raw", order, row, 1).convert(
            "L"
        )
