"""A clerk with a cheap phone checks a code and makes a label: no script, keys alone, true size."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.barcode.pictures import qr_picture, saved
from tests.browser.conftest import Visit, visiting
from tests.browser.test_pages_in_a_browser import WIDTHS_SEEN

pytestmark = pytest.mark.browser

LABEL = "/labels?gtin=9521234001010&lot=L1&expires=2027-12-31"
PIXELS_PER_MM = 96 / 25.4


def test_a_pasted_code_is_explained_without_a_script(plain_phone: Visit) -> None:
    plain_phone.open("/check")
    page = plain_phone.page

    page.get_by_label("Dán hoặc gõ mã").fill("(01)09521234001010(17)271331")
    page.get_by_role("button", name="Kiểm tra", exact=True).click()

    assert page.locator("h1").inner_text() == "Mã sai quy tắc GS1 ở một chỗ"
    assert page.locator("mark").inner_text().startswith("13")


def test_a_photographed_code_is_explained_without_a_script(
    plain_phone: Visit, tmp_path: Path
) -> None:
    picture = tmp_path / "anh.png"
    picture.write_bytes(saved(qr_picture("https://brand.example/01/09521234001010/10/L1")))
    plain_phone.open("/check")

    plain_phone.page.locator("#picture").set_input_files(picture)
    plain_phone.page.get_by_role("button", name="Đọc mã trong ảnh").click()

    assert "GS1 Digital Link" in plain_phone.page.locator("h1").inner_text()
    plain_phone.page.get_by_role("link", name="Địa chỉ riêng").click()
    assert "/check?code=https" in plain_phone.page.url


def test_a_hand_scanner_fills_the_label_by_its_keys_alone(plain_phone: Visit) -> None:
    plain_phone.open("/labels")
    page = plain_phone.page

    page.locator("#gtin").focus()
    page.keyboard.type("]C101095212340010101727123110L1")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/labels\?"))

    assert page.locator("h1").inner_text() == "Tem đã sẵn sàng: 1 tem, 1 trang"
    assert page.locator("#lot").input_value() == "L1"
    assert page.locator("#expires").input_value() == "2027-12-31"


def test_the_preview_is_as_large_as_the_label_on_a_phone_too(phone: Visit) -> None:
    phone.open(LABEL)

    box = phone.page.locator(".true-size svg").first.bounding_box()
    ruler = phone.page.locator(".ruler").bounding_box()

    assert box is not None
    assert ruler is not None
    assert box["width"] == pytest.approx(70 * PIXELS_PER_MM, abs=1)
    assert ruler["width"] == pytest.approx(84 * PIXELS_PER_MM, abs=1)


def test_a_label_is_taken_away_as_a_file(visit: Visit) -> None:
    visit.open(LABEL)

    with visit.page.expect_download() as taken:
        visit.page.get_by_role("link", name="PDF, cả tờ").click()

    assert taken.value.suggested_filename == "tem-09521234001010.pdf"


def test_the_printed_page_is_the_label_and_its_ruler_alone(visit: Visit) -> None:
    visit.open(LABEL)

    visit.page.emulate_media(media="print")

    assert visit.page.locator(".ruler").is_visible()
    assert not visit.page.locator("form").first.is_visible()
    assert not visit.page.locator("h1").is_visible()


def test_both_pages_are_reached_from_the_first_page(visit: Visit) -> None:
    for name, path in (("Kiểm tra mã", "/check"), ("In tem", "/labels")):
        visit.open("/")
        visit.page.get_by_role("link", name=name, exact=True).click()
        assert visit.page.url == visit.site + path


def test_a_large_sheet_is_ordered_awaited_and_fetched_without_a_script(
    browser: Browser, own_site: str
) -> None:
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, java_script_enabled=False
    )
    page = visiting(context, own_site).page
    page.goto(own_site + "/labels?gtin=9521234001010")

    page.get_by_label("Dải từ").fill("A0001")
    page.get_by_label("đến", exact=True).fill("A1200")
    page.locator("#serials").select_option("range")
    page.get_by_role("button", name="Xem tem").click()
    page.locator("form", has=page.locator("[type=hidden]")).get_by_role("button").click()
    page.wait_for_url("**/labels/sheets/*")
    page.get_by_role("heading", name="Tờ tem đã sẵn sàng: 1.200 tem, 50 trang").wait_for()
    with page.expect_download() as taken:
        page.get_by_role("link", name="PDF, cả tờ").click()

    assert taken.value.suggested_filename.endswith(".pdf")
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_of_a_sheet_holds_what_every_page_holds(
    browser: Browser, own_site: str, scheme: Literal["light", "dark"]
) -> None:
    context = browser.new_context(color_scheme=scheme, bypass_csp=True)
    page = visiting(context, own_site).page
    page.goto(own_site + "/labels?gtin=9521234001010&lot=L1&count=1200")
    page.locator("form", has=page.locator("[type=hidden]")).get_by_role("button").click()
    page.wait_for_url("**/labels/sheets/*")

    wide = {}
    for width in WIDTHS_SEEN:
        page.set_viewport_size({"width": width, "height": 800})
        wide[width] = page.evaluate("document.documentElement.scrollWidth")

    assert wide == {width: width for width in WIDTHS_SEEN}
    found = Axe().run(page, options={"resultTypes": ["violations"]})
    assert [one["id"] for one in found.response["violations"]] == []
    context.close()
