"""`GET /lookup`: what is known of a scanned text, the same as its page says."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from tests.services.declaring import declare
from tests.services.documents import MILK, PALLET, PLANT, document, event, lot_event
from truyxuat.services.master import Lot, Place, Product

GTIN = "09521234003014"
LOT_KEY = f"https://id.gs1.org/01/{GTIN}/10/M1"
MADE = lot_event(1, MILK, 1000, action="ADD", bizStep="commissioning")


def asked(platform: TestClient, code: str) -> dict[str, Any]:  # JSON of the answer
    answer = platform.get(f"/lookup?code={quote(code, safe='')}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()  # the same
    return found


PRODUCT = Product(
    key=f"https://id.gs1.org/01/{GTIN}",
    gtin=GTIN,
    name_vi="Sữa tươi",
    name_en="Fresh milk",
)


@pytest.mark.parametrize(
    "scanned",
    [
        MILK,
        f"(01){GTIN}(10)M1",
        f"]d201{GTIN}10M1",
        f"\x1d01{GTIN}17270101" + "10M1",
        f"https://dairy.example/01/{GTIN}/10/M1",
        f"https://dairy.example/01/{GTIN}?10=M1",
        f"dairy.example/01/{GTIN}/10/M1",
        f"01{GTIN}10M1",
        f"01 {GTIN} 10 M1",
    ],
)
def test_one_lot_is_the_same_whatever_was_scanned(
    platform: TestClient, scanned: str
) -> None:
    platform.post("/capture", json=document(MADE))

    found = asked(platform, scanned)

    assert (found["id"], found["scheme"], found["level"]) == (LOT_KEY, "lgtin", "lot")
    assert (found["lot"], found["class"]) == (LOT_KEY, f"https://id.gs1.org/01/{GTIN}")
    assert found["seen"] is True
    assert found["links"] == {
        "page": f"/01/{GTIN}/10/M1",
        "trace": f"/trace/{quote(LOT_KEY, safe='')}",
        "events": f"/epcs/{quote(LOT_KEY, safe='')}/events",
    }
    assert platform.get(found["links"]["trace"]).status_code == 200
    assert platform.get(found["links"]["events"]).status_code == 200


@pytest.mark.parametrize(
    ("scanned", "key"),
    [
        ("8 938505 970004", "https://id.gs1.org/01/08938505970004"),
        ("]E08938505970004", "https://id.gs1.org/01/08938505970004"),
        ("(00) 3 9521234 000000001 4", "https://id.gs1.org/00/395212340000000014"),
        ("00395212340000000014", "https://id.gs1.org/00/395212340000000014"),
    ],
)
def test_a_code_typed_as_it_is_printed_is_looked_up(
    platform: TestClient, scanned: str, key: str
) -> None:
    assert asked(platform, scanned)["id"] == key


def test_a_declared_lot_is_told_with_its_product_and_dates(platform: TestClient) -> None:
    declare(platform, PRODUCT, Lot(key=LOT_KEY, expires_on=date(2099, 1, 31)))

    found = asked(platform, f"(01){GTIN}(10)M1")

    assert found["status"] == "declared"
    assert (found["declared"], found["seen"], found["recalled"]) == (True, False, False)
    assert (found["expired"], found["expiresOn"]) == (False, "2099-01-31")
    assert found["product"]["nameVi"] == "Sữa tươi"
    assert found["links"]["trace"] is None


def test_an_expired_lot_is_told_first(platform: TestClient) -> None:
    declare(platform, PRODUCT, Lot(key=LOT_KEY, expires_on=date(2020, 1, 31)))

    found = asked(platform, f"(01){GTIN}(10)M1")

    assert found["status"] == "expired"
    assert found["expired"] is True


def test_a_use_by_date_on_the_pack_is_believed_where_no_firm_declared_one(
    platform: TestClient,
) -> None:
    declare(platform, PRODUCT, Lot(key=LOT_KEY))

    past, ahead = (
        asked(platform, f"(01){GTIN}(17){day}(10)M1") for day in (200131, 490131)
    )

    assert (past["status"], past["expiresOn"]) == ("expired", "2020-01-31")
    assert (ahead["status"], ahead["expiresOn"]) == ("declared", "2049-01-31")


def test_a_recalled_lot_is_recalled_until_it_is_unset(platform: TestClient) -> None:
    declare(platform, PRODUCT)
    recalled = lot_event(
        5, MILK, 1, bizStep="holding", persistentDisposition={"set": ["recalled"]}
    )
    platform.post("/capture", json=document(MADE, recalled))

    found = asked(platform, MILK)

    assert (found["status"], found["recalled"]) == ("recalled", True)
    assert found["recalledSince"] == "2026-09-14T00:05:00.000Z"
    assert found["messageVi"]
    assert found["messageEn"]
    lifted = lot_event(
        9, MILK, 1, bizStep="holding", persistentDisposition={"unset": ["recalled"]}
    )
    platform.post("/capture", json=document(lifted))
    assert asked(platform, MILK)["recalled"] is False


def test_a_code_nobody_issued_is_said_to_be_unknown(platform: TestClient) -> None:
    found = asked(platform, GTIN)

    assert (found["status"], found["level"]) == ("not_found", "class")
    assert (found["declared"], found["seen"]) == (False, False)


def test_pallets_and_places_are_looked_up_too(platform: TestClient) -> None:
    declare(
        platform,
        Place(
            key="https://id.gs1.org/414/9521234000167",
            gln="9521234000167",
            name_vi="Nhà máy",
            name_en="Plant",
            kind="plant",
            commune="Tam Đảo",
            province="Phú Thọ",
        ),
    )
    pallet = {**event(3), "epcList": [PALLET]}
    recalled = {
        **event(4),
        "epcList": [PALLET],
        "persistentDisposition": {"set": ["recalled"]},
    }

    assert asked(platform, PALLET)["status"] == "not_found"
    platform.post("/capture", json=document(pallet))
    assert asked(platform, PALLET)["status"] == "seen"
    platform.post("/capture", json=document(recalled))
    assert asked(platform, PALLET)["status"] == "recalled"
    assert asked(platform, PLANT)["status"] == "declared"


@pytest.mark.parametrize(
    ("code", "detail"),
    [
        ("hello", ""),
        ("09521234003015", "GTIN '09521234003015': check digit should be 4, is 5."),
        (
            "http://vn.example/abc",
            "'http://vn.example/abc': a GS1 identifier expected, got",
        ),
        ("x" * 3_000, "/query/code: String should have at most 2048 characters"),
    ],
)
def test_what_is_no_code_is_refused_with_what_was_expected(
    platform: TestClient, code: str, detail: str
) -> None:
    answer = platform.get("/lookup", params={"code": code})

    assert answer.status_code == 400
    assert answer.json()["detail"].startswith(detail)
    assert code[:20] in answer.text
