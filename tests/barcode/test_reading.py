"""A code on a pack is read from an ordinary person's picture, and nothing is read from none."""

from __future__ import annotations

import struct
import zlib

import pytest
from PIL import Image, ImageFilter, ImageOps

from tests.barcode.pictures import ean13_picture, qr_picture, saved
from truyxuat.barcode.reading import PictureLimits, Symbol, read_picture, zbar_reader
from truyxuat.traceability.errors import InvalidInput, TooLarge, UnsupportedMediaType

SUSU = "9521234001010"


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "GIF", "BMP"])
def test_the_bag_of_su_su_is_read_from_every_picture_form(form: str) -> None:
    data = saved(ean13_picture(SUSU), form)

    assert read_picture(data) == (Symbol(SUSU, "EAN-13", "]E0", "zxing-cpp"),)


def test_a_digital_link_is_read_from_its_qr_code() -> None:
    link = "https://example.com/01/09521234001010/10/L1"

    found = read_picture(saved(qr_picture(link)))

    assert [(s.text, s.symbology) for s in found] == [(link, "QR Code")]


@pytest.mark.parametrize("degrees", [90, 180, 270, 17, 45])
def test_a_pack_held_askew_is_still_read(degrees: int) -> None:
    askew = ean13_picture(SUSU).rotate(degrees, expand=True, fillcolor=255)

    assert [s.text for s in read_picture(saved(askew))] == [SUSU]


def test_light_bars_on_a_dark_pack_are_read() -> None:
    light_on_dark = ImageOps.invert(ean13_picture(SUSU))

    assert [s.text for s in read_picture(saved(light_on_dark))] == [SUSU]


def test_a_pale_and_soft_picture_is_read() -> None:
    soft = ean13_picture(SUSU).filter(ImageFilter.GaussianBlur(1.5))
    pale = soft.point([150 + level // 6 for level in range(256)])

    assert [s.text for s in read_picture(saved(pale))] == [SUSU]


def test_a_mirrored_selfie_is_turned_back_by_its_exif_orientation() -> None:
    exif = Image.Exif()
    exif[0x0112] = 2
    mirrored = ImageOps.mirror(qr_picture("https://example.com/01/09521234001010"))

    found = read_picture(saved(mirrored, "JPEG", exif=exif))

    assert [s.text for s in found] == ["https://example.com/01/09521234001010"]


def test_a_code_drawn_on_nothing_is_read_as_if_on_white_paper() -> None:
    bars = ean13_picture(SUSU)
    see_through = Image.new("RGBA", bars.size, (0, 0, 0, 0))
    see_through.putalpha(ImageOps.invert(bars))

    assert [s.text for s in read_picture(saved(see_through))] == [SUSU]


def test_the_code_of_a_north_american_pack_is_called_upc_a_and_keeps_13_digits() -> None:
    found = read_picture(saved(ean13_picture("0614141000036")))

    assert found == (Symbol("0614141000036", "UPC-A", "]E0", "zxing-cpp"),)


def test_two_codes_on_one_sheet_are_both_read() -> None:
    sheet = Image.new("L", (700, 700), 255)
    sheet.paste(ean13_picture(SUSU), (20, 20))
    sheet.paste(ean13_picture("9521234001027"), (20, 380))

    assert {s.text for s in read_picture(saved(sheet))} == {SUSU, "9521234001027"}


def test_a_picture_without_a_code_is_an_empty_answer() -> None:
    meadow = Image.radial_gradient("L").resize((640, 480))

    assert read_picture(saved(meadow, "JPEG")) == ()


def test_the_second_reader_knows_the_same_bag() -> None:
    if zbar_reader.library() is None:
        pytest.skip("this system has no libzbar0")

    found = zbar_reader.read(ean13_picture(SUSU))

    assert [one.symbol for one in found] == [Symbol(SUSU, "EAN-13", "]E0", "zbar")]


def test_a_file_that_is_no_picture_is_refused_with_what_was_expected() -> None:
    with pytest.raises(UnsupportedMediaType) as refused:
        read_picture(b"a plain report")

    assert str(refused.value) == (
        "Expected a JPEG, PNG, WebP, GIF, BMP, TIFF or HEIC picture or a PDF; "
        "got 14 bytes that begin with b'a plain '."
    )


def test_an_empty_upload_is_refused() -> None:
    with pytest.raises(InvalidInput, match="empty: expected a JPEG, PNG or WebP file"):
        read_picture(b"")


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_a_picture_cut_off_on_the_way_is_refused_as_damaged(form: str) -> None:
    data = saved(ean13_picture(SUSU), form)

    with pytest.raises(InvalidInput, match="is damaged or cut off"):
        read_picture(data[: len(data) // 2])


def test_a_picture_over_the_agreed_bytes_is_refused_by_name() -> None:
    data = saved(ean13_picture(SUSU))

    with pytest.raises(TooLarge, match="picture_bytes_max is 100"):
        read_picture(data, limits=PictureLimits(picture_bytes_max=100))


def test_a_measuring_camera_s_sixteen_bit_picture_is_read() -> None:
    deep = ean13_picture(SUSU).convert("I").point(lambda level: level * 200 + 9000)

    assert [s.text for s in read_picture(saved(deep.convert("I;16")))] == [SUSU]


def bomb(side: int) -> bytes:
    """A PNG of side x side pixels whose header is honest and whose body is missing."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + body))
        return struct.pack(">I", len(body)) + kind + body + check

    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", b"")


@pytest.mark.parametrize("side", [8_001, 10_000, 60_000])
def test_a_small_file_that_unfolds_into_gigabytes_is_refused_unopened(side: int) -> None:
    assert len(bomb(side)) < 100

    with pytest.raises(TooLarge, match="picture_pixels_max"):
        read_picture(bomb(side))
