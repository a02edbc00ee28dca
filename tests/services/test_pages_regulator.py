"""The officer's pages: find a lot, ask where it went, draft a recall, announce it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from tests.services.remembered import RememberedStories
from tests.services.susu_record import keep_susu
from truyxuat.services.app import create_app
from truyxuat.services.pages.asking import instant_of
from truyxuat.services.settings import Settings
from truyxuat.traceability.errors import InvalidQuery

BROWSER = {"Accept": "text/html"}
L1 = "https://id.gs1.org/01/09521234001010/10/L1"
TRACE = f"/regulator/trace?id={quote(L1, safe='')}"


@pytest.fixture
def site(settings: Settings, remembered: RememberedStories) -> Iterator[TestClient]:
    remembered.told("every lot within its date", settings, keep_susu)
    with TestClient(
        create_app(settings), follow_redirects=False, headers=BROWSER
    ) as client:
        yield client


def words(page: str) -> str:
    """A page's text without its markup, blanks folded."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def drafted(site: TestClient, *causes: str) -> str:
    form = {"seed": L1, "reason": "Vượt ngưỡng dư lượng", "cause": list(causes)}
    answer = site.post("/regulator/recalls", data=form)
    assert answer.status_code == 303
    return answer.headers["location"]


@pytest.mark.parametrize(
    "text",
    [
        L1,
        "(01)09521234001010(10)L1",
        "01 09521234001010 10 L1",
        "urn:epc:class:lgtin:9521234.000101.L1",
    ],
)
def test_a_whole_code_opens_its_trace_at_once(site: TestClient, text: str) -> None:
    answer = site.get("/regulator", params={"id": text})

    assert answer.status_code == 303
    assert answer.headers["location"].startswith(TRACE)


def test_a_bare_lot_number_finds_the_lots_of_that_number(site: TestClient) -> None:
    page = site.get("/regulator?id=L1").text

    assert "Lô L1" in page
    assert quote(L1, safe="") in page


@pytest.mark.parametrize("text", ["ngon su su", "NGỌN SU SU", "chayote"])
def test_a_name_is_found_without_its_diacritics(site: TestClient, text: str) -> None:
    assert "Ngọn su su túi 500 g" in site.get("/regulator", params={"id": text}).text


def test_wildcards_in_a_lot_number_are_only_letters(site: TestClient) -> None:
    answer = site.get("/regulator", params={"id": "L_"})

    assert answer.status_code == 404
    assert "Chưa có gì được ghi dưới mã này." in answer.text


def test_the_trace_says_where_the_lot_went_in_one_sentence_and_three_numbers(
    site: TestClient,
) -> None:
    page = words(site.get(TRACE).text)

    assert (
        "Lô L1 đã qua 5 nơi nhận và chưa thành hàng nào khác; hiện 8 nơi còn giữ hàng."
    ) in page
    assert "Đối tượng liên quan 1" in page
    assert "Nơi đang giữ 8 285 sản phẩm" in page
    assert "Chưa giải thích được 0" in page


def test_the_chain_shows_every_place_with_what_came_and_what_is_left(
    site: TestClient,
) -> None:
    page = site.get(TRACE).text
    boxes = re.findall(r'<a href="#o-[^"]+" class="object seed"', page)

    assert len(boxes) == 8
    for amount in ("1.000, còn 50", "200, còn 54", "180, còn 47"):
        assert f">{amount}<" in page


def test_looking_back_finds_the_pesticide_and_draws_no_customer(site: TestClient) -> None:
    page = site.get(TRACE + "&direction=back").text
    chain = page[page.index('class="chain-frame"') : page.index('class="legend"')]

    assert "Lô L1 được làm từ 4 đối tượng" in words(page)
    assert "TBV-07" in chain
    assert "Siêu thị" not in chain


def test_what_was_known_earlier_is_shown_and_compared(site: TestClient) -> None:
    l3 = quote("https://id.gs1.org/01/09521234001010/10/L3", safe="")
    path = f"/regulator/trace?id={l3}&direction=back&compare=2026-09-17T15:00"

    page = words(site.get(path).text)

    assert "thêm Đối tượng Lô H-C1" in page


def test_an_unknown_code_keeps_what_was_typed(site: TestClient) -> None:
    answer = site.get("/regulator/trace?id=(01)09521234001010(10)NOPE")

    assert answer.status_code == 404
    assert 'value="(01)09521234001010(10)NOPE"' in answer.text


@pytest.mark.parametrize("text", ["abc", "", "09521234001011"])
def test_what_is_no_code_is_answered_beside_the_field_that_keeps_it(
    site: TestClient, text: str
) -> None:
    answer = site.get("/regulator/trace", params={"id": text})

    assert answer.status_code == 400
    assert f'value="{text}"' in answer.text
    assert "Chưa đúng mã GS1." in answer.text


