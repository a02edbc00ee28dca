"""Coupons of North America: the data of application identifiers 8110 and 8112.

North American Coupon Application Guideline (GS1 US). The data is a row of fields, most of which
begin with a digit that tells how long they are; the row is a table here and one reader walks it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from truyxuat.barcode.syntax.character_checks import non_digit
from truyxuat.barcode.syntax.faults import Fault
from truyxuat.barcode.syntax.number_checks import yymmdd

Prefix = Callable[[str], Fault | None]

NONE_FOLLOWS = "9"
"""Length digit of a second or third purchase that gives no company prefix of its own."""


class Digit(NamedTuple):
    """One digit of a few."""

    missing: str
    allowed: str = "0123456789"
    invalid: str = ""


class Run(NamedTuple):
    """So many digits."""

    length: int
    truncated: str


class Sized(NamedTuple):
    """A digit that gives the length of what follows, `more` added."""

    missing: str
    truncated: str
    allowed: str = "0123456789"
    invalid: str = ""
    more: int = 0
    company: bool = False


class Day(NamedTuple):
    """A date YYMMDD."""

    short: str
    invalid: str


Field = Digit | Run | Sized | Day
_UPTO_5 = "12345"
_UPTO_6 = "0123456"


def _purchase(name: str) -> tuple[Field, ...]:
    return (
        Sized(
            f"missing_{name}_purchase_requirement_vli",
            f"truncated_{name}_purchase_requirement",
            _UPTO_5,
            f"invalid_{name}_purchase_requirement_length",
        ),
        Digit(
            f"missing_{name}_purchase_requirement_code",
            "012349",
            f"invalid_{name}_purchase_requirement_code",
        ),
        Run(3, f"truncated_{name}_purchase_family_code"),
    )


def _purchase_of(name: str) -> tuple[Field, ...]:
    company = Sized(
        f"missing_{name}_purchase_gcp_vli",
        f"truncated_{name}_purchase_gcp",
        _UPTO_6 + NONE_FOLLOWS,
        f"invalid_{name}_purchase_gcp_length",
        more=6,
        company=True,
    )
    return (*_purchase(name), company)


_COUPON: tuple[Field, ...] = (
    Sized(
        "missing_gcp_vli", "truncated_gcp", _UPTO_6, "invalid_gcp_length", 6, company=True
    ),
    Run(6, "truncated_offer_code"),
    Sized(
        "missing_save_value_vli",
        "truncated_save_value",
        _UPTO_5,
        "invalid_save_value_length",
    ),
    *_purchase("1st"),
)
_SERIAL = Sized("missing_serial_number_vli", "truncated_serial_number", more=6)
_OPTIONAL: dict[str, tuple[Field, ...]] = {
    "1": (
        Digit(
            "missing_additional_purchase_rules_code",
            "0123",
            "invalid_additional_purchase_rules_code",
        ),
        *_purchase_of("2nd"),
    ),
    "2": _purchase_of("3rd"),
    "3": (Day("too_short_for_expiration_date", "invalid_expiration_date"),),
    "4": (Day("too_short_for_start_date", "invalid_start_date"),),
    "5": (_SERIAL,),
    "6": (
        Sized(
            "missing_retailer_gcp_or_gln_vli",
            "truncated_retailer_gcp_or_gln",
            "1234567",
            "invalid_retailer_gcp_or_gln_length",
            more=6,
            company=True,
        ),
    ),
    "9": (
        Digit("missing_save_value_code", "01256", "invalid_save_value_code"),
        Digit(
            "missing_save_value_applies_to_item",
            "012",
            "invalid_save_value_applies_to_item",
        ),
        Digit("missing_store_coupon_flag"),
        Digit("missing_dont_multiply_flag", "01", "invalid_dont_multiply_flag"),
    ),
}
"""Fields that follow in this order where their digit announces them."""

_OFFER: tuple[Field, ...] = (
    Digit("missing_format_code", "01", "invalid_format_code"),
    Sized(
        "missing_funder_vli",
        "truncated_funder",
        _UPTO_6,
        "invalid_funder_length",
        6,
        company=True,
    ),
    Run(6, "truncated_offer_code"),
    _SERIAL,
)


def coupon(text: str, prefix: Prefix) -> Fault | None:
    """A coupon of application identifier 8110."""
    if fault := non_digit(text):
        return fault
    place = _walk(text, 0, _COUPON, prefix)
    dates: list[tuple[int, str]] = []
    for announced, fields in _OPTIONAL.items():
        if isinstance(place, Fault):
            return place
        if text[place : place + 1] != announced:
            continue
        begin, place = place, _walk(text, place + 1, fields, prefix)
        if announced in "34" and not isinstance(place, Fault):
            dates.append((begin, text[begin + 1 : place]))
            if len(dates) == 2 and dates[1][1] > dates[0][1]:
                return Fault(
                    "coupon_expiration_before_start", dates[0][0], place, "a later day"
                )
    return _ended(text, place)


def positive_offer(text: str, prefix: Prefix) -> Fault | None:
    """A coupon with a serial number, of application identifier 8112."""
    if fault := non_digit(text):
        return fault
    return _ended(text, _walk(text, 0, _OFFER, prefix))


def _ended(text: str, place: int | Fault) -> Fault | None:
    if isinstance(place, Fault):
        return place
    rest = len(text) - place
    return Fault("coupon_excess_data", place, len(text), "nothing more") if rest else None


def _walk(text: str, place: int, fields: Iterable[Field], prefix: Prefix) -> int | Fault:
    """Where the fields end, or the first that is not as it should be."""
    reached: int | Fault = place
    for field in fields:
        if isinstance(field, Digit):
            reached = _digit(text, place, field)
        elif isinstance(field, Run):
            reached = _run(text, place, field.length, field.truncated)
        elif isinstance(field, Day):
            reached = _run(text, place, 6, field.short)
            if not isinstance(reached, Fault) and yymmdd(text[place:reached]):
                return _fault(field.invalid, place, reached, "a date YYMMDD")
        else:
            reached = _sized(text, place, field, prefix)
        if isinstance(reached, Fault):
            return reached
        place = reached
    return place


def _digit(text: str, place: int, field: Digit | Sized) -> int | Fault:
    if place == len(text):
        return _fault(field.missing, 0, place, "one digit more")
    if text[place] not in field.allowed:
        return _fault(field.invalid, place, place + 1, f"one of {' '.join(field.allowed)}")
    return place + 1


def _run(text: str, place: int, length: int, truncated: str) -> int | Fault:
    left = len(text) - place
    if left >= length:
        return place + length
    return _fault(truncated, place if left else 0, len(text), f"{length} digits")


def _sized(text: str, place: int, field: Sized, prefix: Prefix) -> int | Fault:
    begin = _digit(text, place, field)
    if isinstance(begin, Fault):
        return begin
    if field.company and text[place] == NONE_FOLLOWS:
        return begin
    end = _run(text, begin, int(text[place]) + field.more, field.truncated)
    if field.company and not isinstance(end, Fault) and (fault := prefix(text[begin:end])):
        return fault._replace(start=begin, end=end)
    return end


def _fault(code: str, start: int, end: int, expected: str) -> Fault:
    return Fault(f"coupon_{code}", start, end, expected)
