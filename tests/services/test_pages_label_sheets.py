"""An enterprise orders a large sheet of labels by the form alone, and fetches it from its page."""

from __future__ import annotations

import csv
import io
import re
import time
from collections.abc import Iterator
from html import unescape

import pypdfium2
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlmodel import select

from truyxuat.barcode import SerialKey, check_serial
from truyxuat.services import label_jobs
from truyxuat.services.app import create_app
from truyxuat.services.database import Database
from truyxuat.services.label_checking import SheetChecking
from truyxuat.services.label_tables import LabelSheet
from truyxuat.services.pages.label_ordering import asked_of
from truyxuat.services.pages.wording import today_in_vietnam
from truyxuat.services.settings import Settings

ON_EVERY_ENGINE = False

SUSU = "9521234001010"
SECRET = "s" * 40
RANGE = {"serials": "range", "serial_from": "A0001", "serial_to": "A0600"}
BROWSER = {"Accept": "text/html"}


@pytest.fixture
def settings(record_url: str) -> Settings:
    return Settings(
        database_url=record_url,
        serial_key=SECRET,
        sheet_drawings_at_once_max=20,
        sheets_waiting_max=2,
    )


@pytest.fixture
def app(settings: Settings) -> FastAPI:
    return create_app(settings)


@pytest.fixture
def platform(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app) as client:
        yield client


def stop_checking(app: FastAPI) -> None:
    """From now on sheets wait until the platform starts again."""
    checking: SheetChecking = app.state.sheets
    checking.close()


def shown(platform: TestClient, **fields: str) -> str:
    answer = platform.get("/labels", params=fields)
    assert answer.status_code == 200
    return answer.text


def ordered(platform: TestClient, **fields: str) -> str:
    """Order a sheet by the form; the address of its page."""
    answer = platform.post("/labels/sheets", data=fields, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def settled(platform: TestClient, address: str) -> str:
    """The page of a sheet once it has been checked."""
    for _ in range(400):
        answer = platform.get(address, headers=BROWSER)
        if "refresh" not in answer.headers:
            return answer.text
        time.sleep(0.05)
    raise AssertionError("still being checked")


def heading(text: str) -> str:
    (said,) = re.findall(r"<h1[^>]*>(.*?)</h1>", text)
    return unescape(said)


def file(platform: TestClient, text: str, name: str) -> bytes:
    """A file that a page offers, by the end of its address."""
    (address,) = re.findall(rf'<a [^>]*href="([^"]*/{re.escape(name)})"', text)
    return platform.get(address).content


def serials_in(platform: TestClient, text: str) -> list[str]:
    lines = io.StringIO(file(platform, text, "serials.csv").decode())
    return [row["serial"] for row in csv.DictReader(lines)]


def offered(text: str) -> dict[str, str]:
    """The fields of the form beside the preview, which orders the sheet."""
    (form,) = re.findall(
        r'<form method="post" action="/labels/sheets[^"]*">(.*?)</form>', text, re.S
    )
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form)
    return {name: unescape(value) for name, value in found}


def test_more_than_the_page_makes_is_offered_as_a_sheet_with_the_same_fields(
    platform: TestClient,
) -> None:
    fields = {"gtin": SUSU, "lot": "L1", "expires": "2027-12-31", "count": "1200"}

    text = shown(platform, **fields)

    assert heading(text) == "1.200 tem, 50 trang: đặt làm tờ tem"
    assert offered(text) == fields
    assert "<title>gs1-datamatrix: (01)" in text
    assert "/labels/labels.pdf" not in text


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"count": "501"}, "501 tem, 21 trang"),
        (RANGE, "600 tem, 25 trang"),
        ({"serials": "list", "serial_list": " ".join(map(str, range(201)))}, "201 tem"),
        ({"serials": "make", "count": "3"}, "3 tem, 1 trang"),
    ],
)
def test_whatever_is_too_much_for_the_page_can_be_ordered(
    platform: TestClient, fields: dict[str, str], says: str
) -> None:
    text = shown(platform, gtin=SUSU, **fields)

    assert says in heading(text)
    assert offered(text) == {"gtin": SUSU, **fields}


def test_labels_alike_are_ordered_seen_and_fetched(platform: TestClient) -> None:
    address = ordered(platform, gtin=SUSU, lot="L1", count="1200", line="Su su")
    answer = platform.get(address, headers=BROWSER)

    assert re.fullmatch(r"/labels/sheets/[0-9a-f]{32}", address)
    assert heading(answer.text) == "Tờ tem đã sẵn sàng: 1.200 tem, 50 trang"
    assert answer.headers["cache-control"] == "private, no-store"
    assert "noindex" in answer.text
    assert "refresh" not in answer.headers
    assert "serials.csv" not in answer.text
    pdf = file(platform, answer.text, "sheet.pdf")
    assert len(pypdfium2.PdfDocument(pdf)) == 50
    assert b"^PQ1200" in file(platform, answer.text, "sheet.zpl")


