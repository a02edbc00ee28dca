"""Serial numbers nobody can guess, and the proof that one was made by whoever holds the key.

A serial of 20 characters, as many as AI (21) takes: one names the key, 13 are chance, 6 are a
keyed checksum (HMAC-SHA-256 over GTIN and the rest, cut to 30 bits). Of 32 signs, each is five
bits; 0, 1, I and O are left out because people read them for one another.

What that is worth:

- **Enumerating.** 65 bits of chance: of a million issued serials of a product, one guess of the
  chance part hits with probability 10^6 / 2^65, less than 3 in 10^14; with the checksum, which
  the guesser cannot compute, 2^30 times less.
- **Forging** without the key, so that the form alone passes: one in 2^30 for each guess (about
  one in a thousand million). The form only sorts out; whether a serial was issued and where it
  was seen is in the record.
- **Repeating.** Within a call never. Between calls by chance: for n serials of one product
  about n^2 / 2^66, 1.4 in 10^6 for ten million; the record refuses a second commissioning.
- **Keys.** One for each company at least, 32 bytes or more; the key's sign lets old serials be
  checked after a new key was taken. Who learns a key can forge the form of its serials.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum

from truyxuat.barcode.printing.carried_data import gtin_14
from truyxuat.barcode.serial_keys import SIGNS, SerialKey
from truyxuat.traceability.errors import TooLarge

CHANCE_SIGNS, CHECK_SIGNS = 13, 6
SERIAL_SIGNS = 1 + CHANCE_SIGNS + CHECK_SIGNS
CHANCE_BITS = 5 * CHANCE_SIGNS

SERIALS_MAX = 1_000_000
"""In one call: all are held to see that none repeats, about 100 bytes each."""

_PURPOSE = b"truyxuat serial 1"
"""Keeps the checksum apart from any other use of the same key."""


class SerialForm(StrEnum):
    """What the form of a serial tells, without any record."""

    GENUINE = "genuine"
    FORGED = "forged"
    UNKNOWN_KEY = "unknown-key"
    OTHER = "other"


def make_serials(
    count: int,
    gtin: str,
    key: SerialKey,
    *,
    chance: Callable[[int], int] = secrets.randbits,
) -> Iterator[str]:
    """So many different serials for one product; `chance` gives that many random bits.

    Raises:
        InvalidIdentifier: no GTIN.
        TooLarge: more than `SERIALS_MAX`.
    """
    if not 0 <= count <= SERIALS_MAX:
        raise TooLarge(f"Serials: 0 to {SERIALS_MAX} expected in one call, got {count}.")
    return _made(count, gtin_14(gtin), key, chance)


def _made(
    count: int, gtin: str, key: SerialKey, chance: Callable[[int], int]
) -> Iterator[str]:
    given: set[int] = set()
    while len(given) < count:
        number = chance(CHANCE_BITS)
        if number not in given:
            given.add(number)
            head = key.sign + _signs(number, CHANCE_SIGNS)
            yield head + _checksum(gtin, head, key)


def check_serial(serial: str, gtin: str, keys: Iterable[SerialKey]) -> SerialForm:
    """What the form of a serial tells about a product's item.

    `OTHER` is a serial that was not made here: another length or other signs. It may be quite
    in order, as a maker's own. Capitals count: AI (21) tells "a" from "A".

    Raises:
        InvalidIdentifier: no GTIN.
    """
    gtin = gtin_14(gtin)
    if len(serial) != SERIAL_SIGNS or not set(serial) <= set(SIGNS):
        return SerialForm.OTHER
    head, check = serial[:-CHECK_SIGNS], serial[-CHECK_SIGNS:]
    for key in keys:
        if key.sign == serial[0]:
            right = hmac.compare_digest(check, _checksum(gtin, head, key))
            return SerialForm.GENUINE if right else SerialForm.FORGED
    return SerialForm.UNKNOWN_KEY


def _checksum(gtin: str, head: str, key: SerialKey) -> str:
    message = b"\0".join((_PURPOSE, gtin.encode(), head.encode()))
    digest = hmac.new(key.secret, message, hashlib.sha256).digest()
    return _signs(int.from_bytes(digest[:4]) >> 2, CHECK_SIGNS)


def _signs(number: int, length: int) -> str:
    """A number in signs, five bits each."""
    return "".join(SIGNS[number >> 5 * place & 31] for place in reversed(range(length)))
