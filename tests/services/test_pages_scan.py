"""A typed code or a picture opens its page at once, or says what to do, beside the field."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient
from PIL import Image

from tests.barcode.pictures import ean13_picture, qr_picture, saved
from truyxuat.services.pages.opening import openings_of

ON_EVERY_ENGINE = False

SUSU = "9521234001010"
BAG = "/01/09521234001010"


def posted(platform: TestClient, picture: bytes, **headers: str) -> tuple[int, str, str]:
    answer = platform.post(
        "/scan",
        files={"picture": ("anh.png", picture, "image/png")},
        headers=headers,
        follow_redirects=False,
    )
    return answer.status_code, answer.headers.get("location", ""), answer.text


@pytest.mark.parametrize(
    ("typed", "opened"),
    [
        (SUSU, BAG),
        ("  (01)09521234001010(10)L1 ", f"{BAG}/10/L1"),
        ("]C1010952123400101010L1", f"{BAG}/10/L1"),
        ("https://brand.example/01/09521234001010/10/L1/21/7", f"{BAG}/10/L1/21/7"),
        ("urn:epc:id:sgtin:9521234.000101.7", f"{BAG}/21/7"),
        ("395212340000000014", "/00/395212340000000014"),
        ("9 521234 001010", BAG),
        ("(01)09521234001010(17)200131(10)L1", f"{BAG}/10/L1?17=200131"),
        ("010952123400101010L1", f"{BAG}/10/L1"),
        ("brand.example/01/09521234001010?10=L1", f"{BAG}/10/L1"),
    ],
)
def test_any_spelling_of_a_code_opens_its_one_page(
    platform: TestClient, typed: str, opened: str
) -> None:
    answer = platform.get("/scan", params={"code": typed}, follow_redirects=False)

    assert (answer.status_code, answer.headers["location"]) == (303, opened)


def test_the_page_that_opens_speaks_the_language_of_the_form(platform: TestClient) -> None:
    answer = platform.get(f"/scan?code={SUSU}&lang=en", follow_redirects=False)

    assert answer.headers["location"] == f"{BAG}?lang=en"


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "Hãy nhập mã trên bao bì hoặc chọn một ảnh."),
        ("   ", "Hãy nhập mã trên bao bì hoặc chọn một ảnh."),
        ("9521234001011", "Chưa đúng mã GS1."),
        ("su su", "Chưa đúng mã GS1."),
        ("https://example.com/hello", "Chưa đúng mã GS1."),
        ("9" * 3_000, "Mã dài quá 2048 ký tự."),
    ],
)
def test_what_is_no_code_is_answered_beside_the_field(
    platform: TestClient, typed: str, says: str
) -> None:
    answer = platform.get("/scan", params={"code": typed})

    assert answer.status_code == 400
    assert says in answer.text


def test_a_picture_opens_the_page_of_its_code(platform: TestClient) -> None:
    assert posted(platform, saved(ean13_picture(SUSU)))[:2] == (303, BAG)


def test_the_code_with_lot_and_serial_wins_over_the_till_code_beside_it(
    platform: TestClient,
) -> None:
    sheet = Image.new("L", (700, 800), 255)
    sheet.paste(ean13_picture(SUSU), (20, 20))
    sheet.paste(qr_picture(f"https://example.com{BAG}/10/L1/21/7"), (60, 380))

    assert posted(platform, saved(sheet))[:2] == (303, f"{BAG}/10/L1/21/7")


def test_two_products_in_one_picture_are_offered_to_choose_from(
    platform: TestClient,
) -> None:
    sheet = Image.new("L", (700, 700), 255)
    sheet.paste(ean13_picture(SUSU), (20, 20))
    sheet.paste(ean13_picture("9521234001027"), (20, 380))

    status, _, page = posted(platform, saved(sheet))

    assert status == 200
    assert "Bạn muốn xem mã nào?" in page
    assert f'href="{BAG}"' in page
    assert 'href="/01/09521234001027"' in page


def test_a_symbol_that_holds_no_code_of_ours_is_shown_as_what_it_says(
    platform: TestClient,
) -> None:
    status, _, page = posted(platform, saved(qr_picture("xin chào")))

    assert status == 400
    assert "Đã đọc được mã QR Code nhưng nội dung không phải mã sản phẩm GS1." in page
    assert 'value="xin chào"' in page


@pytest.mark.parametrize(
    ("picture", "status", "says"),
    [
        (saved(Image.new("L", (300, 200), 255)), 422, "Không thấy mã nào trong ảnh."),
        (b"PK\x03\x04", 415, "Không đọc được loại tệp này."),
        (saved(ean13_picture(SUSU))[:500], 400, "Ảnh bị hỏng hoặc tải lên chưa xong."),
        (b"", 400, "Hãy nhập mã trên bao bì hoặc chọn một ảnh."),
    ],
)
def test_a_picture_that_cannot_be_read_says_what_to_do(
    platform: TestClient, picture: bytes, status: int, says: str
) -> None:
    got, _, page = posted(platform, picture)

    assert (got, says in page) == (status, True)


def test_a_camera_s_script_gets_what_was_read_as_data(platform: TestClient) -> None:
    answer = platform.post(
        "/scan",
        files={"picture": ("frame.png", saved(ean13_picture(SUSU)), "image/png")},
        headers={"Accept": "application/json"},
    )

    assert answer.json() == {
        "symbols": [{"text": SUSU, "symbology": "EAN-13", "identifier": "]E0"}],
        "open": [BAG],
    }


def test_a_frame_that_is_no_picture_is_a_problem_for_the_script(
    platform: TestClient,
) -> None:
    status, _, body = posted(platform, b"nothing", Accept="application/json")

    assert status == 415
    assert "Expected a JPEG, PNG, WebP, GIF, BMP, TIFF or HEIC picture or a PDF" in body


def test_of_a_product_and_its_lot_only_the_lot_is_opened() -> None:
    texts = [SUSU, "not a code", f"https://example.com{BAG}/10/L1"]

    assert [opening.path for opening in openings_of(texts)] == [f"{BAG}/10/L1"]
