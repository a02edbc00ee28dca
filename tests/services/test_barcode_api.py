"""`POST /barcode/decode` and `/barcode/parse`: what is seen, what it says, what is wrong."""

from __future__ import annotations

import io
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from truyxuat.barcode import Symbology, SymbolRequest, draw

ON_EVERY_ENGINE = False

LOT = "(01)09521234001010(10)L1(17)271231"
NOTHING_IN = "Không thấy mã vạch nào sau "

Json = dict[str, Any]  # of an answer


def label(symbology: Symbology = Symbology.GS1_DATA_MATRIX, data: str = LOT) -> bytes:
    return draw(SymbolRequest(symbology=symbology, data=data)).png()


def blank() -> bytes:
    out = io.BytesIO()
    Image.new("L", (300, 200), 255).save(out, "PNG")
    return out.getvalue()


def decoded(platform: TestClient, picture: bytes, media_type: str = "image/png") -> Json:
    answer = platform.post(
        "/barcode/decode", content=picture, headers={"Content-Type": media_type}
    )
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


def parsed(platform: TestClient, text: str, lang: str = "vi") -> Json:
    answer = platform.post(f"/barcode/parse?lang={lang}", json={"text": text})
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


def test_a_picture_is_answered_with_its_symbols_and_what_they_say(
    platform: TestClient,
) -> None:
    found = decoded(platform, label())

    [symbol] = found["symbols"]
    assert symbol["text"] == "010952123400101010L1\x1d17271231"
    assert (symbol["symbology"], symbol["identifier"]) == ("GS1 DataMatrix", "]d2")
    assert (symbol["page"], len(symbol["position"])) == (1, 4)
    assert symbol["reader"] == "zxing-cpp"
    assert symbol["says"]["bracketed"] == LOT
    assert symbol["says"]["key"] == "https://id.gs1.org/01/09521234001010/10/L1"
    assert symbol["says"]["elements"][2]["meaning"] == {
        "kind": "date",
        "value": "2027-12-31",
        "unit": "",
    }
    assert (found["use"]["index"], found["use"]["reason"]) == (0, "element_string")
    assert found["summary"] == "Đọc được 1 mã vạch."


def test_the_symbol_that_says_most_is_the_one_a_lookup_uses(platform: TestClient) -> None:
    sheet = Image.new("L", (1200, 500), 255)
    for left, drawn in (
        (50, label(Symbology.EAN_13, "9521234001010")),
        (700, label(Symbology.QR_LINK, "https://vn.example/01/09521234001010/10/L1")),
    ):
        sheet.paste(Image.open(io.BytesIO(drawn)).convert("L"), (left, 50))
    out = io.BytesIO()
    sheet.save(out, "PNG")

    found = decoded(platform, out.getvalue())

    assert [one["symbology"] for one in found["symbols"]] == ["EAN-13", "QR Code"]
    assert found["use"]["index"] == 1
    assert found["use"]["words"].startswith("Nó chứa GS1 Digital Link")
    assert found["symbols"][0]["says"]["alternatives"] == []


def test_a_pdf_page_is_a_picture_too(platform: TestClient) -> None:
    request = SymbolRequest(symbology=Symbology.GS1_DATA_MATRIX, data=LOT)

    found = decoded(platform, draw(request).pdf(), "application/pdf")

    assert [one["says"]["bracketed"] for one in found["symbols"]] == [LOT]


def test_a_form_from_a_browser_is_read_as_its_file_is(platform: TestClient) -> None:
    answer = platform.post(
        "/barcode/decode", files={"picture": ("nhan.png", label(), "image/png")}
    )

    assert answer.json() == decoded(platform, label())


def test_nothing_found_is_an_answer_that_says_what_was_tried(platform: TestClient) -> None:
    found = decoded(platform, blank())
    english = platform.post(
        "/barcode/decode?lang=en", content=blank(), headers={"Content-Type": "image/png"}
    ).json()

    assert (found["symbols"], found["use"]) == ([], None)
    assert found["summary"].startswith(NOTHING_IN)
    assert sum(reader["looks"] for reader in found["readers"]) > 2
    assert {one["code"] for one in found["advice"]} == {"more_contrast", "nearer"}
    assert english["summary"].startswith("No barcode was seen in ")


