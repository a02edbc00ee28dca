"""What a store keeps of each event, as a number that can be compared with the record's.

The digest is over the event whole and the keys by which the store finds it, so a lost link shows
as well as a lost event. Sums of digests do not depend on any order.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Protocol

from truyxuat.graph.body import body_of
from truyxuat.traceability.links import LinkedEvent

DIGEST_BITS = 64
MODULUS = 1 << DIGEST_BITS


class Comparable(Protocol):
    """A graph that can be asked what it keeps."""

    def kept(self, first: int, last: int) -> dict[int, int]:
        """By position, from the first to the last: the digest of each event kept."""
        ...

    def position(self) -> int:
        """How far the record has been read."""
        ...


def digest_of(event: LinkedEvent, keys: Iterable[str] | None = None) -> int:
    """The digest of an event and of the keys that find it; None: those it names."""
    if keys is None:
        keys = (link.key for link in event.links)
    taken = hashlib.blake2b(body_of(event), digest_size=DIGEST_BITS // 8)
    for key in sorted(set(keys)):
        taken.update(b"\0" + key.encode())
    return int.from_bytes(taken.digest(), "big")


def sum_of(digests: Mapping[int, int]) -> int:
    """One number for many events, in whatever order they come."""
    return sum(digests.values()) % MODULUS
