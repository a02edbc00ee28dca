"""A number read wrong is noticed by its last digit."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from truyxuat.traceability.errors import InvalidIdentifier
from truyxuat.traceability.identifiers import check_digit, check_pair

digits = st.text(alphabet="0123456789", min_size=1, max_size=17)


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("0234567", "3"),
        ("41600033610", "8"),
        ("123456789012", "8"),
        ("1234567890123", "1"),
        ("12345678901234567", "5"),
        ("0", "0"),
    ],
)
def test_the_check_digit_is_that_of_the_general_specifications(
    number: str, expected: str
) -> None:
    assert check_digit(number) == expected


@settings(max_examples=60)
@given(digits, st.data())
def test_one_digit_read_wrong_never_passes(number: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(number) - 1))
    wrong = data.draw(st.sampled_from([d for d in "0123456789" if d != number[place]]))

    misread = number[:place] + wrong + number[place + 1 :]

    assert check_digit(misread) != check_digit(number)


@settings(max_examples=60)
@given(digits)
def test_leading_zeros_leave_the_check_digit_alone(number: str) -> None:
    assert check_digit("00" + number) == check_digit(number)


@pytest.mark.parametrize("number", ["", "12a4", "1 2", "٤٥٦", "²"])
def test_only_digits_zero_to_nine_have_a_check_digit(number: str) -> None:
    with pytest.raises(InvalidIdentifier) as refused:
        check_digit(number)

    assert str(refused.value) == f"Check digit of {number!r}: only digits 0 to 9 have one."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "22"),
        ("!", "22"),
        ("1987654Ad4X4bL5ttr2310c", "2K"),
        ("12345_!\"%&'()*+,-./", "LC"),
    ],
)
def test_a_model_number_ends_in_the_check_pair_of_the_specifications(
    text: str, expected: str
) -> None:
    assert check_pair(text) == expected


def test_a_check_pair_is_refused_for_too_much_or_foreign_text() -> None:
    with pytest.raises(InvalidIdentifier) as long:
        check_pair("1" * 24)
    with pytest.raises(InvalidIdentifier) as foreign:
        check_pair("12ô")

    assert str(long.value) == (
        "Check characters of '111111111111111111111111': at most 23 characters expected, got 24."
    )
    assert str(foreign.value) == "Check characters of '12ô': 'ô' is not a GS1 character."
