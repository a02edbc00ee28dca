"""Every form in which a picture arrives is opened, and no file costs more than agreed."""

from __future__ import annotations

import io
import time
import zlib

import pytest
from barcode.ean import EuropeanArticleNumber13
from PIL import Image

from tests.barcode import heic
from tests.barcode.pictures import ean13_picture, qr_picture, saved
from truyxuat.barcode.reading import PictureLimits, reading_of
from truyxuat.barcode.reading.answering import ADVICE
from truyxuat.traceability.errors import InvalidInput, TooLarge

SUSU = "9521234001010"
GOURD = "9521234001027"


def pages(form: str, *pictures: Image.Image) -> bytes:
    out = io.BytesIO()
    first, *others = pictures
    first.save(out, form, save_all=True, append_images=others)
    return out.getvalue()


def drawn_pdf(content: str, *, media_box: str = "0 0 595 842", image: str = "") -> bytes:
    """A PDF of one page by hand, without the table that readers rebuild."""
    flowing = content.encode()
    return (
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        f"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[{media_box}]/Contents 4 0 R"
        "/Resources<</XObject<</I 5 0 R>>>>>>endobj\n"
        f"4 0 obj<</Length {len(flowing)}>>stream\n{content}\nendstream endobj\n"
        f"{image}\ntrailer<</Root 1 0 R>>\n%%EOF\n"
    ).encode("latin-1")


def test_an_iphone_s_picture_is_read() -> None:
    found = reading_of(heic.PICTURE).symbols

    assert [symbol.text for symbol in found] == [heic.TEXT]


def test_each_page_of_a_delivery_note_says_its_symbols() -> None:
    note = pages("PDF", ean13_picture(SUSU), ean13_picture(GOURD), ean13_picture(SUSU))

    reading = reading_of(note)

    assert [(symbol.page, symbol.text) for symbol in reading.symbols] == [
        (1, SUSU),
        (2, GOURD),
        (3, SUSU),
    ]
    assert (reading.pages, reading.complete) == (3, True)


def test_each_page_of_a_fax_says_its_symbols() -> None:
    fax = pages("TIFF", ean13_picture(SUSU), ean13_picture(GOURD))

    assert [(one.page, one.text) for one in reading_of(fax).symbols] == [
        (1, SUSU),
        (2, GOURD),
    ]


@pytest.mark.parametrize("form", ["GIF", "WEBP"])
def test_what_moving_pictures_show_twice_is_said_once(form: str) -> None:
    film = pages(form, ean13_picture(SUSU), qr_picture("xin chào").resize((540, 300)))

    found = reading_of(film).symbols

    assert [(symbol.page, symbol.text) for symbol in found] == [(1, SUSU), (2, "xin chào")]


def test_the_place_on_a_page_is_given_in_points_from_its_upper_left() -> None:
    (modules,) = EuropeanArticleNumber13(SUSU).build()
    bars = "".join(
        f"{100 + 1.5 * x} 600 1.5 60 re f\n"
        for x, dark in enumerate(modules)
        if dark == "1"
    )

    (symbol,) = reading_of(drawn_pdf(bars)).symbols

    assert symbol.text == SUSU
    assert symbol.position[0] == pytest.approx((100, 842 - 660), abs=3)


def test_a_long_document_is_read_as_far_as_agreed_and_says_so() -> None:
    blank = Image.new("L", (300, 200), 255)
    long = pages("PDF", *([blank] * 4))

    reading = reading_of(long, limits=PictureLimits(pages_max=3))

    assert (reading.pages, reading.complete, reading.symbols) == (3, False, ())
    assert reading.advice == ("more_contrast", "nearer", "fewer_pages")


def test_an_empty_answer_says_who_looked_and_what_to_try() -> None:
    reading = reading_of(saved(Image.new("L", (100, 90), 200)))

    assert reading.symbols == ()
    assert reading.readers[0].name == "zxing-cpp"
    assert reading.readers[0].looks > 10
    assert [ADVICE[word] for word in reading.advice] == [
        "The picture is small: take it again from nearer, or send the original.",
        "The picture is pale or dark: take it again in better light.",
        "Fill the picture with the symbol and a little of the margin around it.",
    ]


def test_a_pdf_page_as_large_as_a_field_is_drawn_no_larger_than_agreed() -> None:
    field = drawn_pdf("0 0 10 10 re f", media_box="0 0 900000 900000")

    assert reading_of(field).symbols == ()


def test_an_image_in_a_pdf_that_unfolds_into_gigabytes_ends_alone() -> None:
    side = 60_000
    packed = zlib.compress(zlib.compress(bytes(10_000_000), 9), 9)
    head = f"5 0 obj<</Type/XObject/Subtype/Image/Width {side}/Height {side}"
    head += f"/ColorSpace/DeviceGray/BitsPerComponent 8/Length {len(packed)}"
    head += "/Filter[/FlateDecode/FlateDecode]>>stream\n"
    image = head + packed.decode("latin-1") + "\nendstream endobj"
    start = time.monotonic()

    try:
        reading = reading_of(drawn_pdf("500 0 0 500 0 0 cm /I Do", image=image))
    except (InvalidInput, TooLarge):
        pass
    else:
        assert reading.symbols == ()

    assert time.monotonic() - start < 30


def test_a_pdf_that_is_no_pdf_is_refused_as_damaged() -> None:
    with pytest.raises(InvalidInput, match="The PDF file is damaged, cut off or locked"):
        reading_of(b"%PDF-1.7 nothing follows")


def test_a_heic_picture_over_the_agreed_pixels_is_refused_before_it_is_unpacked() -> None:
    with pytest.raises(
        TooLarge, match=r"a page has 74 x 74 pixels; picture_pixels_max is 500"
    ):
        reading_of(heic.PICTURE, limits=PictureLimits(picture_pixels_max=500))


def test_damage_after_the_first_frame_spoils_nothing_before_it() -> None:
    data = pages("GIF", ean13_picture(SUSU), ean13_picture(GOURD))

    found = reading_of(data[:-400]).symbols

    assert found[0].text == SUSU
