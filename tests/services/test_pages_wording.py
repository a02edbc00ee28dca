"""Times, numbers and amounts as people in Vietnam and English readers expect them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from truyxuat.services.pages.wording import Language, Words, language_of

VI, EN = Words(Language.VI), Words(Language.EN)


def test_an_instant_stands_on_the_clock_of_vietnam_whatever_its_offset() -> None:
    new_york_evening = datetime(2026, 9, 16, 20, 30, tzinfo=timezone(timedelta(hours=-5)))

    assert VI.time(new_york_evening) == "17/09/2026 08:30"
    assert EN.time(new_york_evening) == "17/09/2026 08:30"


def test_a_day_is_the_day_in_vietnam() -> None:
    assert VI.date(datetime(2026, 9, 16, 18, 0, tzinfo=UTC)) == "17/09/2026"
    assert VI.date(date(2026, 9, 5)) == "05/09/2026"


@pytest.mark.parametrize(
    ("number", "vi", "en"),
    [
        (Decimal("1234567.5"), "1.234.567,5", "1,234,567.5"),
        (Decimal(0), "0", "0"),
        (None, "–", "–"),
    ],
)
def test_numbers_follow_the_language_and_unknown_is_never_nought(
    number: Decimal | None, vi: str, en: str
) -> None:
    assert (VI.number(number), EN.number(number)) == (vi, en)


def test_an_amount_is_one_number_a_range_at_least_or_unknown() -> None:
    ten, twelve = Decimal(10), Decimal("12.5")

    assert VI.amount(ten, ten, "KGM") == "10 kg"
    assert VI.amount(ten, twelve, "KGM") == "10–12,5 kg"
    assert VI.amount(ten, None, "KGM") == "ít nhất 10 kg"
    assert VI.amount(None, None, "KGM") == "không rõ"
    assert EN.amount(ten, ten) == "10 units"


def test_a_share_is_a_percentage_with_two_places() -> None:
    assert VI.percent(Decimal("0.250900")) == "25,09 %"
    assert EN.percent(Decimal(1)) == "100 %"
    assert VI.percent(None) == "–"


def test_a_word_nobody_translated_is_shown_as_it_was_written() -> None:
    assert VI.term("step", "shipping") == "Gửi hàng"
    assert VI.term("step", "https://example.org/steps/shipping") == "Gửi hàng"
    assert EN.term("step", "urn:example:step:cold_soaking") == "cold soaking"


@pytest.mark.parametrize("asked", [None, "", "vi", "fr", "EN", "../en"])
def test_any_other_language_than_english_is_vietnamese(asked: str | None) -> None:
    assert language_of(asked) is Language.VI
    assert language_of("en") is Language.EN
