"""Write `gs1_prefixes.csv` anew from the list that the installed biip carries.

    python -m truyxuat.barcode.legality.rewriting AS_OF > barcode/src/…/legality/gs1_prefixes.csv

AS_OF is the day (2026-10-01) on which that release of biip took the list from GS1. A use that is
not known here stops the rewriting: somebody has to decide what kind it is.
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from importlib.metadata import version

from truyxuat.barcode.legality.prefixes import PrefixKind
from truyxuat.traceability.errors import InvalidInput

DIGITS = "0123456789"
LONGEST = 7

KIND_BY_WORDS: tuple[tuple[str, PrefixKind], ...] = (
    ("Unused to avoid collision", PrefixKind.UNUSED),
    ("within a geographic region", PrefixKind.RESTRICTED_REGION),
    ("within a company", PrefixKind.RESTRICTED_COMPANY),
    ("reserved for future use", PrefixKind.RESERVED),
    ("Managed by GS1 Global Office", PrefixKind.RESERVED),
    ("General Manager Number", PrefixKind.RESERVED),
    ("demonstrations", PrefixKind.DEMONSTRATION),
    ("ISSN", PrefixKind.SERIAL),
    ("ISBN", PrefixKind.BOOK),
    ("Refund", PrefixKind.REFUND),
    ("coupon", PrefixKind.COUPON),
    ("GTIN-8", PrefixKind.GTIN_8),
    ("GS1 ", PrefixKind.MEMBER),
)
"""The first words that stand in a use decide its kind."""

GTIN_8_ROWS = (
    ("000", "099", PrefixKind.RESTRICTED_COMPANY, "Restricted circulation, GTIN-8"),
    ("200", "299", PrefixKind.RESTRICTED_COMPANY, "Restricted circulation, GTIN-8"),
    ("977", "999", PrefixKind.RESERVED, "Reserved for future use, GTIN-8"),
)
"""Where GTIN-8 differ from the other numbers (GS1 General Specifications 1.4)."""


def uses() -> Iterator[tuple[str, str]]:
    """Every prefix that biip knows, the shortest first of each branch, with its use."""
    # Imported here: biip reads its tables while it is imported.
    from biip.gs1_prefixes import GS1Prefix

    def below(start: str) -> Iterator[tuple[str, str]]:
        found = GS1Prefix.extract(start) if start else None
        if found is not None:
            yield start, found.usage
        elif len(start) < LONGEST:
            for digit in DIGITS:
                yield from below(start + digit)

    yield from below("")


def kind_of(use: str) -> PrefixKind:
    """The kind of a use in biip's words.

    >>> kind_of("GS1 Vietnam")
    <PrefixKind.MEMBER: 'member'>

    Raises:
        InvalidInput: a use that nobody has sorted yet.
    """
    for words, kind in KIND_BY_WORDS:
        if words in use:
            return kind
    raise InvalidInput(
        f"Use of a prefix: expected one sorted in KIND_BY_WORDS, got {use!r}."
    )


def runs(found: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str, str]]:
    """Neighbours of one length and one use as first, last and use."""
    first = last = use = ""
    for prefix, said in found:
        follows = len(prefix) == len(last) and bool(last) and int(prefix) == int(last) + 1
        if use and (not follows or said != use):
            yield first, last, use
            first = prefix
        elif not use:
            first = prefix
        last, use = prefix, said
    if use:
        yield first, last, use


def rewritten(as_of: date, now: datetime) -> str:
    """The whole file."""
    out = io.StringIO()
    for name, value in (
        ("source", "GS1 prefix list (gs1.org), as carried by biip"),
        ("edition", version("biip")),
        ("as of", as_of.isoformat()),
        ("retrieved at", now.astimezone(UTC).isoformat(timespec="seconds")),
        ("licence", "biip: Apache-2.0; the facts are GS1's"),
    ):
        out.write(f"# {name}: {value}\n")
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(("numbers", "first", "last", "kind", "use"))
    rows.writerows(("keys", a, b, kind_of(use), use) for a, b, use in runs(uses()))
    rows.writerows(("gtin_8", *row) for row in GTIN_8_ROWS)
    return out.getvalue()


if __name__ == "__main__":
    sys.stdout.write(rewritten(date.fromisoformat(sys.argv[1]), datetime.now(UTC)))
