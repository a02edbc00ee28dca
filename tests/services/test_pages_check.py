"""Anyone pastes or photographs a code and is told what it says, whether it is right, why not."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

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


def registered(platform: TestClient, *facts: dict[str, str], days: int = 5) -> None:
    """A list of the register about these codes, taken so many days ago."""
    taken = datetime.now(UTC) - timedelta(days=days)
    body = {
        "source": "VNPC",
        "standing": "official",
        "retrievedAt": taken.isoformat(),
        "facts": list(facts),
    }
    assert platform.post("/codes/facts", json=body).status_code == 201


MILK = "8938505970004"
HOLDER = "0000000011"
FIRM = {"holder": "Công ty Ví Dụ", "holder_tax_code": HOLDER, "issuer": "GS1 Vietnam"}
LICENCE = {"kind": "licence", "prefix": "8938505970", "state": "active", **FIRM}


def test_a_code_that_no_register_told_of_is_said_to_be_unknown(
    platform: TestClient,
) -> None:
    page = words_in(checked(platform, MILK))

    assert "Chưa rõ mã số này được cấp và sử dụng đúng hay không" in page
    assert "Chưa có nguồn nào nói về mã số này." in page


def test_whose_a_code_is_stands_with_source_and_day(platform: TestClient) -> None:
    registered(platform, LICENCE)

    page = words_in(checked(platform, f"(01)0{MILK}(10)L1"))

    assert "Mã số được cấp cho Công ty Ví Dụ, theo VNPC ngày" in page


def test_a_revoked_right_does_not_make_a_sound_code_unsound(platform: TestClient) -> None:
    registered(platform, {**LICENCE, "state": "revoked"})

    found = as_data(platform, MILK)

    assert found["verdict"] == "sound"
    legality = found["legality"]
    assert isinstance(legality, dict)
    assert legality["finding"] == "licence_revoked"


def test_an_officer_compares_the_user_of_a_code_with_its_holder(
    platform: TestClient,
) -> None:
    registered(platform, LICENCE)

    page = checked(platform, MILK, used_by="0000000022")

    assert 'name="used_by" value="0000000022"' in page
    assert "chưa biết có văn bản cho phép sử dụng hay không" in page


def test_a_recorded_internal_code_is_told_with_its_owner(platform: TestClient) -> None:
    row = {"kind": "internal", "code": "KHO-7/A", "owner": "Công ty Ví Dụ"}
    registered(platform, {**row, "owner_tax_code": HOLDER})

    assert "Mã nội bộ của Công ty Ví Dụ" in checked(platform, "KHO-7/A", used_by=HOLDER)
    assert as_data(platform, "KHO-8")["legality"] is None


def test_a_code_with_a_fault_is_nobodys_yet(platform: TestClient) -> None:
    assert as_data(platform, "8938505970005")["legality"] is None


def test_a_number_seen_in_a_qr_code_may_still_be_a_place(platform: TestClient) -> None:
    _, seen_as_product = sent(platform, saved(ean13_picture(SUSU)))
    _, seen_in_text = sent(platform, saved(qr_picture(SUSU)))

    assert "Cũng có thể là" not in seen_as_product
    assert "Cũng có thể là" in seen_in_text
