"""Orders and answers of label sheets, as the API's description shows them."""

from __future__ import annotations

from typing import Any

from truyxuat.services.label_orders import SHEET_TYPES

SHEET_ID = "0b9c2f6e7d5a4c1f8e3b6a9d2c5f8e1b"
PATH = f"/barcode/sheets/{SHEET_ID}"

ORDERS: dict[str, dict[str, object]] = {
    "lot": {
        "symbology": "gs1-datamatrix",
        "data": "(01)09521234001010(10)L1(15)271231",
        "lines": ["Su su Tam Đảo"],
        "paper": "a4-24",
        "copies": 24,
    },
    "serials": {
        "symbology": "qr",
        "data": "(01)09521234001010",
        "stem": "https://vn.example",
        "paper": "roll-70x50",
        "dpi": 203,
        "make": 1000,
    },
    "range": {
        "symbology": "gs1-128",
        "data": "(01)19521234001017",
        "use": "distribution",
        "paper": {"labelWidth": 148, "labelHeight": 105, "columns": 1, "rows": 1},
        "range": {"prefix": "K", "first": 1, "count": 50, "digits": 4},
    },
}

REQUEST_BODY: dict[str, Any] = {  # OpenAPI: JSON of any depth
    "content": {
        "application/json": {
            "examples": {name: {"value": order} for name, order in ORDERS.items()}
        }
    }
}


def _state(state: str, checked: int) -> dict[str, object]:
    return {
        "id": SHEET_ID,
        "state": state,
        "created": "2026-11-27T08:00:00.000Z",
        "labels": 1000,
        "drawings": 1000,
        "checked": checked,
        "pages": 1000,
        "problems": [],
        "links": {
            "self": PATH,
            "pdf": f"{PATH}/sheet.pdf",
            "zpl": f"{PATH}/sheet.zpl",
            "svg": f"{PATH}/sheet.svg",
            "serials": f"{PATH}/serials.csv",
        },
    }


def _told(description: str, example: object) -> dict[str, object]:
    return {
        "description": description,
        "content": {
            "application/json": {
                "schema": {"$ref": "#/components/schemas/SheetAnswer"},
                "example": example,
            }
        },
    }


_LOCATION = {
    "headers": {"Location": {"description": "Its address", "schema": {"type": "string"}}}
}

ORDERED: dict[int | str, dict[str, Any]] = {  # likewise
    201: _told("Kept and ready", _state("ready", 1000)) | _LOCATION,
    202: _told("Kept; its labels are being checked", _state("waiting", 0)) | _LOCATION,
}
READ: dict[int | str, dict[str, Any]] = {  # likewise
    200: _told("How far it has come", _state("ready", 1000))
}
FILES: dict[str, dict[int | str, dict[str, Any]]] = {  # likewise
    form: {
        200: {
            "description": "The labels",
            "content": {media_type: {"schema": {"type": "string", "format": "binary"}}},
        }
    }
    for form, media_type in SHEET_TYPES.items()
}
SERIALS: dict[int | str, dict[str, Any]] = {  # likewise
    200: {
        "description": "CSV, UTF-8",
        "content": {
            "text/csv": {
                "schema": {"type": "string"},
                "example": 'gtin,serial\r\n09521234001010,"2B7K3M9QX4TR8CDFGH5J"\r\n',
            }
        },
    }
}
