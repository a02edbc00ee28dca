"""EPC schemes that name no GS1 key: kept as the URIs that they are, once they are well-formed.

EPC Tag Data Standard 2.0, section 6.3: General Identifier, US Department of Defense, Aerospace
and Defense, shipping container (ISO 6346) and ship (IMO number). Refusing a broken one matters
as for GS1 keys: a container written in two ways would be two containers in every trace.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_NUMBER = "(0|[1-9][0-9]*)"
_CAGE = "[0-9A-HJ-NP-Z]{5,6}"
_ADI = "(?:[0-9A-Z-]|%2[Ff])"


@dataclass(frozen=True, slots=True)
class OtherScheme:
    """What follows the scheme's name; `largest` bounds the numbers, in their order."""

    fits: re.Pattern[str]
    expected: str
    largest: tuple[int, ...] = ()

    def fault(self, rest: str) -> str:
        """What keeps a text from being this, in words; empty when nothing does."""
        found = self.fits.fullmatch(rest)
        if found is None:
            return f"{self.expected} expected, got {rest!r}"
        for text, largest in zip(found.groups(), self.largest, strict=True):
            if int(text) > largest:
                return f"a number up to {largest} expected, got {text}"
        return ""


OTHER_SCHEMES: dict[str, OtherScheme] = {
    "gid": OtherScheme(
        re.compile(rf"{_NUMBER}\.{_NUMBER}\.{_NUMBER}"),
        "three numbers without leading zeros (manager, class, serial)",
        (2**28 - 1, 2**24 - 1, 2**36 - 1),
    ),
    "usdod": OtherScheme(
        re.compile(rf"{_CAGE}\.{_NUMBER}"),
        "a CAGE code or DODAAC and a serial number",
        (2**36 - 1,),
    ),
    "adi": OtherScheme(
        re.compile(rf"{_CAGE}\.{_ADI}{{0,32}}\.(?:%23)?{_ADI}{{1,30}}"),
        "a CAGE code or DODAAC, a part number or nothing, and a serial",
    ),
    "bic": OtherScheme(
        re.compile("[A-Z]{3}[JRUZ][0-9]{7}"),
        "an owner code, one of J, R, U, Z, six digits and a check digit",
    ),
    "imovn": OtherScheme(re.compile("[0-9]{7}"), "an IMO number of seven digits"),
}
"""By the scheme's name in ``urn:epc:id:``."""
