"""Serials as people ask for them: none, typed one on a line, or a range such as A001 to A120."""

from __future__ import annotations

import re

SERIALS_LISTED_MAX = 200
"""Serials that a web address can carry; more are a sheet job."""

LABELS_MAX = 500
"""Labels that one page makes while a person waits; more are a sheet job."""

_COUNTED = re.compile(r"(.*?)([0-9]{1,18})")
_BETWEEN = re.compile(r"[\s,;]+")


def listed(text: str) -> tuple[str, ...]:
    r"""The serials of a list, each once, in their order.

    >>> listed("A1, A2\nA1")
    ('A1', 'A2')
    """
    return tuple(dict.fromkeys(one for one in _BETWEEN.split(text) if one))


def ranged(first: str, last: str) -> tuple[str, ...] | None:
    """The serials of a range, cut off just over `LABELS_MAX`; None where it is no range.

    >>> ranged("A098", "A100")
    ('A098', 'A099', 'A100')
    >>> ranged("A1", "B2") is None
    True
    """
    begin, end = _COUNTED.fullmatch(first), _COUNTED.fullmatch(last)
    if begin is None or end is None or begin[1] != end[1]:
        return None
    low, high, width = int(begin[2]), int(end[2]), len(begin[2])
    if high < low:
        return None
    numbers = range(low, min(high, low + LABELS_MAX) + 1)
    return tuple(f"{begin[1]}{number:0{width}}" for number in numbers)
