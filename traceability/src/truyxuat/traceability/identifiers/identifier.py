"""One identified thing: a GS1 key with what qualifies it, checked once when it is made.

Its `key` is the constrained canonical GS1 Digital Link URI that the event hash of CBV 2.0 asks
for: on ``https://id.gs1.org``, no query, only the finest level that EPCIS tells apart. One thing
has one key whatever its spelling was; what the spelling told beyond it (the lot of a serialised
item, the consumer product variant) stays in `qualifiers`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from truyxuat.traceability.errors import InvalidIdentifier
from truyxuat.traceability.identifiers.rules import KEYS, NO_EXTENSION, Level, Scheme, check
from truyxuat.traceability.identifiers.spelling import escaped

HOME = "https://id.gs1.org"
"""The domain of canonical GS1 Digital Link URIs (URI Syntax, section 4.11)."""

VALUES_REMEMBERED = 65_536
"""Key values whose check is remembered: most events name the same products and places."""

FINEST: dict[tuple[str, str], tuple[Scheme, Level]] = {
    ("01", "21"): (Scheme.SGTIN, "instance"),
    ("01", "235"): (Scheme.UPUI, "instance"),
    ("01", "10"): (Scheme.LGTIN, "lot"),
    ("8006", "21"): (Scheme.ITIP, "instance"),
    ("8006", "10"): (Scheme.ITIP, "lot"),
    ("8010", "8011"): (Scheme.CPID, "instance"),
    ("414", "254"): (Scheme.SGLN, "instance"),
    ("415", "8020"): (Scheme.PAYMENT_SLIP, "instance"),
}
"""Which qualifier, after which key, belongs into the key; the finest of a key first."""

SERIAL_INSIDE = {"253": 13, "255": 13, "8003": 14}
"""Keys that carry their serial inside the value, and where it begins."""


@dataclass(frozen=True, slots=True)
class Identifier:
    """A GS1 identification key with its qualifiers; cannot be held invalid.

    Qualifiers may be given in any order and are kept in the standard's. A GLN extension ``0`` is
    dropped, as it says that there is none.

    >>> item = Identifier("01", "09521234001010", (("21", "7"), ("10", "L1")))
    >>> item.key
    'https://id.gs1.org/01/09521234001010/21/7'
    >>> item.lot_key
    'https://id.gs1.org/01/09521234001010/10/L1'

    Raises:
        InvalidIdentifier: a value or a qualifier that the GS1 General Specifications exclude.
    """

    ai: str
    value: str
    qualifiers: tuple[tuple[str, str], ...] = ()
    key: str = field(init=False)
    scheme: Scheme = field(init=False)
    level: Level = field(init=False)
    lot_key: str | None = field(init=False)
    class_key: str | None = field(init=False)

    def __post_init__(self) -> None:
        """Check everything, and derive the keys."""
        keep = object.__setattr__
        ai, root = self.ai, checked_root(self.ai, self.value)
        if self.qualifiers:
            keep(self, "qualifiers", _checked_qualifiers(ai, self.qualifiers))
        for qualifier, value in reversed(self.qualifiers):
            if (found := FINEST.get((ai, qualifier))) is not None:
                key = f"{root}/{qualifier}/{escaped(value)}"
                scheme, level = found
                break
        else:
            key, scheme, level = root, *_unqualified(ai, self.value)
        keep(self, "key", key)
        keep(self, "scheme", scheme)
        keep(self, "level", level)
        keep(self, "lot_key", self._lot_key(root))
        keep(self, "class_key", self._class_key(root))

    def _lot_key(self, root: str) -> str | None:
        lot = self.qualifier("10")
        return None if lot is None else f"{root}/10/{escaped(lot)}"

    def _class_key(self, root: str) -> str | None:
        if self.ai in SERIAL_INSIDE:
            return f"{HOME}/{self.ai}/{self.value[: SERIAL_INSIDE[self.ai]]}"
        return root if KEYS[self.ai].level == "class" else None

    def qualifier(self, ai: str) -> str | None:
        """The value of one qualifier, None where the spelling had none."""
        for found, value in self.qualifiers:
            if found == ai:
                return value
        return None

    @property
    def gtin(self) -> str | None:
        """The GTIN-14, None for what is no trade item."""
        return self.value[:14] if self.ai in {"01", "8006"} else None

    @property
    def lot(self) -> str | None:
        """The lot number that the spelling told."""
        return self.qualifier("10")

    @property
    def serial(self) -> str | None:
        """The serial, wherever this kind of key has it; None at lot or class level."""
        if self.ai in SERIAL_INSIDE:
            return self.value[SERIAL_INSIDE[self.ai] :] or None
        return self.qualifier("21") or self.qualifier("235") or self.qualifier("8011")

    def digital_link(self, stem: str = HOME) -> str:
        """The GS1 Digital Link URI with its qualifiers, under a web address of one's own.

        A path never mixes a TPX with a lot, nor a GLN extension with a UIC: of such two, the
        one that is in the key is written.

        >>> Identifier("01", "09521234001010", (("10", "L/1"),)).digital_link("https://a.vn/i")
        'https://a.vn/i/01/09521234001010/10/L%2F1'
        """
        in_key = self.key.split("/")[-2]
        given = [in_key, *(ai for ai, _ in self.qualifiers)]
        paths = KEYS[self.ai].paths
        path: tuple[str, ...] = next((p for ai in given for p in paths if ai in p), ())
        pairs = (
            (self.ai, self.value),
            *((ai, v) for ai, v in self.qualifiers if ai in path),
        )
        return stem.rstrip("/") + "".join(f"/{ai}/{escaped(value)}" for ai, value in pairs)

    def element_string(self) -> str:
        r"""The bracketed element string, as printed below a barcode.

        >>> Identifier("01", "09521234001010", (("10", "L(1)"),)).element_string()
        '(01)09521234001010(10)L\\(1)'
        """
        pairs = ((self.ai, self.value), *self.qualifiers)
        return "".join(f"({ai}){value.replace('(', chr(92) + '(')}" for ai, value in pairs)


@lru_cache(VALUES_REMEMBERED)
def checked_root(ai: str, value: str) -> str:
    """The canonical URI of a key without qualifiers.

    Raises:
        InvalidIdentifier: no GS1 identification key, or not a value of it.
    """
    if ai not in KEYS:
        raise InvalidIdentifier(f"({ai}) is no GS1 identification key.")
    check(ai, value)
    return f"{HOME}/{ai}/{escaped(value)}"


def _unqualified(ai: str, value: str) -> tuple[Scheme, Level]:
    rule = KEYS[ai]
    if ai not in SERIAL_INSIDE:
        return rule.scheme, rule.level
    if len(value) == SERIAL_INSIDE[ai]:
        return rule.scheme, "class"
    return (Scheme.SGCN if ai == "255" else rule.scheme), "instance"


def _checked_qualifiers(
    ai: str, qualifiers: tuple[tuple[str, str], ...]
) -> tuple[tuple[str, str], ...]:
    rule = KEYS[ai]
    order = [qualifier for path in rule.paths for qualifier in path]
    given: dict[str, str] = {}
    for qualifier, value in qualifiers:
        if qualifier not in order:
            raise InvalidIdentifier(f"({qualifier}) does not qualify {rule.title} ({ai}).")
        if given.setdefault(qualifier, value) != value:
            raise InvalidIdentifier(
                f"({qualifier}) is given twice: {given[qualifier]!r} and {value!r}."
            )
        check(qualifier, value)
    if "21" in given and "235" in given:
        raise InvalidIdentifier(
            "(21) and (235) exclude each other: one item has one serial."
        )
    extension, none = NO_EXTENSION
    if given.get(extension) == none:
        del given[extension]
    return tuple((qualifier, given[qualifier]) for qualifier in order if qualifier in given)
