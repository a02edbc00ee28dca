"""Six digits on a pack are a day, in the century of whoever reads them."""

from __future__ import annotations

from datetime import date

import pytest

from truyxuat.traceability.errors import InvalidIdentifier
from truyxuat.traceability.identifiers import element_date


@pytest.mark.parametrize(
    ("digits", "seen", "expected"),
    [
        ("271231", date(2026, 7, 1), date(2027, 12, 31)),
        ("260200", date(2026, 7, 1), date(2026, 2, 28)),
        ("280200", date(2026, 7, 1), date(2028, 2, 29)),
        ("761231", date(2026, 7, 1), date(2076, 12, 31)),
        ("771231", date(2026, 7, 1), date(1977, 12, 31)),
        ("991231", date(2026, 7, 1), date(1999, 12, 31)),
        ("000101", date(2060, 1, 1), date(2100, 1, 1)),
        ("100101", date(2060, 1, 1), date(2110, 1, 1)),
        ("110101", date(2060, 1, 1), date(2011, 1, 1)),
    ],
)
def test_a_date_lies_at_most_half_a_century_away(
    digits: str, seen: date, expected: date
) -> None:
    assert element_date(digits, seen) == expected


@pytest.mark.parametrize(
    ("digits", "message"),
    [
        ("271331", "Date '271331': month 01 to 12 expected, got 13."),
        ("270031", "Date '270031': month 01 to 12 expected, got 00."),
        ("270230", "Date '270230': day 00 to 28 expected, got 30."),
        ("2702", "Date '2702': six digits YYMMDD expected."),
        ("27O231", "Date '27O231': six digits YYMMDD expected."),
        ("٢٧١٢٣١", "Date '٢٧١٢٣١': six digits YYMMDD expected."),
    ],
)
def test_what_is_no_day_is_refused(digits: str, message: str) -> None:
    with pytest.raises(InvalidIdentifier) as refused:
        element_date(digits, date(2026, 7, 1))

    assert str(refused.value) == message
