"""What an application identifier is called, and the lines that stand below a barcode.

The English data title is that of the syntax dictionary; words for people, in English and
Vietnamese, are rows of `tables/titles.tsv`. Where no Vietnamese title is known there is none.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from truyxuat.barcode.syntax.elements import Element
from truyxuat.barcode.syntax.rules import table


@dataclass(frozen=True, slots=True)
class Title:
    """The names of an application identifier; empty where none is known.

    `data_title` is the short one printed beside the data, `official` tells whether the Vietnamese
    words are those of a Vietnamese standard.
    """

    data_title: str
    english: str
    vietnamese: str
    official: bool


@lru_cache(1)
def _rows() -> dict[str, tuple[str, str, bool]]:
    text = (files(__package__) / "tables" / "titles.tsv").read_text(encoding="utf-8")
    rows = [row.split("\t") for row in text.splitlines() if row and not row.startswith("#")]
    return {
        ai: (english, vietnamese, source == "TCVN")
        for ai, english, vietnamese, source in rows
    }


def title(ai: str) -> Title:
    """The names of an application identifier.

    >>> title("10").vietnamese, title("3103").english
    ('Số lô hoặc số mẻ', 'Net weight')
    """
    rule = table().rules.get(ai)
    rows = _rows()
    english, vietnamese, official = (
        rows.get(ai) or rows.get(ai[:-1] + "n") or ("", "", False)
    )
    return Title(rule.title if rule else "", english, vietnamese, official)


def hri_lines(elements: Iterable[Element], *, titles: bool = False) -> list[str]:
    """The human readable interpretation, one line for each element.

    GS1 General Specifications, section 4.14: the identifier in brackets, then the data.

    >>> hri_lines([Element("10", "L1")]), hri_lines([Element("10", "L1")], titles=True)
    (['(10) L1'], ['BATCH/LOT (10) L1'])
    """
    lines = []
    for one in elements:
        name = title(one.ai).data_title if titles else ""
        lines.append(f"{name} ({one.ai}) {one.value}".lstrip())
    return lines
