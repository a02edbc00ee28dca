"""`/barcode/sheets`: labels ordered, checked, and streamed; serials that come out once."""

from __future__ import annotations

import csv
import io
import time
from datetime import UTC, datetime
from typing import Any

import pypdfium2
import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session, select

from truyxuat.barcode import SerialKey, check_serial
from truyxuat.barcode.reading import read_picture
from truyxuat.services import label_jobs
from truyxuat.services.api.sheet_examples import ORDERS
from truyxuat.services.app import create_app
from truyxuat.services.database import Database
from truyxuat.services.instants import microseconds
from truyxuat.services.label_orders import LabelOrder
from truyxuat.services.label_tables import LabelSheet, MadeSerial, SheetState
from truyxuat.services.settings import Settings
from truyxuat.traceability.errors import Unavailable

LOT = "(01)09521234001010(10)L1(15)271231"
SECRET = "0123456789abcdef" * 4
GTIN = "09521234001010"
NOW = datetime(2026, 11, 27, 8, tzinfo=UTC)
LATER = datetime(2026, 11, 27, 8, 2, tzinfo=UTC)

Json = dict[str, Any]  # of an answer


@pytest.fixture
def settings(record_url: str) -> Settings:
    return Settings(
        database_url=record_url,
        serial_key=SECRET,
        serial_key_id="7",
        sheet_drawings_at_once_max=20,
        sheets_waiting_max=2,
    )


def ordered(platform: TestClient, **order: object) -> Json:
    answer = platform.post("/barcode/sheets", json=order)
    assert answer.status_code in {201, 202}, answer.text
    assert answer.headers["Location"] == f"/barcode/sheets/{answer.json()['id']}"
    found: Json = answer.json()
    return found


def waited_for(platform: TestClient, sheet: Json) -> Json:
    for _ in range(200):
        found: Json = platform.get(sheet["links"]["self"]).json()
        if found["state"] != "waiting":
            return found
        time.sleep(0.05)
    raise AssertionError(f"still waiting: {found}")


def serials_in(platform: TestClient, sheet: Json) -> list[str]:
    text = platform.get(sheet["links"]["serials"]).text
    return [row["serial"] for row in csv.DictReader(io.StringIO(text))]


def test_labels_of_a_lot_are_ready_at_once_and_the_same_each_time(
    platform: TestClient,
) -> None:
    sheet = ordered(
        platform, symbology="gs1-datamatrix", data=LOT, lines=["Su su"], copies=30
    )
    first, again = (platform.get(sheet["links"]["pdf"]) for _ in range(2))

    assert (sheet["state"], sheet["labels"], sheet["pages"]) == ("ready", 30, 2)
    assert sheet["links"]["serials"] is None
    assert first.headers["Content-Type"] == "application/pdf"
    assert first.headers["Cache-Control"] == "private, no-store"
    assert first.content == again.content
    assert len(pypdfium2.PdfDocument(first.content)) == 2


@pytest.mark.parametrize("name", ORDERS)
def test_the_orders_of_the_description_can_be_printed(
    platform: TestClient, name: str
) -> None:
    few = {"make": 20} if "make" in ORDERS[name] else {}
    sheet = waited_for(platform, ordered(platform, **{**ORDERS[name], **few}))

    assert (sheet["state"], sheet["problems"]) == ("ready", [])
    assert platform.get(sheet["links"]["pdf"]).content.startswith(b"%PDF")


def test_every_label_of_a_range_is_read_back_with_its_serial(platform: TestClient) -> None:
    sheet = ordered(
        platform,
        symbology="gs1-datamatrix",
        data=LOT,
        range={"prefix": "K", "first": 7, "count": 5, "digits": 3},
        copies=2,
        firstPlace=22,
    )
    svg = platform.get(sheet["links"]["svg"], params={"page": 2})

    symbols = read_picture(platform.get(sheet["links"]["pdf"]).content)
    read = [symbol.text.partition("15271231")[2] for symbol in symbols]
    assert sorted(read) == sorted(
        f"21K{number:03}" for number in range(7, 12) for _ in "ab"
    )
    assert sheet["pages"] == 2
    assert svg.content.startswith(b"<svg") or b"<svg" in svg.content[:200]
    assert platform.get(sheet["links"]["svg"], params={"page": 3}).status_code == 404