def test_each_page_of_the_sheet_can_be_looked_at(platform: TestClient) -> None:
    address = ordered(platform, gtin=SUSU, count="30")

    first = platform.get(address, headers=BROWSER).text
    second = platform.get(f"{address}?page=2&lang=en", headers=BROWSER).text
    third = platform.get(f"{address}?page=3", headers=BROWSER)

    (picture,) = re.findall(r'<img class="sheet-page" src="([^"]*)"', second)
    assert picture.endswith("/sheet.svg?page=2")
    assert platform.get(picture).headers["content-type"] == "image/svg+xml"
    assert 'rel="next"' in first
    assert 'rel="prev"' not in first
    assert 'rel="prev"' in second
    assert "Page 2 of 2" in second
    assert third.status_code == 404


def test_a_large_sheet_is_told_as_it_is_checked_and_the_page_looks_again_by_itself(
    app: FastAPI, platform: TestClient, settings: Settings
) -> None:
    stop_checking(app)
    address = ordered(platform, gtin=SUSU, **RANGE)
    waiting = platform.get(address, headers=BROWSER)

    with TestClient(create_app(settings)) as restarted:
        ready = settled(restarted, address)
        serials = serials_in(restarted, ready)

    assert heading(waiting.text) == "Đang kiểm tra: 0 trên 600 tem"
    assert waiting.headers["refresh"] == "3"
    assert "sheet.pdf" not in waiting.text
    assert heading(ready) == "Tờ tem đã sẵn sàng: 600 tem, 25 trang"
    assert (len(serials), serials[0], serials[-1]) == (600, "A0001", "A0600")


def test_a_list_that_no_address_carries_is_ordered_whole(
    app: FastAPI, platform: TestClient
) -> None:
    stop_checking(app)
    serials = [f"SERIAL/{number:013}" for number in range(60_000)]

    answer = platform.post(
        "/labels/sheets",
        data={"gtin": SUSU, "serials": "list", "serial_list": "\r\n".join(serials)},
        follow_redirects=False,
    )

    text = platform.get(answer.headers["location"], headers=BROWSER).text
    assert "60.000 sê-ri, từ SERIAL/0000000000000 đến SERIAL/0000000059999" in text


def test_many_new_serials_are_made_with_the_key_when_the_sheet_is_ordered(
    platform: TestClient,
) -> None:
    asked = platform.get("/labels/serials", params={"gtin": SUSU, "count": "300"})
    assert "dãy chữ W trên tem xem trước" in asked.text

    ready = settled(platform, ordered(platform, **offered(asked.text)))

    serials = serials_in(platform, ready)
    key = SerialKey("2", SECRET.encode())
    assert len(set(serials)) == 300
    assert {check_serial(one, SUSU, [key]) for one in serials} == {"genuine"}


def test_what_is_wrong_comes_back_as_the_form_with_every_label_that_is_wrong(
    platform: TestClient,
) -> None:
    answer = platform.post(
        "/labels/sheets",
        data={
            "gtin": SUSU,
            "use": "carton",
            "paper": "a4-8",
            "serials": "list",
            "serial_list": "10 11 WWWWWWWW VVVVVVVV",
        },
    )

    assert answer.status_code == 400
    (said,) = re.findall(r'id="paper-problem">.*?</svg>(.*?)</p>', answer.text, re.S)
    assert "Tem số 3: Sê-ri “WWWWWWWW”: Mã cần" in unescape(said)
    assert "Tem số 4: Sê-ri “VVVVVVVV”: Mã cần" in unescape(said)
    assert ">10 11 WWWWWWWW VVVVVVVV</textarea>" in answer.text


@pytest.mark.parametrize(
    ("fields", "place", "says"),
    [
        ({"count": "100001"}, "count", "từ 1 đến 100.000"),
        (
            {"count": "600", "line": "i" * 121, "paper": "roll-100x150"},
            "line",
            "ngoài giới hạn",
        ),
        ({"count": "600", "x": "nan"}, "x", "ở đây là nan mm"),
        (
            {"serials": "range", "serial_from": "1", "serial_to": "100001"},
            "serial_to",
            "nhiều nhất 100.000 tem",
        ),
        (
            {
                "serials": "range",
                "serial_from": "A" * 19 + "1",
                "serial_to": "A" * 19 + "10",
            },
            "serial_to",
            "Thừa",
        ),
        ({"serials": "list", "serial_list": "A số"}, "serial_list", "Sê-ri “số”"),
    ],
)
def test_a_sheet_that_cannot_be_ordered_is_refused_beside_the_field(
    platform: TestClient, fields: dict[str, str], place: str, says: str
) -> None:
    answer = platform.post("/labels/sheets", data={"gtin": SUSU, **fields})

    (said,) = re.findall(rf'id="{place}-problem">.*?</svg>(.*?)</p>', answer.text, re.S)
    assert answer.status_code == 400
    assert says in unescape(said)


