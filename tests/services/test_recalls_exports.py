"""A recall as spreadsheets: the same numbers, sortable, named, and nothing that runs."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from decimal import Decimal

import openpyxl
import pytest
from fastapi.testclient import TestClient
from openpyxl.worksheet.worksheet import Worksheet

from tests.services.documents import document, event
from tests.services.recall_record import PLACES, database_of, drafted, key
from truyxuat.services import exporting, master
from truyxuat.services.exporting import Cover, Grid, Table, csv_of, grid_of, workbook_of
from truyxuat.services.master import Party
from truyxuat.services.recalling import find
from truyxuat.traceability.errors import TooLarge
from truyxuat.traceability.recalling import RecallAnswer


def rows(platform: TestClient, recall: str, table: str) -> list[dict[str, str]]:
    answer = platform.get(f"/recalls/{recall}.csv", params={"table": table})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def answer_of(platform: TestClient, recall: str) -> RecallAnswer:
    with database_of(platform).reading() as session:
        return find(session, recall).values()


def test_every_affected_lot_is_a_row_with_its_balance(chayote: TestClient) -> None:
    recall = drafted(chayote, "W-1")["id"]

    found = {row["lot"]: row for row in rows(chayote, recall, "affected")}

    assert set(found) == {"L1", "L2", "L3", "W-1", "W-2", "H-A1", "H-B1"}
    assert found["L1"]["name"] == "Ngọn su su túi 500 g *"
    assert found["L1"]["gtin"] == "09521234001010"
    assert (found["L1"]["produced_min"], found["L1"]["on_hand_max"]) == ("1000", "285")
    assert found["L3"]["scope"] == "precautionary"
    assert found["L3"]["reasons"] == f"equipment {PLACES.place('TANK_W1')}"
    assert found["L1"]["since"] == "2026-09-14T01:40:00Z"


def test_every_holder_of_every_lot_is_a_row(chayote: TestClient) -> None:
    recall = drafted(chayote, "W-1")["id"]

    on_hand = [
        (row["lot"], row["place_name"], row["amount_min"], row["amount_max"])
        for row in rows(chayote, recall, "holders")
        if row["state"] == "on_hand" and row["lot"] == "L3"
    ]

    assert on_hand == [
        ("L3", "Cửa hàng Đầm Vạc *", "40", "40"),
        ("L3", "Sạp 27 chợ Thổ Tang *", "29", "29"),
    ]


def test_consignees_come_with_how_to_reach_them(chayote: TestClient) -> None:
    recall = drafted(chayote, "W-1")["id"]

    found = rows(chayote, recall, "consignees")

    assert [(row["scope"], row["wave"], row["party_name"]) for row in found] == [
        ("narrow", "1", "Phân phối Bình Xuyên Xanh *"),
        ("narrow", "1", "Cửa hàng thực phẩm Đầm Vạc *"),
        ("narrow", "1", "Trung tâm phân phối Sông Nhuệ *"),
        ("narrow", "2", "Siêu thị mini Khai Quang Xanh *"),
        ("narrow", "2", "Sạp rau số 27 chợ Thổ Tang *"),
        ("precautionary", "1", "Bếp trường mầm non Hoa Mai *"),
    ]
    assert found[0]["phone"] == "0211 000 0030"
    assert found[4]["email"] == ""


def test_gaps_and_events_are_tables_too(chayote: TestClient) -> None:
    recall = drafted(chayote, "W-1")["id"]

    gaps = rows(chayote, recall, "gaps")
    events = rows(chayote, recall, "events")

    assert [gap["kind"] for gap in gaps] == ["never_commissioned", "window_start_unknown"]
    times = [event["time"] for event in events]
    assert times == sorted(times)
    washing = [event for event in events if event["step"].endswith("/voc/washing")]
    assert [event["place_name"] for event in washing] == ["Bể rửa W1 *"] * 2


def test_a_table_nobody_knows_is_refused(chayote: TestClient) -> None:
    recall = drafted(chayote, "W-1")["id"]

    answer = chayote.get(f"/recalls/{recall}.csv", params={"table": "prices"})

    assert answer.status_code == 400
    assert answer.json()["problems"][0]["place"] == "/query/table"


def test_the_workbook_has_a_cover_and_every_table(chayote: TestClient) -> None:
    recall = drafted(chayote, "W-1")

    answer = chayote.get(f"/recalls/{recall['id']}.xlsx")

    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == [
        "Bìa",
        "Hàng bị ảnh hưởng",
        "Nơi giữ",
        "Bên phải báo",
        "Chỗ trống",
        "Sự kiện",
    ]
    lines = sheet(book, "Bìa").iter_rows(values_only=True, max_col=2)
    cover = {name: value for name, value in lines}
    assert cover["Thu hồi / recall"] == recall["id"]
    assert cover["Băm kết quả / result hash"] == recall["result_hash"]
    assert cover["Số liệu tại / state at (UTC)"] == "2026-09-17T07:00:00Z"
    assert cover["Phạm vi / scope precautionary"] == (
        "3 goods, 9 holders; produced 2220, on hand 557 pieces"
    )


def test_amounts_are_numbers_and_instants_are_local_times(chayote: TestClient) -> None:
    recall = drafted(chayote, "W-1")["id"]

    answer = chayote.get(f"/recalls/{recall}.xlsx")

    affected = sheet(
        openpyxl.load_workbook(io.BytesIO(answer.content)), "Hàng bị ảnh hưởng"
    )
    head, first, *_ = affected.iter_rows(values_only=True)
    row = dict(zip(head, first, strict=True))
    assert row["produced_min"] == 1000
    assert row["since"] == datetime(2026, 9, 14, 8, 40)  # as a clerk reads it
    assert affected.auto_filter.ref == "A1:AI8"
    assert affected.freeze_panes == "A2"


def sheet(book: openpyxl.Workbook, title: str) -> Worksheet:
    found = book[title]
    assert isinstance(found, Worksheet)
    return found


@pytest.mark.parametrize(
    ("seen", "line"),
    [
        ({}, "1 goods, 1 holders; produced unknown, on hand unknown pieces"),
        (
            {"quantity": 5},
            "1 goods, 1 holders; produced unknown, on hand 5 pieces",
        ),
    ],
)
def test_the_cover_says_what_is_unknown(
    platform: TestClient, seen: dict[str, int], line: str
) -> None:
    got = [{"epcClass": key("L1"), **seen}]
    shop = {"id": PLACES.place("RET1")}
    received = event(
        1, epcList=None, quantityList=got, bizStep="receiving", bizLocation=shop
    )
    assert platform.post("/capture", json=document(received)).status_code == 202
    recall = platform.post("/recalls", json={"seeds": [key("L1")]}).json()["id"]

    answer = platform.get(f"/recalls/{recall}.xlsx")

    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    lines = sheet(book, "Bìa").iter_rows(values_only=True, max_col=2)
    cover = {name: value for name, value in lines}
    assert cover["Phạm vi / scope narrow"] == line


@pytest.mark.parametrize("evil", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(1)", "\t=1"])
def test_a_name_that_looks_like_a_formula_stays_a_text(
    chayote: TestClient, evil: str
) -> None:
    with database_of(chayote).writing() as session:
        dist = session.get(Party, PLACES.party("DIST"))
        assert dist is not None
        dist.name_vi = evil
    recall = drafted(chayote, "W-1", reason=evil)["id"]

    line = rows(chayote, recall, "consignees")[0]
    book = openpyxl.load_workbook(
        io.BytesIO(chayote.get(f"/recalls/{recall}.xlsx").content)
    )

    assert line["party_name"] == f"'{evil}"
    cells = [cell for page in book for row in page.iter_rows() for cell in row]
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []


def test_what_is_unknown_is_left_empty_not_nothing() -> None:
    grid = Grid(
        ("amount", "time"), [(None, None), (Decimal(0), datetime(2026, 9, 14, tzinfo=UTC))]
    )

    text = csv_of(grid).decode("utf-8-sig")

    assert text == "amount,time\r\n,\r\n0,2026-09-14T00:00:00Z\r\n"


def test_two_exports_of_one_recall_are_the_same_file(chayote: TestClient) -> None:
    recall = drafted(chayote, "W-1")["id"]

    answer = answer_of(chayote, recall)
    cover = Cover(
        id=recall,
        reason="",
        drafted=datetime(2026, 9, 17, tzinfo=UTC),
        state="draft",
        contract="truyxuat-recall/1",
        result_hash="sha256:0",
    )

    assert workbook_of(answer, cover, {}) == workbook_of(answer, cover, {})


def test_a_cell_holds_no_more_than_a_spreadsheet_takes(
    chayote: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    recall = drafted(chayote, "W-1")["id"]
    monkeypatch.setattr(exporting, "CELL_LENGTH_MAX", 60)

    found = {row["lot"]: row for row in rows(chayote, recall, "affected")}

    assert found["L1"]["places_passed"] == (
        "Nhà sơ chế Mây Ngàn *; Kho Bình Xuyên Xanh * … (+6)"
    )


def test_a_table_too_long_for_a_spreadsheet_is_refused_by_name(
    chayote: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = answer_of(chayote, drafted(chayote, "W-1")["id"])
    monkeypatch.setattr(exporting, "EXPORT_ROWS_MAX", 6)

    with pytest.raises(TooLarge) as refused:
        grid_of(answer, Table.AFFECTED, {})

    assert str(refused.value) == "The table affected has 7 rows; EXPORT_ROWS_MAX is 6."


def test_a_serial_is_shown_as_it_is_printed(chayote: TestClient) -> None:
    jar = "https://id.gs1.org/01/09521234004011/21/A%2F1"
    made = event(1, epcList=[jar], action="ADD", bizStep="commissioning")
    assert chayote.post("/capture", json=document(made)).status_code == 202
    recall = chayote.post("/recalls", json={"seeds": [jar]}).json()["id"]

    [row] = rows(chayote, recall, "affected")

    assert (row["serial"], row["lot"], row["level"]) == ("A/1", "", "instance")


def test_names_are_looked_up_for_many_keys_at_once(
    chayote: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(master, "KEYS_PER_QUESTION", 2)

    with database_of(chayote).reading() as session:
        names = master.labels(
            session,
            [key("L1"), key("L2"), PLACES.party("DIST"), PLACES.place("HN1"), "urn:x:y"],
        )

    assert names == {
        key("L1"): "Ngọn su su túi 500 g *",
        key("L2"): "Ngọn su su khay 300 g *",
        PLACES.party("DIST"): "Phân phối Bình Xuyên Xanh *",
        PLACES.place("HN1"): "Siêu thị Sông Nhuệ 1 *",
    }
