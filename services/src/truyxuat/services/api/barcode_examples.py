"""Bodies and answers of the barcode API, as its description shows them."""

from __future__ import annotations

from typing import Any

from truyxuat.services.api.barcode_bodies import (
    FORM_TYPE,
    JSON_TYPE,
    PICTURE_TYPES,
    TEXT_TYPE,
)

TEXT = "(01)09521234001010(10)L1(17)271231"
SCANNED = "]d2010952123400101010L1\x1d17271231"

_BINARY = {"type": "string", "format": "binary"}

PICTURE_BODY: dict[str, Any] = {  # OpenAPI: JSON of any depth
    "required": True,
    "content": {
        **{
            media_type: {"schema": _BINARY, "example": "the bytes of the file"}
            for media_type in PICTURE_TYPES
        },
        FORM_TYPE: {
            "schema": {
                "type": "object",
                "properties": {"picture": _BINARY},
                "required": ["picture"],
            },
            "example": {"picture": "the bytes of the file"},
        },
    },
}

TEXT_BODY: dict[str, Any] = {  # likewise
    "required": True,
    "content": {
        JSON_TYPE: {
            "schema": {
                "type": "object",
                "properties": {"text": {"type": "string"}},
                "required": ["text"],
                "additionalProperties": False,
            },
            "example": {"text": TEXT},
        },
        TEXT_TYPE: {"schema": {"type": "string"}, "example": SCANNED},
    },
}


def _element(
    ai: str, value: str, place: str, title: dict[str, object]
) -> dict[str, object]:
    return {
        "ai": ai,
        "value": value,
        "place": place,
        "title": title,
        "meaning": {"kind": "text", "value": value, "unit": ""},
    }


SAYS: dict[str, Any] = {  # JSON of an answer
    "text": "(01)09521234001011(10)L1",
    "kind": "element_string",
    "summary": "Chuỗi dữ liệu GS1, có 1 lỗi.",
    "valid": False,
    "symbologyIdentifier": "",
    "symbology": "",
    "key": "",
    "bracketed": "(01)09521234001011(10)L1",
    "digitalLink": "",
    "hri": ["(01) 09521234001011", "(10) L1"],
    "elements": [
        _element(
            "01",
            "09521234001011",
            "4:18",
            {
                "data": "GTIN",
                "vi": "Mã thương phẩm toàn cầu (GTIN)",
                "en": "Global Trade Item Number (GTIN)",
                "official": True,
            },
        ),
        _element(
            "10",
            "L1",
            "22:24",
            {
                "data": "BATCH/LOT",
                "vi": "Số lô hoặc số mẻ",
                "en": "Batch or lot number",
                "official": True,
            },
        ),
    ],
    "alternatives": [],
    "problems": [
        {
            "about": "data",
            "code": "incorrect_check_digit",
            "place": "17:18",
            "message": "Sai số kiểm tra: có chữ số bị gõ nhầm hoặc đọc nhầm; cần 0, có “1”.",
            "expected": "0",
            "got": "1",
        }
    ],
}

SEEN: dict[str, Any] = {  # likewise
    "summary": "Đọc được 1 mã vạch.",
    "symbols": [
        {
            "text": "010952123400101110L1",
            "symbology": "GS1 DataMatrix",
            "identifier": "]d2",
            "page": 1,
            "position": [[82, 6], [190, 6], [190, 114], [82, 114]],
            "reader": "zxing-cpp",
            "says": {**SAYS, "symbologyIdentifier": "]d2", "symbology": "GS1 DataMatrix"},
        }
    ],
    "use": {
        "index": 0,
        "reason": "element_string",
        "words": "Mã này chứa chuỗi phần tử GS1: sản phẩm và thông tin thêm về nó.",
    },
    "readers": [
        {"name": "zxing-cpp", "version": "3.1.1", "looks": 1, "absent": ""},
        {"name": "zbar", "version": "0.1.9", "looks": 1, "absent": ""},
    ],
    "pages": 1,
    "complete": True,
    "doubtful": False,
    "advice": [],
}

NOTHING_SEEN: dict[str, Any] = {  # likewise
    **SEEN,
    "summary": "Không thấy mã vạch nào sau 27 lần nhìn vào 1 trang.",
    "symbols": [],
    "use": None,
    "advice": [
        {"code": "sharper", "words": "Ảnh bị nhoè: giữ yên tay và chờ máy lấy nét."}
    ],
}


def answered(description: str, **examples: object) -> dict[int | str, dict[str, object]]:
    """The 200 answer with examples by name."""
    named = {name: {"value": value} for name, value in examples.items()}
    return {
        200: {
            "description": description,
            "content": {"application/json": {"examples": named}},
        }
    }
