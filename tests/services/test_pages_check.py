"""Anyone pastes or photographs a code and is told what it says, whether it is right, why not."""

from __future__ import annotations

import re

import pytest
from fastapi.testclient import TestClient
from PIL import Image

from tests.barcode.pictures import ean13_picture, qr_picture, saved

ON_EVERY_ENGINE = False

SUSU = "9521234001010"


def checked(platform: TestClient, code: str, **query: str) -> str:
    answer = platform.get("/check", params={"code": code, **query})
    assert answer.status_code == 200
    return answer.text


def as_data(platform: TestClient, code: str) -> dict[str, object]:
    accept = {"Accept": "application/json"}
    answer = platform.get("/check", params={"code": code}, headers=accept)
    found: dict[str, object] = answer.json()["codes"][0]
    return found


def sent(platform: TestClient, picture: bytes) -> tuple[int, str]:
    files = {"picture": ("anh.png", picture, "image/png")}
    answer = platform.post("/check", files=files)
    return answer.status_code, answer.text


def words_in(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


@pytest.mark.parametrize(
    ("code", "says"),
    [
        (SUSU, "Mã đúng quy tắc GS1: mã số GS1"),
        ("(01)09521234001010(10)L1", "Mã đúng quy tắc GS1: chuỗi dữ liệu GS1"),
        (
            f"https://brand.example/01/0{SUSU}",
            "Mã đúng quy tắc GS1: địa chỉ GS1 Digital Link",
        ),
        ("urn:epc:id:sgtin:9521234.000101.7", "Mã đúng quy tắc GS1: mã EPC"),
        ("9521234001011", "Mã sai quy tắc GS1 ở một chỗ"),
        ("(01)09521234001011(17)271331", "Mã sai quy tắc GS1 ở 2 chỗ"),
        ("(10)L1", "Từng phần đúng, nhưng chưa đi đủ với nhau"),
        ("su su", "Đọc được, nhưng đây không phải mã GS1"),
        ("https://example.com/hello", "Đọc được, nhưng đây không phải mã GS1"),
    ],
)
def test_the_answer_stands_first_in_one_sentence(
    platform: TestClient, code: str, says: str
) -> None:
    assert f"<h1>{says}</h1>" in checked(platform, code)


def test_each_element_is_told_with_its_vietnamese_title_and_meaning(
    platform: TestClient,
) -> None:
    page = words_in(checked(platform, "(01)09521234001010(17)271231(3103)000195(422)704"))

    assert "(17) Ngày hết hạn 271231 31/12/2027" in page
    assert "000195 0,195 kg" in page
    assert "704 Việt Nam" in page


def test_wrong_signs_are_marked_where_they_stand(platform: TestClient) -> None:
    page = checked(platform, "(01)09521234001010(17)271331")

    assert re.search(r"\(17\)27<mark>13<sup>.*?</sup></mark>31</p>", page)
    assert "ký tự thứ 25–26" in page
    assert "Tháng “13” không có" in page


def test_a_missing_separator_place_is_shown_though_it_has_no_sign(
    platform: TestClient,
) -> None:
    page = checked(platform, "(01)09521234001010(10)")

    assert "<mark>‸<sup>" in page


def test_the_separator_of_a_scanner_is_made_visible(platform: TestClient) -> None:
    page = checked(platform, "]C1010952123400101010L1\x1d17271231")

    assert "]C1010952123400101010L1␝17271231" in page
    assert "\x1d" not in page
    assert "GS1-128 (]C1)" in page


def test_a_program_gets_the_same_answer_as_data(platform: TestClient) -> None:
    found = as_data(platform, "9521234001011")

    assert found["verdict"] == "broken"
    assert found["problems"] == [
        {
            "code": "incorrect_check_digit",
            "sentence": "Số kiểm tra sai: theo cách tính của GS1 phải là 0, ở đây là 1. "
            "Thường do gõ nhầm hoặc đọc nhầm một chữ số.",
            "first": 13,
            "last": 13,
            "expected": "0",
            "got": "1",
        }
    ]


def test_a_right_code_leads_on_to_its_product_and_its_trace(platform: TestClient) -> None:
    page = checked(platform, "(01)09521234001010(17)271231(10)L1", lang="en")

    assert 'href="/01/09521234001010/10/L1?17=271231&amp;lang=en"' in page
    assert 'href="/regulator/trace?id=https%3A%2F%2Fid.gs1.org%2F01%2F0952' in page


def test_a_number_that_could_be_a_place_is_told_so(platform: TestClient) -> None:
    assert "Cũng có thể là" in checked(platform, SUSU)


@pytest.mark.parametrize("code", ["", "   ", "9" * 9_000])
def test_nothing_and_far_too_much_are_answered_beside_the_field(
    platform: TestClient, code: str
) -> None:
    answer = platform.get("/check", params={"code": code})

    assert answer.status_code == 400
    assert 'id="code-problem"' in answer.text


def test_what_is_pasted_is_shown_as_text_and_never_run(platform: TestClient) -> None:
    page = checked(platform, "<script>alert(1)</script>")

    assert "<script>alert" not in page


def test_every_code_of_a_picture_is_told_the_one_for_lookup_first(
    platform: TestClient,
) -> None:
    both = Image.new("L", (1100, 500), 255)
    both.paste(ean13_picture(SUSU), (20, 20))
    link = "https://brand.example/01/09521234001010/10/L1"
    both.paste(qr_picture(link), (650, 20))

    status, page = sent(platform, saved(both))

    assert status == 200
    assert "Trong ảnh có 2 mã" in page
    assert "Mã 1: QR Code" in page
    assert "Mã 2: EAN-13" in page
    assert "Cũng có thể là" not in page
    assert "Dùng mã này để tra cứu: nó chứa GS1 Digital Link" in words_in(page)


def test_a_picture_without_a_code_says_what_to_try(platform: TestClient) -> None:
    status, page = sent(platform, saved(Image.new("L", (100, 80), 240)))

    assert status == 422
    assert "Ảnh quá nhỏ: hãy chụp lại gần hơn" in page


def test_a_file_that_is_no_picture_is_refused_beside_the_field(
    platform: TestClient,
) -> None:
    status, page = sent(platform, b"xin chao")

    assert status == 415
    assert 'id="picture-problem"' in page


def test_the_scan_page_leads_a_broken_code_to_its_explanation(platform: TestClient) -> None:
    page = platform.get("/scan", params={"code": "9521234001011"}).text

    assert 'href="/check?code=9521234001011"' in page
