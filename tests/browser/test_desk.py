"""An officer from a lab result to an announced recall, by keyboard and mouse, as in the story."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import WIDTHS, Visit, visiting

pytestmark = pytest.mark.browser

L1 = "/01/09521234001010/10/L1"
L4 = "/01/09521234001010/10/L4"
CHAIN = ".chain-scroll svg"


def trace_of(key: str) -> str:
    return "/regulator/trace?id=" + key.replace("/", "%2F").replace(":", "%3A")


def test_a_box_of_the_chain_takes_the_focus_and_leads_to_its_row(visit: Visit) -> None:
    visit.open(trace_of("https://id.gs1.org" + L1))

    box = visit.page.locator(f"{CHAIN} a").first
    box.focus()
    said = box.get_attribute("aria-label") or ""
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_url("**#*")

    assert said.startswith("Lô L1")
    assert "14/09/2026 08:40 Đóng gói" in said
    target = visit.page.url.partition("#")[2]
    assert "Lô L1" in visit.page.locator(f"[id='{target}']").inner_text()


def test_time_runs_to_the_right_in_the_drawn_chain(visit: Visit) -> None:
    visit.open(trace_of("https://id.gs1.org/01/09521234009009/10/TBV-07"))

    boxes = visit.page.evaluate(
        f"[...document.querySelectorAll('{CHAIN} a rect')].map("
        "r => [r.x.baseVal.value, r.y.baseVal.value, r.width.baseVal.value,"
        " r.height.baseVal.value])"
    )

    assert len(boxes) > 15
    for one in boxes:
        for other in boxes:
            apart = (
                one[0] + one[2] <= other[0]
                or other[0] + other[2] <= one[0]
                or one[1] + one[3] <= other[1]
                or other[1] + other[3] <= one[1]
            )
            assert apart or one is other


def test_the_chain_scrolls_inside_its_frame_while_the_names_of_the_lanes_stay(
    phone: Visit,
) -> None:
    phone.open(trace_of("https://id.gs1.org/01/09521234009009/10/TBV-07"))
    names = phone.page.locator(".chain.names")
    before = names.bounding_box()

    phone.page.locator(".chain-scroll").evaluate("e => e.scrollTo(400, 0)")

    assert phone.page.locator(".chain-scroll").evaluate("e => e.scrollLeft") == 400
    assert names.bounding_box() == before


@pytest.mark.parametrize("width", WIDTHS)
def test_from_a_lot_number_to_an_announced_recall(
    browser: Browser, own_site: str, width: str
) -> None:
    across, down = WIDTHS[width]
    context = browser.new_context(
        viewport={"width": across, "height": down}, java_script_enabled=False
    )
    visit = visiting(context, own_site)
    page = visit.page
    visit.open("/regulator")

    page.get_by_label("Mã cần tra").fill("L4")
    page.get_by_role("button", name="Tìm").click()
    page.get_by_role("row", name="Lô L4").get_by_role("link", name="Đã đi đâu?").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Đã đi đâu?")

    page.get_by_label("Lý do").fill("Diễn tập: vượt ngưỡng dư lượng")
    page.get_by_role("button", name="Lập dự thảo thu hồi").click()
    narrow = page.get_by_role("region", name="Hẹp")
    expect(narrow).to_contain_text("350 sản phẩm")

    narrow.get_by_role("button", name="Công bố phạm vi này").click()
    expect(narrow).to_contain_text("Đã công bố")

    visit.open(L4)
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Lô này đang bị thu hồi. Không sử dụng."
    )
    context.close()


def test_the_recall_page_compares_three_scopes_side_by_side_on_a_desk(
    browser: Browser, own_site: str
) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    visit = visiting(context, own_site)
    page = visit.page
    visit.open(trace_of("https://id.gs1.org" + L1))
    page.get_by_label("Lý do").fill("Kết quả kiểm nghiệm")
    page.get_by_role("button", name="Lập dự thảo thu hồi").click()

    cards = [card.bounding_box() for card in page.locator(".cols > .card").all()]

    assert len(cards) == 3
    assert all(
        card is not None and card["y"] == cards[0]["y"] for card in cards if cards[0]
    )
    wide = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert wide[0] <= wide[1]
    bars = page.locator("svg.bar")
    assert bars.count() == 3
    assert "còn giữ 285 sản phẩm" in (bars.first.get_attribute("aria-label") or "")
    context.close()
