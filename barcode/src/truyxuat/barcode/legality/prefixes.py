"""Who manages the numbers that begin so: GS1's list of prefixes, with its source and its age.

A GS1 prefix names the organisation that hands out the numbers, never where goods were made. The
list is data (`gs1_prefixes.csv`, rewritten by `python -m truyxuat.barcode.legality.rewriting`).
What no row covers is *unassigned*: by GS1's own words such prefixes are kept for companies of
countries without a member organisation, so "not in the list" does not prove "never issued".
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Literal

TABLE = "gs1_prefixes.csv"
Numbers = Literal["keys", "gtin_8"]
"""GTIN-8 have a list of their own (GS1 General Specifications 1.4)."""


class PrefixKind(StrEnum):
    """What numbers that begin so are for."""

    MEMBER = "member"
    """Handed out by a member organisation of GS1."""
    RESTRICTED_REGION = "restricted_region"
    """Whatever a member organisation says within its region: two regions may use one number."""
    RESTRICTED_COMPANY = "restricted_company"
    """Whatever a company likes within its own walls."""
    SERIAL = "serial_publication"
    BOOK = "book"
    REFUND = "refund_receipt"
    COUPON = "coupon"
    GTIN_8 = "gtin_8"
    """Kept for GTIN-8; nothing longer begins so."""
    DEMONSTRATION = "demonstration"
    """For examples: belongs to nobody, so no goods in trade carry it."""
    UNUSED = "unused"
    """Never handed out, so that no GTIN-8 in 14 digits is taken for a longer number."""
    RESERVED = "reserved"
    """Managed by GS1 itself, for later."""
    UNASSIGNED = "unassigned"
    """In no row of the list."""


@dataclass(frozen=True, slots=True)
class PrefixRange:
    """A run of prefixes of one length with one use; `use` in the words of the source."""

    first: str
    last: str
    kind: PrefixKind
    use: str

    def covers(self, number: str) -> bool:
        """Whether a number begins with one of these prefixes."""
        return self.first <= number[: len(self.first)] <= self.last


@dataclass(frozen=True, slots=True)
class PrefixList:
    """The list with where it comes from and how old it is."""

    source: str
    edition: str
    as_of: date
    retrieved_at: datetime
    licence: str
    ranges: tuple[tuple[Numbers, PrefixRange], ...]

    def range_of(self, number: str, numbers: Numbers = "keys") -> PrefixRange:
        """The row for a number (13 digits, or the 8 of a GTIN-8); unassigned where none is."""
        asked = (numbers, "keys") if numbers == "gtin_8" else (numbers,)
        for which in asked:
            for listed, found in self.ranges:
                if listed == which and found.covers(number):
                    return found
        start = number[:3]
        return PrefixRange(start, start, PrefixKind.UNASSIGNED, "")


@cache
def prefix_list() -> PrefixList:
    """The list this program carries.

    >>> prefix_list().range_of("8938505970004").use
    'GS1 Vietnam'
    >>> prefix_list().range_of("9521234001010").kind
    <PrefixKind.DEMONSTRATION: 'demonstration'>
    >>> prefix_list().range_of("1459999999996").kind
    <PrefixKind.UNASSIGNED: 'unassigned'>
    """
    text = resources.files(__package__).joinpath(TABLE).read_text("utf-8")
    return read_prefix_list(text)


def read_prefix_list(text: str) -> PrefixList:
    """A list as `gs1_prefixes.csv` is written: its head in lines that begin with ``#``."""
    lines = text.splitlines()
    head = dict(line[2:].split(": ", 1) for line in lines if line.startswith("# "))
    rows = csv.DictReader(io.StringIO("\n".join(x for x in lines if not x.startswith("#"))))
    return PrefixList(
        source=head["source"],
        edition=head["edition"],
        as_of=date.fromisoformat(head["as of"]),
        retrieved_at=datetime.fromisoformat(head["retrieved at"]).astimezone(UTC),
        licence=head["licence"],
        ranges=tuple(
            (
                "gtin_8" if row["numbers"] == "gtin_8" else "keys",
                PrefixRange(row["first"], row["last"], PrefixKind(row["kind"]), row["use"]),
            )
            for row in rows
        ),
    )
