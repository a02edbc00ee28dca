"""What the data of an element means: a day, a weight, a price, a country.

GS1 General Specifications, section 3: dates have two digits for the year and day 00 for the last
of the month (section 7.12), measures and amounts have their decimal places in the last digit of
the application identifier. What has no such form means itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

from truyxuat.barcode.syntax.elements import Element
from truyxuat.barcode.syntax.linting import code_list
from truyxuat.barcode.syntax.rules import Component, table
from truyxuat.traceability.identifiers.dates import element_date

KG_PER_SQUARE_METRE = "337"
COORDINATE_SCALE = Decimal(10_000_000)

_UNIT = re.compile(r"\(([^()]*(?:\([^()]*\))?)\)")
_DATE_CHECKS = {"yymmd0", "yymmdd", "yyyymmdd", "yyyymmd0"}
_CLOCK_CHECKS = {"hh", "hhmi", "mi", "ss"}
_TEMPERATURE = {"4330": "°F", "4331": "°C", "4332": "°F", "4333": "°C"}


@dataclass(frozen=True, slots=True)
class Meaning:
    """The data of an element as a program can use it.

    `kind` is one of text, date, time, period, quantity, amount, percent, country, temperature,
    place; `value` is written as ISO 8601, a decimal number with a point, a country of two letters,
    or latitude and longitude; `unit` is a unit of measure or a currency of three letters.
    """

    kind: str
    value: str
    unit: str = ""


def meaning(element: Element, seen: date) -> Meaning:
    """What a sound element means to someone who sees it on a given day.

    >>> meaning(Element("3103", "000195"), date(2026, 7, 1))
    Meaning(kind='quantity', value='0.195', unit='kg')
    >>> meaning(Element("17", "280200"), date(2026, 7, 1)).value
    '2028-02-29'
    >>> meaning(Element("3932", "704199000"), date(2026, 7, 1))
    Meaning(kind='amount', value='1990.00', unit='VND')
    """
    ai, value = element.ai, element.value
    rule = table().rules.get(ai)
    if rule is None or not rule.sound(value):
        return Meaning("text", value)
    if len(ai) == 4 and ai[0] == "3":
        return _measured(ai, value)
    checks = {name for component in rule.components for name in component.checks}
    if checks & _DATE_CHECKS:
        return _time(rule.components, value, seen)
    if checks & {"iso3166", "iso3166alpha2"}:
        return _country(ai, value, letters="iso3166alpha2" in checks)
    if ai in _TEMPERATURE:
        sign = "-" if value.endswith("-") else ""
        return Meaning("temperature", sign + _decimal(value[:6], 2), _TEMPERATURE[ai])
    if "latitude" in checks:
        return _place(value)
    return Meaning("text", value)


@lru_cache(512)
def _unit(ai: str) -> str:
    """The unit of measure that a data title names in brackets."""
    if ai.startswith(KG_PER_SQUARE_METRE):
        return "kg/m²"
    found = _UNIT.search(table().rules[ai].title)
    return found[1] if found else ""


def _measured(ai: str, value: str) -> Meaning:
    places = int(ai[3])
    if ai[1] != "9":
        return Meaning("quantity", _decimal(value, places), _unit(ai))
    if ai[2] == "4":
        return Meaning("percent", _decimal(value, places), "%")
    if ai[2] in "13":
        currency = code_list("currencies").get(value[:3], value[:3])
        return Meaning("amount", _decimal(value[3:], places), currency)
    return Meaning("amount", _decimal(value, places))


def _decimal(digits: str, places: int) -> str:
    return format(Decimal(digits).scaleb(-places), f".{places}f")


def _time(components: tuple[Component, ...], value: str, seen: date) -> Meaning:
    """A day, a day with its time, or the first and last day of a period."""
    days: list[str] = []
    clock: list[str] = []
    place = 0
    for component in components:
        part = value[place : place + component.longest]
        place += len(part)
        if part and _CLOCK_CHECKS & set(component.checks):
            clock += [part[:2], part[2:]] if len(part) > 2 else [part]
        elif len(part) == 8:
            days.append(f"{part[:4]}-{part[4:6]}-{part[6:]}")
        elif part:
            days.append(element_date(part, seen).isoformat())
    if len(days) > 1:
        return Meaning("period", "/".join(days))
    if clock:
        hours = clock[0] + ":" + ":".join(clock[1:] or ["00"])
        return Meaning("time", f"{days[0]}T{hours}")
    return Meaning("date", days[0])


def _country(ai: str, value: str, *, letters: bool) -> Meaning:
    if letters:
        return Meaning("country", value)
    known = code_list("countries")
    if ai == "421":
        return Meaning("country", f"{known[value[:3]]} {value[3:]}")
    codes = [value[place : place + 3] for place in range(0, len(value), 3)]
    return Meaning("country", " ".join(known[code] for code in codes))


def _place(value: str) -> Meaning:
    """Ship to: latitude from the south pole, longitude eastward from Greenwich."""
    north = Decimal(value[:10]) / COORDINATE_SCALE - 90
    east = (Decimal(value[10:]) / COORDINATE_SCALE + 180) % 360 - 180
    return Meaning("place", f"{north:.7f},{east:.7f}")
