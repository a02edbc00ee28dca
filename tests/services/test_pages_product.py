"""The page behind a printed code: what it says, in which form, with which status."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import partial

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session

from tests.services.remembered import RememberedStories
from tests.services.susu_record import keep_susu
from truyxuat.services import recalling
from truyxuat.services.app import create_app
from truyxuat.services.database import Database
from truyxuat.services.master import Lot, Product, Source
from truyxuat.services.settings import Settings
from truyxuat.traceability.recalling import RecallQuestion, ScopeName
from truyxuat.traceability.tracing.query import Budget

BAG = "/01/09521234001010"
JSON = {"Accept": "application/json"}
BROWSER = {"Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"}
ONE_PAST_ITS_DATE = partial(keep_susu, use_by={"L4": date(2026, 9, 22)})


@pytest.fixture
def site(settings: Settings, remembered: RememberedStories) -> Iterator[TestClient]:
    remembered.told("a lot past its date", settings, ONE_PAST_ITS_DATE)
    with TestClient(create_app(settings), follow_redirects=False) as client:
        yield client


def data(site: TestClient, path: str, status: int = 200) -> dict[str, object]:
    answer = site.get(path, headers=JSON)
    assert answer.status_code == status
    told = answer.json()
    assert isinstance(told, dict)
    return told


def record_of(site: TestClient) -> Database:
    app = site.app
    database = app.state.database  # type: ignore[attr-defined]  # a FastAPI application
    assert isinstance(database, Database)
    return database


def recall_lot(session: Session, lot: str, scope: ScopeName) -> None:
    now = datetime.now(UTC)
    question = RecallQuestion(seeds=(f"https://id.gs1.org{BAG}/10/{lot}",), as_of=now)
    kept = recalling.draft(session, question, reason="residue", now=now, budget=Budget())
    recalling.announce(session, kept, scope, now=now)


def test_a_declared_lot_is_said_to_be_declared_and_never_genuine(site: TestClient) -> None:
    told = data(site, f"{BAG}/10/L1")

    assert (told["verdict"], told["sentence"]) == ("declared", "Mã đã được khai báo")
    assert "không phải chứng nhận hàng thật" in str(told["explanation"])


def test_the_seven_public_facts_each_say_where_they_come_from(site: TestClient) -> None:
    facts = data(site, f"{BAG}/10/L1")["facts"]

    assert isinstance(facts, dict)
    assert list(facts) == [
        "name",
        "origin",
        "picture",
        "maker",
        "address",
        "brand",
        "expiry",
    ]
    assert facts["maker"] == {
        "value": ["HTX Rau Mây Ngàn *"],
        "source": "declared",
        "source_text": "nhà sản xuất khai báo",
    }
    assert facts["expiry"]["value"] == ["22/09/2099", "Ngày sản xuất 14/09/2026"]


def test_a_fact_that_an_authority_confirmed_names_it_and_the_day(site: TestClient) -> None:
    with record_of(site).writing() as session:
        product = session.get(Product, f"https://id.gs1.org{BAG}")
        assert product is not None
        product.source, product.confirmed_by = Source.CONFIRMED, "Sở Y tế"
        product.confirmed_on = date(2026, 10, 2)

    facts = data(site, BAG)["facts"]

    assert isinstance(facts, dict)
    assert facts["origin"]["source"] == "confirmed"
    assert facts["origin"]["source_text"] == "Sở Y tế xác nhận ngày 02/10/2026"


def test_what_nobody_declared_is_said_so_and_not_left_out(site: TestClient) -> None:
    with record_of(site).writing() as session:
        product = session.get(Product, f"https://id.gs1.org{BAG}")
        assert product is not None
        product.origin_vi, product.image = "", "../../secret.svg"

    facts = data(site, BAG)["facts"]

    assert isinstance(facts, dict)
    assert facts["origin"]["value"] == ["Chưa khai báo"]
    assert facts["picture"] == {
        "value": ["Chưa khai báo"],
        "source": "unknown",
        "source_text": "hệ thống chưa nhận được",
    }


def test_a_lot_past_its_use_by_day_is_said_to_be(site: TestClient) -> None:
    told = data(site, f"{BAG}/10/L4")

    assert told["verdict"] == "expired"
    assert told["sentence"] == "Đã quá hạn sử dụng ngày 22/09/2026"


def make(site: TestClient, lot: str, **ilmd: str) -> None:
    """A firm that declares no lots records the making of one."""
    event = {
        "@context": ["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"],
        "type": "ObjectEvent",
        "eventTime": "2026-01-05T05:00:00Z",
        "eventTimeZoneOffset": "+07:00",
        "action": "ADD",
        "bizStep": "commissioning",
        "quantityList": [{"epcClass": f"https://id.gs1.org{BAG}/10/{lot}", "quantity": 10}],
        "ilmd": {f"cbvmda:{name}": value for name, value in ilmd.items()},
    }
    assert site.post("/events", json=event).status_code == 201


def test_the_use_by_day_that_the_making_event_states_counts_for_a_lot_nobody_declared(
    site: TestClient,
) -> None:
    make(site, "J1", itemExpirationDate="2026-01-12")

    told = data(site, f"{BAG}/10/J1")
    facts = told["facts"]

    assert told["sentence"] == "Đã quá hạn sử dụng ngày 12/01/2026"
    assert isinstance(facts, dict)
    assert facts["expiry"]["source_text"] == "doanh nghiệp ghi trong sự kiện"


def test_the_use_by_day_in_the_printed_code_counts_where_nobody_stated_one(
    site: TestClient,
) -> None:
    make(site, "J2", lotNumber="J2")

    told = data(site, f"{BAG}/10/J2?17=260930")
    facts = told["facts"]

    assert told["sentence"] == "Đã quá hạn sử dụng ngày 30/09/2026"
    assert isinstance(facts, dict)
    assert facts["expiry"]["source_text"] == "ghi trong mã vừa đọc"


def test_best_before_is_no_use_by(site: TestClient) -> None:
    with record_of(site).writing() as session:
        lot = session.get(Lot, f"https://id.gs1.org{BAG}/10/L1")
        assert lot is not None
        lot.expires_on, lot.best_before = None, date(2026, 9, 20)

    told = data(site, f"{BAG}/10/L1")

    assert told["verdict"] == "past_best_before"
    assert told["sentence"] == "Đã qua ngày dùng tốt nhất 20/09/2026"


def test_an_announced_recall_stands_first_on_the_lot_s_page_and_on_no_other(
    site: TestClient,
) -> None:
    with record_of(site).writing() as session:
        recall_lot(session, "L1", ScopeName.NARROW)

    assert data(site, f"{BAG}/10/L1")["sentence"] == (
        "Lô này đang bị thu hồi. Không sử dụng."
    )
    assert data(site, f"{BAG}/10/L3")["verdict"] == "declared"


def test_recalled_comes_before_expired(site: TestClient) -> None:
    with record_of(site).writing() as session:
        recall_lot(session, "L4", ScopeName.NARROW)

    assert data(site, f"{BAG}/10/L4")["verdict"] == "recalled"


def test_the_product_s_page_lists_its_recalled_lots_and_is_not_recalled_itself(
    site: TestClient,
) -> None:
    with record_of(site).writing() as session:
        recall_lot(session, "L1", ScopeName.NARROW)

    told = data(site, BAG)

    assert told["verdict"] == "some_lots_recalled"
    assert told["recalled_lots"] == [f"{BAG}/10/L1"]


def test_the_journey_tells_commune_province_and_day_but_no_customer(
    site: TestClient,
) -> None:
    told = data(site, f"{BAG}/10/L1")["journey"]

    assert told == [
        {"step": "Thu hoạch", "day": "2026-09-14", "where": "xã Tam Đảo, Phú Thọ"},
        {"step": "Rửa", "day": "2026-09-14", "where": "xã Tam Đảo, Phú Thọ"},
        {"step": "Đóng gói", "day": "2026-09-14", "where": "xã Tam Đảo, Phú Thọ"},
        {"step": "Nhận hàng (4 nơi)", "day": "2026-09-14", "where": "Phú Thọ"},
        {"step": "Nhận hàng (3 nơi)", "day": "2026-09-14", "where": "Hà Nội"},
    ]
    page = site.get(f"{BAG}/10/L1", headers=BROWSER).text
    assert "Siêu thị" not in page
    assert "Lấy mẫu" not in page


def test_an_unseen_lot_of_a_declared_product_is_not_called_declared(
    site: TestClient,
) -> None:
    told = data(site, f"{BAG}/10/NO-SUCH", status=404)

    assert told["verdict"] == "part_not_found"
    assert told["sentence"] == "Sản phẩm đã khai báo, nhưng chưa thấy lô này"


def test_an_unseen_serial_is_not_called_declared_either(site: TestClient) -> None:
    told = data(site, f"{BAG}/21/COPY-1", status=404)

    assert told["sentence"] == "Sản phẩm đã khai báo, nhưng chưa thấy số sê-ri này"


def test_goods_that_events_name_but_nobody_declared_are_called_so(site: TestClient) -> None:
    with record_of(site).writing() as session:
        product = session.get(Product, f"https://id.gs1.org{BAG}")
        session.delete(product)

    assert data(site, f"{BAG}/10/L1")["verdict"] == "undeclared"


def test_a_code_nobody_knows_is_a_404_that_says_what_was_checked(site: TestClient) -> None:
    told = data(site, "/01/09521234999997", status=404)

    assert told["verdict"] == "not_found"
    assert told["checked"] == {
        "Mã nhận được": "(01)09521234999997",
        "Cách viết": "Đúng: độ dài và số kiểm tra hợp lệ",
        "Khai báo sản phẩm": "Chưa có",
        "Sự kiện đã ghi": "Chưa có",
    }


@pytest.mark.parametrize(
    ("path", "checked"),
    [
        (
            "/01/09521234001011",
            {"Số kiểm tra": "Số cuối là 1, theo cách tính của GS1 phải là 0"},
        ),
        (
            "/01/12345",
            {
                "Cách viết": "Cần 8, 12, 13 hoặc 14 chữ số; số lô và sê-ri dài tối đa 20 ký tự"
            },
        ),
        (
            f"{BAG}/10/{'L' * 21}",
            {
                "Cách viết": "Cần 8, 12, 13 hoặc 14 chữ số; số lô và sê-ri dài tối đa 20 ký tự"
            },
        ),
        (
            "/01/٤٤٤٤٤٤٤٤٤٤٤٤٤٤",
            {
                "Cách viết": "Cần 8, 12, 13 hoặc 14 chữ số; số lô và sê-ri dài tối đa 20 ký tự"
            },
        ),
    ],
)
def test_a_broken_code_gets_a_page_that_says_which_rule_it_breaks(
    site: TestClient, path: str, checked: dict[str, str]
) -> None:
    told = data(site, path, status=400)

    assert told["sentence"] == "Mã này chưa đúng"
    assert isinstance(told["checked"], dict)
    assert told["checked"].items() >= checked.items()


def test_the_till_s_thirteen_digits_lead_to_the_one_address_of_the_product(
    site: TestClient,
) -> None:
    answer = site.get("/01/9521234001010?lang=en", headers=BROWSER)

    assert answer.status_code == 308
    assert answer.headers["location"] == f"{BAG}?lang=en"


def test_a_lot_with_a_slash_in_it_has_its_page(site: TestClient) -> None:
    told = data(site, f"{BAG}/10/A%2F7", status=404)

    assert told["code"] == "(01)09521234001010(10)A/7"


def test_one_address_serves_a_person_and_a_program(site: TestClient) -> None:
    page = site.get(f"{BAG}/10/L1", headers=BROWSER)
    told = site.get(f"{BAG}/10/L1", headers=JSON)
    plain = site.get(f"{BAG}/10/L1", headers={"Accept": "*/*"})

    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert told.headers["content-type"] == "application/json"
    assert plain.headers["content-type"] == "text/html; charset=utf-8"
    assert page.headers["vary"] == told.headers["vary"] == "Accept"


def test_a_page_forbids_everything_from_elsewhere(site: TestClient) -> None:
    headers = site.get("/", headers=BROWSER).headers

    assert headers["content-security-policy"].startswith("default-src 'none'; ")
    assert "http" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/00/395212340000000014", "Kiện"),
        ("/414/9521234000143", "Địa điểm"),
        ("/8003/09521234000129000451", "Vỏ chứa"),
    ],
)
def test_a_code_that_is_no_product_s_says_what_it_is(
    site: TestClient, path: str, kind: str
) -> None:
    told = data(site, path)

    assert told["sentence"] == "Đây không phải mã của một sản phẩm bán lẻ"
    assert isinstance(told["checked"], dict)
    assert told["checked"]["Loại mã"] == kind


def test_the_same_page_in_english_has_no_vietnamese_left_in_its_words(
    site: TestClient,
) -> None:
    told = data(site, f"{BAG}/10/L1?lang=en")

    assert told["sentence"] == "This code has been declared"
    assert told["name"] == "Chayote tips, 500 g bag *"


def test_real_data_carries_no_mark_of_fiction(settings: Settings) -> None:
    with TestClient(create_app(settings)) as empty:
        assert "HƯ CẤU" not in empty.get("/", headers=BROWSER).text


def test_markup_in_master_data_is_shown_and_not_run(site: TestClient) -> None:
    with record_of(site).writing() as session:
        product = session.get(Product, f"https://id.gs1.org{BAG}")
        assert product is not None
        product.name_vi = "<script>alert(1)</script>"

    page = site.get(BAG, headers=BROWSER).text

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