def test_a_recall_that_is_not_kept_is_a_page_that_says_so(site: TestClient) -> None:
    answer = site.get("/regulator/recalls/none")

    assert answer.status_code == 404
    assert "No recall is called" in words(answer.text)


@pytest.mark.parametrize(
    "query",
    ["as_of=yesterday", "direction=sideways", "mode=maybe", "compare=2026-02-30T10:00"],
)
def test_a_question_that_cannot_be_asked_is_a_page_that_says_why(
    site: TestClient, query: str
) -> None:
    answer = site.get(f"{TRACE}&{query}")

    assert answer.status_code == 400
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert query.split("=")[0] in words(answer.text)


def test_a_program_gets_the_same_refusal_as_problem_details(site: TestClient) -> None:
    answer = site.get(f"{TRACE}&mode=maybe", headers={"Accept": "application/json"})

    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"] == "mode: expected possible or certain, got 'maybe'."


def test_a_draft_compares_three_scopes(site: TestClient) -> None:
    page = words(site.get(drafted(site)).text)

    assert (
        "Hẹp: còn 285 sản phẩm. Theo nguồn gốc: còn 285 sản phẩm. Phòng ngừa: còn 607 sản phẩm."
    ) in page
    assert "Vượt ngưỡng dư lượng" in page
    assert "Lô L4" not in page


def test_a_draft_from_the_suspect_input_reaches_the_other_cooperative(
    site: TestClient,
) -> None:
    cause = "https://id.gs1.org/01/09521234009009/10/TBV-07"

    page = words(site.get(drafted(site, cause)).text)

    assert "Theo nguồn gốc: còn 538 sản phẩm." in page
    assert "Lô X9" in page


def test_a_shared_tank_says_how_and_until_when(site: TestClient) -> None:
    page = words(site.get(drafted(site)).text)

    assert "qua cùng Bể rửa W1" in page
    assert "không rõ – 14/09/2026 08:00" in page
    assert "không rõ lúc bắt đầu" in page


def test_the_late_wash_shows_as_what_it_added(site: TestClient) -> None:
    page = words(site.get(drafted(site) + "?compare=2026-09-17T15:00").text)

    assert "Từ 17/09/2026 15:00 đến" in page
    assert re.search(r"thêm Đối tượng Lô L3", page)


def test_an_announcement_changes_the_consumer_pages_of_its_scope_at_once(
    site: TestClient,
) -> None:
    path = drafted(site)

    answer = site.post(f"{path}/announce", data={"scope": "precautionary"})

    assert (answer.status_code, answer.headers["location"]) == (303, path)
    for lot in ("L1", "L3"):
        assert "Lô này đang bị thu hồi." in site.get(f"/01/09521234001010/10/{lot}").text
    assert "Mã đã được khai báo" in site.get("/01/09521234001010/10/L4").text
    assert "Đã công bố" in site.get("/regulator").text
    assert "Công bố phạm vi này" not in site.get(path).text


def test_a_form_from_another_site_announces_nothing(site: TestClient) -> None:
    path = drafted(site)

    answer = site.post(
        f"{path}/announce",
        data={"scope": "narrow"},
        headers={"Sec-Fetch-Site": "cross-site"},
    )

    assert answer.status_code == 400
    assert "Mã đã được khai báo" in site.get("/01/09521234001010/10/L1").text


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"seed": "no code"}, 400),
        ({"seed": "https://id.gs1.org/01/09521234001010/10/NOPE"}, 404),
        ({"reason": "nothing named"}, 422),
    ],
)
def test_a_recall_of_nothing_is_refused_with_a_page(
    site: TestClient, form: dict[str, str], status: int
) -> None:
    answer = site.post("/regulator/recalls", data=form)

    assert answer.status_code == status
    assert "<h1>" in answer.text


def test_a_scope_that_is_none_of_the_three_is_refused(site: TestClient) -> None:
    answer = site.post(f"{drafted(site)}/announce", data={"scope": "everything"})

    assert answer.status_code == 400


def test_an_instant_without_an_offset_is_on_the_clock_of_vietnam() -> None:
    two_pm = datetime(2026, 9, 17, 7, 0, tzinfo=UTC)

    assert instant_of("as_of", "2026-09-17T14:00") == two_pm
    assert instant_of("as_of", "2026-09-17T14:00 07:00") == two_pm
    assert instant_of("as_of", "2026-09-17T07:00:00Z") == two_pm
    assert instant_of("as_of", "") is None


@pytest.mark.parametrize("text", ["17/09/2026", "2026-13-01T00:00", "2026-09-17", "٢٠٢٦"])
def test_what_is_no_instant_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(InvalidQuery, match="expected an instant such as"):
        instant_of("as_of", text)