def test_without_a_key_no_new_serials_are_offered_or_made(record_url: str) -> None:
    with TestClient(create_app(Settings(database_url=record_url))) as platform:
        answer = platform.post(
            "/labels/sheets", data={"gtin": SUSU, "serials": "make", "count": "5"}
        )
        text = shown(platform)

    assert answer.status_code == 400
    assert 'id="serials-problem"' in answer.text
    assert 'value="make"' not in text


def test_a_refused_sheet_says_which_labels_are_wrong_and_why(platform: TestClient) -> None:
    fields = {"gtin": SUSU, "use": "carton", "paper": "a4-8"}
    serials = [*map(str, range(10, 40)), "WWWWWWWW", "VVVVVVVV"]

    refused = settled(
        platform,
        ordered(platform, **fields, serials="list", serial_list=" ".join(serials)),
    )

    reasons = [unescape(one) for one in re.findall(r"<li>(.*?)</li>", refused)]
    assert heading(refused) == "Không in được tờ tem này"
    assert [one.partition(": Mã")[0] for one in reasons] == [
        "Tem số 31: Sê-ri “WWWWWWWW”",
        "Tem số 32: Sê-ri “VVVVVVVV”",
    ]
    assert "sheet.pdf" not in refused
    assert f'href="/labels?gtin=0{SUSU}' in refused


def test_a_form_from_another_site_orders_nothing(
    platform: TestClient, database: Database
) -> None:
    answer = platform.post(
        "/labels/sheets",
        data={"gtin": SUSU, "count": "600"},
        headers={"Sec-Fetch-Site": "cross-site"},
    )

    assert answer.status_code == 400
    with database.reading() as session:
        assert session.exec(select(LabelSheet)).all() == []


def test_while_too_many_sheets_wait_a_page_says_so(
    app: FastAPI, platform: TestClient
) -> None:
    stop_checking(app)
    for _ in range(2):
        ordered(platform, gtin=SUSU, **RANGE)

    answer = platform.post("/labels/sheets", data={"gtin": SUSU, **RANGE}, headers=BROWSER)

    assert answer.status_code == 503
    assert heading(answer.text) == "Hệ thống đang tạm nghỉ"


def test_a_foreign_parameter_of_an_address_breaks_no_link(platform: TestClient) -> None:
    address = ordered(platform, gtin=SUSU, count="30")

    assert "?path=x&amp;self=y&amp;page=2" in platform.get(f"{address}?path=x&self=y").text


def test_an_unknown_sheet_is_a_page_that_says_so(platform: TestClient) -> None:
    answer = platform.get(f"/labels/sheets/{'0' * 32}", headers=BROWSER)

    assert answer.status_code == 404
    assert heading(answer.text) == "Không có gì ở địa chỉ này"


def test_a_program_is_led_to_the_data_of_the_sheet(platform: TestClient) -> None:
    address = ordered(platform, gtin=SUSU, count="600")

    answer = platform.get(address, headers={"Accept": "application/json"})

    assert (answer.json()["state"], answer.json()["labels"]) == ("ready", 600)


def test_the_language_of_the_form_is_that_of_the_sheet(platform: TestClient) -> None:
    answer = platform.post("/labels/sheets?lang=en", data={"gtin": SUSU, "count": "600"})

    assert heading(answer.text) == "The sheet is ready: 600 labels, 25 pages"
    assert platform.get("/labels/sheets?lang=en").url.path == "/labels"


@pytest.mark.parametrize(
    "fields",
    [
        {"gtin": f"0{SUSU}", "lot": "L1", "made": "2026-11-27", "count": "600"},
        {"gtin": f"0{SUSU}", "paper": "a4-8", "dpi": "600", "x": "0.5", **RANGE},
        {"gtin": f"0{SUSU}", "serials": "make", "count": "30", "line": "Su su"},
        {"sscc": "395212340000000014", "use": "pallet", "paper": "roll-100x150"},
    ],
)
def test_a_sheet_leads_back_to_the_form_it_came_from(
    platform: TestClient, database: Database, fields: dict[str, str]
) -> None:
    address = ordered(platform, **fields)

    with database.reading() as session:
        kept = label_jobs.find(session, address.rpartition("/")[2])
        order = label_jobs.order_of(kept)

    again = dict(asked_of(order, today_in_vietnam()).pairs())
    assert fields.items() <= again.items()
