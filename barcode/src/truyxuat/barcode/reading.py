"""From a picture to the codes on it: the first reader that finds any has the word.

Two readers of different make are asked in turn because each misses symbols the other finds;
the second is asked only when the first is empty-handed, so an ordinary picture costs one look.
A picture with nothing on it is an ordinary answer, not an error: an empty tuple.
"""

from __future__ import annotations

from truyxuat.barcode import zbar_reader, zxing_reader
from truyxuat.barcode.picture import PictureLimits, open_grey
from truyxuat.barcode.symbol import Symbol

__all__ = ["DEFAULT_LIMITS", "PictureLimits", "Symbol", "read_picture"]

DEFAULT_LIMITS = PictureLimits()


def read_picture(
    data: bytes, *, limits: PictureLimits = DEFAULT_LIMITS
) -> tuple[Symbol, ...]:
    """Every symbol read from the bytes of a JPEG, PNG, WebP, GIF or BMP picture.

    Raises:
        UnsupportedMediaType: not such a picture.
        InvalidInput: empty, damaged or cut off.
        TooLarge: over one of `limits`, which the message names.
    """
    picture = open_grey(data, limits)
    return zxing_reader.read(picture) or zbar_reader.read(picture)
