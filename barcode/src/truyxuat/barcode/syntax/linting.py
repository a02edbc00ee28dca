"""Every check that the GS1 Barcode Syntax Dictionary names, by its name there.

`lint` runs one of them on one component of an element's data. The names that older editions of
the dictionary used stay known, so that a table of such an edition can still be read.

Whether a GS1 company prefix exists is asked of a `PrefixSource`; without one only its form is
checked, because an old list must not refuse a young company.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache, partial
from importlib.resources import files

from truyxuat.barcode.syntax import character_checks as characters
from truyxuat.barcode.syntax import number_checks as numbers
from truyxuat.barcode.syntax.coupon_checks import coupon, positive_offer
from truyxuat.barcode.syntax.faults import Fault, problem
from truyxuat.traceability.errors import InvalidBarcode, NotFound, Unavailable

Check = characters.Check
PrefixSource = Callable[[str], bool]
"""Whether data begins with a GS1 company prefix that was given out; raises `Unavailable`."""

PREFIX_DIGITS_MIN = 4
"""Digits of the shortest GS1 company prefix."""


@lru_cache(8)
def code_list(name: str) -> dict[str, str]:
    """A table of codes, with what stands beside each: ``countries`` gives ``704 -> VN``."""
    text = (files(__package__) / "tables" / f"{name}.tsv").read_text(encoding="utf-8")
    rows = [row.split("\t") for row in text.splitlines() if row and not row.startswith("#")]
    return {row[0]: row[1] if len(row) > 1 else "" for row in rows}


def company_prefix(
    text: str, *, offset: int = 0, prefixes: PrefixSource | None = None
) -> Fault | None:
    """A key that begins with a company prefix, after `offset` other digits."""
    key = text[offset:]
    if len(key) < PREFIX_DIGITS_MIN:
        start = min(offset, len(text))
        return Fault("too_short_for_gcp", start, len(text), f"{PREFIX_DIGITS_MIN} digits")
    if fault := characters.non_digit(key[:PREFIX_DIGITS_MIN]):
        start, end = fault.start + offset, fault.end + offset
        return Fault("invalid_gcp_prefix", start, end, "a digit")
    if prefixes is None:
        return None
    try:
        known = prefixes(key)
    except Unavailable:
        return Fault("gcp_datasource_offline", offset, len(text), "an answer")
    return (
        None if known else Fault("invalid_gcp_prefix", offset, len(text), "a known prefix")
    )


def _all_of(text: str, check: Check, size: int) -> Fault | None:
    """A check of each piece of so many characters."""
    for start in range(0, max(len(text), 1), size):
        if fault := check(text[start : start + size]):
            return fault._replace(start=fault.start + start, end=fault.end + start)
    return None


def _in_turn(text: str, first: Check, size: int, then: Check) -> Fault | None:
    """A check of the first characters, and another of the rest."""
    if fault := first(text[:size]):
        return fault
    found = then(text[size:])
    return found and found._replace(start=found.start + size, end=found.end + size)


def _minute_and_second(text: str) -> Fault | None:
    return (
        _in_turn(text, numbers.minute, 2, numbers.second)
        if text[2:]
        else numbers.minute(text)
    )


@lru_cache(8)
def checks(prefixes: PrefixSource | None = None) -> dict[str, Check]:
    """All checks by name; company prefixes are looked up where a source is given."""
    countries = code_list("countries")
    country = characters.one_of(frozenset(countries), "not_iso3166", "an ISO 3166 country")
    first = partial(company_prefix, prefixes=prefixes)
    second = partial(company_prefix, offset=1, prefixes=prefixes)
    return {
        "couponcode": partial(coupon, prefix=first),
        "couponposoffer": partial(positive_offer, prefix=first),
        "gcppos1": first,
        "gcppos2": second,
        "iban": partial(numbers.iban, countries=frozenset(countries.values())),
        "iso3166": country,
        **_OF_CHARACTERS,
        **_OF_NUMBERS,
        **_of_code_lists(countries),
        **_of_older_editions(first, second, country),
    }


_OF_CHARACTERS: dict[str, Check] = {
    "cset39": characters.cset39,
    "cset64": characters.cset64,
    "cset82": characters.cset82,
    "csetnumeric": characters.non_digit,
    "hasnondigit": characters.has_non_digit,
    "hyphen": characters.hyphen,
    "importeridx": characters.importer_index,
    "nonzero": characters.nonzero,
    "nozeroprefix": characters.no_zero_prefix,
    "pcenc": characters.percent_encoded,
    "zero": characters.zero,
}

_OF_NUMBERS: dict[str, Check] = {
    "csum": numbers.check_digit,
    "csumalpha": numbers.check_pair,
    "hh": numbers.hour,
    "hhmi": numbers.hour_and_minute,
    "latitude": numbers.latitude,
    "longitude": numbers.longitude,
    "mi": numbers.minute,
    "pieceoftotal": numbers.piece_of_total,
    "posinseqslash": numbers.position_in_sequence,
    "ss": numbers.second,
    "yymmd0": numbers.yymmd0,
    "yymmdd": numbers.yymmdd,
    "yyyymmd0": numbers.yyyymmd0,
    "yyyymmdd": numbers.yyyymmdd,
}


def _of_code_lists(countries: dict[str, str]) -> dict[str, Check]:
    """Checks that look a code up, in a table or among the few that there are."""
    listed: dict[str, tuple[Iterable[str], str, str]] = {
        "iso3166999": ({*countries, "999"}, "not_iso3166_or_999", "a country or 999"),
        "iso3166alpha2": (countries.values(), "not_iso3166_alpha2", "an ISO 3166 country"),
        "iso4217": (code_list("currencies"), "not_iso4217", "an ISO 4217 currency"),
        "iso5218": ("0129", "invalid_biological_sex_code", "0, 1, 2 or 9"),
        "mediatype": (code_list("media_types"), "invalid_media_type", "a media type"),
        "packagetype": (
            code_list("package_types"),
            "invalid_package_type",
            "a package type",
        ),
        "winding": ("019", "invalid_winding_direction", "0, 1 or 9"),
        "yesno": ("01", "not_zero_or_one", "0 or 1"),
    }
    return {
        name: characters.one_of(frozenset(codes), code, expected)
        for name, (codes, code, expected) in listed.items()
    }


def _of_older_editions(first: Check, second: Check, country: Check) -> dict[str, Check]:
    return {
        "hhmm": numbers.hour_and_minute,
        "iso3166list": partial(_all_of, check=country, size=3),
        "key": first,
        "keyoff1": second,
        "latlong": partial(
            _in_turn, first=numbers.latitude, size=10, then=numbers.longitude
        ),
        "mmoptss": _minute_and_second,
        "yymmddhh": partial(_in_turn, first=numbers.yymmdd, size=6, then=numbers.hour),
    }


def lint(name: str, text: str, *, prefixes: PrefixSource | None = None) -> None:
    """Refuse a component that a check of the syntax dictionary refuses.

    >>> lint("csum", "9521234001010")
    >>> lint("hh", "24")
    Traceback (most recent call last):
    truyxuat.traceability.errors.InvalidBarcode: 0:2: hh: illegal hour, 00 to 23 expected, got '24'.

    Raises:
        NotFound: no check has that name.
        InvalidBarcode: one problem, its place the characters that are wrong.
    """
    check = checks(prefixes).get(name)
    if check is None:
        raise NotFound(f"Check {name!r}: the GS1 syntax dictionary has none of that name.")
    if fault := check(text):
        raise InvalidBarcode((problem(fault, text, subject=name),))
