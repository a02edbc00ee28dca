"""What the data of an element means, as a reader writes it: 31/12/2027, 0,195 kg, Việt Nam.

`barcode/` gives the meaning in ISO forms; here it gets the language's. Days and clocks printed
on a pack carry no time zone, so they are shown as they are and never moved.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from babel import Locale

from truyxuat.barcode.syntax import Meaning
from truyxuat.services.pages.wording import Words


def meaning_words(meaning: Meaning, words: Words) -> str:
    """The meaning in words; empty where the data means itself.

    >>> meaning_words(Meaning("quantity", "0.195", "kg"), Words())
    '0,195 kg'
    >>> meaning_words(Meaning("date", "2027-12-31"), Words())
    '31/12/2027'
    >>> meaning_words(Meaning("country", "VN 700000"), Words())
    'Việt Nam, 700000'
    """
    said = SAID.get(meaning.kind)
    return said(meaning, words) if said else ""


def _date(meaning: Meaning, words: Words) -> str:
    return words.date(date.fromisoformat(meaning.value))


def _time(meaning: Meaning, words: Words) -> str:
    day, _, clock = meaning.value.partition("T")
    return f"{words.date(date.fromisoformat(day))} {clock}"


def _period(meaning: Meaning, words: Words) -> str:
    days = (words.date(date.fromisoformat(day)) for day in meaning.value.split("/"))
    return " – ".join(days)


def _number(meaning: Meaning, words: Words) -> str:
    return f"{words.number(Decimal(meaning.value))} {meaning.unit}".rstrip()


def _country(meaning: Meaning, words: Words) -> str:
    """Names for codes of two letters; what is none (a postal code) stays as it is."""
    names = Locale(words.language).territories
    return ", ".join(names.get(code, code) for code in meaning.value.split(" ") if code)


def _place(meaning: Meaning, words: Words) -> str:
    latitude, _, longitude = meaning.value.partition(",")
    return words("check.coordinates", latitude=latitude, longitude=longitude)


SAID: dict[str, Callable[[Meaning, Words], str]] = {
    "date": _date,
    "time": _time,
    "period": _period,
    "quantity": _number,
    "amount": _number,
    "percent": _number,
    "temperature": _number,
    "country": _country,
    "place": _place,
}
"""How each kind of meaning is written; text says itself."""
