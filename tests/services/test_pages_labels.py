"""An enterprise makes labels: the fields live in the address, refusals stand beside the field."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient

from tests.barcode.pictures import qr_picture, saved
from truyxuat.barcode import printing
from truyxuat.barcode.printing import SerialForm, SerialKey, check_serial
from truyxuat.barcode.reading import read_picture
from truyxuat.services.app import create_app
from truyxuat.services.label_orders import LABELS_MAX as SHEET_LABELS_MAX
from truyxuat.services.pages.label_serials import LABELS_MAX, SERIALS_LISTED_MAX
from truyxuat.services.pages.wording import Language, Words, catalogue
from truyxuat.services.settings import Settings

ON_EVERY_ENGINE = False

SUSU = "9521234001010"
SECRET = "s" * 40


@pytest.fixture
def keyed(tmp_path: Path) -> Iterator[TestClient]:
    """A platform whose server has a secret key for serials."""
    url = f"sqlite:///{tmp_path / 'keyed.db'}"
    with TestClient(create_app(Settings(database_url=url, serial_key=SECRET))) as client:
        yield client


def page(platform: TestClient, **fields: str) -> str:
    answer = platform.get("/labels", params=fields)
    assert answer.status_code == 200
    return answer.text


def wrong(platform: TestClient, **fields: str) -> dict[str, str]:
    found = re.findall(
        r'class="error" id="(\w+)-problem">.*?</svg>(.*?)</p>',
        page(platform, **fields),
        re.S,
    )
    return dict(found)


def file(platform: TestClient, form: str, **fields: str) -> bytes:
    answer = platform.get(f"/labels/labels.{form}", params=fields)
    assert answer.status_code == 200
    return answer.content


def test_an_empty_form_complains_of_nothing(platform: TestClient) -> None:
    assert "error" not in page(platform)


def test_a_product_gets_the_symbol_of_its_use(platform: TestClient) -> None:
    assert "<title>ean-13: (01)09521234001010</title>" in page(platform, gtin=SUSU)
    assert "<title>gs1-datamatrix: (01)" in page(platform, gtin=SUSU, lot="L1")
    assert "<title>itf-14: " in page(platform, gtin=SUSU, use="carton", paper="a4-8")
    assert "Theo gợi ý: GS1-128" in page(platform, gtin=SUSU, use="carton", lot="L1")
    assert "<title>qr: (01)" in page(platform, gtin=SUSU, use="consumer", lot="L1")


def test_the_preview_has_the_true_size_of_the_label(platform: TestClient) -> None:
    shown = page(platform, gtin=SUSU, paper="a4-24")

    assert 'width="70mm" height="37mm" viewBox="0 0 70 37"' in shown
    assert 'width="84mm" height="9mm"' in shown


@pytest.mark.parametrize(
    ("fields", "place", "says"),
    [
        ({"gtin": "9521234001011"}, "gtin", "Số kiểm tra sai"),
        ({"lot": "L1"}, "gtin", "Hãy nhập mã sản phẩm"),
        ({"gtin": "395212340000000014"}, "gtin", "không phải loại mã khác"),
        ({"gtin": SUSU, "lot": "Lô"}, "lot", "“ô”"),
        ({"gtin": SUSU, "expires": "31/12/2027"}, "expires", "31/12/2027"),
        ({"gtin": SUSU, "x": "0,1"}, "x", "từ 0,264 đến 0,660 mm, ở đây là 0,100 mm"),
        ({"gtin": SUSU, "height": "5"}, "height", "Vạch quá thấp"),
        ({"gtin": SUSU, "x": "ba"}, "x", "“ba”"),
        ({"gtin": SUSU, "symbology": "itf-14"}, "symbology", "loại khác"),
        (
            {"gtin": SUSU, "symbology": "ean-13", "lot": "L1"},
            "symbology",
            "chỉ chứa được GTIN",
        ),
        (
            {"gtin": SUSU, "use": "carton", "lot": "L1"},
            "paper",
            "tem chỉ có 70,0 x 37,0 mm",
        ),
        ({"gtin": SUSU, "count": "0"}, "count", "từ 1 đến 100.000"),
        ({"gtin": SUSU, "serials": "list"}, "serial_list", "ít nhất một"),
        (
            {"gtin": SUSU, "serials": "range", "serial_from": "A9", "serial_to": "A1"},
            "serial_to",
            "như A001 đến A120",
        ),
        ({"use": "pallet", "sscc": "395212340000000015"}, "sscc", "Số kiểm tra sai"),
        ({"gtin": SUSU, "use": "market"}, "use", "trong danh sách"),
    ],
)
def test_a_refusal_stands_beside_its_field_and_keeps_what_was_typed(
    platform: TestClient, fields: dict[str, str], place: str, says: str
) -> None:
    assert says in wrong(platform, **fields)[place]
    for typed in (
        value for name, value in fields.items() if name not in ("use", "serials")
    ):
        assert f'value="{typed}"' in page(platform, **fields)


def test_a_hand_scanner_fills_the_whole_form_from_one_field(platform: TestClient) -> None:
    answer = platform.get(
        "/labels",
        params={"gtin": "]C101095212340010101727123110L1", "paper": "a4-8"},
        follow_redirects=False,
    )

    assert answer.status_code == 303
    assert parse_qs(urlsplit(answer.headers["location"]).query) == {
        "gtin": ["09521234001010"],
        "lot": ["L1"],
        "expires": ["2027-12-31"],
        "paper": ["a4-8"],
    }


def test_a_picture_of_a_code_fills_the_form(platform: TestClient) -> None:
    code = saved(qr_picture("https://brand.example/01/09521234001010/10/L1"))
    answer = platform.post(
        "/labels", files={"picture": ("a.png", code, "image/png")}, follow_redirects=False
    )

    assert answer.headers["location"] == "/labels?gtin=09521234001010&lot=L1"


def test_what_is_downloaded_reads_as_what_was_asked(platform: TestClient) -> None:
    png = file(platform, "png", gtin=SUSU, lot="L1", expires="2027-12-31")

    (symbol,) = read_picture(png)

    assert symbol.scanned == "]d201095212340010101727123110L1"


def test_a_sheet_holds_a_label_for_each_serial(platform: TestClient) -> None:
    fields = {"gtin": SUSU, "serials": "range", "serial_from": "A08", "serial_to": "A10"}

    pdf = file(platform, "pdf", **fields)
    zpl = file(platform, "zpl", **fields)

    assert pdf.startswith(b"%PDF-")
    texts = {symbol.text for symbol in read_picture(pdf)}
    assert texts == {f"010952123400101021A{n}" for n in ("08", "09", "10")}
    assert zpl.count(b"^XA") == 3


def test_five_hundred_labels_are_still_made_at_once(platform: TestClient) -> None:
    assert "Tem đã sẵn sàng: 500 tem, 21 trang" in page(platform, gtin=SUSU, count="500")
    assert file(platform, "pdf", gtin=SUSU, count="500").startswith(b"%PDF-")


def test_no_file_is_made_at_once_of_what_takes_a_sheet(platform: TestClient) -> None:
    path = f"gtin={SUSU}&count=501"

    answer = platform.get(f"/labels/labels.pdf?{path}", follow_redirects=False)

    assert (answer.status_code, answer.headers["location"]) == (303, f"/labels?{path}")


def test_the_hints_name_the_limits() -> None:
    for language in Language:
        words = Words(language)
        for most in (LABELS_MAX, SERIALS_LISTED_MAX, SHEET_LABELS_MAX):
            assert words.number(most) in words("labels.sheet_hint")
        assert words.number(SERIALS_LISTED_MAX) in words("labels.make_hint")


def test_a_file_of_what_is_wrong_leads_back_to_the_form(platform: TestClient) -> None:
    answer = platform.get("/labels/labels.pdf?gtin=1&lang=en", follow_redirects=False)

    assert (answer.status_code, answer.headers["location"]) == (
        303,
        "/labels?gtin=1&lang=en",
    )


def test_made_serials_come_back_in_the_address_and_can_be_told_from_forged_ones(
    keyed: TestClient,
) -> None:
    answer = keyed.get(
        "/labels/serials", params={"gtin": SUSU, "count": "3"}, follow_redirects=False
    )

    (made,) = parse_qs(urlsplit(answer.headers["location"]).query)["serial_list"]
    key = SerialKey("2", SECRET.encode())
    forms = {check_serial(one, SUSU, [key]) for one in made.split("\n")}
    assert (len(made.split("\n")), forms) == (3, {SerialForm.GENUINE})


def test_without_a_secret_key_the_page_says_so(platform: TestClient) -> None:
    assert "chưa đặt khoá bí mật" in page(platform)


def test_every_refusal_and_hint_of_printing_has_its_words() -> None:
    folder = Path(printing.__file__).parent
    named: dict[str, set[str]] = {"refusal": set(), "quality": set()}
    for name in ("fitting", "sheets", "drawing_symbols", "grading"):
        source = (folder / f"{name}.py").read_text("utf-8")
        family = "quality" if name == "grading" else "refusal"
        named[family] |= set(re.findall(r'"([a-z]+(?:_[a-z]+)+)"', source))

    assert {"x_too_small", "label_too_large"} <= named["refusal"]
    assert "few_dots" in named["quality"]
    missing = [
        f"{family}.{code}"
        for family, codes in named.items()
        for code in codes
        if f"{family}.{code}" not in catalogue()
    ]
    assert missing == []
