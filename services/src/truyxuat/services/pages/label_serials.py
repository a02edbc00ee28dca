"""Serials as people ask for them: none, one on a line, a range such as A001 to A120, or new ones.

A few labels are made while a person waits. More become a sheet, ordered with the same fields and
checked behind the page; `label_orders.LABELS_MAX` is the most that one sheet holds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

SERIALS_LISTED_MAX = 200
"""Serials that a web address can carry; a longer list becomes a sheet."""

LABELS_MAX = 500
"""Labels that one page makes while a person waits; more become a sheet."""

_COUNTED = re.compile(r"(.*?)([0-9]{1,18})")
_BETWEEN = re.compile(r"[\s,;]+")


@dataclass(frozen=True, slots=True)
class CountedSerials:
    """Serials that count up behind a prefix, with so many digits."""

    prefix: str
    first: int
    last: int
    digits: int

    @property
    def count(self) -> int:
        """How many there are."""
        return self.last - self.first + 1

    @property
    def ends(self) -> tuple[str, str]:
        """The first and the last: no other has other signs, or more of them."""
        return self._serial(self.first), self._serial(self.last)

    def serials(self) -> tuple[str, ...]:
        """All of them in order."""
        return tuple(map(self._serial, range(self.first, self.last + 1)))

    def _serial(self, number: int) -> str:
        return f"{self.prefix}{number:0{self.digits}}"


def listed(text: str) -> tuple[str, ...]:
    r"""The serials of a list, each once, in their order.

    >>> listed("A1, A2\nA1")
    ('A1', 'A2')
    """
    return tuple(dict.fromkeys(one for one in _BETWEEN.split(text) if one))


def ranged(first: str, last: str) -> CountedSerials | None:
    """The serials of a range; None where it is no range.

    >>> ranged("A098", "A100")
    CountedSerials(prefix='A', first=98, last=100, digits=3)
    >>> ranged("A1", "B2") is None
    True
    """
    begin, end = _COUNTED.fullmatch(first), _COUNTED.fullmatch(last)
    if begin is None or end is None or begin[1] != end[1]:
        return None
    low, high = int(begin[2]), int(end[2])
    return CountedSerials(begin[1], low, high, len(begin[2])) if low <= high else None
