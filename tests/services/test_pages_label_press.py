"""Pressing "order" on the form for labels: one press is one sheet, however often it is sent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from truyxuat.services.app import create_app
from truyxuat.services.database import Database
from truyxuat.services.label_tables import LabelSheet, MadeSerial
from truyxuat.services.settings import Settings

SUSU = "9521234001010"


@pytest.fixture
def platform(record_url: str) -> Iterator[TestClient]:
    settings = Settings(database_url=record_url, serial_key="s" * 40)
    with TestClient(create_app(settings)) as client:
        yield client


def shown(platform: TestClient, **fields: str) -> str:
    return platform.get("/labels", params=fields).text


def ordered(platform: TestClient, **fields: str) -> str:
    """Order a sheet by the form; the address of its page."""
    answer = platform.post("/labels/sheets", data=fields, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def once(text: str) -> str:
    """The name of a press, which both buttons that order a sheet send."""
    (name,) = set(re.findall(r'<button [^>]*name="once" value="([0-9a-f]{32})"', text))
    return str(name)


def test_a_press_that_is_sent_twice_is_one_sheet_and_uses_up_its_serials_once(
    platform: TestClient, database: Database
) -> None:
    fields = {"gtin": SUSU, "serials": "make", "count": "30"}
    press = {**fields, "once": once(shown(platform, **fields))}

    with ThreadPoolExecutor(4) as hands:
        pages = set(hands.map(lambda _: ordered(platform, **press), range(4)))

    assert len(pages) == 1
    with database.reading() as session:
        assert len(session.exec(select(LabelSheet)).all()) == 1
        assert len(session.exec(select(MadeSerial)).all()) == 30


def test_a_form_shown_anew_or_changed_orders_another_sheet(platform: TestClient) -> None:
    fields = {"gtin": SUSU, "count": "600"}
    press = once(shown(platform, **fields))

    first = ordered(platform, **fields, once=press)
    changed = ordered(platform, gtin=SUSU, count="700", once=press)
    anew = ordered(platform, **fields, once=once(shown(platform, **fields)))

    assert len({first, changed, anew}) == 3


def test_a_press_whose_name_no_page_made_opens_nobody_elses_sheet(
    platform: TestClient,
) -> None:
    guessed = {"gtin": SUSU, "count": "600", "once": "1"}

    assert ordered(platform, **guessed) != ordered(platform, **guessed)
