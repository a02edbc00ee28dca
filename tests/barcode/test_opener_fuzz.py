"""A damaged file is refused in our own words or read; it never breaks or hangs the reader."""

from __future__ import annotations

import io
import time
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from tests.barcode import heic
from tests.barcode.pictures import ean13_picture, saved
from truyxuat.barcode.reading import PictureLimits, reading_of
from truyxuat.traceability.errors import InvalidInput, TooLarge, UnsupportedMediaType

LIMITS = PictureLimits(
    picture_pixels_max=1_000_000, cpu_seconds_max=0.05, all_pages_cpu_seconds_max=0.1
)
"""Opening is what is tried here, so little time is spent on looking."""

SECONDS_MAX = 20.0

SMALL = ean13_picture("9521234001010").resize((120, 60))


def many(form: str) -> bytes:
    out = io.BytesIO()
    SMALL.save(out, form, save_all=True, append_images=[SMALL.rotate(180)])
    return out.getvalue()


FILES = {form: saved(SMALL, form) for form in ("JPEG", "PNG", "WEBP", "BMP")}
FILES |= {form: many(form) for form in ("GIF", "TIFF")}
FILES["TIFF, packed"] = saved(SMALL, "TIFF", compression="tiff_lzw")
FILES["PNG, palette"] = saved(SMALL.convert("P"))

SECLUDED = {"HEIC": heic.PICTURE, "PDF": many("PDF")}

Change = tuple[int, int]


def mutated(data: bytes, changes: list[Change], kept: int, tail: bytes) -> bytes:
    """Some bytes overwritten, then cut off, then something appended."""
    body = bytearray(data)
    for place, value in changes:
        body[place % len(body)] = value
    return bytes(body[: max(1, len(body) * kept // 100)]) + tail


MUTATIONS = {
    "changes": st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), max_size=12),
    "kept": st.sampled_from([100, 100, 99, 90, 50, 10]),
    "tail": st.binary(max_size=8),
}


def open_or_refuse(data: bytes) -> None:
    start = time.monotonic()
    with suppress(InvalidInput, TooLarge, UnsupportedMediaType):
        reading_of(data, limits=LIMITS)
    assert time.monotonic() - start < SECONDS_MAX


@pytest.mark.parametrize("form", FILES)
@settings(max_examples=150, deadline=None)
@given(**MUTATIONS)
def test_a_damaged_picture_is_read_or_refused(
    form: str, changes: list[Change], kept: int, tail: bytes
) -> None:
    open_or_refuse(mutated(FILES[form], changes, kept, tail))


@pytest.mark.parametrize("form", SECLUDED)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(**MUTATIONS)
def test_a_damaged_document_is_read_or_refused(
    form: str, changes: list[Change], kept: int, tail: bytes
) -> None:
    open_or_refuse(mutated(SECLUDED[form], changes, kept, tail))


@settings(max_examples=200, deadline=None)
@given(st.binary(min_size=1, max_size=200))
def test_any_bytes_are_refused_or_read(data: bytes) -> None:
    open_or_refuse(data)


@settings(max_examples=60, deadline=None)
@given(
    size=st.tuples(st.integers(1, 40), st.integers(1, 40)),
    mode=st.sampled_from(
        ["1", "L", "LA", "P", "RGB", "RGBA", "I", "I;16", "F", "CMYK", "YCbCr"]
    ),
    level=st.integers(0, 255),
)
def test_a_tiny_picture_of_any_mode_is_an_ordinary_empty_answer(
    size: tuple[int, int], mode: str, level: int
) -> None:
    plain = Image.new("L", size, level).convert(mode if mode != "I;16" else "I")
    tiny = plain.convert("I;16") if mode == "I;16" else plain

    assert reading_of(saved(tiny, "TIFF"), limits=LIMITS).symbols == ()
