"""A camera's frames are read as they come, cheaply, and a wrong frame is refused."""

from __future__ import annotations

import pytest
from PIL import Image, ImageOps

from tests.barcode.pictures import ean13_picture
from truyxuat.barcode.reading import Frame, Layout, read_frame
from truyxuat.traceability.errors import InvalidInput, TooLarge

SUSU = "9521234001010"


def frame(layout: Layout, *, gap: int = 0) -> Frame:
    picture = ean13_picture(SUSU)
    mode = {"grey": "L", "rgb": "RGB", "rgba": "RGBA", "bgra": "RGBA"}[layout]
    pixels = picture.convert(mode).tobytes()
    row = len(pixels) // picture.height
    rows = [pixels[n * row : (n + 1) * row] + bytes(gap) for n in range(picture.height)]
    return Frame(
        pixels=b"".join(rows),
        width=picture.width,
        height=picture.height,
        stride=row + gap if gap else 0,
        layout=layout,
    )


@pytest.mark.parametrize("layout", ["grey", "rgb", "rgba", "bgra"])
@pytest.mark.parametrize("gap", [0, 24])
def test_a_frame_is_read_in_each_layout_of_its_bytes(layout: Layout, gap: int) -> None:
    reading = read_frame(frame(layout, gap=gap))

    assert [symbol.text for symbol in reading.symbols] == [SUSU]
    assert reading.looks == 1


def test_an_empty_frame_costs_one_look_and_as_a_picture_all_of_them() -> None:
    empty = Frame(pixels=bytes([200]) * 640 * 480, width=640, height=480)

    assert read_frame(empty).looks == 1
    assert read_frame(empty, effort="picture").looks > 10


def test_the_last_row_of_a_frame_may_end_without_its_gap() -> None:
    whole = frame("grey", gap=24)
    cut = Frame(
        pixels=memoryview(whole.pixels)[:-24],
        width=whole.width,
        height=whole.height,
        stride=whole.stride,
    )

    assert [symbol.text for symbol in read_frame(cut).symbols] == [SUSU]


def test_a_frame_with_too_few_pixels_is_refused_with_what_was_expected() -> None:
    with pytest.raises(InvalidInput) as refused:
        read_frame(Frame(pixels=b"12345", width=3, height=2))

    assert str(refused.value) == (
        "A grey frame of 3 x 2 pixels in rows of 3 bytes: "
        "expected rows of 3 and 6 bytes in all, got 5."
    )


@pytest.mark.parametrize(("width", "height"), [(0, 5), (5, -1)])
def test_a_frame_of_no_size_is_refused(width: int, height: int) -> None:
    with pytest.raises(InvalidInput, match="at least 1 x 1 pixels"):
        read_frame(Frame(pixels=b"", width=width, height=height))


def test_a_frame_that_claims_more_than_agreed_is_refused() -> None:
    with pytest.raises(TooLarge, match="picture_pixels_max is 64000000"):
        read_frame(Frame(pixels=b"", width=10**6, height=10**6))


def test_a_short_symbol_is_confirmed_by_a_second_look_at_the_frame() -> None:
    from tests.barcode.material import KINDS, drawn

    short = ImageOps.expand(drawn(next(k for k in KINDS if k.name == "EAN-8")), 20, 255)
    assert isinstance(short, Image.Image)

    reading = read_frame(
        Frame(pixels=short.tobytes(), width=short.width, height=short.height)
    )

    assert ([symbol.text for symbol in reading.symbols], reading.looks) == (["95200002"], 2)
