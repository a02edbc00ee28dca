"""`GET /barcode/{symbology}.{form}`: the symbol asked for, or every reason against it."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from truyxuat.barcode import Symbology
from truyxuat.barcode.reading import read_picture
from truyxuat.services.symbol_files import default_use

ON_EVERY_ENGINE = False

LOT = "(01)09521234001010(10)L1(17)271231"


@pytest.mark.parametrize(
    ("form", "media_type", "begins"),
    [
        ("svg", "image/svg+xml", b"<svg"),
        ("png", "image/png", b"\x89PNG"),
        ("pdf", "application/pdf", b"%PDF-1.4"),
        ("zpl", "application/zpl", b"^XA"),
    ],
)
def test_a_symbol_is_drawn_in_every_form_and_kept_by_whoever_likes(
    platform: TestClient, form: str, media_type: str, begins: bytes
) -> None:
    asked = {"data": LOT, "line": ["Su su", "Tam Đảo"], "dpi": "600"}
    first = platform.get(f"/barcode/gs1-datamatrix.{form}", params=asked)

    again = platform.get(f"/barcode/gs1-datamatrix.{form}", params=asked)
    kept = platform.get(
        f"/barcode/gs1-datamatrix.{form}",
        params=asked,
        headers={"If-None-Match": f'W/{first.headers["ETag"]}, "other"'},
    )

    assert first.status_code == 200, first.text
    assert first.headers["Content-Type"].startswith(media_type)
    assert first.headers["Cache-Control"] == "public, max-age=86400"
    assert begins in first.content[:100]
    assert (again.content, again.headers["ETag"]) == (first.content, first.headers["ETag"])
    assert (kept.status_code, kept.content) == (304, b"")


@pytest.mark.parametrize("symbology", list(Symbology))
def test_every_symbol_can_be_asked_for_by_its_name_alone(
    platform: TestClient, symbology: Symbology
) -> None:
    data = {
        Symbology.EAN_8: "95212340",
        Symbology.QR_LINK: "https://vn.example/01/09521234001010",
        Symbology.DATA_MATRIX_LINK: "https://vn.example/01/09521234001010",
        Symbology.UPC_A: "012345678905",
    }.get(symbology, "09521234001010")

    answer = platform.get(f"/barcode/{symbology}.png", params={"data": data, "dpi": 600})

    assert answer.status_code == 200, (default_use(symbology), answer.text)
    assert len(read_picture(answer.content)) == 1


def test_all_reasons_against_a_symbol_are_told_at_once(platform: TestClient) -> None:
    answer = platform.get(
        "/barcode/ean-13.svg",
        params={
            "data": "9521234001011",
            "x": "0.1",
            "height": "2",
            "line": ["Su su", "猫"],
        },
    )

    told = answer.json()
    assert answer.status_code == 400
    assert [(one["place"], one["code"]) for one in told["problems"]] == [
        ("/query/data#12:13", "incorrect_check_digit"),
        ("/query/x", "x_too_small"),
        ("/query/height", "height_too_small"),
        ("/query/line/1", "no_such_letter"),
    ]
    assert told["problems"][1]["expected"] == "0.264 to 0.660 mm"


def test_a_date_that_never_was_is_not_printed(platform: TestClient) -> None:
    answer = platform.get(
        "/barcode/gs1-128.zpl", params={"data": "(01)09521234001010(17)279931"}
    )

    [problem] = answer.json()["problems"]
    assert (problem["place"], problem["code"]) == ("/query/data#24:26", "illegal_month")


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("ean-13.svg?data=(01)09521234001010(10)L1", "carries a GTIN alone"),
        ("gs1-128.svg?data=09521234001010&use=retail", "gs1-128 is not in GS1 symbol"),
        ("qr.svg?data=(10)L1", "GS1 Digital Link URI expected"),
        ("ean-13.png?data=9521234001010&x=0.3&dpi=100", "At 100 dpi an X-dimension of"),
        ("code-39.svg?data=09521234001010", "/path/symbology: Input should be 'ean-13'"),
        ("ean-13.gif?data=09521234001010", "/path/form: Input should be 'svg'"),
        ("ean-13.svg", "/query/data: Field required"),
        ("ean-13.svg?data=" + "1" * 3_000, "at most 2048 characters"),
        ("ean-13.png?data=09521234001010&dpi=99999", "less than or equal to 1200"),
        ("ean-13.svg?data=09521234001010&height=1e9", "less than or equal to 200"),
        ("ean-13.svg?data=09521234001010&x=nan", "/query/x"),
        ("ean-13.svg?data=09521234001010&heigth=20", "Unknown query parameter 'heigth'"),
        ("ean-13.svg?data=09521234001010&data=1", "data: expected one value, got 2"),
        ("ean-13.svg?data=09521234001010" + "&line=a" * 9, "at most 8 items"),
        ("ean-13.svg?data=xin%20ch%C3%A0o", "GS1 Digital Link URI expected"),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_its_reason(
    platform: TestClient, address: str, said: str
) -> None:
    answer = platform.get(f"/barcode/{address}")

    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert said in answer.json()["detail"]


def test_text_on_a_label_is_never_a_script(platform: TestClient) -> None:
    answer = platform.get(
        "/barcode/gs1-datamatrix.svg",
        params={"data": "(01)09521234001010(10)<i>", "line": "<script>alert(1)</script>"},
    )

    assert answer.status_code == 200
    assert b"<script" not in answer.content
    assert b"<i>" not in answer.content
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'"