@pytest.mark.parametrize(
    ("body", "media_type", "status", "detail"),
    [
        (b"", "image/png", 400, "The picture is empty"),
        (label()[:200], "image/png", 400, "The picture (PNG) is damaged or cut off"),
        (b"hello", "image/png", 415, "Expected a JPEG, PNG, WebP"),
        (label(), "text/csv", 415, "Content-Type: expected image/jpeg or image/png"),
        (bytes(20_000_001), "image/png", 413, "The picture has 20000001 bytes"),
        (b"x", "multipart/form-data", 400, "Missing boundary in multipart."),
        (b"--b--", "multipart/form-data; boundary=b", 400, "multipart/form-data: expected"),
    ],
)
def test_what_is_no_picture_is_refused_with_its_reason(
    platform: TestClient, body: bytes, media_type: str, status: int, detail: str
) -> None:
    answer = platform.post(
        "/barcode/decode", content=body, headers={"Content-Type": media_type}
    )

    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["detail"].startswith(detail)


@pytest.mark.parametrize(
    ("text", "kind", "key"),
    [
        ("9521234001010", "number", "https://id.gs1.org/01/09521234001010"),
        (LOT, "element_string", "https://id.gs1.org/01/09521234001010/10/L1"),
        (
            "]d2010952123400101010L1\x1d17271231",
            "element_string",
            "https://id.gs1.org/01/09521234001010/10/L1",
        ),
        (
            "https://vn.example/01/09521234001010/10/L1?17=271231",
            "digital_link",
            "https://id.gs1.org/01/09521234001010/10/L1",
        ),
        ("xin chào", "text", ""),
    ],
)
def test_a_text_is_understood_in_every_spelling(
    platform: TestClient, text: str, kind: str, key: str
) -> None:
    found = parsed(platform, text)

    assert (found["kind"], found["key"], found["problems"]) == (kind, key, [])
    assert found["valid"] is (None if kind == "text" else True)


def test_every_fault_is_told_at_once_with_its_place_in_both_languages(
    platform: TestClient,
) -> None:
    text = "(01)09521234001011(17)279931(10)é"

    vietnamese, english = parsed(platform, text), parsed(platform, text, "en")

    places = [(one["code"], one["place"]) for one in vietnamese["problems"]]
    assert places == [
        ("incorrect_check_digit", "17:18"),
        ("illegal_month", "24:26"),
        ("invalid_cset82_character", "32:33"),
    ]
    assert vietnamese["problems"][1]["message"] == (
        "Tháng “99” không có: tháng từ 01 đến 12. Thứ tự là năm, tháng, ngày."
    )
    assert english["problems"][1]["message"] == (
        "There is no month “99”: months are 01 to 12. The order is year, month, day."
    )
    assert vietnamese["summary"] == "Chuỗi dữ liệu GS1, có 3 lỗi."
    assert vietnamese["valid"] is False


def test_a_lot_alone_is_told_to_lack_its_product(platform: TestClient) -> None:
    [problem] = parsed(platform, "(10)L1")["problems"]

    assert (problem["about"], problem["code"]) == ("association", "missing_companion")


def test_a_scanners_message_may_be_sent_as_it_is(platform: TestClient) -> None:
    answer = platform.post(
        "/barcode/parse",
        content=b"]C1010952123400101010L1",
        headers={"Content-Type": "text/plain"},
    )

    assert answer.json()["bracketed"] == "(01)09521234001010(10)L1"
    assert answer.json()["symbology"] == "GS1-128"


@pytest.mark.parametrize(
    ("body", "media_type", "status"),
    [
        (b"{}", "application/json", 400),
        (b'{"text": 7}', "application/json", 400),
        (b'{"text": "\\ud800"}', "application/json", 400),
        (b'{"text": "a", "text": "b"}', "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b"\xff", "text/plain", 400),
        (b"x" * 100_001, "text/plain", 413),
        (b"<x/>", "application/xml", 415),
    ],
)
def test_a_body_without_one_text_is_refused(
    platform: TestClient, body: bytes, media_type: str, status: int
) -> None:
    answer = platform.post(
        "/barcode/parse", content=body, headers={"Content-Type": media_type}
    )

    assert answer.status_code == status
    assert answer.json()["status"] == status


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(text=st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_no_text_breaks_the_answer(platform: TestClient, text: str) -> None:
    answer = platform.post(
        "/barcode/parse", content=text.encode(), headers={"Content-Type": "text/plain"}
    )

    assert answer.status_code == 200
    assert answer.json()["text"] == text
