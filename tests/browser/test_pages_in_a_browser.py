"""What everybody gets on every page: readable, reachable, light, in two languages, from here."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser.conftest import WIDTHS, Visit, visiting

pytestmark = pytest.mark.browser

L1 = "/01/09521234001010/10/L1"
LOT = "https%3A%2F%2Fid.gs1.org%2F01%2F09521234001010%2F10%2FL1"
PAGES = {
    "scan": "/",
    "product": "/01/09521234001010",
    "lot": L1,
    "unknown": "/01/09521234999997",
    "broken": "/01/09521234001011",
    "pallet": "/00/395212340000000014",
    "regulator": "/regulator",
    "search": "/regulator?id=su%20su",
    "forward": f"/regulator/trace?id={LOT}&direction=forward",
    "back": f"/regulator/trace?id={LOT}&direction=back",
    "recall": "/regulator/recalls/*",
    "nothing": "/khong-co",
    "check": "/check",
    "sound": "/check?code=%2801%2909521234001010%2817%29271231%283103%29000195%2810%29L1",
    "faulty": "/check?code=%2801%2909521234001011%2817%29271331%2810%29L%E1%BB%97i",
    "labels": "/labels",
    "label": "/labels?gtin=9521234001010&lot=L1&expires=2027-12-31",
    "wide label": "/labels?use=pallet&sscc=395212340000000014&paper=roll-100x150",
    "refused": "/labels?gtin=9521234001011&x=0%2C1&lot=L%E1%BB%97i&use=carton&count=0",
}
CONSUMER = (
    "scan",
    "product",
    "lot",
    "unknown",
    "broken",
    "pallet",
    "nothing",
    "check",
    "sound",
    "faulty",
    "labels",
    "label",
    "refused",
)
CONSUMER_BYTES_MAX = 100_000
DESK_BYTES_MAX = 300_000
WIDTHS_SEEN = (320, 360, 390, 430, 600, 768, 1024, 1280)
"""From a small phone to a desk, with the widths between at which rows of fields wrap."""

every_page = pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)


@every_page
def test_no_page_scrolls_sideways_at_any_width(phone: Visit, path: str) -> None:
    phone.open(path)

    wide = {}
    for width in WIDTHS_SEEN:
        phone.page.set_viewport_size({"width": width, "height": 800})
        wide[width] = phone.page.evaluate("document.documentElement.scrollWidth")

    assert wide == {width: width for width in WIDTHS_SEEN}


@every_page
def test_no_page_asks_anybody_else_for_anything(phone: Visit, path: str) -> None:
    phone.open(path)
    phone.page.wait_for_load_state("networkidle")

    assert phone.asked
    assert [url for url in phone.asked if not url.startswith(phone.site + "/")] == []


@pytest.mark.parametrize("name", PAGES)
def test_pages_are_light(phone: Visit, name: str) -> None:
    received = {"bytes": 0}
    wire = phone.page.context.new_cdp_session(phone.page)
    wire.send("Network.enable")
    wire.on(
        "Network.loadingFinished",
        lambda event: received.update(bytes=received["bytes"] + event["encodedDataLength"]),
    )

    phone.open(PAGES[name])
    phone.page.wait_for_load_state("networkidle")

    most = CONSUMER_BYTES_MAX if name in CONSUMER else DESK_BYTES_MAX
    assert 0 < received["bytes"] <= most


@every_page
def test_every_page_says_that_the_data_is_fictional(phone: Visit, path: str) -> None:
    phone.open(path)

    assert phone.page.locator(".demo").inner_text() == "DỮ LIỆU MẪU – HƯ CẤU (*)"


@every_page
def test_the_language_switch_keeps_the_page(phone: Visit, path: str) -> None:
    phone.open(path)
    assert phone.page.locator("html").get_attribute("lang") == "vi"
    vietnamese = phone.page.url

    phone.page.get_by_role("link", name="English").click()
    assert phone.page.locator("html").get_attribute("lang") == "en"
    assert phone.page.locator(".demo").inner_text() == "SAMPLE DATA – FICTIONAL (*)"

    phone.page.get_by_role("link", name="Tiếng Việt").click()
    assert phone.page.url == vietnamese


@every_page
def test_the_keyboard_goes_through_a_page_as_the_eye_does(visit: Visit, path: str) -> None:
    visit.open(path)

    visit.page.keyboard.press("Tab")
    first = visit.page.evaluate("document.activeElement.className")
    order = _tab_stops(visit.page, most=40)

    assert first == "skip"
    assert order == sorted(order)


def _tab_stops(page: Page, *, most: int) -> list[int]:
    """Where in the document each tab stop stands; stops when the focus leaves the page."""
    places: list[int] = []
    for _ in range(most):
        place = page.evaluate(
            "[...document.querySelectorAll('*')].indexOf(document.activeElement)"
        )
        if page.evaluate("document.activeElement === document.body"):
            break
        outlined = page.evaluate(
            "(e => getComputedStyle(e).outlineStyle !== 'none' || !!e.closest('svg'))"
            "(document.activeElement)"
        )
        assert outlined, page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
        places.append(place)
        page.keyboard.press("Tab")
    return places


@pytest.mark.parametrize("path", [PAGES[name] for name in CONSUMER])
def test_links_and_buttons_are_large_enough_for_a_thumb(phone: Visit, path: str) -> None:
    phone.open(path)

    small = phone.page.evaluate(
        "[...document.querySelectorAll('button, .button, .top a, input:not([type=hidden])')]"
        ".filter(e => e.offsetParent).map(e => [e.textContent.trim(),"
        " e.getBoundingClientRect().height]).filter(([, h]) => h < 44)"
    )

    assert small == []


@every_page
def test_no_text_is_smaller_than_sixteen_pixels(phone: Visit, path: str) -> None:
    phone.open(path)

    small = phone.page.evaluate(
        "[...document.querySelectorAll('main *, header *, footer *')]"
        ".filter(e => !e.closest('svg') && e.offsetParent && [...e.childNodes]"
        ".some(n => n.nodeType === 3 && n.data.trim()))"
        ".map(e => [e.tagName, e.textContent.trim().slice(0, 30),"
        " parseFloat(getComputedStyle(e).fontSize)])"
        ".filter(([, , size]) => size < 15.2)"
    )

    assert small == []


@pytest.mark.parametrize(("width", "scheme"), [("phone", "light"), ("desk", "dark")])
@every_page
def test_pages_hold_the_accessibility_rules_in_light_and_dark(
    browser: Browser, site: str, path: str, width: str, scheme: str
) -> None:
    across, down = WIDTHS[width]
    context = browser.new_context(
        viewport={"width": across, "height": down},
        color_scheme="dark" if scheme == "dark" else "light",
        bypass_csp=True,
    )
    visit = visiting(context, site)
    visit.open(path)

    found = Axe().run(visit.page, options={"resultTypes": ["violations"]})

    context.close()
    said = [
        (one["id"], node["target"], node.get("failureSummary", ""))
        for one in found.response["violations"]
        for node in one["nodes"]
    ]
    assert said == []


@pytest.mark.parametrize("path", [PAGES["lot"], PAGES["forward"]])
def test_times_are_those_of_vietnam_and_carry_the_exact_instant(
    phone: Visit, path: str
) -> None:
    phone.open(path)

    times = phone.page.locator("main time").all()

    assert times
    for one in times:
        assert re.fullmatch(r"\d\d/\d\d/\d{4}( \d\d:\d\d)?", one.inner_text())
        assert re.match(r"\d{4}-\d\d-\d\d", one.get_attribute("datetime") or "")
