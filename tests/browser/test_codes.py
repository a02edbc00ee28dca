"""Whose a code is, as a buyer and an officer see it; the page stays light and accessible."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("/01/09521234001010", "Mã số được cấp cho HTX Rau Mây Ngàn *"),
        ("/01/09521234007012", "chưa có văn bản cho phép"),
        ("/01/09521239000018", "Chưa ai được cấp mã số bắt đầu như vậy"),
        ("/01/09521234002017", "Chưa rõ"),
        ("/regulator/trace?id=(01)09521234001010(10)L1", "Mã số được cấp cho HTX"),
    ],
)
def test_the_code_is_told_of_with_its_source_and_age(
    visit: Visit, path: str, sentence: str
) -> None:
    visit.open(path)

    section = visit.page.locator("section", has=visit.page.locator("h2#code"))

    assert sentence in section.inner_text()
    assert "Sổ đăng ký mã số giả lập *" in section.inner_text() or "Chưa rõ" in sentence
    assert "ngày trước" in section.inner_text()
    found = Axe().run(visit.page)
    assert found.violations_count == 0, found.generate_report()
