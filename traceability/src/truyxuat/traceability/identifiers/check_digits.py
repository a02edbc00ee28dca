"""Check digits: the last digit of a number proves that the others were read right.

GS1 General Specifications, section 7.9 (check digit of numeric keys, and the pair of check
characters of a Global Model Number).
"""

from __future__ import annotations

from truyxuat.traceability.errors import InvalidIdentifier

_ZERO = ord("0")

_WEIGHED_CHARACTERS = (
    "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
)
_PAIR_CHARACTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_PAIR_WEIGHTS = (
    2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83,
)  # fmt: skip
_PAIR_MODULUS = 1021


def check_digit(digits: str) -> str:
    """The check digit that belongs after the digits given (without one).

    GS1 General Specifications, section 7.9.1: weights 3 and 1 from the right, modulo 10.

    >>> check_digit("893850597000")
    '4'
    >>> check_digit("0952123400101")
    '0'

    Raises:
        InvalidIdentifier: not one or more of the digits 0 to 9.
    """
    # isascii() matters: "٤".isdigit() is true, and int("٤") is 4.
    if not (digits.isascii() and digits.isdigit()):
        raise InvalidIdentifier(f"Check digit of {digits!r}: only digits 0 to 9 have one.")
    return sum_digit(digits)


def sum_digit(digits: str) -> str:
    """As `check_digit`, for text that is known to be digits 0 to 9."""
    codes = digits.encode()
    thrice, once = codes[::-2], codes[-2::-2]
    total = 3 * sum(thrice) + sum(once) - _ZERO * (3 * len(thrice) + len(once))
    return str(-total % 10)


def check_pair(text: str) -> str:
    """The two check characters that belong after a Global Model Number (without them).

    GS1 General Specifications, section 7.9.5: prime weights from the right, modulo 1021.

    >>> check_pair("1987654Ad4X4bL5ttr2310c")
    '2K'

    Raises:
        InvalidIdentifier: a character outside the 82 of GS1, or more than 23 of them.
    """
    if len(text) > len(_PAIR_WEIGHTS):
        raise InvalidIdentifier(
            f"Check characters of {text!r}: at most {len(_PAIR_WEIGHTS)} characters expected, "
            f"got {len(text)}."
        )
    total = 0
    for weight, character in zip(_PAIR_WEIGHTS, reversed(text), strict=False):
        place = _WEIGHED_CHARACTERS.find(character)
        if place < 0:
            raise InvalidIdentifier(
                f"Check characters of {text!r}: {character!r} is not a GS1 character."
            )
        total += weight * place
    total %= _PAIR_MODULUS
    return _PAIR_CHARACTERS[total >> 5] + _PAIR_CHARACTERS[total & 31]
