"""In the sample province each finding can be seen, and unknown, on pages that accuse nobody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from fastapi.testclient import TestClient

from truyxuat.services.app import create_app
from truyxuat.services.sample import load_sample
from truyxuat.services.sample.codes import NEVER_ISSUED, listings
from truyxuat.services.sample.province import province
from truyxuat.services.settings import Settings

ON_EVERY_ENGINE = False

JAR = "H7K2-9QXM"
"""A jar of honey that the province holds."""


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The province, its lists taken as of today."""
    file = tmp_path_factory.mktemp("province") / "record.db"
    app = create_app(Settings(database_url=f"sqlite:///{file}"))
    load_sample(app.state.database, facts_as_of=datetime.now(UTC))
    with TestClient(app) as client:
        yield client


def told_of(here: TestClient, gtin: str) -> dict[str, str]:
    page = here.get(f"/01/{gtin}", headers={"Accept": "application/json"})
    line: dict[str, str] = page.json()["code_legality"]
    return line


@pytest.mark.parametrize(
    ("product", "verdict", "finding"),
    [
        ("BAG500", "lawful", None),
        ("MILK180", "lawful", None),
        ("HONEY500", "lawful", None),
        ("YOGHURT", "unknown", None),
        ("FISH500", "unknown", None),
        ("RICE5", "unknown", None),
        ("CUC", "unknown", None),
        ("RING", "unknown", None),
        ("SNAKE_WINE", "unlawful", "licensed_to_another"),
        ("LAMP", "unlawful", "never_declared"),
        ("PEST", "unlawful", "foreign_unauthorised"),
        ("HELMET", "unlawful", "licence_revoked"),
    ],
)
def test_each_product_of_the_province_has_its_answer(
    here: TestClient, product: str, verdict: str, finding: str | None
) -> None:
    line = told_of(here, province().gtin(product))

    assert (line["verdict"], line["finding"]) == (verdict, finding)


def test_a_code_issued_to_nobody_is_told_on_a_page(here: TestClient) -> None:
    assert told_of(here, NEVER_ISSUED)["sentence"].startswith(
        "Chưa ai được cấp mã số bắt đầu như vậy, theo Sổ đăng ký mã số giả lập * ngày "
    )


def test_every_source_and_invented_firm_carries_the_mark() -> None:
    lists = list(listings(province(), as_of=datetime.now(UTC)))

    assert [one.told.source[-1] for one in lists] == ["*"] * len(lists)


def test_the_consumer_reads_whose_the_code_is_with_source_and_age(
    here: TestClient,
) -> None:
    page = here.get(f"/01/{province().gtin('BAG500')}").text

    assert "Mã số này cấp cho ai" in page
    assert (
        "Mã số được cấp cho HTX Rau Mây Ngàn *, theo Sổ đăng ký mã số giả lập * ngày"
        in page
    )
    assert "(6 ngày trước)" in page
    assert "Quyền sử dụng mã số không cho biết chất lượng hay nguồn gốc của hàng." in page


def test_a_stale_source_is_shown_as_stale(here: TestClient) -> None:
    line = told_of(here, province().gtin("FISH500"))

    assert "(200 ngày trước)" in line["age"]
    assert "Đã cũ, không dùng để kết luận." in line["age"]


def test_the_officer_sees_reasons_sources_and_contradictions(here: TestClient) -> None:
    page = here.get("/regulator/trace", params={"id": province().unit("HONEY500", JAR)})

    assert "Tính hợp pháp của mã số" in page.text
    assert "Nguồn đã xem" in page.text
    assert "Mật ong Đỉnh Mây *" in page.text


def test_no_sentence_says_genuine(here: TestClient) -> None:
    gtins = [province().gtin(code) for code in province().products]

    said = [told_of(here, gtin)["sentence"].casefold() for gtin in gtins]

    assert not [one for one in said if "hàng thật" in one or "hàng giả" in one]
