"""Which of several symbols on a pack to look up, and why.

A pack of today often bears two: the EAN-13 for the till and a QR Code or DataMatrix that also
names the lot. The one that says most of what was made wins.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from truyxuat.barcode.symbol import GS1_DATA, Symbol

LINK = re.compile(
    r"https?://[^\s/]+(?:/[^\s?#]*)?/(?:01|00|414|417|8003|8004|8006|8010|8017|8018)/[^\s/?#]+",
    re.IGNORECASE,
)
"""A web address with the path of a GS1 Digital Link URI; whether its key is right is said later."""

ARTICLE = frozenset({"EAN-13", "EAN-8", "UPC-A", "UPC-E", "ITF-14"})


@dataclass(frozen=True, slots=True)
class Choice:
    """The symbol to use for a lookup; `reason` is a stable word, `words` the sentence for it."""

    symbol: Symbol
    reason: str
    words: str


REASONS = {
    "element_string": "It holds GS1 element strings: the article and more about it.",
    "digital_link": "It holds a GS1 Digital Link: the article and where to read about it.",
    "article_number": "It holds an article number and nothing else.",
    "other_text": "Nothing on the picture holds GS1 data; this is the first text on it.",
}
"""Best first. Words for logs and the API; pages have their own by the same key."""


def choose(symbols: Iterable[Symbol]) -> Choice | None:
    """The best symbol by `REASONS`, the longest text within one reason, the first of equals."""
    ranks = list(REASONS)
    best = min(
        symbols,
        key=lambda one: (ranks.index(_reason(one)), -_length(one)),
        default=None,
    )
    if best is None:
        return None
    reason = _reason(best)
    return Choice(best, reason, REASONS[reason])


def _reason(symbol: Symbol) -> str:
    if symbol.symbology_identifier in GS1_DATA:
        return "element_string"
    if LINK.match(symbol.text):
        return "digital_link"
    if symbol.symbology in ARTICLE:
        return "article_number"
    return "other_text"


def _length(symbol: Symbol) -> int:
    """Longer GS1 data tell more; among other texts only their order on the picture counts."""
    return 0 if _reason(symbol) == "other_text" else len(symbol.text)
