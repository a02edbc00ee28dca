"""Find what an officer means: a code in any spelling, a bare lot or serial, a product's name.

Names are compared without diacritics, and đ as d: an officer on a foreign keyboard finds
"Ngọn su su" by "ngon su su" (R-098). Every list is bounded, and says when there is more.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from sqlmodel import Session, col, exists, func, or_, select

from truyxuat.graph import object_table
from truyxuat.services.master import Product
from truyxuat.services.pages.findings import is_seen
from truyxuat.services.tables import EventObject
from truyxuat.traceability.errors import InvalidIdentifier
from truyxuat.traceability.identifiers import parse_scanned

FOUND_MAX = 30
PRODUCTS_COMPARED_MAX = 20_000
BARE_LENGTH_MAX = 30
"""Longer texts are no lot or serial numbers (20 signs) and no names worth comparing."""

QUALIFIERS = ("10", "21", "00", "8003", "8004")
"""Where a bare number may stand in a key: lot, serial, pallet, asset."""


@dataclass(frozen=True, slots=True)
class Search:
    """Keys found for a text; `exact` where the text was one whole code that is recorded."""

    keys: tuple[str, ...]
    exact: bool = False
    more: bool = False


def search(session: Session, text: str) -> Search:
    """What the record and the master data hold under a text."""
    wanted = text.strip()
    try:
        key = parse_scanned(wanted).key
    except InvalidIdentifier:
        key = None
    if key is not None and is_seen(session, key):
        return Search((key,), exact=True)
    if key is not None and session.get(Product, key) is not None:
        return Search((key,))
    if not wanted or len(wanted) > BARE_LENGTH_MAX:
        return Search(())
    keys = [*_by_number(session, wanted), *_by_name(session, wanted)]
    return Search(tuple(keys[:FOUND_MAX]), more=len(keys) > FOUND_MAX)


def _by_number(session: Session, wanted: str) -> list[str]:
    """Capitals or not: of the engines, SQLite alone would see no difference by itself."""
    key = func.lower(object_table.c.key)
    number = "".join(sign.lower() if sign.isascii() else sign for sign in wanted)
    endings = [
        key.endswith(f"/{qualifier}/{number}", autoescape=True) for qualifier in QUALIFIERS
    ]
    named = exists().where(col(EventObject.object) == object_table.c.id)
    found = select(object_table.c.key).where(or_(*endings), named)
    return list(session.exec(found.order_by(object_table.c.key).limit(FOUND_MAX + 1)))


def _by_name(session: Session, wanted: str) -> list[str]:
    part = folded(wanted)
    named = select(Product.key, Product.name_vi, Product.name_en).order_by(Product.key)
    return [
        key
        for key, vi, en in session.exec(named.limit(PRODUCTS_COMPARED_MAX))
        if part in folded(vi) or part in folded(en)
    ]


def folded(text: str) -> str:
    """A text as it is compared: small letters, no diacritics, đ as d.

    >>> folded("Ngọn Su Su – Đồng")
    'ngon su su – dong'
    """
    parted = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(sign for sign in parted if not unicodedata.combining(sign))