def test_made_serials_bear_the_key_and_never_come_out_twice(
    platform: TestClient, database: Database
) -> None:
    sheets = [
        ordered(platform, symbology="gs1-datamatrix", data=LOT, make=20) for _ in range(2)
    ]

    serials = [one for sheet in sheets for one in serials_in(platform, sheet)]

    assert len(set(serials)) == 40
    key = SerialKey("7", SECRET.encode())
    assert {check_serial(one, GTIN, [key]) for one in serials} == {"genuine"}
    with database.reading() as session:
        kept = session.exec(select(MadeSerial.serial)).all()
    assert sorted(kept) == sorted(serials)


def test_a_large_sheet_is_checked_in_the_background_and_then_streamed(
    platform: TestClient,
) -> None:
    answer = platform.post(
        "/barcode/sheets",
        json={"symbology": "gs1-datamatrix", "data": LOT, "make": 300, "dpi": 300},
    )
    sheet = waited_for(platform, answer.json())

    assert answer.status_code == 202
    assert (sheet["state"], sheet["checked"]) == ("ready", 300)
    zpl = platform.get(sheet["links"]["zpl"])
    assert zpl.headers["Content-Type"] == "application/zpl"
    assert zpl.text.count("^XA") == 300


def test_a_serial_that_does_not_fit_its_label_is_found_before_anybody_prints(
    platform: TestClient,
) -> None:
    short, long = [f"{number:04}" for number in range(30)], "W" * 20
    sheet = ordered(
        platform,
        symbology="gs1-128",
        data="(01)09521234001010",
        use="other-trade-item",
        x=0.25,
        paper={"labelWidth": 70, "labelHeight": 40},
        serials=[*short, long],
    )

    found = waited_for(platform, sheet)

    assert found["state"] == "refused"
    assert [(one["place"], one["code"]) for one in found["problems"]] == [
        ("/labels/30", "label_too_large")
    ]
    refused = platform.get(sheet["links"]["pdf"])
    assert refused.status_code == 409
    assert "state ready expected, it is refused" in refused.json()["detail"]


def test_a_process_that_fell_leaves_its_sheet_to_the_next(
    database: Database, settings: Settings
) -> None:
    order = LabelOrder.model_validate(
        {"symbology": "gs1-datamatrix", "data": LOT, "make": 30}
    )
    sheet_id = label_jobs.order_sheet(database, order, settings, now=NOW).id
    label_jobs.check_sheet(database, sheet_id, clock=lambda: NOW, stopped=lambda: True)
    claim(database, sheet_id)

    label_jobs.check_sheet(database, sheet_id, clock=lambda: NOW, stopped=lambda: False)
    assert state(database, sheet_id) == SheetState.WAITING
    label_jobs.check_sheet(database, sheet_id, clock=lambda: LATER, stopped=lambda: False)
    assert state(database, sheet_id) == SheetState.READY


def test_what_waits_is_taken_up_when_the_platform_starts_again(
    database: Database, settings: Settings
) -> None:
    order = LabelOrder.model_validate(
        {"symbology": "gs1-datamatrix", "data": LOT, "make": 30}
    )
    kept = label_jobs.order_sheet(database, order, settings, now=NOW)

    with TestClient(create_app(settings)) as platform:
        for _ in range(200):
            if state(database, kept.id) == SheetState.READY:
                break
            time.sleep(0.05)
        found = platform.get(f"/barcode/sheets/{kept.id}").json()

    assert found["state"] == "ready"


def test_no_more_sheets_wait_than_agreed(database: Database, settings: Settings) -> None:
    order = LabelOrder.model_validate(
        {"symbology": "gs1-datamatrix", "data": LOT, "make": 30}
    )
    for _ in range(2):
        label_jobs.order_sheet(database, order, settings, now=NOW)

    with pytest.raises(Unavailable, match="sheets_waiting_max is 2"):
        label_jobs.order_sheet(database, order, settings, now=NOW)


