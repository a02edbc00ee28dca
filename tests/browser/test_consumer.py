"""A buyer at the shelf: the verdict is seen first, whatever the phone can do."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.barcode.pictures import ean13_picture, qr_picture, saved
from tests.browser.conftest import Visit
from truyxuat.barcode.reading import read_picture

pytestmark = pytest.mark.browser

SUSU = "9521234001010"
GTIN = "09521234001010"


@pytest.mark.parametrize(
    "path",
    [
        f"/01/{GTIN}",
        f"/01/{GTIN}/10/L1",
        f"/01/{GTIN}/10/L4",
        "/01/09521234999997",
        "/01/09521234001011",
    ],
)
def test_the_verdict_is_seen_without_scrolling(visit: Visit, path: str) -> None:
    visit.open(path)

    band = visit.page.locator(".verdict").bounding_box()
    height = visit.page.viewport_size

    assert band is not None
    assert height is not None
    assert band["y"] + band["height"] <= height["height"] / 2
    assert visit.page.locator(".verdict svg").is_visible()


def test_the_page_says_everything_without_scripts(plain_phone: Visit) -> None:
    assert plain_phone.open(f"/01/{GTIN}/10/L1") == 200

    facts = plain_phone.page.locator("main dl dt").all_inner_texts()

    assert facts == [
        "Tên hàng",
        "Xuất xứ",
        "Hình ảnh",
        "Nhà sản xuất",
        "Địa chỉ",
        "Nhãn hiệu, số lô",
        "Hạn sử dụng",
    ]
    sources = plain_phone.page.locator("main dl .origin").all_inner_texts()
    assert len(sources) == 7
    assert sources[0].strip() == "nhà sản xuất khai báo"


def test_a_typed_code_opens_its_page_without_scripts(plain_phone: Visit) -> None:
    plain_phone.open("/")
    plain_phone.page.get_by_label("Hoặc nhập mã").fill(SUSU)
    plain_phone.page.get_by_role("button", name="Tra cứu").click()

    assert plain_phone.page.url == f"{plain_phone.site}/01/{GTIN}"


def test_a_lot_number_from_the_pack_opens_the_lot(plain_phone: Visit) -> None:
    plain_phone.open(f"/01/{GTIN}")
    plain_phone.page.get_by_label("Số lô in trên bao bì").fill("L4")
    plain_phone.page.get_by_role("button", name="Xem lô này").click()

    assert plain_phone.page.url == f"{plain_phone.site}/01/{GTIN}/10/L4"


def test_a_picture_of_the_till_code_opens_the_product(
    plain_phone: Visit, tmp_path: Path
) -> None:
    picture = tmp_path / "goi-su-su.jpg"
    picture.write_bytes(saved(ean13_picture(SUSU), "JPEG"))

    plain_phone.open("/")
    plain_phone.page.get_by_label("Chọn ảnh chụp mã").set_input_files(picture)
    plain_phone.page.get_by_role("button", name="Đọc mã trong ảnh").click()

    assert plain_phone.page.url == f"{plain_phone.site}/01/{GTIN}"


def test_choosing_a_picture_is_enough_where_scripts_run(
    phone: Visit, tmp_path: Path
) -> None:
    picture = tmp_path / "goi-su-su.png"
    picture.write_bytes(saved(qr_picture(f"https://example.com/01/{GTIN}/10/L1")))

    phone.open("/?lang=en")
    phone.page.get_by_label("Choose a picture of the code").set_input_files(picture)
    phone.page.wait_for_url(f"**/01/{GTIN}/10/L1?lang=en")

    assert phone.page.locator("html").get_attribute("lang") == "en"


def test_a_mistyped_code_keeps_what_was_typed_and_says_so_beside_the_field(
    plain_phone: Visit,
) -> None:
    plain_phone.open("/")
    plain_phone.page.get_by_label("Hoặc nhập mã").fill("9521234001011")
    plain_phone.page.get_by_role("button", name="Tra cứu").click()

    field = plain_phone.page.get_by_label("Hoặc nhập mã")
    assert field.input_value() == "9521234001011"
    assert field.get_attribute("aria-invalid") == "true"
    assert "Chưa đúng mã GS1" in plain_phone.page.locator("#code-problem").inner_text()


def test_a_picture_without_a_code_says_what_to_do(
    plain_phone: Visit, tmp_path: Path
) -> None:
    picture = tmp_path / "troi-xanh.png"
    picture.write_bytes(saved(ean13_picture(SUSU).point(lambda _: 200)))

    plain_phone.open("/")
    plain_phone.page.get_by_label("Chọn ảnh chụp mã").set_input_files(picture)
    plain_phone.page.get_by_role("button", name="Đọc mã trong ảnh").click()

    assert "Không thấy mã nào trong ảnh" in plain_phone.page.locator(".error").inner_text()


def test_a_file_that_is_no_picture_says_which_ones_are(
    plain_phone: Visit, tmp_path: Path
) -> None:
    paper = tmp_path / "to-khai.jpg"
    paper.write_bytes(b"PK\x03\x04 a spreadsheet")

    plain_phone.open("/")
    plain_phone.page.get_by_label("Chọn ảnh chụp mã").set_input_files(paper)
    plain_phone.page.get_by_role("button", name="Đọc mã trong ảnh").click()

    assert (
        "Hãy chọn ảnh JPEG, PNG, WebP, HEIC hoặc tệp PDF"
        in plain_phone.page.locator(".error").inner_text()
    )


def test_a_wrong_check_digit_is_explained(plain_phone: Visit) -> None:
    assert plain_phone.open("/01/09521234001011") == 400

    page = plain_phone.page
    assert page.locator("h1").inner_text() == "Mã này chưa đúng"
    assert (
        "Số cuối là 1, theo cách tính của GS1 phải là 0"
        in page.locator("main").inner_text()
    )


def test_a_code_nobody_declared_gets_a_page_that_says_what_was_checked(
    plain_phone: Visit,
) -> None:
    assert plain_phone.open("/01/09521234999997") == 404

    page = plain_phone.page
    assert page.locator("h1").inner_text() == "Chưa thấy mã này trong hệ thống"
    assert page.locator("dt").all_inner_texts() == [
        "Mã nhận được",
        "Cách viết",
        "Khai báo sản phẩm",
        "Sự kiện đã ghi",
    ]
    assert "báo cho nơi bán" in page.locator("main").inner_text()


def test_a_camera_reads_the_code_held_before_it(
    browser: Browser, site: str, tmp_path: Path
) -> None:
    """The camera's frames are read by the platform where the browser has no reader."""
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    frame = saved(ean13_picture(SUSU))
    page.add_init_script(
        f"const frame = new Uint8Array({list(frame)});"
        + """
        delete window.BarcodeDetector;
        navigator.mediaDevices.getUserMedia = async () => {
          const bitmap = await createImageBitmap(new Blob([frame], {type: "image/png"}));
          const canvas = document.createElement("canvas");
          canvas.width = bitmap.width; canvas.height = bitmap.height;
          const draw = () => canvas.getContext("2d").drawImage(bitmap, 0, 0);
          draw(); setInterval(draw, 50);
          return canvas.captureStream(20);
        };
        """
    )

    page.goto(site + "/")
    page.get_by_role("button", name="Mở máy ảnh").click()
    page.wait_for_url(f"**/01/{GTIN}", timeout=15_000)

    page.goto(site + "/")
    assert page.locator("#history a").all_inner_texts() == [f"/01/{GTIN}"]
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_codes_drawn_on_a_page_can_be_read_off_the_screen(
    browser: Browser, site: str, scheme: str
) -> None:
    context = browser.new_context(
        viewport={"width": 360, "height": 740},
        device_scale_factor=3,
        color_scheme="dark" if scheme == "dark" else "light",
    )
    page = context.new_page()
    page.goto(f"{site}/01/{GTIN}/10/L1")

    qr = read_picture(page.locator(".qr svg").screenshot())
    bars = read_picture(page.locator(".ean svg").screenshot())

    context.close()
    assert [symbol.text for symbol in qr] == [f"{site}/01/{GTIN}/10/L1"]
    assert [symbol.text for symbol in bars] == [SUSU]
