"""Every word on a page, in Vietnamese and English, from one catalogue; times and numbers too.

A page asks for text by key (`words("scan.title")`), never writes it. Vietnamese is the
language of a plain address; `?lang=en` asks for English. Dates stand as dd/mm/yyyy and times
as Vietnam's clock in both languages; only numbers follow the language (R-098).
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from importlib import resources
from zoneinfo import ZoneInfo

from babel.numbers import format_decimal

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def today_in_vietnam() -> date:
    """The day on Vietnam's clock, by which years of two digits are read."""
    return datetime.now(VIETNAM).date()


class Language(StrEnum):
    """A language the pages speak."""

    VI = "vi"
    EN = "en"

    @property
    def other(self) -> Language:
        """The one the switch leads to."""
        return Language.EN if self is Language.VI else Language.VI


Catalogue = Mapping[str, Mapping[Language, str]]


@functools.cache
def catalogue() -> Catalogue:
    """The texts of `catalogue.toml` by dotted key (``scan.title``).

    Read once; a text missing in a language is a broken promise and fails here.
    """
    source = resources.files(__package__).joinpath("catalogue.toml").read_text("utf-8")
    texts: dict[str, dict[Language, str]] = {}
    for section, entries in tomllib.loads(source).items():
        for name, entry in entries.items():
            assert set(entry) == {"vi", "en"}, f"{section}.{name} needs vi and en, no other"
            texts[f"{section}.{name}"] = {
                Language(code): text for code, text in entry.items()
            }
    return texts


def local_field(instant: datetime | None) -> str:
    """An instant as the value of a `datetime-local` field, on Vietnam's clock.

    >>> from datetime import UTC
    >>> local_field(datetime(2026, 9, 17, 7, 0, tzinfo=UTC))
    '2026-09-17T14:00'
    """
    return instant.astimezone(VIETNAM).strftime("%Y-%m-%dT%H:%M") if instant else ""


def language_of(asked: str | None) -> Language:
    """The language an address asks for; anything unknown is Vietnamese."""
    return Language.EN if asked == Language.EN else Language.VI


@dataclass(frozen=True, slots=True)
class Words:
    """The catalogue in one language, and how that language writes times and numbers."""

    language: Language = Language.VI

    def __call__(self, key: str, /, **facts: object) -> str:
        """The text of a key, its ``{places}`` filled in.

        >>> Words()("unit.KGM")
        'kg'
        """
        text = catalogue()[key][self.language]
        return text.format(**facts) if facts else text

    def term(self, family: str, name: str | None) -> str:
        """A word of a vocabulary; one we have no word for is shown as its last part.

        >>> Words().term("step", "https://example.org/steps/hand_sorting")
        'hand sorting'
        """
        if name is None:
            return self("unit.nothing")
        if f"{family}.{name}" in catalogue():
            return self(f"{family}.{name}")
        tail = name.rstrip("/").replace("#", "/").replace(":", "/").rsplit("/", 1)[-1]
        if f"{family}.{tail}" in catalogue():
            return self(f"{family}.{tail}")
        return tail.replace("_", " ")

    def date(self, day: date | datetime | None) -> str:
        """A day as dd/mm/yyyy; of an instant, the day in Vietnam.

        >>> Words().date(date(2026, 9, 17))
        '17/09/2026'
        """
        if day is None:
            return self("unit.nothing")
        local = day.astimezone(VIETNAM) if isinstance(day, datetime) else day
        return local.strftime("%d/%m/%Y")

    def time(self, instant: datetime | None) -> str:
        """An instant as dd/mm/yyyy HH:mm on Vietnam's clock.

        >>> from datetime import UTC
        >>> Words().time(datetime(2026, 9, 17, 7, 0, tzinfo=UTC))
        '17/09/2026 14:00'
        """
        if instant is None:
            return self("unit.nothing")
        return instant.astimezone(VIETNAM).strftime("%d/%m/%Y %H:%M")

    def number(self, value: Decimal | int | None) -> str:
        """A number as the language writes it; an unknown one as a dash, never 0.

        >>> Words(Language.VI).number(Decimal("1000.50")), Words(Language.EN).number(1000)
        ('1.000,5', '1,000')
        """
        if value is None:
            return self("unit.nothing")
        return str(format_decimal(value, "#,##0.######", locale=self.language))

    def percent(self, share: Decimal | None) -> str:
        """A share of 1 as a percentage with two places at most.

        >>> Words().percent(Decimal("0.9892"))
        '98,92 %'
        """
        if share is None:
            return self("unit.nothing")
        shown = format_decimal(share * 100, "#,##0.##", locale=self.language)
        return f"{shown} %"

    def amount(
        self, lower: Decimal | None, upper: Decimal | None, unit: str | None = None
    ) -> str:
        """An amount by its bounds: one number, a range, or unknown.

        >>> Words().amount(Decimal(54), Decimal(60), "KGM")
        '54–60 kg'
        >>> Words().amount(None, None)
        'không rõ'
        """
        name = self.term("unit", unit or "pieces")
        if lower is None and upper is None:
            return self("unit.unknown")
        if lower == upper:
            return f"{self.number(lower)} {name}"
        if upper is None:
            return self("unit.at_least", amount=self.number(lower), unit=name)
        return f"{self.number(lower or Decimal(0))}–{self.number(upper)} {name}"
