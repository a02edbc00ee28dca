"""Checks of numbers: check digits and pairs, dates and times, counts, places on the earth.

GS1 General Specifications, sections 7.9 (check digits and pairs) and 7.12 (dates); ISO 13616
(IBAN). A year of two digits is a leap year when it divides by four: `00` means 2000 until 2051.
"""

from __future__ import annotations

import re
from functools import lru_cache

from truyxuat.barcode.syntax.character_checks import Check, cset82, non_digit
from truyxuat.barcode.syntax.faults import Fault
from truyxuat.traceability.identifiers.check_digits import sum_digit

DATES_REMEMBERED = 4_096
PAIR_LENGTH_MAX = 99
"""Characters of a model number with its check pair that an element can hold."""

_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_PAIR_ORDER = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_WEIGHED = (
    "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
)
_PRIMES = tuple(
    number for number in range(2, 510) if all(number % other for other in range(2, number))
)
_POSITION = re.compile(r"([0-9]+)/([0-9]+)")
_IBAN_OTHER = re.compile(r"[^0-9A-Z]")
_IBAN_LENGTHS = (11, 34)


def check_digit(text: str) -> Fault | None:
    """The last digit proves the others."""
    if not text:
        return Fault("too_short_for_check_digit", 0, 0, "digits")
    if fault := non_digit(text):
        return fault
    right = sum_digit(text[:-1])
    if text[-1] == right:
        return None
    return Fault("incorrect_check_digit", len(text) - 1, len(text), right)


def check_pair(text: str) -> Fault | None:
    """The last two characters prove the others (Global Model Number, MUDI)."""
    if len(text) < 2:
        return Fault("too_short_for_check_pair", 0, len(text), "two check characters")
    if len(text) > PAIR_LENGTH_MAX:
        return Fault(
            "too_long_for_check_pair_implementation", 0, len(text), "99 characters"
        )
    body = text[:-2]
    if fault := cset82(body):
        return fault
    weighed = zip(_PRIMES, reversed(body), strict=False)
    total = sum(weight * _WEIGHED.index(character) for weight, character in weighed) % 1021
    right = _PAIR_ORDER[total >> 5] + _PAIR_ORDER[total & 31]
    if text[-2:] == right:
        return None
    return Fault("incorrect_check_pair", len(text) - 2, len(text), right)


def _date(year_digits: int, *, day_zero: bool) -> Check:
    size = year_digits + 4

    @lru_cache(DATES_REMEMBERED)
    def check(text: str) -> Fault | None:
        if len(text) != size:
            code = "date_too_short" if len(text) < size else "date_too_long"
            return Fault(code, 0, len(text), f"{size} digits")
        if fault := non_digit(text):
            return fault
        year, month, day = text[:year_digits], int(text[-4:-2]), int(text[-2:])
        if not 1 <= month <= 12:
            return Fault("illegal_month", size - 4, size - 2, "01 to 12")
        last = _DAYS[month - 1] - (month == 2 and not _leap(int(year), year_digits))
        if day > last or not (day or day_zero):
            first = "00" if day_zero else "01"
            return Fault("illegal_day", size - 2, size, f"{first} to {last}")
        return None

    return check


def _leap(year: int, digits: int) -> bool:
    return year % 4 == 0 and (digits == 2 or year % 100 != 0 or year % 400 == 0)


yymmdd = _date(2, day_zero=False)
yymmd0 = _date(2, day_zero=True)
yyyymmdd = _date(4, day_zero=False)
yyyymmd0 = _date(4, day_zero=True)


def _clock(name: str, most: int) -> Check:
    def check(text: str) -> Fault | None:
        if len(text) != 2:
            code = f"{name}_too_short" if len(text) < 2 else f"{name}_too_long"
            return Fault(code, 0, len(text), "two digits")
        if fault := non_digit(text):
            return fault
        return Fault(f"illegal_{name}", 0, 2, f"00 to {most}") if int(text) > most else None

    return check


hour = _clock("hour", 23)
minute = _clock("minute", 59)
second = _clock("second", 59)


def hour_and_minute(text: str) -> Fault | None:
    """Four digits of the clock."""
    if len(text) != 4:
        length = "short" if len(text) < 4 else "long"
        return Fault(f"hour_with_minute_too_{length}", 0, len(text), "four digits")
    if fault := non_digit(text) or hour(text[:2]):
        return fault
    found = minute(text[2:])
    return found and found._replace(start=2, end=4)


def piece_of_total(text: str) -> Fault | None:
    """Two numbers of equal length: piece, and how many pieces there are."""
    if not text or len(text) % 2:
        return Fault(
            "invalid_length_for_piece_of_total", 0, len(text), "an even number of digits"
        )
    if fault := non_digit(text):
        return fault
    half = len(text) // 2
    piece, total = text[:half], text[half:]
    if not piece.strip("0"):
        return Fault("zero_piece_number", 0, half, "above 0")
    if not total.strip("0"):
        return Fault("zero_total_pieces", half, len(text), "above 0")
    if piece > total:
        return Fault("piece_number_exceeds_total", 0, len(text), f"at most {total}")
    return None


def position_in_sequence(text: str) -> Fault | None:
    """Position and end with a slash between: ``2/3``."""
    found = _POSITION.fullmatch(text)
    if found is None:
        return Fault("position_in_sequence_malformed", 0, len(text), "number/number")
    for part in (1, 2):
        if found[part].startswith("0"):
            return Fault(
                "illegal_zero_prefix", found.start(part), found.end(part), "no leading 0"
            )
    # Compared as text with their lengths: int() refuses thousands of digits.
    if (len(found[1]), found[1]) > (len(found[2]), found[2]):
        return Fault("position_exceeds_end", 0, len(text), f"at most {found[2]}")
    return None


def _coordinate(name: str, most: int) -> Check:
    def check(text: str) -> Fault | None:
        if len(text) != 10:
            return Fault(f"{name}_invalid_length", 0, len(text), "ten digits")
        if fault := non_digit(text):
            return fault
        return (
            Fault(f"invalid_{name}", 0, 10, f"at most {most}") if int(text) > most else None
        )

    return check


latitude = _coordinate("latitude", 1_800_000_000)
longitude = _coordinate("longitude", 3_600_000_000)


def iban(text: str, countries: frozenset[str]) -> Fault | None:
    """Country, two check digits and an account, proved modulo 97 (ISO 13616)."""
    shortest, longest = _IBAN_LENGTHS
    if len(text) < 4:
        return Fault("iban_too_short", 0, len(text), f"at least {shortest} characters")
    if text[:2] not in countries:
        return Fault("illegal_iban_country_code", 0, 2, "an ISO 3166 country")
    if len(text) > longest:
        return Fault("iban_too_long", 0, len(text), f"at most {longest} characters")
    if len(text) < shortest:
        return Fault("iban_too_short", 0, len(text), f"at least {shortest} characters")
    if found := _IBAN_OTHER.search(text):
        return Fault("invalid_iban_character", found.start(), found.end(), "0-9 A-Z")
    number = "".join(str(int(character, 36)) for character in text[4:] + text[:4])
    return (
        None
        if int(number) % 97 == 1
        else Fault("incorrect_iban_checksum", 2, 4, "other digits")
    )