def test_without_a_key_no_serial_is_made(record_url: str) -> None:
    with TestClient(create_app(Settings(database_url=record_url))) as platform:
        answer = platform.post(
            "/barcode/sheets",
            json={"symbology": "gs1-datamatrix", "data": LOT, "make": 5},
        )

    assert answer.status_code == 400
    assert "TRUYXUAT_SERIAL_KEY is not set" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("order", "place", "code"),
    [
        ({"data": "(01)09521234001011"}, "/data#17:18", "incorrect_check_digit"),
        ({"data": "(01)09521234001011", "make": 5}, "/data#17:18", "incorrect_check_digit"),
        ({"data": "(10)L1", "make": 5}, "/data", "no_gtin"),
        ({"data": LOT + "(21)7", "make": 5}, "/data", "serial_beside"),
        ({"x": 0.1}, "/x", "x_too_small"),
        ({"paper": "a5"}, "/paper", "unknown_paper"),
        ({"paper": {"labelWidth": 5, "labelHeight": 5}}, "/paper", "label_too_large"),
        (
            {"paper": {"labelWidth": 150, "labelHeight": 50, "columns": 2}},
            "/paper",
            "paper_too_small",
        ),
        ({"firstPlace": 24}, "/firstPlace", "no_such_place"),
        ({"serials": ["A", "B", "A"]}, "/serials/2", "serial_repeated"),
        ({"serials": ["A", "số 1"]}, "/serials/1", "invalid_cset82_character"),
        (
            {"range": {"prefix": "W" * 19, "count": 2}},
            "/range",
            "value_too_long",
        ),
    ],
)
def test_an_order_that_cannot_be_printed_is_refused_and_not_kept(
    platform: TestClient, database: Database, order: Json, place: str, code: str
) -> None:
    answer = platform.post(
        "/barcode/sheets", json={"symbology": "gs1-datamatrix", "data": LOT, **order}
    )

    told = answer.json()
    assert answer.status_code == 400, told
    assert (told["problems"][0]["place"], told["problems"][0]["code"]) == (place, code)
    with database.reading() as session:
        assert rows(session) == (0, 0)


@pytest.mark.parametrize(
    "order",
    [
        {"copies": 0},
        {"copies": 100_001},
        {"copies": 1000, "make": 1000},
        {"serials": ["A"], "make": 1},
        {"symbology": "code-39"},
        {"colour": "red"},
        {"serials": ["W" * 21]},
        {"x": "wide"},
    ],
)
def test_an_order_of_the_wrong_form_is_told_field_by_field(
    platform: TestClient, order: Json
) -> None:
    answer = platform.post(
        "/barcode/sheets", json={"symbology": "gs1-datamatrix", "data": LOT, **order}
    )

    assert answer.status_code == 422
    assert answer.json()["problems"][0]["place"].startswith("/body")


def test_an_unknown_sheet_is_not_found(platform: TestClient) -> None:
    for end in ("", "/sheet.pdf", "/sheet.zpl", "/sheet.svg", "/serials.csv"):
        answer = platform.get(f"/barcode/sheets/none{end}")
        assert (answer.status_code, answer.json()["status"]) == (404, 404)


def test_dots_nobody_checked_are_not_sent_to_a_label_printer(platform: TestClient) -> None:
    sheet = ordered(platform, symbology="gs1-datamatrix", data=LOT)

    answer = platform.get(f"/barcode/sheets/{sheet['id']}/sheet.zpl")

    assert sheet["links"]["zpl"] is None
    assert answer.status_code == 409
    assert "names no dpi" in answer.json()["detail"]


def claim(database: Database, sheet_id: str) -> None:
    """As if a process had claimed the sheet and been killed."""
    with database.writing() as session:
        kept = label_jobs.find(session, sheet_id)
        kept.claimed_at = microseconds(NOW)
        session.add(kept)


def state(database: Database, sheet_id: str) -> str:
    with database.reading() as session:
        return label_jobs.find(session, sheet_id).state


def rows(session: Session) -> tuple[int, int]:
    return len(session.exec(select(LabelSheet)).all()), len(
        session.exec(select(MadeSerial)).all()
    )
