"""Serials do not repeat, cannot be guessed, and tell a forger from an unknown key."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from truyxuat.barcode.printing import SerialForm, SerialKey, check_serial, make_serials
from truyxuat.barcode.printing.serials import CHANCE_BITS, SERIALS_MAX
from truyxuat.barcode.serial_keys import SIGNS
from truyxuat.traceability.errors import InvalidIdentifier, InvalidInput, TooLarge

GTIN, OTHER_GTIN = "8938505970004", "9521234001010"
OLD, NEW = SerialKey("2", b"old secret of the company, 32 bytes"), SerialKey("3", b"n" * 32)


def made(count: int, key: SerialKey = NEW, seed: int = 1) -> list[str]:
    return list(make_serials(count, GTIN, key, chance=random.Random(seed).getrandbits))


def test_a_serial_fits_the_application_identifier_and_has_no_lookalikes() -> None:
    serials = made(500)

    assert {len(serial) for serial in serials} == {20}
    assert set("".join(serials)) <= set(SIGNS)
    assert not set("01IOilo") & set(SIGNS)
    assert len(SIGNS) == len(set(SIGNS)) == 32


def test_chance_has_at_least_sixty_four_bits() -> None:
    assert CHANCE_BITS == 65


def test_the_same_chance_twice_gives_no_serial_twice() -> None:
    numbers = iter([7, 7, 7, 8, 7, 9])

    serials = list(make_serials(3, GTIN, NEW, chance=lambda _bits: next(numbers)))

    assert len(set(serials)) == 3


def test_twenty_thousand_serials_of_the_systems_own_chance_differ() -> None:
    assert len(set(make_serials(20_000, GTIN, NEW))) == 20_000


@given(st.integers(0, 2**CHANCE_BITS - 1))
def test_what_was_made_is_genuine_for_its_product_only(number: int) -> None:
    (serial,) = make_serials(1, GTIN, NEW, chance=lambda _bits: number)

    assert check_serial(serial, GTIN, [OLD, NEW]) is SerialForm.GENUINE
    assert check_serial(serial, "0" + GTIN, [OLD, NEW]) is SerialForm.GENUINE
    assert check_serial(serial, OTHER_GTIN, [OLD, NEW]) is SerialForm.FORGED
    assert check_serial(serial, GTIN, [OLD]) is SerialForm.UNKNOWN_KEY


@given(st.integers(0, 2**CHANCE_BITS - 1), st.integers(1, 19), st.sampled_from(SIGNS))
def test_one_changed_sign_is_seen(number: int, place: int, sign: str) -> None:
    (serial,) = make_serials(1, GTIN, NEW, chance=lambda _bits: number)

    changed = serial[:place] + sign + serial[place + 1 :]

    genuine = check_serial(changed, GTIN, [NEW]) is SerialForm.GENUINE
    assert genuine == (changed == serial)


def test_a_guesser_who_knows_the_form_finds_nothing_in_ten_thousand_tries() -> None:
    guess = random.Random(5)

    guesses = ["3" + "".join(guess.choices(SIGNS, k=19)) for _ in range(10_000)]

    assert all(check_serial(g, GTIN, [NEW]) is SerialForm.FORGED for g in guesses)


def test_the_same_key_sign_with_another_secret_forges_nothing() -> None:
    false = SerialKey("3", b"f" * 32)

    (serial,) = made(1, false)

    assert check_serial(serial, GTIN, [NEW]) is SerialForm.FORGED


def test_serials_of_an_old_key_stay_good_beside_a_new_one() -> None:
    (serial,) = made(1, OLD)

    assert check_serial(serial, GTIN, [NEW, OLD]) is SerialForm.GENUINE


@pytest.mark.parametrize("serial", ["", "1", "L1", "A" * 19, "A" * 21, "0" * 20, "đ" * 20])
def test_a_makers_own_serial_is_not_called_forged(serial: str) -> None:
    assert check_serial(serial, GTIN, [NEW]) is SerialForm.OTHER


def test_small_letters_are_another_serial() -> None:
    (serial,) = made(1)

    assert check_serial(serial.lower(), GTIN, [NEW]) is SerialForm.OTHER


def test_a_key_is_not_shown_and_not_short() -> None:
    assert "secret" not in repr(OLD)
    with pytest.raises(InvalidInput, match="at least 32 bytes expected, got 5"):
        SerialKey("2", b"short")
    for sign in ("", "0", "23", "a"):
        with pytest.raises(InvalidInput, match="Serial key: one of"):
            SerialKey(sign, b"s" * 32)


def test_too_many_at_once_and_no_product_are_refused() -> None:
    with pytest.raises(TooLarge):
        make_serials(SERIALS_MAX + 1, GTIN, NEW)
    with pytest.raises(TooLarge):
        make_serials(-1, GTIN, NEW)
    with pytest.raises(InvalidIdentifier):
        make_serials(1, "893", NEW)
