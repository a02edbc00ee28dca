"""How a compressed Digital Link writes elements as bits, and how they are read back.

GS1 Digital Link Standard, compression: an application identifier is four bits for each digit, or
two hexadecimal digits stand for a frequent combination of them. Digits are one binary number of
as many bits as the largest needs; other text has three bits for its alphabet, its length where
that varies, and four, six or seven bits for each character. Neighbouring fields
of one kind are one field, as the standard's own table has them.
"""

from __future__ import annotations

import math
import re
from functools import lru_cache
from typing import NamedTuple

from truyxuat.barcode.syntax.rules import table

SAFE_64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

_FRACTION = 0.01
"""Added before rounding up, as the standard has it, so that exact powers get one bit more."""

_COMBINATIONS = {
    "0A": "01 22", "0B": "01 10", "0C": "01 21", "0D": "01 17", "0E": "01 7003", "0F": "01 30",
    "1A": "01 10 21 17", "1B": "01 15", "1C": "01 11", "1D": "01 16", "1E": "01 91",
    "1F": "01 10 15", "9A": "8010 8011", "9B": "8017 8019", "9C": "8018 8019", "9D": "414 254",
    **{f"2{'ABCDEF'[n]}": f"01 310{n}" for n in range(6)},
    **{f"3{'ABCDEF'[n]}": f"01 320{n}" for n in range(6)},
    **{f"A{n}": f"01 392{n}" for n in range(10)},
    **{f"C{n}": f"255 390{n}" for n in range(10)},
    **{f"C{'ABCD'[n]}": f"255 394{n}" for n in range(4)},
}  # fmt: skip

COMBINATIONS = {code: tuple(ais.split()) for code, ais in _COMBINATIONS.items()}
"""Two hexadecimal digits for identifiers that often stand together, in this order."""

_DECIMAL = re.compile(r"[0-9]+")
_LOWER_HEX = re.compile(r"[0-9a-f]+")
_UPPER_HEX = re.compile(r"[0-9A-F]+")
_SAFE_TEXT = re.compile(r"[A-Za-z0-9_-]+")
_WHOLE_RANGES = {"7007": (False, 12)}
"""Digits that are one range although the table has them in fields: harvest date and its end."""


class Field(NamedTuple):
    """One field of an element: digits or text, and its length, fixed or the most it can be."""

    digits: bool
    fixed: bool
    length: int


class Truncated(ValueError):
    """The bits end within a field, or say something that no encoder writes."""


class Bits:
    """A row of bits that is read from its beginning."""

    def __init__(self, row: str) -> None:
        self.row = row
        self.at = 0

    @property
    def left(self) -> int:
        """Bits that were not read yet."""
        return len(self.row) - self.at

    def number(self, bits: int) -> int:
        """The next bits as a number.

        Raises:
            Truncated: fewer are left.
        """
        if bits > self.left:
            raise Truncated(f"{bits} bits expected, {self.left} left")
        self.at += bits
        return int(self.row[self.at - bits : self.at] or "0", 2)


def length_bits(most: int) -> int:
    """Bits of a length that is at most so many characters."""
    return math.ceil(math.log2(most) + _FRACTION)


def value_bits(digits: int) -> int:
    """Bits of a number of so many digits."""
    return math.ceil(digits * math.log2(10) + _FRACTION)


@lru_cache(512)
def fields(ai: str) -> tuple[Field, ...]:
    """The fields of an application identifier: neighbours of one kind are one field."""
    if ai in _WHOLE_RANGES:
        fixed, length = _WHOLE_RANGES[ai]
        return (Field(digits=True, fixed=fixed, length=length),)
    found: list[Field] = []
    for component in table().rules[ai].components:
        fixed = component.shortest == component.longest and not component.optional
        new = Field(component.kind == "N", fixed, component.longest)
        last = found[-1] if found else None
        if last and last.digits == new.digits and last.fixed == new.fixed:
            found[-1] = last._replace(length=last.length + new.length)
        else:
            found.append(new)
    return tuple(found)


def write_value(ai: str, value: str) -> str:
    """The bits of an element's data."""
    row = []
    at = 0
    for field in fields(ai):
        part = value[at : at + field.length]
        at += len(part)
        if not field.digits:
            row.append(write_text(part, 0 if field.fixed else length_bits(field.length)))
        elif field.fixed:
            row.append(_binary(part, value_bits(field.length)))
        else:
            row.append(format(len(part), f"0{length_bits(field.length)}b"))
            row.append(_binary(part or "0", value_bits(len(part))))
    return "".join(row)


def write_text(text: str, bits_of_length: int) -> str:
    """The bits of a text: its alphabet, its length where that varies, its characters."""
    length = format(len(text), f"0{bits_of_length}b") if bits_of_length else ""
    if _DECIMAL.fullmatch(text):
        return f"000{length}{_binary(text, value_bits(len(text)))}"
    if _LOWER_HEX.fullmatch(text):
        return f"001{length}{_hexadecimal(text)}"
    if _UPPER_HEX.fullmatch(text):
        return f"010{length}{_hexadecimal(text)}"
    if _SAFE_TEXT.fullmatch(text):
        return f"011{length}" + "".join(format(SAFE_64.index(sign), "06b") for sign in text)
    return f"100{length}" + "".join(format(ord(sign), "07b") for sign in text)


def read_value(ai: str, bits: Bits) -> str:
    """The data of an element.

    Raises:
        Truncated: the bits end within it.
    """
    parts = []
    for field in fields(ai):
        if not field.digits:
            fixed = field.length if field.fixed else None
            parts.append(read_text(bits, length_bits(field.length), fixed))
            continue
        size = field.length if field.fixed else bits.number(length_bits(field.length))
        parts.append(_decimal(bits, size))
    return "".join(parts)


def read_text(bits: Bits, bits_of_length: int, fixed: int | None = None) -> str:
    """A text, its length read before it where it is not fixed.

    Raises:
        Truncated: the bits end within it, or name an alphabet that there is not.
    """
    alphabet = bits.number(3)
    size = bits.number(bits_of_length) if fixed is None else fixed
    if alphabet == 0:
        return _decimal(bits, size)
    if alphabet in (1, 2):
        digits = "0123456789abcdef" if alphabet == 1 else "0123456789ABCDEF"
        return "".join(digits[bits.number(4)] for _ in range(size))
    if alphabet == 3:
        return "".join(SAFE_64[bits.number(6)] for _ in range(size))
    if alphabet == 4:
        return "".join(chr(bits.number(7)) for _ in range(size))
    raise Truncated(f"alphabet {alphabet} of 0 to 4")


def _decimal(bits: Bits, size: int) -> str:
    """A number of so many digits; no digits have a bit, too."""
    digits = str(bits.number(value_bits(size)))
    if not size:
        return ""
    if len(digits) > size:
        raise Truncated(f"{size} digits expected, got {digits}")
    return digits.zfill(size)


def write_ai(ai: str) -> str:
    """Four bits for each digit of an identifier, or of the code of a combination."""
    return _hexadecimal(ai)


def _binary(digits: str, bits: int) -> str:
    return format(int(digits), f"0{bits}b")


def _hexadecimal(text: str) -> str:
    return "".join(format(int(sign, 16), "04b") for sign in text)
